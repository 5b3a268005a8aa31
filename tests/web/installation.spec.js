// The installation's own tab of Administration: a backup taken away and brought back.
import fs from 'node:fs';
import { clean, settled, tooWide } from './eyes.js';
import { enter, test, expect, KEEPER, newName, PASSWORD, remember, toast } from './own-site.js';

const open = async (page) => {
  await page.goto('admin.html?show=installation');
  await expect(page.locator('#installation')).toBeVisible();
};
test.use({ settings: '# for these tests alone: a restoration ends all sessions, also those of others\n' });
test.describe.configure({ mode: 'default' }); // one after the other: such an installation is one worker's
test.beforeEach(async ({ page, api }) => enter(page, api, KEEPER));

test('the tab has its address, and shows neither list nor filters', async ({ page, site }) => {
  await site.register({ username: newName(), password: PASSWORD }); // a second person, and so a second page of one
  await page.goto('admin.html');
  await expect(page.locator('person-row').first()).toBeVisible();
  await page.getByRole('radio', { name: 'Installation' }).check();
  await expect(page).toHaveURL(/admin\.html\?show=installation$/);
  await expect(page.locator('#installation')).toBeVisible();
  await expect(page.locator('#list, .tools-end, #pager').filter({ visible: true })).toHaveCount(0);
  await expect(page.locator('#summary')).toHaveText(/\d+ (person|people), \d+ titles?, \d+ not curated/);
  await expect(page.getByText(/\d titles?, page/)).toHaveCount(0); // which are not listed here
  await expect(page.getByRole('link', { name: 'Examine this installation' })).toHaveAttribute('href', 'doctor.html');
  await page.goBack();
  await expect(page.locator('person-row').first()).toBeVisible();
  await expect(page.locator('#installation')).toBeHidden();
});

test('it is clean and fits', { tag: '@phone' }, async ({ page, isMobile }) => {
  const how = { colours: !isMobile };
  await open(page);
  await settled(page);
  await clean(page, 'body', how);
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Remove all data…' }).click();
  await settled(page);
  await clean(page, 'dialog', how);
});

