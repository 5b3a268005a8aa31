// A lost password, from "Forgot your password?" to signing in with the new one: by mail, through a sendmail that hands
// the letter to the test, and by an administrator's link.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test as base, expect, newName, PASSWORD, remember } from './own-site.js';

const OTHER = 'quite another long secret';

base.describe.configure({ mode: 'default' }); // one by one: an installation with these settings is one worker’s
base.use({ settings: 'base_url = {site}\nsendmail = {folder}/sendmail\nmail_from = vitrine@films.example\n' });

// The program writes the letter into a pipe named by the address, and waits there until it is read.
const test = base.extend({
  mailbox: async ({ site }, use) => {
    fs.writeFileSync(path.join(site.folder, 'sendmail'), `#!/bin/sh\ncat > "${site.folder}/$5"\n`, { mode: 0o755 });
    await use((address) => {
      const pipe = path.join(site.folder, address);
      expect(spawnSync('mkfifo', ['-m', '666', pipe]).status).toBe(0);
      return async () => {
        const letter = await fs.promises.readFile(pipe, 'utf8');
        fs.rmSync(pipe);
        return letter;
      };
    });
  },
  // Somebody with an address, whom this browser doesn't know.
  somebody: async ({ site }, use) => {
    const username = newName();
    await use(await site.register({ username, password: PASSWORD, email: `${username}@example.com` }));
  },
});

async function ask(page, email) {
  await page.goto('login.html');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
}
const linkIn = (letter) =>
  /^http\S+$/m.exec(letter.split('\n\n').find((part) => part.includes('reset.html?token=')))[0];

async function choose(page, password) {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set the password' }).click();
}

test('a link by mail leads to a new password', async ({ page, somebody, mailbox, site, baseURL }) => {
  const phone = await site.elsewhere(somebody.username);
  const letter = mailbox(somebody.email);
  await ask(page, somebody.email);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your mail');
  await expect(page.locator('#sent')).toContainText('on its way');
  const link = linkIn(await letter());
  expect(link).toMatch(/reset\.html\?token=[0-9a-f]{64}$/);
  expect(link.startsWith(baseURL)).toBe(true);
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
  await expect(page.locator('#whose')).toContainText(`${somebody.email[0]}…@example.com`);
  await page.getByLabel('Show the password').check();
  await expect(page.locator('#password')).toHaveAttribute('type', 'text');
  await choose(page, OTHER);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your new password is set');
  await expect(page).toHaveURL(/reset\.html$/); // the token is gone from the address
  expect(await phone.isIn()).toBe(false);
  await page.locator('#done').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Username or e-mail').fill(somebody.email);
  await page.getByLabel('Password', { exact: true }).fill(OTHER);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${somebody.username}`);
  await page.goto('settings.html');
  await expect(page.getByLabel('E-mail optional')).toHaveAccessibleDescription(/A lost password comes back by it\./);
});

test('an address that nobody has is answered alike, and Back returns to the form', async ({ page }) => {
  await ask(page, `${newName()}@example.com`);
  await expect(page.locator('#sent')).toContainText('If an account has this address');
  await page.goBack();
  await expect(page.getByLabel('E-mail')).toBeVisible();
  await expect(page.locator('#sent')).toBeHidden();
});

test('an administrator’s link works for an account without e-mail', async ({ page, site }) => {
  const { id, username } = await site.register({ username: newName(), password: PASSWORD });
  const { reset_link: link } = await site.post(`users.cgi/${id}/password-reset`);
  await page.goto(link);
  await expect(page.getByLabel('New password', { exact: true })).toBeFocused();
  await expect(page.locator('#whose')).toBeHidden();
  await choose(page, OTHER);
  await expect(page.locator('#done')).toContainText(username);
  expect((await site.elsewhere(username, OTHER)).status).toBe(200);
});

test('who was signed in here is signed out by it; somebody else is not', async ({ page, member, site }) => {
  const other = await site.register({ username: newName(), password: PASSWORD });
  const link = async ({ id }) => (await site.post(`users.cgi/${id}/password-reset`)).reset_link;
  await page.goto(await link(other));
  await choose(page, OTHER);
  await expect(page.locator('#done')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-account', 'in');
  await page.goto(await link(member));
  await choose(page, OTHER);
  await expect(page.locator('#done')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-account', 'out');
});

test('only the right step is ever shown', async ({ page, site, member }) => {
  const steps = () =>
    page.locator('[data-step]').evaluateAll((all) => all.filter((one) => one.checkVisibility()).map(({ id }) => id));
  const { reset_link: link } = await site.post(`users.cgi/${member.id}/password-reset`);
  for (const [where, step] of [
    ['reset.html', 'ask'],
    ['reset.html#sent', 'sent'],
    [link, 'choose'],
  ]) {
    await page.goto('404.html');
    await page.goto(where);
    await expect(page.locator(`#${step}`)).toBeVisible();
    expect(await steps(), where).toEqual([step]);
  }
});

