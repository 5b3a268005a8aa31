// Photographs that are larger than the server takes: they are made smaller on the page.
import { signedIn, test, expect, newName } from './fixtures.js';

test.slow(); // megabytes of noise

// A JPEG made in the browser: of noise, so that it is large, or of four quarters (red and green above, blue and white
// below). `turned` is told in its Exif, as a phone does that was held upright.
async function choose(
  page,
  {
    type = 'image/jpeg',
    width,
    height,
    noise = false,
    clear = false,
    turned = false,
    name = 'IMG_0001.jpg',
    quality = 0.95,
  },
) {
  return page.evaluate(
    async (want) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [want.width, want.height];
      const pen = canvas.getContext('2d');
      const [w, h] = [want.width / 2, want.height / 2];
      for (const [color, x, y] of [
        ['#f00', 0, 0],
        ['#0f0', w, 0],
        ['#00f', 0, h],
        ['#fff', w, h],
      ]) {
        pen.fillStyle = color;
        pen.fillRect(x, y, w, h);
      }
      if (want.noise) {
        const part = pen.createImageData(want.width, 200);
        const words = new Uint32Array(part.data.buffer);
        let seed = 1;
        for (let y = 0; y < want.height; y += 200) {
          for (let i = 0; i < words.length; i++) {
            seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
            words[i] = (seed | 0xff000000) >>> 0;
          }
          pen.putImageData(part, 0, y);
        }
      }
      if (want.clear) pen.clearRect(0, 0, w, h);
      const blob = await new Promise((resolve) => {
        canvas.toBlob(resolve, want.type, want.quality);
      });
      // Exif: one entry, Orientation (0x0112), 6: to be turned by 90° clockwise.
      const exif = new Uint8Array([
        0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0,
        1, 0, 6, 0, 0, 0, 0, 0, 0,
      ]);
      const parts = want.turned ? [blob.slice(0, 2), exif, blob.slice(2)] : [blob];
      const file = new File(parts, want.name, { type: want.type });
      const bag = new DataTransfer();
      bag.items.add(file);
      const input = document.querySelector('[name=_cover]');
      input.files = bag.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
      return file.size;
    },
    { type, width, height, noise, clear, turned, name, quality },
  );
}

async function begin(page) {
  const title = newName();
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  return title;
}
const add = (page) => page.getByRole('button', { name: 'Add to the catalogue' }).click();

// The cover as it is kept: type, size, and the colour of the middle of each quarter.
async function kept(page, api, title) {
  await expect(page.locator('title-view')).toBeVisible({ timeout: 60_000 });
  const { image_url: address } = await api.title(title);
  return page.evaluate(async (src) => {
    const blob = await (await window.fetch(src)).blob();
    const bitmap = await createImageBitmap(blob);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    const pen = canvas.getContext('2d');
    pen.drawImage(bitmap, 0, 0);
    const at = (x, y) =>
      [...pen.getImageData(bitmap.width * x, bitmap.height * y, 1, 1).data].map((value) => Math.round(value / 85) * 85);
    return {
      type: blob.type,
      bytes: blob.size,
      width: bitmap.width,
      height: bitmap.height,
      corners: [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)],
    };
  }, address);
}
const [RED, GREEN, BLUE, WHITE, CLEAR] = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
  [255, 255, 255, 255],
  [0, 0, 0, 0],
];

signedIn('more than ten megabytes go in', async ({ page, api }) => {
  const title = await begin(page);
  expect(await choose(page, { width: 4000, height: 2200, noise: true, quality: 1 })).toBeGreaterThan(10_700_000);
  await add(page);
  const cover = await kept(page, api, title);
  expect(cover.type).toBe('image/jpeg');
  expect(cover.bytes).toBeLessThanOrEqual(5 * 1024 * 1024);
  expect(cover.width / cover.height).toBeCloseTo(4000 / 2200, 2);
});

signedIn('108 megapixels go in, upright, also when Add is pressed before they are read', async ({ page, api }) => {
  const title = await begin(page);
  await choose(page, { width: 12_000, height: 9000, turned: true, quality: 0.6 });
  await add(page);
  const cover = await kept(page, api, title);
  expect([cover.width, cover.height]).toEqual([2250, 3000]);
  expect(cover.corners).toEqual([BLUE, RED, WHITE, GREEN]);
});

