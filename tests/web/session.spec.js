import { signedIn, test, expect, PASSWORD, card, newName, own, shelfButton, toast } from './fixtures.js';

test.use({ allow: /Failed to load resource/ });

const lose = (context, name) => context.clearCookies({ name });

signedIn('an access token that ran out is replaced without a word', async ({ page, context }) => {
  await page.goto('catalogue.html?q=neuromancer');
  await expect(card(page, 'Neuromancer')).toBeVisible();
  await lose(context, 'access_token');
  await shelfButton(card(page, 'Neuromancer')).click();
  await expect(toast(page)).toContainText('On your shelf: Neuromancer');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

signedIn('a public list notices it too, and shows my marks', async ({ page, context, api }) => {
  await api.post('usermedia.cgi/', { media_id: (await api.title('gatsby')).id });
  await lose(context, 'access_token');
  await page.goto('catalogue.html?q=gatsby');
  await expect(shelfButton(card(page, 'Gatsby'))).toHaveAccessibleName('The Great Gatsby: Want. Change');
});

signedIn('two tabs refresh once between them', async ({ page, context }) => {
  const other = await context.newPage();
  await page.goto('index.html');
  await other.goto('index.html');
  await expect(other.locator('#begin')).toBeVisible();
  await lose(context, 'access_token');
  await Promise.all([page.goto('library.html'), other.goto('library.html')]);
  for (const tab of [page, other]) {
    await expect(tab.getByRole('heading', { name: 'Nothing on this shelf yet' })).toBeVisible();
    await expect(tab.getByRole('dialog')).toHaveCount(0);
  }
  // The session still stands: no token was used twice.
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Nothing on this shelf yet' })).toBeVisible();
});

signedIn('without navigator.locks (plain http) it works as well', async ({ page, context }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }));
  await lose(context, 'access_token');
  await page.goto('library.html');
  await expect(page.getByRole('heading', { name: 'Nothing on this shelf yet' })).toBeVisible();
});

test(
  'a session that ran out asks, keeps what was typed, and goes on',
  { tag: '@phone' },
  async ({ page, member, context, api }) => {
    const title = newName();
    await page.goto('edit.html');
    await page.getByRole('radio', { name: 'Game' }).check();
    await page.getByLabel('Title', { exact: true }).fill(title);
    await lose(context, 'access_token');
    await lose(context, 'refresh_token');
    await page.getByRole('button', { name: 'Add to the catalogue' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Your session ran out');
    await expect(dialog.getByLabel('Username or e-mail')).toHaveValue(member.username);
    await dialog.getByLabel('Password').fill('wrong at first');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('title-view h2')).toHaveText(title);
    expect((await api.title(title)).created_by.id).toBe(member.id);
  },
);

signedIn('giving up the sign-in keeps what was typed', async ({ page, context }) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill('Not yet saved');
  await lose(context, 'access_token');
  await lose(context, 'refresh_token');
  await page.getByRole('button', { name: 'Add to the catalogue' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('.form-error')).toBeVisible();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Not yet saved');
});

signedIn('a shelf whose session is over asks, and then says whose', async ({ page, context }) => {
  await lose(context, 'access_token');
  await lose(context, 'refresh_token');
  await page.goto('library.html');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to see your shelf' })).toBeVisible();
});

signedIn('signed in by a plain form, the page notices', async ({ page }) => {
  await page.evaluate((name) => localStorage.removeItem(name), own(page, 'account'));
  await page.goto('catalogue.html');
  await expect(page.locator('html')).toHaveAttribute('data-account', 'in');
  await expect(page.locator('html')).toHaveAttribute('data-role', 'member'); // and who it is
});

signedIn('a network that fails keeps what was typed and says what to do', async ({ page }) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill('On a train');
  await page.route('**/cgi-bin/**', (route) => route.abort());
  await page.getByRole('button', { name: 'Add to the catalogue' }).click();
  await expect(page.getByRole('alert')).toContainText('can’t be reached');
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('On a train');
});

test('what nobody expected says so, with the request id, and can be tried again', async ({ page }) => {
  const broken = {
    status: 500,
    headers: { 'X-Request-Id': 'abc-123' },
    json: { success: false, error: { code: 'internal_error', message: 'Something went wrong here.' } },
  };
  await page.route('**/cgi-bin/media.cgi/**', (route) => route.fulfill(broken));
  await page.goto('catalogue.html');
  await expect(page.getByRole('alert')).toContainText('Something went wrong here.');
  await expect(page.getByRole('alert')).toContainText('abc-123');
  await page.unroute('**/cgi-bin/media.cgi/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('title-card')).toHaveCount(24);
});

test('a private catalogue asks a visitor to sign in, without a dialog in the way', async ({ page }) => {
  await page.route('**/cgi-bin/media.cgi/**', (route) =>
    route.fulfill({ status: 401, json: { success: false, error: { code: 'auth_failed', message: 'Sign in first.' } } }),
  );
  await page.goto('catalogue.html?q=dune');
  await expect(page.getByRole('heading', { name: 'For members' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('#list').getByRole('link', { name: 'Sign in' })).toHaveAttribute(
    'href',
    'login.html?next=catalogue.html%3Fq%3Ddune',
  );
});

test('an answer that isn’t ours is no crash', async ({ page }) => {
  await page.route('**/cgi-bin/**', (route) =>
    route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' }),
  );
  await page.goto('index.html');
  await expect(page.getByRole('alert')).toContainText('The web server can’t run the programs (500).');
});