test.describe('refused', () => {
  test.use({ allow: /status of (4\d\d|500)/ });

  test('a link that is used up, cut off or made up says so and offers another', async ({ page, site, member }) => {
    const { reset_link: link, reset_token: token } = await site.post(`users.cgi/${member.id}/password-reset`);
    await page.goto(link);
    await choose(page, OTHER);
    await expect(page.locator('#done')).toBeVisible();
    for (const bad of [token, token.slice(0, 10), '0'.repeat(64), '../../users.cgi/me', '<b>', '%00']) {
      await page.goto(`reset.html?token=${encodeURIComponent(bad)}`);
      await expect(page.getByRole('alert'), bad).toContainText('That link was used already');
      await expect(page.getByLabel('E-mail')).toBeFocused();
    }
  });

  test('a link that is used while its page is open', async ({ page, site, member }) => {
    const { reset_link: link, reset_token: token } = await site.post(`users.cgi/${member.id}/password-reset`);
    await page.goto(link);
    await expect(page.getByLabel('New password', { exact: true })).toBeVisible();
    await site.post(`auth.cgi/password-reset/${token}`, { password: OTHER });
    await choose(page, 'a third long secret');
    await expect(page.getByRole('alert')).toContainText('has been used meanwhile');
    await expect(page.getByLabel('New password', { exact: true })).toHaveValue('a third long secret');
  });

  test('a bad password and a bad address are said at their fields', async ({ page, site, member }) => {
    const error = page.locator('.field-error');
    await page.goto((await site.post(`users.cgi/${member.id}/password-reset`)).reset_link);
    for (const [typed, said] of [
      ['', 'New password'],
      ['short', 'New password must have'],
      [member.username, 'must not be the user name'],
    ]) {
      await choose(page, typed);
      await expect(error).toContainText(said);
      await expect(page.getByLabel('New password', { exact: true })).toBeFocused();
    }
    await page.goto('reset.html');
    await expect(page.getByLabel('E-mail')).toBeFocused();
    for (const [typed, said] of [
      ['', 'E-mail'],
      ['no address', 'E-mail must be an e-mail address.'],
    ]) {
      await page.getByLabel('E-mail').fill(typed);
      await page.getByRole('button', { name: 'Send me a link' }).click();
      await expect(error).toContainText(said);
    }
  });

  test('what nobody expected can be tried again', async ({ page, site, member }) => {
    const { reset_link: link } = await site.post(`users.cgi/${member.id}/password-reset`);
    await page.route('**/password-reset/**', (route) =>
      route.fulfill({
        status: 500,
        headers: { 'X-Request-Id': 'abc-123' },
        json: { success: false, error: { code: 'internal_error', message: 'Something went wrong here.' } },
      }),
    );
    await page.goto(link);
    await expect(page.getByRole('alert').filter({ visible: true })).toContainText('abc-123');
    await page.unroute('**/password-reset/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByLabel('New password', { exact: true })).toBeVisible();
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('asking is a plain form, and beside the link is one that needs no script', async ({
    page,
    somebody,
    mailbox,
  }) => {
    const letter = mailbox(somebody.email);
    await ask(page, somebody.email);
    await expect(page).toHaveURL(/auth\.cgi\/password-reset$/);
    await expect(page.getByRole('main')).toContainText('a link to choose a new password is on its way');
    const text = await letter();
    await page.goto(linkIn(text));
    await expect(page.locator('noscript p').last()).toContainText('beside it is one that does without');
    await expect(page.getByLabel('E-mail')).toBeVisible();
    await expect(page.getByRole('main').getByRole('heading')).toHaveCount(1); // no other step
    await page.goto(/^http\S+\/password-reset\/[0-9a-f]{64}$/m.exec(text)[0]);
    await page.getByLabel('New password').fill('another long secret');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByLabel('Username or e-mail').fill(somebody.username);
    await page.getByLabel('Password', { exact: true }).fill('another long secret');
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('contentinfo')).toContainText(`Signed in as ${somebody.username}`);
  });
});

test('where no mail is sent, it says whom to ask', async ({ page }) => {
  // At once, and nobody types an address for it.
  await page.route('**/server.cgi/features', (route) => route.fulfill({ json: { mail: false, has_accounts: true } }));
  await page.goto('reset.html');
  await expect(page.getByText('This installation sends no mail.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toBeHidden();
  await page.unroute('**/server.cgi/features');
  // It was set up when the page was opened.
  const message = 'This installation sends no mail. Ask its administrator for a link to choose a new password.';
  await page.route('**/auth.cgi/password-reset', (route) => route.fulfill({ status: 202, json: { message } }));
  await ask(page, 'ann@example.com');
  await expect(page.locator('#sent')).toContainText(message);
  await remember(page, { id: null, username: null, role: null });
});
