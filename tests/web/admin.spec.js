// Administration: people and what they may, links for lost passwords, curated titles.
import { enter, signedIn, test, expect, KEEPER, newName, PASSWORD, toast } from './own-site.js';

const HOSTILE = '<img src=x onerror=alert(1)>';
const row = (page, username) =>
  page.locator('person-row').filter({ has: page.locator('.who b', { hasText: username }) });
const titleRow = (page, title) => page.locator('.title-row').filter({ has: page.locator('b', { hasText: title }) });
const role = (line) => line.getByRole('combobox');
const active = (line) => line.getByRole('switch');

test.describe('people', () => {
  let ann;
  test.beforeEach(async ({ page, api, site }) => {
    await enter(page, api, KEEPER);
    ann = await site.register({ username: newName(), password: PASSWORD, name: HOSTILE });
  });
  const open = async (page, name = ann.username) => {
    await page.goto(`admin.html?find=${encodeURIComponent(name)}`);
    await expect(row(page, name)).toBeVisible();
    return row(page, name);
  };

  test('are listed with what they are and have, and their names are only text', async ({ page, site }) => {
    const line = await open(page);
    await expect(line).toContainText(HOSTILE);
    await expect(line).toContainText('· 0 titles, 0 added');
    await expect(page.locator('#summary')).toContainText('not curated, registration is open');
    const { id } = await site.post('media.cgi/', { type: 'GAME', title: newName() });
    await site.post('usermedia.cgi/', { media_id: id });
    await expect(await open(page, KEEPER)).toContainText(/· \d+ titles?, [1-9]\d* added/);
    await open(page);
    await expect(role(line)).toHaveValue('member');
    await expect(active(line)).toBeChecked();
    await expect(line.getByText('You')).toHaveCount(0);
    await expect((await open(page, KEEPER)).getByText('You')).toBeVisible();
  });

  test('a role is given and, by Undo, taken back', { tag: '@phone' }, async ({ page, site, api }) => {
    const line = await open(page);
    await role(line).selectOption('Administrator');
    await expect(toast(page)).toContainText(`${ann.username} is an administrator`);
    expect((await site.get(`users.cgi/${ann.id}`)).role).toBe('admin');
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(role(line)).toHaveValue('member');
    expect((await site.get(`users.cgi/${ann.id}`)).role).toBe('member');
    // What another tab does is seen here.
    await api.patch(`users.cgi/${ann.id}`, { role: 'admin' });
    await page.evaluate(() => document.dispatchEvent(new Event('elsewhere')));
    await expect(role(line)).toHaveValue('admin');
    await api.patch(`users.cgi/${ann.id}`, { role: 'member' }); // the others' installation has one
  });

  test('deactivating ends access at once', async ({ page, site }) => {
    const phone = await site.elsewhere(ann.username);
    const line = await open(page);
    await active(line).uncheck();
    await expect(toast(page)).toContainText('is deactivated');
    expect(await phone.isIn()).toBe(false);
    expect((await site.elsewhere(ann.username)).status).toBe(401);
    await expect(line.getByRole('button', { name: 'Recovery link' })).toBeHidden();
    await active(line).press('Space');
    await expect(toast(page)).toContainText('may sign in again');
    expect((await site.elsewhere(ann.username)).status).toBe(200);
  });

  test('are found by name and e-mail, and told apart by what they are; the address keeps it', async ({
    page,
    site,
  }) => {
    await site.patch(`users.cgi/${ann.id}`, { is_active: false });
    await page.goto('admin.html');
    await page.getByRole('main').getByRole('searchbox', { name: 'Find' }).fill(ann.username);
    await expect(page.locator('person-row')).toHaveCount(1);
    await expect(page).toHaveURL(new RegExp(`admin\\.html\\?find=${ann.username}$`));
    await page.getByRole('combobox', { name: 'Who' }).selectOption('Deactivated');
    await expect(row(page, ann.username)).toBeVisible();
    await page.getByRole('combobox', { name: 'Who' }).selectOption('Administrators');
    await expect(page.getByRole('heading', { name: 'Nobody here' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('combobox', { name: 'Who' })).toHaveValue('inactive');
    await expect(row(page, ann.username)).toBeVisible();
    await page.goForward();
    await page.getByRole('button', { name: 'Show everybody' }).click();
    await expect(
      row(page, KEEPER)
        .or(page.getByRole('link', { name: 'Next' }))
        .first(),
    ).toBeVisible();
  });

  test('come in pages that have addresses', async ({ page, site }) => {
    const crowd = newName();
    for (let i = 0; i < 21; i++) await site.register({ username: `${crowd}.${i}`, password: PASSWORD });
    await page.goto(`admin.html?find=${crowd}`);
    await expect(page.locator('person-row')).toHaveCount(20);
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page.locator('person-row')).toHaveCount(1);
    await expect(page).toHaveURL(/page=2$/);
    await page.reload();
    await expect(page.locator('person-row')).toHaveCount(1);
    await page.getByRole('link', { name: 'Previous' }).click();
    await expect(page.locator('person-row')).toHaveCount(20);
    await page.goto(`admin.html?find=${crowd}&page=9`);
    await expect(page.locator('person-row')).toHaveCount(1); // beyond the last is the last
    await expect(page).toHaveURL(/page=2$/);
  });

  test('a recovery link is shown, copied, and works', async ({ page, context, site, baseURL }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const line = await open(page);
    await line.getByRole('button', { name: 'Recovery link' }).click();
    const dialog = page.getByRole('dialog', { name: `Recovery link for ${ann.username}` });
    const link = await dialog.getByLabel('Recovery link').inputValue();
    expect(link.startsWith(`${baseURL}reset.html?token=`)).toBe(true);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await page.goto(link);
    await page.getByLabel('New password', { exact: true }).fill('quite another long secret');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await expect(page.locator('#done')).toContainText(ann.username);
    expect((await site.elsewhere(ann.username, 'quite another long secret')).status).toBe(200);
  });

  test('without a clipboard to ask (plain http) copying works as well', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read']);
    await page.addInitScript(() => {
      Clipboard.prototype.writeText = () => Promise.reject(new Error('no'));
    });
    const line = await open(page);
    await line.getByRole('button', { name: 'Recovery link' }).click();
    const link = await page.getByRole('dialog').getByLabel('Recovery link').inputValue();
    await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('dialog').getByRole('status')).toHaveText('It is in the clipboard.');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  });

  test.describe('refused', () => {
    test.use({ allow: /status of (4\d\d|500)/ });

    test('the last administrator can’t leave: it is said, and nothing changes', async ({ page, site }) => {
      const line = await open(page, KEEPER);
      for (const [act, yes] of [
        [() => role(line).selectOption('Member'), 'Be a member'],
        [() => active(line).uncheck(), 'Deactivate it'],
      ]) {
        await act();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: yes }).click();
        await expect(dialog.getByRole('alert')).toHaveText(
          'You are the last administrator. Make somebody else one first.',
        );
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await expect(role(line)).toHaveValue('admin');
        await expect(active(line)).toBeChecked();
      }
      expect((await site.get('users.cgi/me')).role).toBe('admin');
    });

    test('what is refused stands in the row, at what it is about', async ({ page }) => {
      const line = await open(page);
      const other = await page.request.get(`cgi-bin/users.cgi/${ann.id}`);
      expect(other.ok()).toBe(true);
      // Somebody else's last administrator can't be met in a test: two would have to change each other at once.
      await page.route(`**/users.cgi/${ann.id}`, (route) =>
        route.fulfill({
          status: 409,
          json: {
            success: false,
            error: {
              code: 'conflict',
              message: 'That is there already.',
              details: [{ field: 'role', message: 'belongs to the last admin; make somebody else an admin first' }],
            },
          },
        }),
      );
      await active(line).click();
      await expect(line.locator('.field-error')).toHaveText(
        `Role of ${ann.username} belongs to the last admin; make somebody else an admin first.`,
      );
      await expect(role(line)).toHaveAttribute('aria-invalid', 'true');
      await expect(active(line)).toBeChecked();
      await page.unroute(`**/users.cgi/${ann.id}`);
      await active(line).uncheck();
      await expect(toast(page)).toContainText('is deactivated');
      await expect(line.locator('.field-error')).toHaveCount(0);
    });

    test('a link for somebody who was deactivated meanwhile is refused in the row', async ({ page, site }) => {
      const line = await open(page);
      await site.patch(`users.cgi/${ann.id}`, { is_active: false });
      await line.getByRole('button', { name: 'Recovery link' }).click();
      await expect(line.locator('.field-error')).toContainText('activate the account first');
    });

    test('what nobody expected carries the request id', async ({ page }) => {
      const line = await open(page);
      const broken = {
        status: 500,
        headers: { 'X-Request-Id': 'abc-123' },
        json: { success: false, error: { code: 'internal_error', message: 'Something went wrong here.' } },
      };
      await page.route('**/users.cgi/**', (route) => route.fulfill(broken));
      await role(line).selectOption('Administrator');
      await expect(line.getByRole('alert')).toHaveText('Something went wrong here. (request abc-123)');
      await expect(role(line)).toHaveValue('member');
      await page.goto('admin.html');
      await expect(page.getByRole('alert')).toContainText('abc-123');
      await page.unroute('**/users.cgi/**');
      await page.getByRole('button', { name: 'Try again' }).click();
      await expect(page.locator('person-row').first()).toBeVisible();
    });

    test('one administrator of two may become a member, and the page closes', async ({ page, api, site }) => {
      await site.patch(`users.cgi/${ann.id}`, { role: 'admin' });
      await page.context().clearCookies();
      await enter(page, api, ann.username);
      const line = await open(page);
      await role(line).selectOption('Member');
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      await expect(role(line)).toHaveValue('admin');
      await role(line).selectOption('Member');
      await page.getByRole('dialog').getByRole('button', { name: 'Be a member' }).click();
      await expect(page.getByRole('heading', { name: 'For administrators' })).toBeVisible();
      expect((await site.get(`users.cgi/${ann.id}`)).role).toBe('member');
    });
  });
});

