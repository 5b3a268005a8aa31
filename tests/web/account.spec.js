import { signedIn, test, expect, PASSWORD, newName, own, signIn } from './fixtures.js';

test('a new member is greeted by name and shown three ways to begin', async ({ page }) => {
  const name = newName();
  await page.goto('register.html');
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${name}`);
  await expect(page.locator('#begin li:visible')).toHaveCount(3);
  await expect(page.locator('.hero')).toBeHidden();
});

test('only id, name, role and picture are kept where scripts can read', async ({ page }) => {
  await signIn(page, 'mara');
  const kept = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  expect(Object.keys(JSON.parse(kept[own(page, 'account')])).sort()).toEqual([
    'avatar_url',
    'id',
    'name',
    'role',
    'username',
  ]);
  expect(JSON.stringify(kept) + (await page.evaluate(() => document.cookie))).not.toMatch(/token|eyJ/);
});

test.describe('a session that is renewed', () => {
  test.use({ allow: /status of 401/ });

  test('no answer to a sign-in, a registration or a renewed session has a token', async ({ page, context }) => {
    const name = newName();
    const told = {};
    await page.route(/auth\.cgi\/(login|register|refresh)$/, async (route) => {
      const response = await route.fetch();
      told[new URL(route.request().url()).pathname.split('/').pop()] = await response.text();
      await route.fulfill({ response });
    });
    await page.goto('register.html');
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${name}`);
    await context.clearCookies({ name: 'access_token' });
    await page.goto('library.html');
    await expect.poll(() => told.refresh).toBe('{}');
    await context.clearCookies();
    await page.goto('login.html');
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.locator('#account-form').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
    for (const call of ['login', 'register']) {
      expect(JSON.parse(told[call]).username).toBe(name);
      expect(told[call]).not.toMatch(/token|eyJ/);
    }
  });
});

test('the password can be looked at, and one button leads on', async ({ page }) => {
  await page.goto('register.html');
  await expect(page.locator('.btn.primary').filter({ visible: true })).toHaveText(['Create account']);
  await page.getByLabel('Password', { exact: true }).fill('what did I type');
  await page.getByLabel('Show the password').check();
  await expect(page.locator('#password')).toHaveAttribute('type', 'text');
});

test('a manager knows which password is which, and pasting is typing', async ({ page }) => {
  for (const [name, which] of [
    ['login.html', 'current-password'],
    ['register.html', 'new-password'],
  ]) {
    await page.goto(name);
    await expect(page.locator('#username')).toHaveAttribute('autocomplete', 'username');
    const field = page.locator('#password');
    await expect(field).toHaveAttribute('type', 'password');
    await expect(field).toHaveAttribute('autocomplete', which);
    const isTaken = (input) =>
      input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true }));
    expect(await field.evaluate(isTaken), 'nobody forbids it').toBe(true);
  }
});

test.describe('refused', () => {
  test.use({ allow: /status of 4\d\d/ });

  test('errors of registering stand beside their inputs, and go', async ({ page }) => {
    await page.goto('register.html');
    await page.getByLabel('Username').fill('mara');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    const password = page.locator('#password');
    await expect(password).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('.field', { has: password }).locator('.field-error')).toContainText('Password');
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    const username = page.locator('#username');
    await expect(page.locator('.field', { has: username }).locator('.field-error')).toContainText('Username');
    await expect(username).toBeFocused();
    await expect(password).not.toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('.field-error')).toHaveCount(1);
  });

  test('a wrong password is said, and nothing typed is lost', async ({ page }) => {
    await page.goto('login.html');
    await page.getByLabel('Username or e-mail').fill('mara');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('The username or the password is wrong.');
    await expect(page.getByLabel('Username or e-mail')).toHaveValue('mara');
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('not the password');
  });
});

test('signing in goes on where one wanted to go', async ({ page }) => {
  await page.goto('library.html');
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Username or e-mail').fill('jonas');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/library\.html$/);
  await expect(page.locator('title-card').first()).toBeVisible();
});

test('what comes next is never elsewhere', async ({ page, baseURL, context }) => {
  for (const next of [
    'https://example.org/',
    '//example.org/x',
    '../../elsewhere.html',
    'javascript:alert(1)',
    '\\\\example.org',
  ]) {
    await page.goto(`login.html?next=${encodeURIComponent(next)}`);
    await page.getByLabel('Username or e-mail').fill('jonas');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page, next).toHaveURL(`${baseURL}index.html`);
    await page.goto('openapi.json'); // nothing is under way there
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
  }
});

async function signOut(page, isMobile) {
  await page.getByRole('button', { name: isMobile ? 'You' : /Member|Administrator/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

signedIn(
  'signing out ends the session and shows the front of the house',
  { tag: '@phone' },
  async ({ page, context, isMobile }) => {
    await page.goto('library.html');
    await expect(page.locator('#list .empty')).toBeVisible();
    await signOut(page, isMobile);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('in one glass case');
    expect((await context.cookies()).filter(({ name }) => /token/.test(name))).toEqual([]);
  },
);

test('who signs out leaves nothing of the account in the browser', async ({ page, member, isMobile }) => {
  await page.goto('index.html');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(member.username);
  const [draft, neighbour] = [own(page, `draft.${member.id}.note.1`), 'vitrine.draft.note.2:/~bob/'];
  await page.evaluate((names) => names.forEach((name) => sessionStorage.setItem(name, 'typed')), [draft, neighbour]);
  await signOut(page, isMobile);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in one glass case');
  const left = await page.evaluate(() => Object.entries({ ...localStorage, ...sessionStorage }));
  expect(left.filter(([, value]) => value === 'typed')).toEqual([[neighbour, 'typed']]);
  for (const secret of [member.id, member.username]) expect(JSON.stringify(left)).not.toContain(secret);
});

test('signing out is seen by other tabs', async ({ page, member, context, isMobile }) => {
  const other = await context.newPage();
  await other.goto('library.html');
  await expect(other.locator('#mine')).toBeVisible();
  await page.goto('index.html');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(member.username);
  await signOut(page, isMobile);
  await expect(other.locator('#nobody')).toBeVisible();
  await expect(other.locator('#mine')).toBeHidden();
});
