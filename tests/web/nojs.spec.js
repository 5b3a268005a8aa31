// With JavaScript off: register, sign in, sign out and add a title are plain forms.
import { test, expect, PASSWORD, newName } from './fixtures.js';

async function register(page, name) {
  await page.goto('register.html');
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
}
const signedIn = async (context) => (await context.cookies()).some(({ name }) => name === 'access_token');

test('register', async ({ page, context, baseURL }) => {
  await register(page, newName());
  await expect(page).toHaveURL(`${baseURL}index.html`);
  expect(await signedIn(context)).toBe(true);
});

test('sign out and in again', async ({ page, context, baseURL }) => {
  const name = newName();
  await register(page, name);
  await page.locator('.rail-foot .me').click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(`${baseURL}index.html`);
  expect(await signedIn(context)).toBe(false);
  await page.locator('.hero').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Username or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${baseURL}index.html`);
  expect(await signedIn(context)).toBe(true);
});

test('add a title', async ({ page, baseURL, api }) => {
  const title = `${newName()} <b>`;
  await register(page, newName());
  await page.getByRole('link', { name: 'Add title' }).click();
  await page.getByRole('radio', { name: 'Book' }).check();
  await expect(page.getByRole('textbox', { name: 'Author', exact: true })).toBeVisible();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.getByRole('textbox', { name: 'Length in pages', exact: true }).fill('120');
  await page.getByRole('button', { name: 'Add to the catalogue' }).click();
  const media = await api.title(title);
  expect(media).toMatchObject({ title, type: 'BOOK', length: 120, creator: null });
  await expect(page).toHaveURL(`${baseURL}cgi-bin/media.cgi/${media.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
});

test.describe('refused', () => {
  test.use({ allow: /status of 4\d\d/ });

  test('an error is a page in words', async ({ page }) => {
    await page.goto('login.html');
    await page.getByLabel('Username or e-mail').fill('mara');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(/cgi-bin\/auth\.cgi\/login$/);
    await expect(page.locator('body')).toContainText(/wrong|password|credentials/i);
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  });
});

test('what needs JavaScript says so, and nothing that needs it is shown', async ({ page }) => {
  for (const name of ['index.html', 'catalogue.html', 'library.html']) {
    await page.goto(name);
    await expect(page.locator('.note-js:not([hidden])')).toBeVisible();
    await expect(page.locator('#theme, #keys, #filters')).toHaveCount(name === 'index.html' ? 2 : 3);
    for (const node of await page.locator('.needs-js').all()) await expect(node).toBeHidden();
  }
});

test('the page of the API says where all of it is', async ({ page, request, baseURL }) => {
  await page.goto('docs.html');
  const link = page.locator('.note-js').getByRole('link', { name: 'openapi.json' });
  await expect(link).toBeVisible();
  expect((await request.get(new URL(await link.getAttribute('href'), baseURL).href)).status()).toBe(200);
  for (const node of await page.locator('.needs-js').all()) await expect(node).toBeHidden();
});
