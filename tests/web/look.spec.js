// Themes, sizes, what assistive technology meets, and a page whose third-party files are missing.
import fs from 'node:fs';
import path from 'node:path';
import { confusable, outOfOrder } from './ears.js';
import { asPhone, clean, settled, thin, tooSmall, tooWide } from './eyes.js';
import { enter, signedIn, test, expect } from './fixtures.js';
import { HOSTILE } from './setup.js';

// Every page there is.
const PAGES = fs
  .readdirSync(path.resolve(import.meta.dirname, '../../htdocs'))
  .filter((name) => name.endsWith('.html'));
// Those that are the same for who is signed in; and one that docs.spec.js looks at as a member.
const SAME = ['404.html', 'title.html', 'docs.html'];
// The titles that would like to be markup, on a title's page.
const hostile = async (api) =>
  Promise.all(HOSTILE.map(async ({ title }) => `title.html?id=${(await api.title(title.slice(0, 40))).id}`));

test.describe('every page', () => {
  // All that can be seen of a page in one visit, and on a phone.
  const look = async (page, name) => {
    const fits = async (where) => {
      expect(await tooWide(page), where).toBeLessThanOrEqual(0);
      expect(await outOfOrder(page), where).toEqual([]);
      expect(await confusable(page), where).toEqual([]);
    };
    await page.goto(name);
    await settled(page);
    await thin(page);
    await clean(page);
    await fits(name);
    await asPhone(page, async () => {
      await fits(`${name}, a phone`);
      expect(await tooSmall(page), name).toEqual([]);
    });
  };

  // In two halves, side by side.
  for (const [half, at] of [
    ['first', 0],
    ['second', 1],
  ]) {
    const mine = (names) => names.filter((name, nth) => nth % 2 === at);

    test(`is clean for axe and fits, signed out, the ${half} half`, async ({ page }) => {
      test.slow();
      for (const name of mine(PAGES)) await look(page, name);
    });

    test(`is clean for axe and fits, signed in, the ${half} half`, async ({ page, api }) => {
      test.slow();
      await enter(page, api, 'mara'); // a full shelf
      const shelves = [
        'index.html',
        'library.html',
        'library.html?view=list',
        'collection.html',
        'diary.html',
        'stats.html',
        'stats.html?review=',
        'tags.html',
      ];
      for (const name of mine(shelves)) await look(page, name);
      await enter(page, api, 'keeper'); // the admin: all of it is theirs to see
      const { id } = await api.title('orlando');
      const wide = [
        'library.html?view=list',
        'catalogue.html?q=xyzzy',
        'catalogue.html?page=2',
        'collection.html?add=',
        'diary.html?add=',
        `title.html?id=${id}`,
        `edit.html?id=${id}`,
        'admin.html?show=log',
      ];
      const others = PAGES.filter((name) => !SAME.includes(name));
      for (const name of mine([...others, ...wide, ...(await hostile(api))])) await look(page, name);
    });
  }
});

test.describe('every page', { tag: '@phone' }, () => {
  signedIn(
    'is clean for axe, the forms of a copy and of a title with a likely duplicate and an error',
    async ({ page, api, isMobile }) => {
      const how = { colours: !isMobile };
      await api.post('collection.cgi/copies', {
        media_id: (await api.title('moby-dick')).id,
        format: 'VOD',
        platform: 'Shelf',
        note: 'A note',
        vod_link: 'https://example.com/',
      });
      await page.goto('collection.html');
      await settled(page);
      await clean(page, 'main', how);
      await page.getByRole('button', { name: 'Edit the copy' }).click();
      await clean(page, 'main', how);
      await page.goto('collection.html?add=');
      await page.getByRole('searchbox', { name: 'Which title?' }).fill('beloved');
      await page.locator('.pick .t').filter({ hasText: 'Beloved' }).click();
      await expect(page.getByLabel('Format', { exact: true })).toBeFocused();
      await clean(page, '.pick-sheet', how);
      await page.goto('edit.html');
      await page.getByRole('radio', { name: 'Book' }).check();
      await page.getByLabel('Title', { exact: true }).fill('Moby-Dick');
      await page
        .locator('[name=_cover]')
        .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
      await expect(page.locator('#duplicates .duplicate')).toBeVisible();
      await expect(page.locator('.cover-in .field-error')).toBeVisible();
      await clean(page, 'main', how);
    },
  );

  signedIn('is clean for axe, a title, a menu, a toast, the palette and the keys', async ({ page, api, isMobile }) => {
    const how = { colours: !isMobile };
    const { id } = await api.title('moby');
    await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 220 });
    await page.goto(`catalogue.html?q=moby&id=${id}`);
    await expect(page.locator('title-view')).toBeVisible();
    await settled(page);
    await clean(page, 'body', how);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('title-card .chip').click();
    await expect(page.locator('shelf-menu')).toBeVisible();
    await clean(page, 'shelf-menu', how);
    await page.locator('shelf-menu').getByRole('button', { name: 'Paused' }).click();
    await expect(page.locator('.toast:popover-open')).toBeVisible();
    await clean(page, '.toast', how); // what it covers, it covers for five seconds
    await page.keyboard.press('Control+k');
    await page.keyboard.type('moby');
    await expect(page.locator('.palette [data-id]')).toBeVisible();
    await clean(page, '.palette', how);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.locator('.keys-sheet')).toBeVisible();
    await clean(page, '.keys-sheet', how);
  });
});

