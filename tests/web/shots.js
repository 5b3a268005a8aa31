// make screenshots: every page, light and dark, on a desk and on a phone, into out/; and the README's pictures.
import fs from 'node:fs';
import path from 'node:path';
import { signedIn, test, expect, enter } from './fixtures.js';

const OUT = path.join(import.meta.dirname, 'out');
const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

for (const [size, device] of Object.entries(SIZES)) {
  for (const scheme of ['light', 'dark']) {
    test.describe(`${size} ${scheme}`, () => {
      test.use({ ...device, colorScheme: scheme, reducedMotion: 'reduce', allow: /Failed to load resource/ });

      const shoot = async (page, name, where, ready) => {
        if (where) await page.goto(where);
        await expect(page.locator(ready).first()).toBeVisible();
        await page.waitForLoadState('networkidle');
        await page.evaluate(() => document.fonts.ready);
        const file = path.join(OUT, `${size}-${scheme}-${name}.png`);
        await page.screenshot({ path: file, animations: 'disabled' });
        expect(fs.statSync(file).size).toBeGreaterThan(5000);
      };

      test('signed out', async ({ page }) => {
        await shoot(page, 'front', 'index.html', 'title-card');
        await shoot(page, 'register', 'register.html', '#account-form');
        await shoot(page, 'login', 'login.html', '#account-form');
        await shoot(page, '404', '404.html', '.empty');
        await shoot(page, 'reset', 'reset.html', '#ask');
      });

      test('signed in', async ({ page, api }) => {
        await enter(page, api, 'mara');
        await shoot(page, 'home', 'index.html', 'going-card');
        await shoot(page, 'library', 'library.html', 'title-card');
        await shoot(page, 'list', 'library.html?view=list&status=COMPLETED', 'title-card');
        await shoot(page, 'catalogue', 'catalogue.html', 'title-card');
        await shoot(page, 'title', `catalogue.html?id=${(await api.title('middlemarch')).id}`, 'title-view');
        await shoot(page, 'alone', `title.html?id=${(await api.title('left hand of darkness')).id}`, 'title-view');
        await shoot(page, 'collection', 'collection.html', 'owned-title');
        const [copy] = (await api.get('collection.cgi/copies', { overdue: true })).copies;
        await shoot(page, 'copy', `copy.html?id=${copy.id}`, '#acts .btn');
        await shoot(page, 'import', 'import.html', '#exports .line');
        await shoot(page, 'diary', 'diary.html', 'record-line');
        await shoot(page, 'stats', 'stats.html', '.chart');
        await shoot(page, 'review', 'stats.html?review=', '.review-panel');
        await shoot(page, 'settings', 'settings.html', '.set');
        await shoot(page, 'nothing', 'catalogue.html?q=xyzzy', '.empty');
        await page.goto('library.html');
        await page.locator('title-card .chip').first().click();
        await shoot(page, 'menu', null, 'shelf-menu');
        await page.goto('edit.html');
        await page.getByRole('radio', { name: 'Book' }).check();
        await page.getByLabel('Title', { exact: true }).fill('The Waves');
        await page.getByRole('textbox', { name: 'First published' }).fill('between the wars');
        await page.getByRole('button', { name: 'Add to the catalogue' }).click();
        await shoot(page, 'edit', null, '.field-error');
      });

      test('an administrator', async ({ page, api }) => {
        await enter(page, api, 'keeper');
        await shoot(page, 'settings', 'settings.html', '#sessions .line');
        await shoot(page, 'people', 'admin.html', 'person-row');
        await shoot(page, 'curate', 'admin.html?show=titles', '.title-row');
        await shoot(page, 'log', 'admin.html?show=log', '.event');
        await shoot(page, 'copies', 'admin.html?show=installation', '#copies .rows > li');
      });

      signedIn('a new member', async ({ page }) => {
        await shoot(page, 'begin', 'index.html', '#begin');
        await shoot(page, 'empty', 'library.html', '.empty');
      });
    });
  }
}

test.describe('README', () => {
  test.use({ viewport: { width: 1130, height: 600 }, reducedMotion: 'reduce' });

  const PICTURES = [
    ['readme', 'light', async () => 'index.html', 'going-card'],
    ['readme-library', 'dark', async () => 'library.html', 'title-card'],
    ['readme-diary', 'light', async () => 'diary.html', 'record-line'],
    ['readme-stats', 'light', async () => 'stats.html', '.days .chart', 830],
    [
      'readme-title',
      'light',
      async (api) => `title.html?id=${(await api.title('left hand of darkness')).id}`,
      '.reviews .review',
      1180,
    ],
  ];
  for (const [name, colorScheme, where, ready, height] of PICTURES) {
    test(`its picture: ${name}`, async ({ page, api }) => {
      await page.emulateMedia({ colorScheme });
      if (height) await page.setViewportSize({ width: 1130, height });
      await enter(page, api, 'mara');
      await page.goto(await where(api));
      await expect(page.locator(ready).first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      await page.evaluate(() => {
        document.activeElement?.blur();
        return document.fonts.ready;
      });
      const file = path.join(import.meta.dirname, `${name}.png`);
      await page.screenshot({ path: file, animations: 'disabled' });
      expect(fs.statSync(file).size).toBeLessThan(200 * 1024);
    });
  }
});
