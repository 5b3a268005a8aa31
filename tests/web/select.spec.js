// Several titles of the library at once: chosen by keys, by a mouse or by a finger; changed, and taken back.
import { clean, settled, tooSmall, tooWide, unreadable } from './eyes.js';
import { signedIn, expect, card, toast } from './fixtures.js';

const NAMES = ['a wizard of earthsea', 'celeste', 'foundation', 'moby-dick', 'tokyo story'];
const TITLES = ['A Wizard of Earthsea', 'Celeste', 'Foundation', 'Moby-Dick', 'Tokyo Story'];
const bar = (page) => page.getByRole('region', { name: 'Selected titles' });
const count = (page) => bar(page).getByRole('status');
const chosen = (page) => page.locator('title-card.chosen .t');
const link = (page, n) => page.locator('title-card > a').nth(n);
const act = (page, name) => bar(page).getByRole('button', { name, exact: true });
const statuses = async (api) =>
  Object.fromEntries((await api.shelf()).map(({ media, status }) => [media.title, status]));

async function shelve(api) {
  const entries = [];
  for (const q of NAMES)
    entries.push(await api.post('usermedia.cgi/', { media_id: (await api.title(q)).id, tags: ['mine'] }));
  return entries;
}
async function open(page) {
  await page.goto('library.html?sort=title_asc');
  await expect(page.locator('title-card .t')).toHaveText(TITLES);
  await settled(page);
}