test.describe('titles', () => {
  let title, id;
  test.beforeEach(async ({ page, api, member }) => {
    title = `${HOSTILE} ${member.username}`;
    ({ id } = await api.post('media.cgi/', { type: 'BOOK', title, creator: '"><script>alert(2)</script>' }));
    await page.context().clearCookies();
    await enter(page, api, KEEPER);
  });
  const curated = async (site) => (await site.get(`media.cgi/${id}`)).curated;

  test(
    'wait, are curated with one press, and wait again by Undo',
    { tag: '@phone' },
    async ({ page, member, site }) => {
      await page.goto('admin.html');
      await page.getByRole('radio', { name: /^Titles/ }).check();
      await expect(page).toHaveURL(/admin\.html\?show=titles$/);
      const line = titleRow(page, member.username);
      await expect(line).toContainText(title);
      await line.getByRole('button', { name: 'Curate' }).click();
      await expect(toast(page)).toContainText(`Curated: ${title}`);
      await expect(line).toHaveCount(0);
      expect(await curated(site)).toBe(true);
      await toast(page).getByRole('button', { name: 'Undo' }).click();
      await expect(line).toBeVisible();
      expect(await curated(site)).toBe(false);
    },
  );

  test('that are curated are found, and taken back', async ({ page, member, site }) => {
    await site.patch(`media.cgi/${id}`, { curated: true });
    await page.goto(`admin.html?show=titles&find=${member.username}`);
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await page.getByRole('combobox', { name: 'Which' }).selectOption('Curated');
    const line = titleRow(page, member.username);
    await line.getByRole('button', { name: 'Stop curating' }).click();
    await expect(toast(page)).toContainText('No longer curated');
    await expect(line).toHaveCount(0);
    expect(await curated(site)).toBe(false);
  });

  test('open over the list, and Back closes them', async ({ page, member }) => {
    await page.goto(`admin.html?show=titles&find=${member.username}`);
    await titleRow(page, member.username).getByRole('link').click();
    await expect(page.getByRole('dialog').getByRole('heading', { level: 2, name: title })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(titleRow(page, member.username)).toBeVisible();
  });

  test('after one comes the next: the keyboard goes on there', async ({ page, member, api }) => {
    await api.post('media.cgi/', { type: 'GAME', title: `Second ${member.username}` });
    await page.goto(`admin.html?show=titles&find=${member.username}`);
    await expect(page.locator('.title-row')).toHaveCount(2);
    await page.locator('.title-row button').first().press('Enter');
    await expect(page.locator('.title-row')).toHaveCount(1);
    await expect(page.locator('.title-row button')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await expect(page.locator('#main')).toBeFocused();
  });

  test.describe('refused', () => {
    test.use({ allow: /status of 404/ });

    test('a title that is gone meanwhile says so', async ({ page, member, api }) => {
      await page.goto(`admin.html?show=titles&find=${member.username}`);
      await expect(titleRow(page, member.username)).toBeVisible();
      expect(
        (
          await page.request.delete(`cgi-bin/media.cgi/${id}`, { headers: { Origin: new URL(page.url()).origin } })
        ).status(),
      ).toBe(204);
      await titleRow(page, member.username).getByRole('button', { name: 'Curate' }).click();
      await expect(toast(page)).toHaveRole('alert');
      expect((await api.get('media.cgi/', { q: member.username })).total).toBe(0);
    });
  });
});

test.describe('others', () => {
  test.use({ allow: /status of 403/ });

  signedIn('a member is told whose page it is', async ({ page }) => {
    await page.goto('admin.html?show=titles'); // which anybody may read
    await expect(page.getByRole('heading', { name: 'For administrators' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
    await page.goto('admin.html');
    await expect(page.getByRole('heading', { name: 'For administrators' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: 'Home' })).toBeVisible();
    await expect(page.locator('#filters')).toBeHidden();
  });

  test('a visitor is asked to sign in', async ({ page }) => {
    await page.goto('admin.html');
    await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toHaveAttribute(
      'href',
      'login.html?next=admin.html',
    );
    await expect(page.locator('#mine')).toBeHidden();
  });
});
