// Where look-up is switched off: what is here is found, and all else is added by hand.
import { signedIn as base, expect } from './providers.js';

const test = base.extend({ more: ['lookup = off\n', { option: true, scope: 'worker' }] });

test('it is said, and adding by hand works', async ({ page, api, providers }) => {
  await api.post('media.cgi/', { type: 'BOOK', title: 'The Kept Book' });
  await page.goto('edit.html');
  await page.getByRole('searchbox', { name: 'Title, ISBN or link' }).fill('kept');
  await expect(page.locator('.found-here .t')).toHaveText(['The Kept Book']);
  await expect(page.locator('.found-state')).toContainText('Titles aren’t looked up elsewhere here');
  await page.locator('.found-here').getByRole('button', { name: 'Want: The Kept Book' }).click();
  await expect(page.locator('.found-here .chip')).toHaveAccessibleName(/Want/);
  await page.locator('.by-hand').getByRole('button').click();
  await page.getByRole('radio', { name: 'Movie' }).check();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('kept');
  await page.getByRole('button', { name: 'Add to the catalogue' }).click();
  await expect(page.locator('title-view h2')).toHaveText('kept');
  expect(providers.requests).toEqual([]);
});
