// Barcodes, by the camera: Chromium's fake one, which sees what barcode-video.js draws.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { barcodeVideo } from './barcode-video.js';
import { confusable, outOfOrder } from './ears.js';
import { clean, settled, tooSmall, tooWide, unreadable } from './eyes.js';
import { test as base, expect, toast } from './providers.js';

const [GLASS, LAKES, UNKNOWN] = ['9780999001011', '9780999001028', '9780141439549'];

const test = base.extend({
  launchOptions: [
    async ({ launchOptions }, use) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-camera.'));
      const film = path.join(folder, 'film.y4m');
      fs.writeFileSync(film, barcodeVideo([null, GLASS, null, LAKES, null, UNKNOWN, '4006381333931']));
      const camera = [
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${film}`,
      ];
      await use({ ...launchOptions, args: [...launchOptions.args, ...camera] });
      fs.rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});
const rows = (page) => page.locator('.scanned .result:not(.skeleton)');
const row = (page, title) => rows(page).filter({ hasText: title });

test('a barcode is the book, and that is on the shelf at one press', async ({ page, member, api }) => {
  await page.goto('edit.html');
  await page.getByRole('link', { name: 'Scan a barcode' }).click();
  await expect(row(page, 'Harbour of Glass')).toHaveCount(1);
  await row(page, 'Harbour of Glass').getByRole('button', { name: 'Want: Harbour of Glass' }).click();
  await expect(toast(page)).toContainText('On your shelf: Harbour of Glass');
  expect(await api.shelf()).toMatchObject([{ user_id: member.id, media: { title: /Harbour of Glass/ } }]);
});

test('a shelf is scanned, looked over, and put on the shelf at once', async ({ page, member, api }) => {
  await page.goto('scan.html');
  await page.getByRole('checkbox', { name: 'Scan a shelf' }).check();
  await expect(row(page, 'Twin Lakes').getByRole('checkbox')).toBeChecked();
  await expect(row(page, 'Harbour of Glass').getByRole('checkbox')).toBeChecked();
  await expect(row(page, 'Not found').first().getByRole('link', { name: 'Add by hand' })).toHaveAttribute(
    'href',
    `edit.html?type=BOOK&isbn=${UNKNOWN}`,
  );
  await expect(rows(page)).toHaveCount(3); // what is no book's is none
  await row(page, 'Harbour of Glass').getByRole('checkbox').uncheck();
  await page.getByLabel('Put them on my shelf as').selectOption('Finished');
  await page.getByLabel('I own them').selectOption('Hardcover');
  await page.getByRole('button', { name: 'Put 1 book on my shelf' }).click();
  await expect(row(page, 'Twin Lakes').locator('.chip')).toHaveAccessibleName(/Finished/);
  const [entry, ...others] = await api.shelf();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ user_id: member.id, status: 'COMPLETED', media: { title: 'Twin Lakes' } });
  const { my } = await api.get(`media.cgi/${entry.media.id}`);
  expect(my.copies).toMatchObject([{ format: 'Hardcover' }]);
  await expect(row(page, 'Twin Lakes')).toContainText('Yours: Hardcover');
  // Undo: all of it, and they are there to be looked over once more.
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Twin Lakes').getByRole('checkbox')).toBeChecked();
  expect(await api.shelf()).toEqual([]);
  expect((await api.get('media.cgi/', { q: 'twin lakes' })).total).toBe(0);
  await expect(page.getByRole('button', { name: 'Put 1 book on my shelf' })).toBeEnabled();
});

test('in the collection one scans what one owns; what is owned already is said, and Undo leaves it', async ({
  page,
  member,
  api,
}) => {
  const glass = await api.post('lookup.cgi/', {
    source: 'openlibrary',
    id: 'OL2001M',
    status: 'COMPLETED',
    format: 'Audiobook',
  });
  const lakes = await api.post('media.cgi/', { type: 'BOOK', title: 'My Lakes', isbn: LAKES });
  await page.goto('collection.html');
  await page.getByRole('link', { name: 'Scan', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: 'Scan a shelf' })).toBeChecked();
  await expect(page.getByLabel('I own them')).toHaveValue('Paperback');
  await expect(row(page, 'Harbour of Glass')).toContainText('Yours: Audiobook');
  await expect(row(page, 'Harbour of Glass').getByRole('checkbox')).not.toBeChecked();
  await expect(row(page, 'My Lakes').getByRole('checkbox')).toBeChecked();
  await row(page, 'Harbour of Glass').getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Put 2 books on my shelf' }).click();
  await expect(row(page, 'My Lakes').locator('.chip')).toHaveAccessibleName(/Want/);
  const copies = async ({ id }) => (await api.get(`media.cgi/${id}`)).my.copies.map(({ format }) => format).sort();
  expect(await copies(glass)).toEqual(['Audiobook', 'Paperback']);
  expect(await copies(lakes)).toEqual(['Paperback']);
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'My Lakes').getByRole('checkbox')).toBeChecked();
  expect(await copies(glass)).toEqual(['Audiobook']);
  expect(await copies(lakes)).toEqual([]);
  expect(await api.shelf()).toMatchObject([{ user_id: member.id, status: 'COMPLETED', media: { id: glass.id } }]);
});

test('the browser reads them where it can, and nothing is fetched for that', async ({ page, member }) => {
  expect(member.id).toBeTruthy();
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.addInitScript((isbn) => {
    window.BarcodeDetector = class {
      static getSupportedFormats = async () => ['ean_13'];
      detect = async () => [{ rawValue: isbn }];
    };
  }, LAKES);
  await page.goto('scan.html');
  await expect(row(page, 'Twin Lakes')).toHaveCount(1);
  expect(asked.filter((url) => /zxing/.test(url))).toEqual([]);
});

test('without a camera the number is typed', async ({ page, member }) => {
  expect(member.id).toBeTruthy();
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('no', 'NotAllowedError');
    };
  });
  await page.goto('scan.html');
  await expect(page.locator('.scan-state')).toContainText('The camera may not be used here');
  await page.getByLabel('Or type the number').fill('978-0-9990-0102-8');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Twin Lakes')).toHaveCount(1);
  await page.getByLabel('Or type the number').fill('978-0-9990-0102-9');
  await page.keyboard.press('Enter');
  await expect(page.locator('.scan-state')).toContainText('is no number of a book');
});

test(
  'what was scanned is clean for axe and can be read at every width',
  { tag: '@phone' },
  async ({ page, member, isMobile }) => {
    expect(member.id).toBeTruthy();
    await page.goto('scan.html');
    await page.getByRole('checkbox', { name: 'Scan a shelf' }).check();
    await expect(rows(page)).toHaveCount(3);
    await settled(page);
    await clean(page, 'body', { dark: !isMobile });
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    expect(await outOfOrder(page)).toEqual([]);
    expect(await confusable(page)).toEqual([]);
    if (isMobile) {
      expect(await tooSmall(page)).toEqual([]);
      return;
    }
    const found = {};
    for (const [width, height] of [
      [320, 568],
      [390, 844],
      [820, 1180],
      [1280, 800],
    ]) {
      await page.setViewportSize({ width, height });
      const wrong = await unreadable(page);
      if (wrong.length) found[width] = wrong;
    }
    expect(found).toEqual({});
  },
);
