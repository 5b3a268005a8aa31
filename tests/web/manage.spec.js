// How settings, a new password and administration look: to assistive technology, on a phone, without JavaScript,
// without icons.
import { noise } from '../e2e/picture.js';
import { asPhone, clean, settled, tooSmall, tooWide } from './eyes.js';
import { enter, test, expect, KEEPER, newName, PASSWORD } from './own-site.js';

const HOSTILE = `<img src=x onerror=alert(1)>${'x'.repeat(120)}`;

// Two of each kind, with names that are as long as they get.
test.beforeEach(async ({ site, api }) => {
  const { id } = await site.register({
    username: `${newName()}.${'w'.repeat(32)}`.slice(0, 32),
    password: PASSWORD,
    name: HOSTILE,
    email: `${newName()}.${'w'.repeat(150)}@example.com`,
  });
  await site.patch(`users.cgi/${id}`, { is_active: false });
  await site.post('media.cgi/', { type: 'BOOK', title: HOSTILE, creator: HOSTILE });
  expect((await api.get('media.cgi/', { q: 'onerror' })).total).toBeGreaterThan(0);
});

// Every state that these pages can be in, one after the other.
async function* states(page, api, site) {
  const go = async (where) => {
    await page.goto(where);
    await settled(page);
    return where;
  };
  yield go('reset.html');
  yield go('reset.html#sent');
  yield go('reset.html?token=none');
  yield go('settings.html');
  yield go('admin.html');
  const { id } = await site.register({ username: newName(), password: PASSWORD });
  yield go((await site.post(`users.cgi/${id}/password-reset`)).reset_link);
  await enter(page, api, KEEPER);
  await go('settings.html');
  await page.locator('#image').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: noise(64) });
  await page.getByLabel('Username', { exact: true }).fill('x');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.field-error')).toBeVisible();
  await expect(page.locator('#face canvas')).toBeVisible();
  yield 'settings, with an error and a picture';
  await page.getByRole('button', { name: 'Delete my account' }).click();
  yield 'the last question';
  yield go('admin.html');
  await page.getByRole('button', { name: 'Recovery link' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  yield 'a recovery link';
  yield go('admin.html?show=titles');
  yield go('admin.html?find=nobody.at.all');
}

test.describe('refused', () => {
  test.use({ allow: /status of 400/ });

  test('each state is clean for axe, nothing is too wide, and on a phone nothing too small', async ({
    page,
    api,
    site,
  }) => {
    test.slow();
    let seen = 0;
    for await (const state of states(page, api, site)) {
      await clean(page, (await page.locator('dialog[open]').count()) ? 'dialog' : 'body');
      expect(await tooWide(page), state).toBeLessThanOrEqual(0);
      await asPhone(page, async () => {
        expect(await tooWide(page), state).toBeLessThanOrEqual(0);
        expect(await tooSmall(page), state).toEqual([]);
      });
      seen += 1;
    }
    expect(seen).toBe(12);
  });
});

test.describe('without the third-party files', { tag: '@phone' }, () => {
  test.use({ allow: /vendor\// });

  test('words stand in for icons', async ({ page, api }) => {
    await page.route('**/vendor/**', (route) => route.fulfill({ status: 404, body: '' }));
    await enter(page, api, KEEPER);
    for (const [where, words] of [
      ['admin.html', '.recover .words'],
      ['admin.html?show=titles', '.title-row .btn'],
      ['settings.html#sessions-h', '#sessions .who'],
    ]) {
      await page.goto(where);
      await expect(page.locator('html')).toHaveAttribute('data-icons', 'none');
      await expect(page.locator(words).filter({ visible: true }).first()).toBeVisible();
      expect((await page.locator(words).filter({ visible: true }).first().boundingBox()).width, where).toBeGreaterThan(
        20,
      );
      expect(await tooWide(page), where).toBeLessThanOrEqual(0);
    }
  });
});
