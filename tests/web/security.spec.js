// Settings, Security: keys for programs, the second factor, and how one signs in with it; what administrators see.
import fs from 'node:fs';
import { request } from '@playwright/test';
import { clean, settled, tooSmall, tooWide } from './eyes.js';
import { enter, signedIn, test, expect, KEEPER, newName, PASSWORD, remember, toast } from './own-site.js';
import { totp } from './totp.js';

const region = (page, name) => page.getByRole('region', { name, exact: true });
const keys = (page) => region(page, 'Keys for programs');
const factor = (page) => region(page, 'Second factor');
const fine = async (page, part, isMobile) => {
  await settled(page);
  await clean(page, part, { colours: !isMobile });
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  if (isMobile) expect(await tooSmall(page)).toEqual([]);
};

async function open(page) {
  await page.goto('settings.html#security');
  await expect(keys(page).getByRole('listitem').first()).toBeVisible();
}

// What a program gets that has this key, and nothing else.
async function asked(site, key) {
  const program = await request.newContext({ extraHTTPHeaders: { Authorization: `Bearer ${key}` } });
  const answer = await program.get(`${site.url}cgi-bin/users.cgi/me`);
  const [status, body] = [answer.status(), await answer.json()];
  await program.dispose();
  return { status, body };
}

async function makeKey(page, name, scope = 'Reads') {
  await keys(page).getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog', { name: 'A key for a program' });
  await expect(dialog.getByLabel('What it is for')).toBeFocused();
  await dialog.getByLabel('What it is for').fill(name);
  await dialog.getByRole('radio', { name: scope, exact: false }).first().check();
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  return page.getByLabel('The key', { exact: true }).inputValue();
}

// ---- keys for programs ----------------------------------------------------------------------------------------------
test(
  'a key is made, shown once, lets its program in, and is revoked',
  { tag: '@phone' },
  async ({ page, member, site, context, isMobile }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(page);
    await expect(keys(page)).toContainText('None: no program gets in as you.');
    await keys(page).getByRole('button', { name: 'New key' }).click();
    await fine(page, 'dialog', isMobile);
    await page.keyboard.press('Escape');
    await expect(keys(page).getByRole('button', { name: 'New key' })).toBeFocused();
    const key = await makeKey(page, '<b>The kitchen</b>');
    expect(key).toMatch(/^vitrine_[0-9a-f]{48}$/);
    const dialog = page.getByRole('dialog', { name: 'Your new key' });
    await expect(dialog).toContainText(/gets in with it, until \d.* or until you revoke it\./);
    const field = page.getByLabel('The key', { exact: true }); // all of it is seen
    expect(
      await field.evaluate((one) => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]),
    ).toEqual([0, 0]);
    await fine(page, 'dialog', isMobile);
    await dialog.getByRole('button', { name: 'Copy' }).first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    expect((await asked(site, key)).body.username).toBe(member.username);
    await page.keyboard.press('Escape');
    const line = page.locator('#api-keys .line');
    await expect(line).toContainText('<b>The kitchen</b>');
    await expect(line).toContainText('Reads');
    await expect(line).toContainText(/until \d/);
    await page.reload();
    await expect(line).toContainText('last used just now');
    expect(await page.content()).not.toContain(key);
    await fine(page, '#security', isMobile);
    await line.getByRole('button', { name: 'Revoke' }).click();
    const sure = page.getByRole('dialog', { name: 'Revoke the key' });
    await sure.getByRole('button', { name: 'Cancel' }).click();
    expect((await asked(site, key)).status).toBe(200);
    await line.getByRole('button', { name: 'Revoke' }).click();
    await sure.getByRole('button', { name: 'Revoke it' }).click();
    await expect(toast(page)).toContainText('Revoked: <b>The kitchen</b>');
    await expect(line).toHaveCount(0);
    await expect(page.locator('#api-keys-h')).toBeFocused();
    expect((await asked(site, key)).status).toBe(401);
  },
);

