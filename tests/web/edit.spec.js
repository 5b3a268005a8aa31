import { test, expect, newName } from './fixtures.js';

const add = (page) => page.getByRole('button', { name: 'Add to the catalogue' });

test('the fields follow the type', async ({ page, member }) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Book' }).check();
  await expect(page.getByRole('textbox', { name: 'Author', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Length in pages', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'ISBN', exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'Game' }).check();
  await expect(page.getByRole('textbox', { name: 'Studio', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Length in hours', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'ISBN', exact: true })).toBeHidden();
  expect(member.id).toBeTruthy();
});

test('a title is added, shelved and shown on its own', async ({ page, member, api }) => {
  const title = `${newName()} & Söhne <i>`;
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Movie' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.getByRole('textbox', { name: 'Director', exact: true }).fill('Ann Other');
  await page.getByRole('textbox', { name: 'Released', exact: true }).fill('1999-03');
  await page.getByRole('textbox', { name: 'Length in minutes', exact: true }).fill('101');
  await page.getByRole('radio', { name: 'Want' }).check();
  await add(page).click();
  await expect(page).toHaveURL(/catalogue\.html\?id=/);
  const spot = page.locator('title-view');
  await expect(spot.getByRole('heading', { level: 2 })).toHaveText(title);
  await expect(spot).toContainText('March 1999');
  await expect(spot).toContainText(`by ${member.username}`);
  await expect(spot.getByRole('radio', { name: 'Want' })).toBeChecked();
  expect((await api.title(title)).length).toBe(101);
});

test('an ISBN typed before the type was changed is not sent', async ({ page, member, api }) => {
  const title = newName();
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByRole('textbox', { name: 'ISBN', exact: true }).fill('9780141439549');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await add(page).click();
  await expect(page.locator('title-view h2')).toHaveText(title);
  expect(await api.title(title)).toMatchObject({ type: 'GAME', isbn: null, created_by: { id: member.id } });
});

test('what was typed is kept when the page is left, until it is saved or cleared', async ({ page, member }) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByLabel('Title', { exact: true }).fill('Half a ti');
  await page.goto('index.html');
  await page.goto('edit.html');
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Half a ti');
  await expect(page.getByRole('radio', { name: 'Book' })).toBeChecked();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.reload();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('');
  expect(member.id).toBeTruthy();
});

test.describe('refused', () => {
  test.use({ allow: /status of 4\d\d/ });

  test('each error stands beside its input', async ({ page, member }) => {
    await page.goto('edit.html');
    await add(page).click();
    await expect(page.locator('.kinds .field-error')).toBeVisible();
    await page.getByRole('radio', { name: 'Book' }).check();
    await page.getByRole('textbox', { name: 'First published' }).fill('last year');
    await page.getByRole('textbox', { name: 'Length in pages', exact: true }).fill('many');
    await page.getByRole('textbox', { name: 'ISBN', exact: true }).fill('9780141439540');
    await add(page).click();
    for (const [id, label] of Object.entries({ title: 'Title', pub_date: 'First published', length: 'Length', isbn: 'ISBN' })) {
      const field = page.locator('.field', { has: page.locator(`#${id}`) });
      await expect(field.locator('.field-error')).toContainText(label);
      await expect(page.locator(`#${id}`)).toHaveAccessibleDescription(/.+/);
    }
    await expect(page.locator('.kinds .field-error')).toHaveCount(0);
    await expect(page.getByLabel('Title', { exact: true })).toBeFocused();
    await expect(page.getByRole('textbox', { name: 'Length in pages', exact: true })).toHaveValue('many');
    expect(member.id).toBeTruthy();
  });

  test('a second movie of that name and year is refused in words', async ({ page, member }) => {
    await page.goto('edit.html');
    await page.getByRole('radio', { name: 'Movie' }).check();
    await page.getByLabel('Title', { exact: true }).fill('VERTIGO');
    await page.getByRole('textbox', { name: 'Released', exact: true }).fill('1958');
    await add(page).click();
    await expect(page.locator('.field-error, .form-error').first()).toBeVisible();
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue('VERTIGO');
    expect(member.id).toBeTruthy();
  });
});
