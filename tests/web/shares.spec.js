// Showing it to others: a link is made where the thing is, read by somebody without an account and without a script,
// given another address, and ended.
import { asPhone, clean, settled, tooSmall, tooWide } from './eyes.js';
import { enter, signedIn, test, expect, toast } from './fixtures.js';

const dialog = (page) => page.locator('dialog');
const address = (page, name = 'Its address') => dialog(page).getByLabel(name, { exact: true });

// Somebody else's browser, which runs no scripts.
async function visitor(browser, run) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await run(await context.newPage());
  await context.close();
}

signedIn('a shelf is shown to who has the link, until it ends', async ({ page, api, browser }) => {
  test.slow();
  const { id } = await api.title('orlando');
  await api.post('usermedia.cgi/', { media_id: id, status: 'COMPLETED', end_date: '2026-03-05', note: 'Secretly' });
  await api.put(`media.cgi/${id}/rating`, { value: 4.5 });

  await page.goto('library.html?status=COMPLETED&type=BOOK');
  await expect(page.locator('title-card')).toHaveCount(1);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog(page).getByRole('heading')).toHaveText('Share your shelf: finished, books');
  await expect(dialog(page)).toContainText('Notes, tags, your name and e-mail');
  await clean(page, 'dialog');
  await dialog(page).getByLabel('What it is called').fill('Read');
  await dialog(page).getByRole('button', { name: 'Make a link' }).click();
  await expect(dialog(page).getByRole('button', { name: 'Copy', exact: true }).first()).toBeFocused();
  const url = await address(page).inputValue();
  expect(url).toMatch(/^http:.*\/shared\.cgi\/[0-9a-f]{64}$/);
  await dialog(page).getByText('To follow it: feeds').click();
  expect(await address(page, 'Calendar').inputValue()).toBe(`${url}.ics`);
  await clean(page, 'dialog');
  await asPhone(page, async () => {
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    expect(await tooSmall(page)).toEqual([]);
  });
  const led = new URL(`shared.html?t=${url.slice(-64)}`, page.url()).href;

  await visitor(browser, async (theirs) => {
    for (const one of [url, led]) {
      await theirs.goto(one);
      await expect(theirs).toHaveTitle('Read · Vitrine');
      await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Read');
      await expect(theirs.locator('.card')).toHaveText(/Orlando/);
      await expect(theirs.getByRole('img', { name: '4.5 of 5 stars' })).toBeVisible();
      await expect(theirs.locator('body')).not.toContainText('Secretly');
    }
  });

  // With a script the page is the same: it has none itself.
  await page.goto(led);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Read');
  await settled(page);
  await clean(page);
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  await asPhone(page, async () => {
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    expect(await tooSmall(page)).toEqual([]);
  });

  await page.goto('settings.html');
  const line = page.locator('#shares .line');
  await expect(line).toHaveText(/Read\s*Shelf · Finished · books · made .* · last opened /);
  await line.getByRole('button', { name: 'New address' }).click();
  await dialog(page).getByRole('button', { name: 'Make a new one' }).click();
  await expect(address(page)).not.toHaveValue(url);
  const fresh = await address(page).inputValue();
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  expect((await page.request.get(url)).status()).toBe(404);
  expect((await page.request.get(fresh)).status()).toBe(200);

  await line.getByRole('button', { name: 'End' }).click();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  expect((await page.request.get(fresh)).status()).toBe(200);
  await line.getByRole('button', { name: 'End' }).click();
  await dialog(page).getByRole('button', { name: 'End it' }).click();
  await expect(toast(page)).toHaveText('No longer shown: Read'); // at once, without Undo
  expect((await page.request.get(fresh)).status()).toBe(404);
  await expect(line).toHaveCount(0);
  await expect(page.locator('#sharing-h')).toBeFocused();
});

signedIn(
  'lists, diary, collection and shelf have the same sheet, which says what it doesn’t keep',
  async ({ page, api }) => {
    const list = await api.post('lists.cgi/', { name: 'By the fire', visibility: 'public' });
    const { id } = await api.title('orlando');
    await api.post(`lists.cgi/${list.id}/items`, { media_id: id });
    await api.post('diary.cgi/', { media_id: id, end_date: '2025-02-03' });
    await api.post('collection.cgi/copies', { media_id: id, format: 'Paperback' });
    for (const [name, heading, isWider = false] of [
      [`list.html?id=${list.id}`, 'Share By the fire'],
      ['diary.html?year=2025', 'Share your diary of 2025'],
      ['diary.html?year=2025&month=2', 'Share your diary of 2025', true],
      ['collection.html?type=BOOK&sort=added_desc', 'Share your collection: books'],
      ['collection.html?type=BOOK&type=GAME', 'Share your collection', true],
      ['library.html?q=orlando', 'Share your shelf', true],
    ]) {
      await page.goto(name);
      await page.getByRole('button', { name: 'Share', exact: true }).click();
      await expect(dialog(page).getByRole('heading')).toHaveText(heading);
      await expect(dialog(page).getByText('doesn’t keep the other filters')).toHaveCount(isWider ? 1 : 0);
      await dialog(page).getByRole('button', { name: 'Make a link' }).click();
      await page.goto(await address(page).inputValue());
      await expect(page.locator('.card')).toHaveText(/Orlando/);
    }
    expect((await api.get('shared.cgi/shares')).total).toBe(6);

    await page.goto('stats.html?year=2025&review');
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Make a link' }).click();
    await page.goto(await address(page).inputValue());
    await expect(page.getByRole('table', { name: 'By month' }).getByRole('row', { name: 'Feb 1' })).toBeVisible();
    await clean(page);
    await asPhone(page, async () => {
      expect(await tooWide(page)).toBeLessThanOrEqual(0);
    });
  },
);

test('what is not whole says so; a public list needs no account', async ({ page, api }) => {
  await page.goto('shared.html?t=123');
  await expect(page.getByRole('heading', { name: 'Nothing is shown here' })).toBeVisible();
  await enter(page, api, 'mara');
  const list = await api.post('lists.cgi/', { name: 'For everybody', visibility: 'public' });
  await page.context().clearCookies();
  await page.evaluate(() => localStorage.clear());
  await page.goto(`list.html?id=${list.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('For everybody');
  await enter(page, api, 'mara');
  await api.delete(`lists.cgi/${list.id}`);
});
