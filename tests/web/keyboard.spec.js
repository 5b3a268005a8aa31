import { test, expect, card, shelfButton } from './fixtures.js';

test('/ searches, Escape leaves', async ({ page }) => {
  await page.goto('catalogue.html');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('t/a');
  await expect(page.getByRole('searchbox')).toHaveValue('t/a');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).not.toBeFocused();
});

test('a adds, g goes', async ({ page }) => {
  await page.goto('index.html');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL(/catalogue\.html/);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.waitForURL(/library\.html/);
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForURL(/index\.html/);
  await page.keyboard.press('a');
  await expect(page).toHaveURL(/edit\.html/);
});

test('? lists the keys, and Escape gives the focus back', async ({ page }) => {
  await page.goto('index.html');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Add a title');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toBeFocused();
});

test('the whole of a change by keyboard', async ({ page, member, api }) => {
  await api.post('usermedia.cgi/', { media_id: (await api.title('beloved')).id });
  await page.goto('catalogue.html?q=beloved');
  await shelfButton(card(page, 'Beloved')).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('shelf-menu').getByRole('button', { name: 'Want' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(shelfButton(card(page, 'Beloved'))).toHaveAccessibleName('Beloved: In progress. Change');
  await expect(shelfButton(card(page, 'Beloved'))).toBeFocused();
  expect((await api.shelf())[0]).toMatchObject({ status: 'IN_PROGRESS', user_id: member.id });
});

test('the first Tab skips to the content', async ({ page }) => {
  await page.goto('catalogue.html');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});
