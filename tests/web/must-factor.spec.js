// Where everybody must have a second factor: who has none is led to where it is set up, and nothing else is open.
import { clean, settled, tooSmall, tooWide } from './eyes.js';
import { test, expect, newName, PASSWORD, remember } from './own-site.js';
import { totp } from './totp.js';

test.use({ settings: 'second_factor = everyone\n', allow: /status of (400|401|403)/ });

const factor = (page) => page.getByRole('region', { name: 'Second factor', exact: true });
const profile = (page) => page.getByRole('region', { name: 'Profile', exact: true });
const fine = async (page, part, isMobile) => {
  await settled(page);
  await clean(page, part, { colours: !isMobile });
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  if (isMobile) expect(await tooSmall(page)).toEqual([]);
};
async function isLed(page) {
  await expect(page).toHaveURL(/\/settings\.html#factor-h$/);
  await expect(factor(page)).toContainText('Here it is a must, and you have none yet.');
  await expect(profile(page)).toBeHidden();
}
async function signIn(page, username) {
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

test(
  'a new account sets it up before anything else, and all is open then',
  { tag: '@phone' },
  async ({ page, site, isMobile }) => {
    expect(site.url).toBeTruthy();
    await page.goto('register.html?next=catalogue.html');
    await page.getByLabel('Username').fill(newName());
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await isLed(page);
    await fine(page, 'main', isMobile);
    await factor(page).getByRole('button', { name: 'Turn on' }).click();
    const dialog = page.getByRole('dialog', { name: 'A second factor' });
    await dialog.getByText('Can’t scan? Type the secret').click();
    const secret = await dialog.getByRole('group', { name: 'The secret' }).innerText();
    await dialog.getByLabel('The code that the app shows now').fill(totp(secret));
    await dialog.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    // All of it is there again; on a phone by the way back to the list.
    await expect(isMobile ? page.getByRole('link', { name: 'All settings' }) : profile(page)).toBeVisible();
    await expect(factor(page)).toContainText('Here it is a must, and stays on.');
    await expect(page.locator('#factor-h')).toBeFocused();
    await expect(factor(page).getByRole('button', { name: 'Turn off' })).toHaveCount(0);
    await expect(page.locator('.safe[aria-labelledby="api-keys-h"]')).toContainText('None');
    await page.reload(); // without the news
    await expect(factor(page)).toContainText('It is on');
    await fine(page, '#security', isMobile);
    await page.goto('library.html');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page).toHaveURL(/library\.html/);
  },
);

test('whoever signs in without one is led there, and from every page of theirs', async ({ page, site }) => {
  const { username } = await site.register({ username: newName(), password: PASSWORD });
  await page.goto('login.html?next=catalogue.html');
  await signIn(page, username);
  await isLed(page);
  for (const mine of ['index.html', 'library.html', 'diary.html']) {
    await page.goto(mine);
    await isLed(page);
  }
});

test('a session from before is led there, too', async ({ page, site, context }) => {
  const user = await site.register({ username: newName(), password: PASSWORD });
  await context.addCookies([{ name: 'access_token', value: user.access_token, url: site.url }]);
  await remember(page, user);
  await page.goto('diary.html');
  await isLed(page);
});

test('a session whose access ran out is renewed, and led there as well', async ({ page, site, context }) => {
  const { username } = await site.register({ username: newName(), password: PASSWORD });
  await page.goto('login.html?next=catalogue.html');
  await signIn(page, username);
  await isLed(page);
  for (const mine of ['library.html', 'diary.html']) {
    await context.clearCookies({ name: 'access_token' });
    await page.goto(mine);
    await isLed(page);
  }
});

test(
  'nothing else of Settings opens, wherever a link leads to',
  { tag: '@phone' },
  async ({ page, site, isMobile }) => {
    const { username } = await site.register({ username: newName(), password: PASSWORD });
    await page.goto('login.html');
    await signIn(page, username);
    await isLed(page);
    const only = async () => {
      await expect(factor(page).getByRole('button', { name: 'Turn on' })).toBeVisible();
      await expect(page.locator('#mine > .set, .safe').filter({ visible: true })).toHaveCount(2); // Security, and that
      await expect(page.getByRole('navigation', { name: 'Sections' })).toBeHidden();
      await expect(page.getByRole('link', { name: 'All settings' })).toBeHidden();
    };
    await only();
    for (const where of ['', '#factor-h', '#password-h', '#profile-h', '#security', '#none-such']) {
      await page.goto('catalogue.html');
      await page.goto(`settings.html${where}`);
      await only();
      await fine(page, 'main', isMobile);
    }
    await page
      .getByRole('navigation', { name: 'Main' })
      .filter({ visible: true })
      .getByRole('link', { name: 'Library' })
      .click();
    await isLed(page);
    await only();
    await page.goBack();
    await only();
  },
);

test('without a script the refusal leads to the form', async ({ browser, site }) => {
  const { username } = await site.register({ username: newName(), password: PASSWORD });
  const context = await browser.newContext({ baseURL: site.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('login.html?next=library.html');
  await signIn(page, username);
  await page.goto('cgi-bin/usermedia.cgi/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up a second factor');
  await expect(page.getByRole('alert')).toContainText('A second factor is a must here');
  await page.getByRole('link', { name: 'Set it up' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Set it up' }).click();
  const secret = /secret=([A-Z2-7]+)/.exec(await page.getByRole('main').innerText())[1];
  await page.getByRole('textbox', { name: 'Code' }).fill(totp(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('main')).toContainText('Keep these codes');
  await page.goto('cgi-bin/usermedia.cgi/');
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Set up a second factor');
  await context.close();
});
