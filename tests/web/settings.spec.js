// Settings: every section, what the API refuses, and a password that is asked for once more.
import { execFileSync } from 'node:child_process';
import { noise } from '../e2e/picture.js';
import { own } from './fixtures.js';
import { enter, signedIn, test, expect, KEEPER, newName, PASSWORD, toast } from './own-site.js';

const OTHER = 'quite another long secret';
const section = (page, name) => page.getByRole('region', { name });
const fieldError = (page, label) =>
  page.locator('.field', { has: page.getByLabel(label, { exact: true }) }).locator('.field-error');
const picture = () => ({ name: 'me.png', mimeType: 'image/png', buffer: noise(64) });

async function open(page, part = '') {
  await page.goto(`settings.html${part}`);
  await expect(page.locator('#mine')).toBeVisible();
  await expect(page.locator('#mine')).not.toHaveAttribute('inert');
}

// ---- the way about --------------------------------------------------------------------------------------------------
const links = (page) => page.getByRole('navigation', { name: 'Sections' });

signedIn('a line of links leads to each section of the page', async ({ page }) => {
  await open(page);
  await expect(links(page).getByRole('link').filter({ visible: true })).toHaveCount(10);
  await links(page).getByRole('link', { name: 'Sharing' }).press('Enter');
  const heading = page.getByRole('heading', { name: 'Sharing' });
  await expect(heading).toBeFocused();
  await expect(heading).toBeInViewport();
  expect((await heading.boundingBox()).y).toBeGreaterThan(70); // below the bar
  await expect(section(page, 'Profile')).toBeVisible();
  await page.goto('settings.html#security');
  await expect(page.getByRole('heading', { name: 'Security' })).toBeInViewport();
  await expect(page.getByRole('link', { name: 'All settings' })).toBeHidden();
});

// ---- profile --------------------------------------------------------------------------------------------------------
test('the profile is shown and saved, and Undo brings it back', async ({ page, member, api }) => {
  await open(page);
  const profile = section(page, 'Profile');
  await expect(profile.getByLabel('Username')).toHaveValue(member.username);
  // No mail is sent here (where it is: reset.spec.js).
  await expect(profile.getByLabel('E-mail optional')).toHaveAccessibleDescription(
    'Only you and administrators see it. Changing it signs you out everywhere else.',
  );
  const name = newName();
  await profile.getByLabel('Username').fill(name);
  await profile.getByLabel('Name optional').fill('<b>Ann</b> & "Bea"');
  await profile.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page)).toContainText('Profile saved');
  expect(await api.get('users.cgi/me')).toMatchObject({ username: name, name: '<b>Ann</b> & "Bea"', email: null });
  await expect(page.locator('.me [data-name]')).toHaveText('<b>Ann</b> & "Bea"');
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(profile.getByLabel('Username')).toHaveValue(member.username);
  await expect(profile.getByLabel('Name optional')).toHaveValue('');
  expect(await api.get('users.cgi/me')).toMatchObject({ username: member.username, name: null });
});

signedIn('what another tab changes is taken over, and what was typed here stays', async ({ page, context }) => {
  await open(page);
  await page.getByLabel('Name optional').fill('Half-ty');
  const other = await context.newPage();
  await open(other);
  const name = newName();
  await other.getByLabel('Username').fill(name);
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Username')).toHaveValue(name);
  await expect(page.getByLabel('Name optional')).toHaveValue('Half-ty');
});

test.describe('changed elsewhere meanwhile', () => {
  test.use({ allow: /status of 412/ });

  signedIn('what was changed elsewhere meanwhile is shown beside what is typed', async ({ page, api }) => {
    await open(page);
    await page.getByLabel('Name optional').fill('Mine');
    await api.patch('users.cgi/me', { name: 'Theirs' });
    await section(page, 'Profile').getByRole('button', { name: 'Save' }).click();
    await expect(page.locator('.both')).toContainText('Theirs');
    expect((await api.get('users.cgi/me')).name).toBe('Theirs');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await expect(toast(page)).toContainText('Profile saved');
    expect((await api.get('users.cgi/me')).name).toBe('Mine');
    await page.goto('index.html');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hello, Mine');
  });
});

signedIn('nothing changed is nothing sent', async ({ page }) => {
  await open(page);
  const sent = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.url());
  });
  await section(page, 'Profile').getByRole('button', { name: 'Save' }).click();
  await expect(toast(page)).toContainText('Nothing to save');
  expect(sent).toEqual([]);
});