signedIn('by keys: x, Shift and x, a status for all, and one Undo', async ({ page, api }) => {
  await shelve(api);
  await open(page);
  const before = await api.shelf();
  await link(page, 0).focus();
  await page.keyboard.press('x');
  await expect(count(page)).toHaveText('1 selected');
  await expect(link(page, 0)).toBeFocused();
  await page.keyboard.press('x');
  await expect(count(page)).toHaveText('0 selected');
  await expect(act(page, 'Status')).toBeDisabled();
  await page.keyboard.press('x');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+X');
  await expect(chosen(page)).toHaveText(TITLES.slice(0, 3));
  await page.keyboard.press('4'); // of all that are selected
  await expect(toast(page)).toContainText('3 titles: Finished');
  await expect(bar(page)).toHaveCount(0);
  await expect(link(page, 2)).toBeFocused();
  const now = await api.shelf();
  expect(now.filter(({ status }) => status === 'COMPLETED')).toHaveLength(3);
  const today = await page.evaluate(() => {
    const here = new Date();
    return new Date(here - here.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  });
  for (const { status, end_date: end } of now) expect(end).toBe(status === 'COMPLETED' ? `${today}T00:00:00Z` : null);
  await expect(card(page, 'Celeste').getByRole('button', { name: /Finished\. Change/ })).toBeVisible();
  await page.keyboard.press('u');
  await expect(toast(page)).toContainText('Undone: 3 titles: Finished');
  await expect(card(page, 'Celeste').getByRole('button', { name: /Want\. Change/ })).toBeVisible();
  expect(await api.shelf()).toEqual(before);
});

signedIn('by a mouse: Shift-click, boxes, all of them; Escape and Enter', async ({ page, api }) => {
  await shelve(api);
  await open(page);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await expect(count(page)).toHaveText('0 selected');
  await page.getByRole('checkbox', { name: 'Select Celeste' }).check();
  await link(page, 3).click({ modifiers: ['Shift'] });
  await expect(chosen(page)).toHaveText(TITLES.slice(1, 4));
  await link(page, 2).click(); // a click chooses, too
  await expect(chosen(page)).toHaveText(['Celeste', 'Moby-Dick']);
  await act(page, 'All 5').click();
  await expect(count(page)).toHaveText('5 selected');
  await expect(page.getByRole('button', { name: /^All/ })).toHaveCount(0);
  await link(page, 0).focus();
  await page.keyboard.press('Enter'); // that opens it
  await expect(page.locator('.title-sheet')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.title-sheet')).toBeHidden();
  await expect(count(page)).toHaveText('5 selected');
  await act(page, 'Status').click();
  await page.keyboard.press('Escape');
  await expect(count(page)).toHaveText('5 selected');
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCount(0);
  await expect(page.locator('.pick')).toHaveCount(0);
  await expect(chosen(page)).toHaveCount(0);
});

signedIn('they are taken off, and come back whole', async ({ page, api }) => {
  const [first] = await shelve(api);
  await api.patch(`usermedia.cgi/${first.id}`, { note: 'Kept', status: 'COMPLETED' });
  await api.post('collection.cgi/copies', { media_id: first.media_id, format: 'Hardcover' });
  const before = await api.shelf();
  await open(page);
  await link(page, 0).click({ modifiers: ['Shift'] });
  await link(page, 1).click({ modifiers: ['Shift'] });
  await act(page, 'Take off').click();
  await expect(toast(page)).toContainText('Off your shelf: 2 titles');
  await expect(page.locator('title-card .t')).toHaveText(TITLES.slice(2));
  await expect(page.locator('#summary')).toHaveText('3 titles, 0 finished');
  expect(await api.shelf()).toHaveLength(3);
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('title-card .t')).toHaveText(TITLES);
  expect(await api.shelf()).toEqual(before);
});

signedIn('onto a list: one that is there, and a new one', async ({ page, api }) => {
  const [first] = await shelve(api);
  const list = await api.post('lists.cgi/', { name: 'By the fire' });
  await api.post(`lists.cgi/${list.id}/items`, { media_id: first.media_id });
  await open(page);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await act(page, 'All 5').click();
  await act(page, 'List').click();
  const menu = page.getByRole('dialog', { name: 'Add to a list' });
  await expect(menu.getByRole('textbox')).toBeFocused();
  await menu.getByRole('button', { name: 'By the fire' }).click();
  await expect(toast(page)).toContainText('On “By the fire”: 4 titles, 1 was there already');
  expect((await api.get(`lists.cgi/${list.id}`)).item_count).toBe(5);
  await page.keyboard.press('u');
  await expect.poll(async () => (await api.get(`lists.cgi/${list.id}`)).item_count).toBe(1);

  await link(page, 1).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('b');
  await expect(act(page, 'Status')).toBeFocused();
  await act(page, 'List').press('Enter');
  await menu.getByRole('textbox').fill('Winter');
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText('On “Winter”: 1 title');
  expect((await api.get('lists.cgi/')).lists.map(({ name, item_count: n }) => [name, n])).toContainEqual(['Winter', 1]);
});

signedIn('tags: of all, of some, new ones', async ({ page, api }) => {
  const entries = await shelve(api);
  await api.patch(`usermedia.cgi/${entries[0].id}`, { tags: ['mine', 'some'] });
  await api.patch(`usermedia.cgi/${entries[4].id}`, { tags: ['other'] });
  const before = await api.shelf();
  await open(page);
  await link(page, 0).focus();
  await page.keyboard.press('x');
  await expect(count(page)).toHaveText('1 selected');
  await link(page, 1).click({ modifiers: ['Shift'] });
  await expect(count(page)).toHaveText('2 selected');
  await act(page, 'Tags').click();
  const menu = page.getByRole('dialog', { name: 'Tags' });
  const box = (name) => menu.getByRole('checkbox', { name, exact: true });
  await expect(box('mine')).toBeChecked();
  await expect(box('some')).toBeChecked({ indeterminate: true });
  await expect(box('other')).not.toBeChecked();
  await box('mine').uncheck();
  await box('other').check();
  await menu.getByRole('textbox').fill('new one');
  await page.keyboard.press('Enter');
  await expect(box('new one')).toBeChecked();
  await menu.getByRole('button', { name: 'Apply' }).click();
  await expect(toast(page)).toContainText('2 titles: tagged other, new one; without mine');
  const tags = async () => (await api.shelf()).map(({ media, tags: all }) => [media.title, all.toSorted()]);
  expect(await tags()).toContainEqual(['A Wizard of Earthsea', ['new one', 'other', 'some']]);
  expect(await tags()).toContainEqual(['Celeste', ['new one', 'other']]);
  await page.keyboard.press('u');
  await expect(toast(page)).toContainText('Undone');
  await expect.poll(() => api.shelf()).toEqual(before);
});

signedIn.describe('with another tab', () => {
  signedIn.use({ allow: /404 .*bulk/ });
  signedIn('what was changed elsewhere since stays, and is named; what is gone is dropped', async ({ page, api }) => {
    const entries = await shelve(api);
    await open(page);
    await link(page, 0).focus();
    await page.keyboard.press('x');
    await link(page, 1).click({ modifiers: ['Shift'] });
    await page.keyboard.press('3');
    await expect(toast(page)).toContainText('2 titles: Paused');
    await api.patch(`usermedia.cgi/${entries[0].id}`, { status: 'DROPPED' });
    await page.keyboard.press('u');
    await expect(toast(page)).toContainText('not all: A Wizard of Earthsea has got another status');
    expect(await statuses(api)).toMatchObject({ 'A Wizard of Earthsea': 'DROPPED', Celeste: 'TO_DO' });

    await link(page, 2).click({ modifiers: ['Shift'] });
    await link(page, 3).click({ modifiers: ['Shift'] });
    await expect(count(page)).toHaveText('2 selected');
    await api.delete(`usermedia.cgi/${entries[2].id}`);
    await page.keyboard.press('3');
    await expect(toast(page)).toContainText('1 title not on your shelf any more: nothing was changed');
    await expect(count(page)).toHaveText('1 selected');
    expect((await statuses(api))['Moby-Dick']).toBe('TO_DO');
    await page.keyboard.press('3');
    await expect(toast(page)).toContainText('1 title: Paused');
  });
});

signedIn('over several pages, and more than one call takes', async ({ page, api }) => {
  const ids = [];
  for (let n = 0; n < 3; n += 1) {
    const { media } = await api.get('media.cgi/', { page_size: 10, page: n + 1 });
    for (const { id } of media) ids.push((await api.post('usermedia.cgi/', { media_id: id })).id);
  }
  const sent = [];
  await page.route('**/usermedia.cgi/bulk', async (route) => {
    sent.push(route.request().postDataJSON());
    await route.continue();
  });
  await page.goto('library.html');
  await expect(page.locator('title-card')).toHaveCount(24);
  await settled(page);
  await link(page, 0).focus();
  await page.keyboard.press('x');
  await act(page, 'All 24').click();
  await expect(count(page)).toHaveText('24 selected');
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.locator('title-card')).toHaveCount(6);
  await expect(count(page)).toHaveText('24 selected, 24 not shown');
  await act(page, 'All 6').click();
  await expect(count(page)).toHaveText('30 selected, 24 not shown');
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await link(page, 0).focus();
  await page.keyboard.press('x');
  await act(page, 'All 6').click();
  await act(page, 'All 30').click();
  await expect(count(page)).toHaveText('30 selected, 24 not shown');
  await act(page, 'Status').click();
  await page.locator('shelf-menu').getByRole('button', { name: 'Dropped' }).click();
  await expect(toast(page)).toContainText('30 titles: Dropped');
  expect(new Set(sent[0].ids)).toEqual(new Set(ids));
  expect(new Set((await api.shelf()).map(({ status }) => status))).toEqual(new Set(['DROPPED']));
});

signedIn('it can be read and used at every size', { tag: '@phone' }, async ({ page, api, isMobile }) => {
  await shelve(api);
  await open(page);
  for (const view of ['', '&view=list']) {
    await page.goto(`library.html?sort=title_asc${view}`);
    await expect(page.locator('title-card .t')).toHaveText(TITLES);
    await settled(page);
    const place = () =>
      page.locator('title-card').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().y));
    const before = await place();
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Select Celeste' }).click();
    await expect(count(page)).toHaveText('1 selected');
    expect(await place()).toEqual(before);
    for (const width of isMobile ? [390, 320] : [1280, 768]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await tooWide(page)).toBe(0);
      expect(await unreadable(page), `${view} ${width}`).toEqual([]);
    }
    await page.setViewportSize({ width: isMobile ? 390 : 1280, height: 844 });
    await clean(page, '#mine', { colours: !isMobile });
    if (isMobile) expect(await tooSmall(page)).toEqual([]);
  }
  await act(page, 'Tags').click();
  await expect(page.getByRole('dialog', { name: 'Tags' })).toBeVisible();
  await clean(page, '.bulk-menu', { colours: !isMobile });
});
