// What only a phone has: fingers, a bar below, and sheets that come from there.
import { tooSmall } from './eyes.js';
import { test, expect, enter } from './fixtures.js';

test('targets on a phone are 44 px and more', async ({ page, api }) => {
  await enter(page, api, 'mara');
  for (const name of [
    'index.html',
    'catalogue.html',
    'library.html',
    'library.html?view=list',
    'collection.html',
    'edit.html',
    'login.html',
    'register.html',
    '404.html',
  ]) {
    await page.goto(name);
    await page.waitForLoadState('networkidle');
    expect(await tooSmall(page), name).toEqual([]);
  }
});

test('the bar below leads everywhere, and You comes from below', async ({ page, api }) => {
  await enter(page, api, 'mara');
  await page.goto('index.html');
  const bar = page.getByRole('navigation', { name: 'Main, small screens' });
  await bar.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Library');
  await bar.getByRole('link', { name: 'Catalogue' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Catalogue');
  await bar.getByRole('link', { name: 'Add a title' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add a title');
  await bar.getByRole('button', { name: 'You' }).click();
  const sheet = await page.locator('#you').boundingBox();
  expect(Math.round(sheet.y + sheet.height)).toBe(page.viewportSize().height);
  expect(sheet.width).toBe(page.viewportSize().width);
});

test('three columns of posters', async ({ page }) => {
  await page.goto('catalogue.html');
  await expect(page.locator('title-card')).toHaveCount(24);
  const left = await page
    .locator('title-card')
    .evaluateAll((cards) => cards.map((card) => Math.round(card.getBoundingClientRect().left)));
  expect(new Set(left).size).toBe(3);
});
