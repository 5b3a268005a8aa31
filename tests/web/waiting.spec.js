// What is deleted, but not sent yet as there is still Undo: it must be gone in time, and nothing else with it.
import { signedIn, expect, PASSWORD, moduleAt, newName, rare, toast } from './fixtures.js';

const book = (api) => api.post('media.cgi/', { type: 'BOOK', title: newName(), length: 300 });
const shelve = (api, { id }, more) => api.post('usermedia.cgi/', { media_id: id, ...more });
const field = (page) => page.getByRole('combobox', { name: 'Title, page or action' });
const takeOff = async (page) => {
  await page.locator('title-card > a').focus();
  await page.keyboard.press('s');
  await page.locator('shelf-menu').getByRole('button', { name: 'Take off my shelf' }).press('Enter');
  await expect(page.locator('title-card')).toHaveCount(0);
};

signedIn('signing out comes after it', async ({ page, api, member }) => {
  await shelve(api, await book(api));
  await page.goto('library.html');
  await takeOff(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sign out');
  await page.keyboard.press('Enter');
  await page.waitForURL(/index\.html/);
  await expect(page.locator('html')).toHaveAttribute('data-account', 'out');
  await api.post('auth.cgi/login', { username: member.username, password: PASSWORD });
  expect(await api.shelf()).toEqual([]);
});

signedIn('the palette doesn’t have it on the shelf any more', async ({ page, api }) => {
  const media = await book(api);
  await shelve(api, media, { status: 'IN_PROGRESS' });
  await page.goto('library.html');
  await takeOff(page);
  await page.keyboard.press('Control+k');
  await expect(page.locator('.palette [role=status]')).toHaveText(/result/);
  await expect(page.getByRole('option', { name: media.title })).toHaveCount(0);
  await page.keyboard.type(`${media.title} fin`);
  const chosen = page.locator('#offers').getByRole('option', { selected: true });
  await expect(chosen).toHaveText(new RegExp(`^Mark ${media.title} finished`));
  await expect(page.getByRole('group', { name: 'My titles' })).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText(`On your shelf: ${media.title}, Finished`);
  expect(await api.shelf()).toMatchObject([{ media_id: media.id, status: 'COMPLETED' }]);
  await expect(field(page)).toHaveCount(0);
});

signedIn('keys do nothing to a title that is deleted', async ({ page, api }) => {
  const media = await book(api);
  await page.goto(`title.html?id=${media.id}`);
  await page.evaluate((keys) => import(keys), await moduleAt(page, 'ui/keys.js'));
  await rare(page, 'Delete this title');
  await expect(page.getByText('This title is deleted.')).toBeVisible();
  const sent = [];
  page.on('request', (request) => sent.push(request.method()));
  for (const key of ['1', 'x', 'o', 'e', 'r', '4']) await page.keyboard.press(key);
  await page.keyboard.press('u');
  await expect(toast(page)).toContainText(`Undone: Deleted: ${media.title}`);
  expect(sent).toEqual([]);
  await page.keyboard.press('1');
  await expect(toast(page)).toContainText(`On your shelf: ${media.title}`);
});

signedIn('a title is deleted after what of it was', async ({ page, api }) => {
  const media = await book(api);
  await shelve(api, media);
  await page.clock.install();
  await page.goto(`title.html?id=${media.id}`);
  await rare(page, 'Take off my shelf');
  await expect(toast(page)).toContainText('Off your shelf');
  await rare(page, 'Delete this title');
  await expect(page.getByText('This title is deleted.')).toBeVisible();
  const gone = page.waitForResponse(
    (answer) => answer.request().method() === 'DELETE' && answer.url().endsWith(`/media.cgi/${media.id}`),
  );
  await page.mouse.move(1, 1);
  await page.clock.fastForward(61_000);
  expect((await gone).status()).toBe(204);
});

signedIn('what is typed in a list stays when something is gone', async ({ page, api }) => {
  const [media, other] = [await book(api), await book(api)];
  for (const { id } of [media, other]) await api.post('collection.cgi/copies', { media_id: id, format: 'Hardcover' });
  await page.goto('collection.html');
  const rows = page.locator('owned-title');
  await expect(rows).toHaveCount(2);
  await rows.first().locator('[data-add]').click();
  await page.getByLabel('Format').last().fill('Paper');
  for (const news of ['list-changed', 'visibilitychange'])
    await page.evaluate((name) => document.dispatchEvent(new Event(name)), news);
  await page.waitForLoadState('networkidle');
  await expect(page.getByLabel('Format').last()).toHaveValue('Paper');
});