test('a new e-mail ends other sessions, and can be taken out again', async ({ page, member, api, site }) => {
  const phone = await site.elsewhere(member.username);
  await open(page);
  await expect(page.locator('#sessions .line')).toHaveCount(2);
  const profile = section(page, 'Profile');
  await profile.getByLabel('E-mail').fill(`${member.username}@example.com`);
  await profile.getByRole('button', { name: 'Save' }).click();
  await expect(toast(page)).toContainText('Profile saved');
  expect((await api.get('users.cgi/me')).email).toBe(`${member.username}@example.com`);
  expect(await phone.isIn()).toBe(false);
  await expect(page.locator('#sessions .line')).toHaveCount(1);
  await profile.getByLabel('E-mail').fill('');
  await profile.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await api.get('users.cgi/me')).email).toBe(null);
});

// ---- picture --------------------------------------------------------------------------------------------------------
test(
  'a picture is looked at before it is sent, and then shown everywhere',
  { tag: '@phone' },
  async ({ page, member, api, baseURL, isMobile }) => {
    await open(page, '#picture-h');
    await page.locator('#image').setInputFiles(picture());
    await expect(page.locator('#face canvas')).toBeVisible();
    expect((await api.get('users.cgi/me')).avatar_url).toBe(null);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.locator('#face')).toHaveText(member.username.slice(0, 2).toUpperCase());
    await page.locator('#image').setInputFiles(picture());
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await expect(toast(page)).toContainText('Your picture is changed');
    const url = new URL((await api.get('users.cgi/me')).avatar_url, baseURL).href;
    await expect(page.locator('#face img')).toHaveAttribute('src', url);
    expect(await page.locator('#face img').evaluate((image) => image.decode().then(() => image.naturalWidth))).toBe(64);
    await page.goto('catalogue.html');
    if (!isMobile) await expect(page.locator('.me img')).toHaveAttribute('src', url);
  },
);

signedIn('a picture is removed when its Undo is over, not before', async ({ page, api }) => {
  await open(page);
  await page.locator('#image').setInputFiles(picture());
  await page.getByRole('button', { name: 'Use this picture' }).click();
  const remove = page.getByRole('button', { name: 'Remove' });
  await remove.click();
  await expect(page.locator('#face img')).toHaveCount(0);
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('#face img')).toHaveCount(1);
  expect((await api.get('users.cgi/me')).avatar_url).not.toBe(null);
  await remove.click();
  await page.goto('library.html'); // leaving the page ends the Undo
  await expect.poll(async () => (await api.get('users.cgi/me')).avatar_url).toBe(null);
});

// ---- theme ----------------------------------------------------------------------------------------------------------
signedIn('light, dark and the system’s, kept and seen by the button above', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open(page);
  const theme = section(page, 'Light and dark');
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await expect(theme.getByRole('radio', { name: 'System' })).toBeChecked();
  await theme.getByRole('radio', { name: 'Dark' }).check();
  const dark = await paper();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await paper()).toBe(dark);
  await expect(theme.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.getByRole('button', { name: 'Switch between light and dark' }).click();
  await expect(theme.getByRole('radio', { name: 'Light' })).toBeChecked();
  await theme.getByRole('radio', { name: 'System' }).check();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await paper()).toBe(dark);
  expect(await page.evaluate((name) => localStorage.getItem(name), own(page, 'theme'))).toBe(null);
});

// ---- password -------------------------------------------------------------------------------------------------------
async function changePassword(page, current, wanted) {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password').fill(wanted);
  await page.getByRole('button', { name: 'Change the password' }).click();
}

test('a new password: the old one is asked for, other sessions end, this one stays', async ({
  page,
  member,
  site,
  grow,
}) => {
  const phone = await site.elsewhere(member.username);
  await grow();
  await open(page);
  await changePassword(page, PASSWORD, OTHER);
  await expect(toast(page)).toContainText('Your password is changed');
  await expect(page.getByRole('dialog')).toHaveCount(0); // it was given in the form
  await expect(page.getByLabel('Current password')).toHaveValue('');
  expect(await phone.isIn()).toBe(false);
  expect((await site.elsewhere(member.username, PASSWORD)).status).toBe(401);
  expect((await site.elsewhere(member.username, OTHER)).status).toBe(200);
  await page.reload();
  await expect(page.getByLabel('Username')).toHaveValue(member.username);
});

signedIn('the passwords can be looked at', async ({ page }) => {
  await open(page);
  await page.getByLabel('New password').fill('what did I type');
  await page.getByLabel('Show the passwords').check();
  await expect(page.locator('#password')).toHaveAttribute('type', 'text');
  await expect(page.locator('#current')).toHaveAttribute('type', 'text');
});

