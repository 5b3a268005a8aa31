// Where accounts are made by invitation: the links, who makes them, and what is said to who has none.
import { clean, settled, tooSmall, tooWide } from './eyes.js';
import { enter, test, expect, KEEPER, newName, PASSWORD, toast } from './own-site.js';

test.use({ settings: 'registration = invite\ninvites = members\n' });

const part = (page) => page.getByRole('region', { name: 'Invitations', exact: true });
const fine = async (page, where, isMobile) => {
  await settled(page);
  await clean(page, where, { colours: !isMobile });
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  if (isMobile) expect(await tooSmall(page)).toEqual([]);
};
async function register(page, name) {
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
}

test(
  'a link is made, shown once, and makes one account',
  { tag: '@phone' },
  async ({ page, api, baseURL, isMobile, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await enter(page, api, KEEPER);
    await page.goto('settings.html#invites-h');
    await part(page).getByRole('button', { name: 'Invite somebody' }).click();
    await fine(page, 'dialog', isMobile);
    const note = newName();
    await page.getByLabel('For whom').fill(note);
    await page.getByRole('button', { name: 'Make a link' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
    const link = await dialog.getByLabel('The link').inputValue();
    expect(link.startsWith(`${baseURL}register.html?invite=`)).toBe(true);
    await expect(dialog).toContainText(note);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await fine(page, 'dialog', isMobile);
    await page.keyboard.press('Escape');
    await expect(part(page).locator('.line').filter({ hasText: note })).toContainText('good until');
    await fine(page, '#security', isMobile);

    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(link);
    await expect(page.getByText('You are invited')).toBeVisible();
    await fine(page, 'body', isMobile);
    const name = newName();
    await register(page, name);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${name}`);
    // A member invites, too, and sees only what is theirs.
    await page.goto('settings.html#invites-h');
    await expect(part(page)).toContainText('None is open.');
    expect((await api.get('users.cgi/invites')).invites).toEqual([]);
  },
);

test.describe('refused', () => {
  test.use({ allow: /status of 403/ });

  test('a link that was used, or taken back, says how one gets in', async ({ page, api, context }) => {
    await enter(page, api, KEEPER);
    const { link } = await api.post('users.cgi/invites', { note: newName() });
    const { note } = await api.post('users.cgi/invites', { note: newName() });
    await page.goto('settings.html');
    const line = part(page).locator('.line').filter({ hasText: note });
    await line.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke it' }).click();
    await expect(toast(page)).toContainText(`Revoked: ${note}`);
    await expect(line).toHaveCount(0);
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(link);
    const name = newName();
    await register(page, name);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${name}`);
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(link);
    await register(page, newName());
    await expect(page.getByRole('alert')).toHaveText(
      'This invitation was used, has expired or was taken back. Ask for another.',
    );
    await expect(page.getByText('You are invited')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
  });
});

test('without one the page says so, and nothing leads to it', { tag: '@phone' }, async ({ page, isMobile }) => {
  await page.goto('register.html');
  await expect(page.getByRole('heading', { name: 'By invitation' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create account' })).toBeHidden();
  await fine(page, 'body', isMobile);
  for (const where of ['index.html', 'login.html', 'library.html']) {
    await page.goto(where);
    await settled(page);
    await expect(page.locator('a[href^="register.html"], [data-newcomers]').filter({ visible: true })).toHaveCount(0);
  }
});

test('the administrators’ page says so, and invites', async ({ page, api }) => {
  await enter(page, api, KEEPER);
  await page.goto('admin.html');
  await expect(page.locator('#summary')).toContainText('registration is by invitation');
  await page.getByRole('main').getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByLabel('The link')).toHaveValue(/register\.html\?invite=/);
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Log' }).check();
  await expect(page.locator('.event').first()).toContainText('keeper invited somebody');
});
