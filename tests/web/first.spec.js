// The first minutes: an installation where nobody has been yet.
import { alone as test, expect, newName, PASSWORD, toast } from './fixtures.js';

test.use({ reducedMotion: 'no-preference' });

test(
  'a visitor becomes the admin, sees three ways to begin, and has a first title on the shelf',
  { tag: '@phone' },
  async ({ page, api }) => {
    await page.goto('./');
    await expect(page.locator('#vacant')).toContainText('waits for its first account');
    await expect(page.locator('#fan .cover')).toHaveCount(5); // made up: nothing is here
    await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
    await expect(page.locator('.panel')).toContainText(
      'This account will be the administrator’s: nobody has been here before.',
    );
    const name = newName();
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
    await expect(page.locator('#first')).toContainText('administrator');
    await expect(page.locator('.begin li:visible')).toHaveCount(3);
    await page.getByRole('link', { name: /The book on your table/ }).click();
    await expect(page.getByRole('radio', { name: 'Book' })).toBeChecked();
    await page.getByLabel('Title', { exact: true }).fill('<img src=x onerror=alert(1)>');
    await page.getByRole('radio', { name: 'In progress' }).check();
    await page.getByRole('button', { name: 'Add to the catalogue' }).click();
    await expect(page.locator('title-view').getByRole('heading').first()).toHaveText('<img src=x onerror=alert(1)>');
    expect(await api.shelf()).toMatchObject([
      { status: 'IN_PROGRESS', media: { title: '<img src=x onerror=alert(1)>' } },
    ]);
    await page.goto('index.html');
    await page
      .locator('going-card')
      .getByRole('button', { name: /: 25 pages further$/ })
      .click();
    await expect(toast(page)).toContainText('25 pages');
    await expect(page.locator('.begin, #first').filter({ visible: true })).toHaveCount(0);
    await expect(page.locator('#new')).toBeHidden(); // there is nothing but what is above
  },
);

test('the second to come is no admin, and isn’t told so', async ({ page, api }) => {
  await api.post('auth.cgi/register', { username: newName(), password: PASSWORD });
  await api.post('media.cgi/', { type: 'BOOK', title: 'The first' });
  await page.context().clearCookies();
  await page.goto('register.html');
  await expect(page.locator('.lead')).not.toContainText('administrator');
  await page.getByLabel('Username').fill(newName());
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.locator('.begin li:visible')).toHaveCount(3);
  await expect(page.locator('#first')).toBeHidden();
});

test('an empty catalogue says what to do', async ({ page }) => {
  await page.goto('catalogue.html');
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Add a title' })).toBeVisible();
});