// ---- sessions -------------------------------------------------------------------------------------------------------
test('sessions say where, and end one by one', async ({ page, member, site }) => {
  const phone = await site.elsewhere(member.username);
  const tool = await site.elsewhere(member.username, PASSWORD, '<img src=x onerror=alert(1)>');
  await open(page);
  const rows = page.locator('#sessions .line');
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('This one');
  await expect(rows.first().getByRole('button')).toHaveCount(0);
  await expect(rows.filter({ hasText: '<img' })).toContainText('127.0.0.1');
  await page.getByRole('button', { name: 'Sign out there: Safari on iPhone' }).click();
  await expect(toast(page)).toContainText('Signed out there: Safari on iPhone');
  await expect(rows).toHaveCount(2);
  expect(await phone.isIn()).toBe(false);
  expect(await tool.isIn()).toBe(true);
});

test.describe('of long ago', () => {
  test.use({ allow: /status of (401|403)/ });

  test('whoever signed in long ago says the password before another session is ended', async ({
    page,
    member,
    site,
    grow,
  }) => {
    const phone = await site.elsewhere(member.username);
    await grow();
    await open(page);
    const out = page.getByRole('button', { name: 'Sign out there: Safari on iPhone' });
    await out.click();
    const sure = page.getByRole('dialog', { name: 'Is it you?' });
    await sure.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('alert')).toHaveText('Confirm your password first.');
    expect(await phone.isIn()).toBe(true);
    await out.click();
    await sure.getByLabel('Password').fill(PASSWORD);
    await sure.getByRole('button', { name: 'Go on' }).click();
    await expect(toast(page)).toContainText('Signed out there: Safari on iPhone');
    expect(await phone.isIn()).toBe(false);
  });

  test('so it is where the access ran out meanwhile, too', async ({ page, member, site, context }) => {
    const phone = await site.elsewhere(member.username);
    await open(page);
    const out = page.getByRole('button', { name: 'Sign out there: Safari on iPhone' });
    await expect(out).toBeVisible();
    execFileSync('sqlite3', [`${site.folder}/data/.ht.vitrine.db`], {
      input: 'PRAGMA busy_timeout = 5000; UPDATE sessions SET auth_time = auth_time - 3600;',
    });
    await context.clearCookies({ name: 'access_token' });
    await out.click();
    const sure = page.getByRole('dialog', { name: 'Is it you?' });
    await sure.getByLabel('Password').fill(PASSWORD);
    await sure.getByRole('button', { name: 'Go on' }).click();
    await expect(toast(page)).toContainText('Signed out there: Safari on iPhone');
    expect(await phone.isIn()).toBe(false);
  });
});

test('signing out everywhere ends this one too', async ({ page, member, site, context }) => {
  const phone = await site.elsewhere(member.username);
  await open(page);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page).toHaveURL(/login\.html$/);
  expect(await phone.isIn()).toBe(false);
  expect((await context.cookies()).filter(({ name }) => /token/.test(name))).toEqual([]);
});

// ---- the way out ----------------------------------------------------------------------------------------------------
test('an account is deleted after one question, and its titles stay', async ({ page, member, api, site }) => {
  const { id } = await api.post('media.cgi/', { type: 'BOOK', title: `Left by ${member.username}` });
  await open(page);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Delete my account' })).toBeFocused();
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('in one glass case');
  expect((await site.elsewhere(member.username)).status).toBe(401);
  expect((await site.get(`media.cgi/${id}`)).created_by).toBe(null);
});

