// The end of an installation: its administrator removes all data, and nobody begins anew by chance.
import { clean, settled } from './eyes.js';
import { alone as test, expect, newName, PASSWORD, remember } from './fixtures.js';

test.use({ allow: /status of (401|403|404|503)/ });

test('all data is removed once the word is typed; nobody begins anew by chance', async ({ page, api }) => {
  await remember(page, await api.post('auth.cgi/register', { username: 'keeper', password: PASSWORD }));
  await api.post('media.cgi/', { type: 'BOOK', title: newName() });
  await page.goto('admin.html?show=installation');
  await page.getByRole('button', { name: 'Remove all data…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Remove all data?' });
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('yes');
  await page.keyboard.press('Enter');
  await expect(dialog.locator('.field-error')).toHaveText('Type the word remove.');
  expect((await api.get('media.cgi/')).total).toBe(1);
  await dialog.getByRole('textbox').fill('Remove');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'All data is removed' })).toBeVisible();
  await expect(page.locator('.left-over')).toContainText('.ht.removed');
  await expect(page.locator('html')).toHaveAttribute('data-account', 'out');
  await settled(page);
  await clean(page);
  await page.goto('register.html');
  await expect(page.getByRole('alert')).toContainText('The data of this installation was removed');
  await expect(page.locator('#account-form')).toBeHidden();
});