signedIn('what is partly clear stays so', async ({ page, api }) => {
  const title = await begin(page);
  expect(
    await choose(page, { type: 'image/png', name: 'logo.png', width: 1600, height: 1600, noise: true, clear: true }),
  ).toBeGreaterThan(5 * 1024 * 1024);
  await add(page);
  const cover = await kept(page, api, title);
  expect(cover.type).toBe('image/webp');
  expect(cover.corners[0]).toEqual(CLEAR);
});

signedIn('what fits goes up as it is', async ({ page, api }) => {
  const title = await begin(page);
  const sent = page.waitForRequest(/media\.cgi\/[^/]+\/image$/);
  const size = await choose(page, { width: 600, height: 900 });
  await add(page);
  expect((await sent).headers()['content-type']).toContain('multipart/form-data');
  const cover = await kept(page, api, title);
  expect([cover.width, cover.height, cover.corners]).toEqual([600, 900, [RED, GREEN, BLUE, WHITE]]);
  expect(Math.abs(cover.bytes - size)).toBeLessThan(2000); // only metadata goes
});

test.describe('a limit that is another', () => {
  test.use({ allow: /status of 413/ });
  const details = (message) => ({
    status: 413,
    json: {
      success: false,
      error: {
        code: 'payload_too_large',
        message: 'The request is too large.',
        details: [{ field: 'image', message }],
      },
    },
  });
  const front = {
    status: 413,
    contentType: 'text/html',
    body: '<html><head><title>413 Request Entity Too Large</title></head></html>',
  };

  for (const [whose, answer, limit] of [
    ['of the program', details('must be at most 400000 bytes'), 400_000],
    ['of a proxy', front, 400_000],
  ]) {
    signedIn(`${whose} is learnt from its answer`, async ({ page, api }) => {
      const title = await begin(page);
      let tries = 0;
      await page.route('**/media.cgi/*/image', async (route) => {
        tries += 1;
        if (route.request().postDataBuffer().length > limit + 1000) await route.fulfill(answer);
        else await route.fallback();
      });
      await choose(page, { width: 1200, height: 900, noise: true, quality: 0.9 });
      await add(page);
      const cover = await kept(page, api, title);
      expect(cover.bytes).toBeLessThanOrEqual(limit);
      expect(tries).toBeGreaterThan(1);
    });
  }

  signedIn('that no picture meets is said', async ({ page, api }) => {
    const title = await begin(page);
    await page.route('**/media.cgi/*/image', (route) => route.fulfill(details('must be at most 100 bytes')));
    await choose(page, { width: 600, height: 900 });
    await add(page);
    await expect(page.locator('.cover-in .field-error')).toContainText('The title is saved, its cover is not');
    expect((await api.title(title)).image_url).toBe(null);
  });
});

signedIn('one that the browser can’t read, and is too large, names the limit', async ({ page }) => {
  await begin(page);
  await page
    .locator('[name=_cover]')
    .setInputFiles({ name: 'film.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(6_400_000, 7) });
  await expect(page.locator('.cover-in .field-error')).toContainText(
    'film.jpg is 6.1 MB, and the server takes at most 5 MB',
  );
});

test.describe('a cover in a list', () => {
  test.use({ allow: /status of 503/ });

  signedIn('is a small one; where that can’t be had, the whole', async ({ page, api }) => {
    const title = await begin(page);
    await choose(page, { width: 800, height: 1200, type: 'image/jpeg' });
    await add(page);
    await expect(page.locator('title-view .cover.big img')).toHaveAttribute('src', /\?w=640$/);
    const { image_url: whole } = await api.title(title);
    const cover = page.locator('title-card img');
    await page.route(/\?w=320$/, (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`catalogue.html?q=${title}`);
    await expect.poll(() => cover.evaluate((image) => image.naturalWidth)).toBe(800);
    await expect(cover).toHaveJSProperty('src', new URL(whole, page.url()).href);
    await page.unroute(/\?w=320$/);
    await page.goto(`catalogue.html?q=${title}&sort=title_asc`);
    await expect.poll(() => cover.evaluate((image) => image.naturalWidth)).toBe(320);
    await expect(cover).toHaveAttribute('src', /\?w=320$/);
  });
});