// ---- refused --------------------------------------------------------------------------------------------------------
test.describe('refused', () => {
  test.use({ allow: /status of (4\d\d|500)/ });

  test('errors of the profile stand beside their inputs, and nothing typed is lost', async ({ page, member }) => {
    await open(page);
    for (const [label, typed, error] of [
      ['Username', 'x', 'must be 3 to 32'],
      ['Username', KEEPER, 'Username is taken.'],
      ['Username', '', 'Username'],
      ['E-mail optional', 'no address', 'E-mail must be an e-mail address.'],
    ]) {
      await page.getByLabel(label, { exact: true }).fill(typed);
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(fieldError(page, label)).toContainText(error);
      await expect(page.getByLabel(label, { exact: true })).toBeFocused();
      await expect(page.getByLabel(label, { exact: true })).toHaveValue(typed);
      await page.getByLabel('Username', { exact: true }).fill(member.username);
    }
  });

  test('a wrong current password is said at its field, a bad new one at its own', async ({ page, member, site }) => {
    await open(page);
    await changePassword(page, 'not this one', OTHER);
    await expect(fieldError(page, 'Current password')).toHaveText('Current password is wrong.');
    await changePassword(page, PASSWORD, 'short');
    await expect(fieldError(page, 'New password')).toHaveText('New password must have at least 8 characters.');
    await expect(page.locator('.field-error')).toHaveCount(1);
    await changePassword(page, PASSWORD, member.username);
    await expect(fieldError(page, 'New password')).toHaveText(
      'New password must not be the user name or e-mail address.',
    );
    expect((await site.elsewhere(member.username)).status).toBe(200);
  });

  signedIn('what is no picture is refused in the API’s words', async ({ page, api }) => {
    await open(page);
    await page
      .locator('#image')
      .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') });
    await expect(section(page, 'Picture').locator('.field-error')).toHaveText(
      'Picture must be a JPEG, PNG or WebP picture.',
    );
    expect((await api.get('users.cgi/me')).avatar_url).toBe(null);
    await page.locator('#image').setInputFiles(picture()); // and the next one goes
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await expect(page.locator('#face img')).toBeVisible();
    await expect(section(page, 'Picture').locator('.field-error')).toHaveCount(0);
  });

  test('a sign-in of long ago: the password is asked for over the page, and what was asked for is done', async ({
    page,
    member,
    api,
    grow,
  }) => {
    await grow();
    await open(page);
    await page.getByLabel('E-mail').fill(`${member.username}@example.org`);
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it you?' });
    await dialog.getByLabel('Password').fill('wrong at first');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.locator('.field-error')).toHaveText('Password is wrong.');
    await dialog.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(toast(page)).toContainText('Profile saved');
    await expect(dialog).toHaveCount(0);
    expect((await api.get('users.cgi/me')).email).toBe(`${member.username}@example.org`);
  });

  signedIn('giving up that question changes nothing and keeps what was typed', async ({ page, api, grow }) => {
    await grow();
    await open(page);
    await page.getByLabel('E-mail').fill('later@example.org');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('alert')).toHaveText('Confirm your password first.');
    await expect(page.getByLabel('E-mail')).toHaveValue('later@example.org');
    expect((await api.get('users.cgi/me')).email).toBe(null);
  });

  test('deleting the account asks for the password when the sign-in is old', async ({ page, member, site, grow }) => {
    await grow();
    await open(page);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete my account' }).click();
    const sure = page.getByRole('dialog', { name: 'Is it you?' });
    await sure.getByLabel('Password').fill(PASSWORD);
    await sure.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('in one glass case');
    expect((await site.elsewhere(member.username)).status).toBe(401);
  });

  test('the last administrator can’t leave, and reads why', async ({ page, api }) => {
    await enter(page, api, KEEPER);
    await open(page);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete my account' }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(
      'You are the last administrator. Make somebody else one first.',
    );
    expect((await api.get('users.cgi/me')).username).toBe(KEEPER);
  });

  test('what nobody expected says so with the request id, and the page can be tried again', async ({
    page,
    member,
  }) => {
    const broken = {
      status: 500,
      headers: { 'X-Request-Id': 'abc-123' },
      json: { success: false, error: { code: 'internal_error', message: 'Something went wrong here.' } },
    };
    await page.route('**/users.cgi/me', (route) => route.fulfill(broken));
    await page.goto('settings.html');
    await expect(page.getByRole('alert')).toContainText('abc-123');
    await page.unroute('**/users.cgi/me');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByLabel('Username')).toHaveValue(member.username);
    await page.route('**/users.cgi/me', (route) => route.fulfill(broken));
    await page.getByLabel('Username').fill('another');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('(request abc-123)');
    await expect(page.getByLabel('Username')).toHaveValue('another');
  });
});

test('signed out, it says whose settings these are', async ({ page }) => {
  await page.goto('settings.html');
  await expect(page.getByRole('heading', { name: 'Sign in to see your settings' })).toBeVisible();
  await expect(page.locator('#mine')).toBeHidden();
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toHaveAttribute(
    'href',
    'login.html?next=settings.html',
  );
});

signedIn(
  'only administrators are shown the way to administration',
  { tag: '@phone' },
  async ({ page, api, isMobile }) => {
    const you = page.getByRole('button', { name: isMobile ? 'You' : /Member|Administrator/ });
    await open(page, '#admin-h');
    await expect(section(page, 'Administration')).toBeHidden();
    await you.click();
    await expect(page.locator('#you').getByRole('link', { name: 'Administration' })).toBeHidden();
    await enter(page, api, KEEPER);
    await open(page, '#admin-h');
    await expect(section(page, 'Administration').getByRole('link', { name: 'People' })).toBeVisible();
    for (const [name, show] of Object.entries({ Log: 'log', Installation: 'installation' }))
      await expect(section(page, 'Administration').getByRole('link', { name })).toHaveAttribute(
        'href',
        `admin.html?show=${show}`,
      );
    await you.click();
    await page.locator('#you').getByRole('link', { name: 'Administration' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Administration');
  },
);