test.describe('theme', () => {
  test.use({ allow: /js\/pages\/account\.js/ });

  test('is chosen by a button, kept, and there before the first paint', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('index.html');
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    // The bar around the page as well, whatever the system has.
    const bar = page.locator('meta[name=theme-color][media=all]');
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    expect(await paper()).not.toBe(light);
    await expect(bar).toHaveAttribute('data-of', 'dark');
    await page.route('**/js/pages/*.js', (route) => route.abort()); // only what runs before the first paint
    await page.goto('login.html');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(bar).toHaveAttribute('data-of', 'dark');
    expect(await paper()).not.toBe(light);
  });
});

test.describe('without the third-party files', { tag: '@phone' }, () => {
  test.use({ allow: /vendor\// });

  signedIn('the page is usable: words stand in for icons', async ({ page }) => {
    await page.route('**/vendor/**', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto('catalogue.html?q=persepolis%20nothing');
    await expect(page.locator('html')).toHaveAttribute('data-icons', 'none');
    await expect(page.locator('#theme')).toContainText('Theme');
    await expect(page.locator('#theme .no-icon')).toBeVisible();
    await page.goto('catalogue.html?q=kindred');
    await expect(page.locator('title-card .chip')).toHaveCount(1);
    await expect(page.locator('title-card .chip .words')).toBeInViewport();
    expect((await page.locator('title-card .chip .words').boundingBox()).width).toBeGreaterThan(20);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

test('who wants less motion gets none', async ({ page }) => {
  await page.goto('catalogue.html?q=middlemarch');
  await page.locator('title-card a').first().click();
  await expect(page.locator('title-view')).toBeVisible();
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ effect }) => effect.getComputedTiming().activeDuration > 1).length,
  );
  expect(moving).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(
    await page
      .locator('.title-sheet')
      .evaluate((sheet) => Number.parseFloat(getComputedStyle(sheet).transitionDuration)),
  ).toBeGreaterThan(0.1);
});

test.describe('an address where nothing is', () => {
  test.use({ allow: /status of 404/ });

  test('says so, in our style, and leads home', async ({ page, baseURL }) => {
    expect((await page.goto('no/thing/here.html')).status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
    expect(await page.getByRole('heading').evaluate((heading) => getComputedStyle(heading).fontFamily)).toContain(
      'fraunces',
    );
    await page.getByRole('link', { name: 'to the start' }).click();
    await expect(page).toHaveURL(`${baseURL}index.html`);
  });
});

test('rows end where grids end, and so do pages of one thing, up to one width', async ({ page, api }) => {
  await enter(page, api, 'mara');
  const { id } = await api.title('middlemarch');
  const edges = (selector) =>
    page.locator(selector).evaluateAll((all) =>
      all.map((node) => {
        const { left, right } = node.getBoundingClientRect();
        return [Math.round(left), Math.round(right)];
      }),
    );
  const WIDTHS = [
    [768, Infinity],
    [1280, Infinity],
    [1920, 1040],
  ];
  await page.goto('index.html');
  await expect(page.locator('#finished title-card').first()).toBeVisible();
  const grid = {};
  for (const [width] of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const [[left, right]] = await edges('#newest');
    grid[width] = { left, right };
    for (const row of ['#going .cont', '#finished title-card']) {
      const cards = await edges(row);
      expect(cards[0][0], `${row}, ${width} px`).toBe(left);
      expect(
        cards.map(([, end]) => end),
        `${row}, ${width} px`,
      ).toContain(right);
    }
  }
  for (const [where, part] of [
    [`title.html?id=${id}`, '.spot'],
    ['edit.html', '.panel'],
    ['settings.html', '.set-back + .set'],
    ['doctor.html', '.checks'],
  ]) {
    await page.goto(where);
    await expect(page.locator(part)).toBeVisible();
    for (const [width, most] of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const { left, right } = grid[width];
      expect(await edges(part), `${where}, ${width} px`).toEqual([[left, Math.min(right, left + most)]]);
    }
  }
});

signedIn('a title fits at every width', async ({ page, api }) => {
  const { id } = await api.title('middlemarch');
  await api.post('usermedia.cgi/', { media_id: id, status: 'COMPLETED', start_date: '2026-01-01' });
  await page.goto(`title.html?id=${id}`);
  await expect(page.locator('title-view [name=status]:checked')).toHaveValue('COMPLETED');
  await fits(page, [360, 540, 719, 721, 899, 1024, 1119, 1130, 1600]);
  for (const where of await hostile(api)) {
    await page.goto(where);
    const heading = page.locator('title-view #d-title');
    await expect(heading).toBeVisible();
    await fits(page, [360, 768, 1280]);
    // A long title is written smaller.
    const size = await heading.evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize));
    if ((await heading.textContent()).length > 90) expect(size).toBeLessThan(24);
  }
});
async function fits(page, widths) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const out = await page.evaluate(() => {
      const { right } = document.querySelector('title-view').getBoundingClientRect();
      return [...document.querySelectorAll('title-view *')]
        .filter(
          (node) =>
            node.checkVisibility() && !node.closest('.vh, .glow') && node.getBoundingClientRect().right > right + 1,
        )
        .map((node) => node.className || node.nodeName);
    });
    expect(out, `${page.url()}, ${width} px`).toEqual([]);
  }
}