test.describe('asked and refused', () => {
  test.use({ allow: /status of (400|403|409|503)|ERR_CONNECTION_RESET/ });

  test('a backup is downloaded, once it is sure who asks, and brought back', async ({ page, api, grow }) => {
    const before = newName();
    await api.post('media.cgi/', { type: 'BOOK', title: before });
    await grow();
    await open(page);
    await page.getByRole('button', { name: 'Download a backup' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it you?' });
    await dialog.getByLabel('Password').fill(PASSWORD);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Go on' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^vitrine-\d{4}-\d\d-\d\d\.db$/);
    const file = await download.path();
    expect(fs.readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3');
    await expect(toast(page)).toContainText('Downloaded: vitrine-');

    const after = newName();
    await api.post('media.cgi/', { type: 'BOOK', title: after });
    await page
      .getByLabel('The file of a backup')
      .setInputFiles({ name: 'vitrine.db', mimeType: 'application/vnd.sqlite3', buffer: fs.readFileSync(file) });
    await page.getByRole('button', { name: 'Restore this backup…' }).click();
    await expect(page.getByRole('dialog')).toContainText('vitrine.db, ');
    await page.getByRole('dialog').getByRole('button', { name: 'Restore it' }).click();
    await expect(page.getByRole('heading', { name: 'The backup is back' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-account', 'out');
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Username or e-mail').fill(KEEPER);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('person-row').first()).toBeVisible();
    expect((await api.get('media.cgi/', { q: before })).total).toBe(1);
    expect((await api.get('media.cgi/', { q: after })).total).toBe(0);
  });

  test('a copy is made now, taken away, gone back to, and deleted', async ({ page, api, grow }) => {
    const [before, after] = [newName(), newName()];
    await api.post('media.cgi/', { type: 'BOOK', title: before });
    await open(page);
    const lines = page.locator('#copies .line');
    await page.getByRole('button', { name: 'Make one now' }).click();
    await expect(toast(page)).toContainText('A copy is made: ');
    await expect(lines.first()).toContainText(/[KM]B · made just now/);
    await page.setViewportSize({ width: 768, height: 1024 });
    const { height } = await lines.first().locator('b').boundingBox(); // one line
    expect(height).toBeLessThan(30);
    await api.post('media.cgi/', { type: 'BOOK', title: after });

    await grow();
    await lines.first().getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const sure = page.getByRole('dialog', { name: 'Is it you?' });
    await sure.getByLabel('Password').fill(PASSWORD);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      sure.getByRole('button', { name: 'Go on' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^vitrine-\d{4}-\d\d-\d\d\.db$/);

    await lines.first().getByRole('button', { name: 'Restore' }).click();
    const dialog = page.getByRole('dialog', { name: 'Go back to this copy?' });
    await expect(dialog).toContainText('What came since goes');
    await settled(page);
    await clean(page, 'dialog');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Go back to it' }).click();
    await expect(page.getByRole('heading', { name: 'The copy is back' })).toBeVisible();
    await enter(page, api, KEEPER);
    expect((await api.get('media.cgi/', { q: before })).total).toBe(1);
    expect((await api.get('media.cgi/', { q: after })).total).toBe(0);

    // What was there before is kept, too.
    await open(page);
    const kept = lines.filter({ hasText: 'Before a restoration' });
    const named = /^Before a restoration, \d+:\d\d:\d\d.*, \d+ \w+ \d{4}$/;
    await expect(kept.first().locator('b')).toHaveText(named);
    const label = `Restore: ${await kept.first().locator('b').innerText()}`;
    await expect(kept.first().getByRole('button', { name: 'Restore' })).toHaveAccessibleName(label);
    await expect(page.getByRole('button', { name: label, exact: true })).toHaveCount(1);
    const others = (await kept.count()) - 1; // of what this file's other tests have restored; the newest is ours
    await kept.first().getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
    await expect(toast(page)).toContainText('Deleted: the copy');
    await expect(kept).toHaveCount(others);
  });

  test('what is no backup is refused, in words, and nothing changes', async ({ page, api }) => {
    await open(page);
    await page.getByRole('button', { name: 'Restore this backup…' }).click();
    await expect(page.locator('#restore .field-error')).toContainText('is required');
    await page
      .getByLabel('The file of a backup')
      .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no backup') });
    await page.getByRole('button', { name: 'Restore this backup…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore it' }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(
      'notes.txt can’t be restored: it is no database.',
    );
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect((await api.get('users.cgi/me')).username).toBe(KEEPER);
  });

  test('a large one goes in pieces, and on where the network broke it', async ({ page }) => {
    const got = [];
    let breaks = 1;
    let kept = 0;
    await page.route('**/server.cgi/restore', async (route) => {
      const body = route.request().postDataBuffer().toString('latin1');
      const field = (name) => Number(new RegExp(`name="${name}"\\r\\n\\r\\n(\\d+)`).exec(body)[1]);
      const [offset, size, length] = [
        field('offset'),
        field('size'),
        body.split('\r\n\r\n')[3].split('\r\n------')[0].length,
      ];
      got.push([offset, length]);
      expect(length).toBeLessThanOrEqual(1024 * 1024);
      if (offset !== kept) {
        await route.fulfill({
          status: 409,
          json: {
            success: false,
            error: {
              code: 'conflict',
              message: 'That piece does not follow what was sent before.',
              details: [{ field: 'offset', message: `must be ${kept}` }],
            },
          },
        });
        return;
      }
      kept = offset + length;
      if (offset && breaks-- > 0) {
        await route.abort('connectionreset');
        return;
      } // it has arrived, its answer has not
      await route.fulfill({ json: kept < size ? { offset: kept, size } : { restored: true, accounts: 1, titles: 2 } });
    });
    await open(page);
    const size = 2.5 * 1024 * 1024;
    await page
      .getByLabel('The file of a backup')
      .setInputFiles({ name: 'vitrine.db', mimeType: 'application/vnd.sqlite3', buffer: Buffer.alloc(size, 1) });
    await page.getByRole('button', { name: 'Restore this backup…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore it' }).click();
    await expect(page.getByText('1 account and 2 titles are here.')).toBeVisible();
    const MIB = 1024 * 1024;
    expect(got).toEqual([
      [0, MIB],
      [MIB, MIB],
      [MIB, MIB],
      [2 * MIB, MIB / 2],
    ]);
  });

  test('a disk that is full is said', async ({ page }) => {
    await page.route('**/server.cgi/backup', (route) =>
      route.fulfill({
        status: 503,
        json: {
          success: false,
          error: {
            code: 'unavailable',
            message: 'There is no room left on the disk. Free some there, or raise the quota.',
          },
        },
      }),
    );
    await open(page);
    await page.getByRole('button', { name: 'Download a backup' }).click();
    await expect(page.locator('#backup').getByRole('alert')).toContainText('no room left on the disk');
  });

  test('a member is told whose page it is', async ({ page, api }) => {
    await page.context().clearCookies();
    await remember(page, await api.post('auth.cgi/register', { username: newName(), password: PASSWORD }));
    await page.goto('admin.html?show=installation');
    await expect(page.getByRole('heading', { name: 'For administrators' })).toBeVisible();
    await expect(page.locator('#installation')).toBeHidden();
  });
});