test.describe('keys', () => {
  test.use({ allow: /status of (400|401|403)/ });

  signedIn('a key may be without an end, or have a last day', async ({ page, api }) => {
    await open(page);
    await keys(page).getByRole('button', { name: 'New key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await expect(dialog.locator('.field-error')).toHaveText('What it is for must not be empty.');
    await dialog.getByLabel('What it is for').fill('For a day');
    await dialog.getByRole('radio', { name: /^Reads and writes/ }).check();
    await dialog.getByLabel('How long it is good').selectOption('Until a day…');
    await expect(dialog.getByLabel('Its last day')).toBeFocused();
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await expect(dialog.locator('.field-error')).toHaveText('Its last day is required.');
    await dialog.getByLabel('Its last day').fill('2050-02-03');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.getByLabel('The key', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await keys(page).getByRole('button', { name: 'New key' }).click();
    await dialog.getByLabel('What it is for').fill('For good');
    await dialog.getByLabel('How long it is good').selectOption('Without an end');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.getByLabel('The key', { exact: true })).toBeVisible();
    await expect(dialog).toContainText('gets in with it, until you revoke it.');
    const { tokens } = await api.get('users.cgi/me/tokens');
    expect(tokens.map(({ name, scope, expires_at: end }) => [name, scope, end?.slice(0, 7) ?? null]).sort()).toEqual([
      ['For a day', 'write', '2050-02'],
      ['For good', 'read', null],
    ]);
    await expect(page.locator('#api-keys')).toContainText('without an end');
    await expect(page.locator('#api-keys')).toContainText('until 3 February 2050');
  });

  test('whoever signed in long ago says the password before a key is made', async ({ page, member, site, grow }) => {
    await grow();
    await open(page);
    await keys(page).getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('What it is for').fill('Later');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const sure = page.getByRole('dialog', { name: 'Is it you?' });
    await sure.getByLabel('Password').fill(PASSWORD);
    await sure.getByRole('button', { name: 'Go on' }).click();
    const key = await page.getByLabel('The key', { exact: true }).inputValue();
    expect((await asked(site, key)).body.id).toBe(member.id);
  });
});

// ---- the second factor ----------------------------------------------------------------------------------------------
async function begin(page) {
  await factor(page).getByRole('button', { name: 'Turn on' }).click();
  const dialog = page.getByRole('dialog', { name: 'A second factor' });
  await expect(dialog.getByRole('img', { name: 'QR code of the secret' })).toBeVisible();
  await expect(dialog.getByLabel('The code that the app shows now')).toBeFocused();
  await dialog.getByText('Can’t scan? Type the secret').click();
  return { dialog, secret: await dialog.getByRole('group', { name: 'The secret' }).innerText() };
}
async function turnOn(page) {
  const { dialog, secret } = await begin(page);
  await dialog.getByLabel('The code that the app shows now').fill(totp(secret, -1));
  await dialog.getByRole('button', { name: 'Turn it on' }).click();
  const codes = (await page.getByRole('group', { name: 'Recovery codes' }).innerText()).trim().split('\n');
  return { secret, codes };
}
async function signInWith(page, username) {
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}
// What a program is answered that signs in by this code.
async function signedInBy(site, username, code) {
  const program = await request.newContext();
  const answer = await program.post(`${site.url}cgi-bin/auth.cgi/login`, {
    data: { username, password: PASSWORD, code },
  });
  await program.dispose();
  return answer.status();
}
const code = (where) => where.getByLabel('Code', { exact: true });

test.describe('the second factor', () => {
  test.use({ allow: /status of (400|401|403)/ });

  test(
    'is turned on by the first code, and its recovery codes are shown once',
    { tag: '@phone' },
    async ({ page, member, api, isMobile, context }) => {
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await open(page);
      await expect(factor(page)).toContainText('It is off');
      const { dialog, secret } = await begin(page);
      expect(secret).toMatch(/^(?:[A-Z2-7]{4} ?)+$/);
      const app = dialog.getByRole('link', { name: 'Open it in an app on this phone', includeHidden: true });
      await expect(app).toHaveAttribute('href', new RegExp(`^otpauth://totp/.*secret=${secret.replaceAll(' ', '')}`));
      await expect(app).toBeVisible({ visible: isMobile });
      await fine(page, 'dialog', isMobile);
      const field = dialog.getByLabel('The code that the app shows now');
      await expect(field).toHaveAttribute('inputmode', 'numeric');
      await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
      await field.fill('000');
      await dialog.getByRole('button', { name: 'Turn it on' }).click();
      await expect(dialog.locator('.field-error')).toBeVisible();
      await field.fill(totp(secret));
      await page.keyboard.press('Enter');
      const shown = page.getByRole('dialog', { name: 'Your recovery codes' });
      const codes = (await shown.getByRole('group', { name: 'Recovery codes' }).innerText()).trim().split('\n');
      expect(codes).toHaveLength(10);
      expect(new Set(codes).size).toBe(10);
      await fine(page, 'dialog', isMobile);
      await shown.getByRole('button', { name: 'Copy' }).click();
      await expect(shown.getByRole('status')).toHaveText('They are in the clipboard.');
      expect((await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n')).toEqual(codes);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        shown.getByRole('button', { name: 'Download' }).click(),
      ]);
      const file = fs.readFileSync(await download.path(), 'utf8');
      for (const one of [...codes, member.username]) expect(file).toContain(one);
      await page.keyboard.press('Escape'); // by mistake
      await expect(shown).toBeVisible();
      await shown.getByRole('button', { name: 'I have kept them' }).click();
      await expect(toast(page)).toContainText('Your second factor is on');
      await expect(factor(page)).toContainText('It is on');
      expect((await api.get('users.cgi/me')).second_factor).toBe(true);
      await page.reload(); // without the news
      await expect(factor(page)).toContainText('It is on');
      await fine(page, '#security', isMobile);
    },
  );

  signedIn('asked for and given up, it stays off', async ({ page, api }) => {
    await open(page);
    await begin(page);
    await page.keyboard.press('Escape');
    await expect(factor(page)).toContainText('It is off');
    await expect(factor(page).getByRole('button', { name: 'Turn on' })).toBeFocused();
    expect((await api.get('users.cgi/me')).second_factor).toBe(false);
  });

  test(
    'then signing in asks for a code, with what was typed still there',
    { tag: '@phone' },
    async ({ page, member, context, isMobile }) => {
      await open(page);
      const { secret, codes } = await turnOn(page);
      await page.getByRole('button', { name: 'I have kept them' }).click();
      await context.clearCookies();
      await page.evaluate(() => localStorage.clear());

      await page.goto('login.html');
      await signInWith(page, member.username);
      await expect(code(page)).toBeFocused();
      await expect(code(page)).toHaveAttribute('autocomplete', 'one-time-code');
      await expect(page.locator('.field-error, .form-error')).toHaveCount(0);
      await expect(page.getByLabel('Username or e-mail')).toHaveValue(member.username);
      await expect(page.getByLabel('Password', { exact: true })).toHaveValue(PASSWORD);
      await fine(page, 'body', isMobile);
      await page.keyboard.press('Enter');
      await expect(page.locator('.field-error')).toHaveText('Code is required.');
      await code(page).fill('not it');
      await page.keyboard.press('Enter');
      await expect(page.locator('.field-error')).toHaveText('Code is wrong, or was used already.');
      await fine(page, 'body', isMobile);
      await page.getByLabel('Password', { exact: true }).fill('another one');
      await page.keyboard.press('Enter');
      await expect(page.locator('.form-error')).toHaveText('The username or the password is wrong.');
      await expect(page.locator('.field-error')).toHaveCount(0);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await code(page).fill(totp(secret));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toContainText(member.username);

      await context.clearCookies();
      await page.evaluate(() => localStorage.clear());
      await page.goto('login.html');
      await signInWith(page, member.username);
      await page.getByRole('button', { name: 'Without your phone? Use a recovery code' }).click();
      const recovery = page.getByLabel('Recovery code', { exact: true });
      await expect(recovery).toBeFocused();
      await expect(recovery).toHaveAttribute('inputmode', 'text');
      await recovery.fill(codes[3].toLowerCase().replaceAll('-', ' '));
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toContainText(member.username);
    },
  );

  test('the sign-in over a page asks for it, too', async ({ page, member, context }) => {
    await open(page);
    const { secret } = await turnOn(page);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByLabel('Name optional').fill('Typed before');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Save' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(code(again)).toBeFocused();
    await expect(again.getByLabel('Username or e-mail')).toHaveValue(member.username);
    await code(again).fill(totp(secret));
    await page.keyboard.press('Enter');
    await expect(toast(page)).toContainText('Profile saved');
    await expect(again).toHaveCount(0);
  });

  test(
    'how many recovery codes are left is told, and there are new ones',
    { tag: '@phone' },
    async ({ page, member, site, isMobile }) => {
      await open(page);
      await expect(factor(page)).not.toContainText('recovery code');
      const { codes } = await turnOn(page);
      await page.getByRole('button', { name: 'I have kept them' }).click();
      await expect(factor(page)).toContainText('10 recovery codes left');
      for (const one of codes.slice(0, 6)) expect(await signedInBy(site, member.username, one)).toBe(200);
      await page.reload();
      await expect(factor(page)).toContainText('4 recovery codes left');
      await expect(factor(page)).not.toContainText('Make new ones');
      expect(await signedInBy(site, member.username, codes[6])).toBe(200);
      await page.reload();
      await expect(factor(page)).toContainText('3 recovery codes left');
      await expect(factor(page)).toContainText('Make new ones while you have your phone');
      await fine(page, '#security', isMobile);
      await factor(page).getByRole('button', { name: 'New ones' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Make new ones' }).click();
      const shown = page.getByRole('dialog', { name: 'Your recovery codes' });
      await expect(shown).toContainText('Those of before are good for nothing any more.');
      const renewed = (await shown.getByRole('group', { name: 'Recovery codes' }).innerText()).trim().split('\n');
      expect(new Set([...renewed, ...codes]).size).toBe(20);
      await fine(page, 'dialog', isMobile);
      await page.keyboard.press('Escape'); // by mistake
      await shown.getByRole('button', { name: 'I have kept them' }).click();
      await expect(toast(page)).toContainText('Your recovery codes are new');
      await expect(factor(page)).toContainText('10 recovery codes left');
      await expect(factor(page).getByRole('button', { name: 'New ones' })).toBeFocused();
      expect(await signedInBy(site, member.username, codes[9])).toBe(401);
      expect(await signedInBy(site, member.username, renewed[9])).toBe(200);
    },
  );

  test('is turned off after a question, and the password is enough again', async ({
    page,
    member,
    site,
    api,
    grow,
  }) => {
    await open(page);
    await turnOn(page);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    expect((await site.elsewhere(member.username)).status).toBe(401);
    await grow();
    await factor(page).getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn it off' }).click();
    const sure = page.getByRole('dialog', { name: 'Is it you?' });
    await sure.getByLabel('Password').fill(PASSWORD);
    await sure.getByRole('button', { name: 'Go on' }).click();
    await expect(toast(page)).toContainText('Your second factor is off');
    await expect(factor(page).getByRole('button', { name: 'Turn on' })).toBeFocused();
    expect((await api.get('users.cgi/me')).second_factor).toBe(false);
    expect((await site.elsewhere(member.username)).status).toBe(200);
  });

  test(
    'an administrator sees who has one, and takes it off',
    { tag: '@phone' },
    async ({ page, member, api, site, context, isMobile }) => {
      await open(page);
      await turnOn(page);
      await page.getByRole('button', { name: 'I have kept them' }).click();
      const other = await site.register({ username: `${member.username}.b`, password: PASSWORD });
      await context.clearCookies();
      await enter(page, api, KEEPER);
      await page.goto(`admin.html?find=${member.username}`);
      const row = (name) =>
        page.locator('person-row').filter({ has: page.locator('b', { hasText: new RegExp(`^${name}$`) }) });
      const off = (name) => row(name).getByRole('button', { name: 'Take the second factor off' });
      await expect(row(other.username)).toBeVisible();
      await expect(off(other.username)).toBeHidden();
      await expect(row(member.username).getByText('Second factor')).toBeVisible();
      await fine(page, 'main', isMobile);
      if (isMobile)
        for (const words of ['Factor off…', 'Recovery link']) {
          const { width } = await row(member.username).getByText(words).boundingBox();
          expect(width).toBeGreaterThan(40);
        }
      await off(member.username).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Take it off' }).click();
      await expect(toast(page)).toContainText(`${member.username} has no second factor any more`);
      await expect(off(member.username)).toBeHidden();
      expect((await site.elsewhere(member.username)).status).toBe(200);

      // And that is noted.
      await page.goto(`admin.html?show=log&find=${member.username}&events=factors`);
      const events = page.locator('.event');
      await expect(events).toHaveText([/has no second factor any more.*by keeper/, /turned the second factor on/]);
    },
  );
});

// ---- the log --------------------------------------------------------------------------------------------------------
test.describe('the log', () => {
  test.beforeEach(async ({ page, api }) => {
    await enter(page, api, KEEPER);
  });

  test(
    'has the newest first, of one kind or of one person, in pages',
    { tag: '@phone' },
    async ({ page, site, isMobile }) => {
      const ann = await site.register({ username: newName(), password: PASSWORD });
      for (let i = 0; i < 20; i++) await site.elsewhere(ann.username);
      await site.patch(`users.cgi/${ann.id}`, { role: 'admin' });
      await site.patch(`users.cgi/${ann.id}`, { role: 'member' });
      await page.goto('admin.html');
      await page.getByRole('radio', { name: 'Log' }).check();
      await expect(page).toHaveURL(/admin\.html\?show=log$/);
      await page.getByRole('searchbox', { name: 'Find' }).and(page.locator('#find')).fill(ann.username);
      const events = page.locator('.event');
      await expect(events.first()).toContainText(`${ann.username} is a member now`);
      await expect(events.first()).toContainText('by keeper');
      await expect(events.first().locator('time')).toHaveText(/\d\d:\d\d/);
      await expect(events).toHaveCount(20);
      await fine(page, 'main', isMobile);
      await page.getByRole('link', { name: 'Next' }).click();
      await expect(events.last()).toContainText(`${ann.username} made an account`);
      await expect(page.locator('#pager + [role=status]')).toHaveText(/^\d+ events, page 2 of 2$/);
      await page.getByRole('combobox', { name: 'What happened' }).selectOption('Accounts');
      await expect(events).toHaveCount(1);
      await expect(page).toHaveURL(new RegExp(`show=log&find=${ann.username}&events=accounts$`));
      await page.reload();
      await expect(events).toHaveCount(1);
      await page.getByRole('combobox', { name: 'What happened' }).selectOption('Copies of all data');
      await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
      await page.getByRole('button', { name: 'Show everything' }).click();
      await expect(events).toHaveCount(20);
    },
  );

  test('tells the day of what is older than today', async ({ page }) => {
    await page.clock.setFixedTime(Date.now() + 2 * 86_400_000);
    await page.goto('admin.html?show=log');
    await expect(page.locator('.event time').first()).toHaveText(/^\d\d:\d\d.*, \d+ \w+ \d{4}$|^\d.*, \w+ \d+, \d{4}$/);
  });

  test.describe('and failures', () => {
    test.use({ allow: /status of 401/ });

    test('of a name that nobody has don’t say which was typed', async ({ page, site }) => {
      await site.elsewhere('marked.word', 'not a password');
      await page.goto('admin.html?show=log&events=failed');
      await expect(page.locator('.event').first()).toContainText('A name that nobody has could not sign in');
      await expect(page.locator('main')).not.toContainText('marked.word');
    });
  });

  test('is no member’s to see', async ({ page, api, context }) => {
    await context.clearCookies();
    await remember(page, await api.post('auth.cgi/register', { username: newName(), password: PASSWORD }));
    await page.goto('admin.html?show=log');
    await expect(page.getByRole('heading', { name: 'For administrators' })).toBeVisible();
  });
});
