// Themes, sizes, what assistive technology meets, and a page whose third-party files are missing.
import { clean, settled, tooWide } from './eyes.js';
import { test, expect, signIn } from './fixtures.js';

const PAGES = ['index.html', 'catalogue.html', 'library.html', 'collection.html', 'edit.html', 'login.html', 'register.html', '404.html'];

for (const scheme of ['light', 'dark']) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme, reducedMotion: 'reduce' });

    test('axe finds nothing, signed out', async ({ page }) => {
      test.slow();
      for (const name of PAGES) {
        await page.goto(name);
        await settled(page);
        await clean(page);
      }
    });

    test('axe finds nothing, signed in', async ({ page }) => {
      test.slow();
      await signIn(page, 'mara');
      for (const name of [...PAGES, 'collection.html?add=', 'library.html?view=list', 'catalogue.html?q=xyzzy']) {
        await page.goto(name);
        await settled(page);
        await clean(page);
      }
    });

    test('axe finds nothing in a title, a menu and a toast', async ({ page, member, api }) => {
      const { id } = await api.title('moby');
      await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 220 });
      await page.goto(`catalogue.html?q=moby&id=${id}`);
      await expect(page.locator('title-view')).toBeVisible();
      await settled(page);
      await clean(page);
      await page.getByRole('button', { name: 'Close' }).click();
      await page.locator('title-card .chip').click();
      await expect(page.locator('shelf-menu')).toBeVisible();
      await clean(page, 'shelf-menu');
      await page.locator('shelf-menu').getByRole('button', { name: 'Paused' }).click();
      await expect(page.locator('.toast:popover-open')).toBeVisible();
      await clean(page, '.toast');   // what it covers, it covers for five seconds
      expect(member.id).toBeTruthy();
    });
  });
}

test.describe('theme', () => {
  test.use({ allow: /js\/pages\/account\.js/ });

  test('is chosen by a button, kept, and there before the first paint', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('index.html');
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: 'Switch between light and dark' }).click();
    expect(await paper()).not.toBe(light);
    await page.route('**/js/pages/*.js', (route) => route.abort());   // only what runs before the first paint
    await page.goto('login.html');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await paper()).not.toBe(light);
  });
});

test('nothing is wider than the screen', async ({ page }) => {
  await signIn(page, 'mara');
  for (const name of PAGES) {
    await page.goto(name);
    await settled(page);
    expect(await tooWide(page), name).toBeLessThanOrEqual(0);
  }
});

test.describe('without the third-party files', () => {
  test.use({ allow: /vendor\// });

  test('the page is usable: words stand in for icons', async ({ page, member, isMobile }) => {
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
    expect([member.role, Boolean(isMobile)]).toContain('member');
  });
});

test('the first visit of the library is light', async ({ page, context }) => {
  await signIn(page, 'mara');
  const fresh = await context.browser().newContext({ baseURL: new URL('./', page.url()).href, storageState: await context.storageState() });
  const one = await fresh.newPage();
  const bodies = [];
  one.on('response', (answer) => { if (answer.status() === 200 && !/fonts|cgi-bin/.test(answer.url())) bodies.push(answer.body()); });
  await one.goto('library.html');
  await expect(one.locator('title-card').first()).toBeVisible();
  const { gzipSync } = await import('node:zlib');
  const size = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  await fresh.close();
  expect(bodies.length).toBeGreaterThan(10);
  expect(size).toBeLessThan(40 * 1024);
});
