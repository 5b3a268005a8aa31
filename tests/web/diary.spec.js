// The diary: its page, a title's history, and the questions that fill it.
import { jumped, watchJumps } from './eyes.js';
import { signedIn as test, expect, newName, pressStars, rare, toast } from './fixtures.js';

const view = (page) => page.locator('title-view');
const lines = (page) => page.locator('record-line');
const line = (page, title) => lines(page).filter({ has: page.locator('.t', { hasText: title }) });
const radio = (page, name) => view(page).getByRole('radio', { name, exact: true });
const sheet = (page) => page.locator('.log-sheet');
const calendar = (page) => page.locator('month-calendar');

const add = (api, more = {}) =>
  api.post('media.cgi/', { type: 'BOOK', title: `Told ${newName()}`, creator: 'A. Uthor', length: 300, ...more });
const tell = async (api, media, fields) => api.post('diary.cgi/', { media_id: media.id, ...fields });
const told = async (api, media) =>
  (await api.get('diary.cgi/', { media_id: media.id })).diary.sort((one, other) => one.number - other.number);
const openTitle = async (page, media) => {
  await page.goto(`title.html?id=${media.id}`);
  await expect(view(page).getByRole('radio').first()).toBeVisible();
};

test('months, newest first; each line with its day, stars, which time it is, and its note', async ({ page, api }) => {
  const [one, other] = [await add(api), await add(api, { type: 'GAME' })];
  await tell(api, one, { end_date: '2009' });
  await tell(api, one, { end_date: '2025-07-12', rating: 4.5, note: 'By the sea' });
  await tell(api, other, { end_date: '2025-07-12' });
  await tell(api, other, { start_date: null, is_finished: true });
  await tell(api, other, { start_date: '2025-06' });
  await page.goto('diary.html');
  await expect(page.locator('#summary')).toHaveText('5 records');
  await expect(page.locator('.diary-month h2')).toHaveText(['July 2025', 'June 2025', '2009', 'Some time']);
  await expect(lines(page)).toHaveCount(5);
  await expect(page.locator('.line.first time')).toHaveText([/^12 July 2025\s*12\s*Sat$/]);
  const read = line(page, one.title).first();
  await expect(read.getByRole('img', { name: '4.5 of 5 stars' })).toBeVisible();
  await expect(read.locator('.badge')).toHaveText('2nd time');
  await expect(read.locator('.line-note')).toHaveText('By the sea');
  await expect(line(page, other.title).nth(1).locator('.badge')).toHaveText(['3rd time', 'begun']);
  // By keys, as in every list.
  await page.locator('#main').focus();
  await page.keyboard.press('j');
  await expect(lines(page).first().getByRole('link')).toBeFocused();
  await page.keyboard.press('j');
  await expect(lines(page).nth(1).getByRole('link')).toBeFocused();
  // Its title opens over the list.
  await read.getByRole('link').click();
  await expect(page.locator('.title-sheet #d-title')).toHaveText(one.title);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/diary\.html$/);
});

test('a year, a month, a type: the address says which, and Back goes back', async ({ page, api }) => {
  const [one, other] = [await add(api), await add(api, { type: 'GAME' })];
  await tell(api, one, { end_date: '2025-07-12' });
  await tell(api, one, { end_date: '2024-02' });
  await tell(api, other, { end_date: '2024-03-01' });
  await page.goto('diary.html');
  await expect(lines(page)).toHaveCount(3);
  await expect(page.getByLabel('Month', { exact: true })).toBeHidden();
  await page.getByLabel('Year', { exact: true }).selectOption('2024');
  await expect(lines(page)).toHaveCount(2);
  await expect(calendar(page).getByRole('heading')).toHaveText('March 2024'); // that of the latest
  await page.getByLabel('Month', { exact: true }).selectOption('March');
  await expect(lines(page)).toHaveCount(1);
  await expect(page).toHaveURL(/\?year=2024&month=3$/);
  await expect(calendar(page).getByRole('heading')).toHaveText('March 2024');
  await page.getByRole('checkbox', { name: 'Books' }).check();
  await expect(page.locator('#list .empty h2')).toHaveText('Nothing here');
  await page.goBack();
  await expect(lines(page)).toHaveCount(1);
  await page.reload();
  await expect(page.getByLabel('Month', { exact: true })).toHaveValue('3');
  await expect(lines(page)).toHaveCount(1);
});

test('the calendar by keyboard: a day that has records is gone to, one without is told', async ({ page, api }) => {
  await page.clock.setFixedTime('2026-03-18T12:00:00Z');
  const media = await add(api);
  await tell(api, media, { end_date: '2026-02-27' });
  await page.goto('diary.html');
  const day = (name) => calendar(page).getByRole('button', { name: new RegExp(`^${name}`) });
  await expect(day('18 March 2026: nothing, log it')).toHaveAttribute('aria-current', 'date');
  await expect(calendar(page).getByRole('button', { name: 'The month after' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await day('18 March 2026').focus();
  await page.keyboard.press('Home');
  await expect(day('1 March 2026')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(day('22 February 2026')).toBeFocused();
  // Fingers are faster than a network: into the next month and back, before that is there.
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  await page.route('**/diary.cgi/facets?*', async (route) => {
    await held;
    await route.fallback();
  });
  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  answer();
  await expect(day('27 February 2026: 1 record')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(lines(page).getByRole('link')).toBeFocused();
  await day('26 February 2026').click();
  await expect(page).toHaveURL(/add=2026-02-26/);
  await sheet(page).getByRole('searchbox').fill(media.title);
  await sheet(page).locator('.pick .t').filter({ hasText: media.title }).click();
  await expect(sheet(page).getByLabel('Finished', { exact: true })).toHaveValue('26 February 2026');
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toHaveCount(0);
  await expect(day('26 February 2026')).toBeFocused();
  await expect(page).toHaveURL(/diary\.html$/);
});

test.describe('another day', () => {
  test.use({ allow: /status of 400/ });
  test('is logged as far as it is known; changed, deleted; each with Undo', async ({ page, api }) => {
    const media = await add(api);
    await page.goto('diary.html');
    await page.locator('#add').click();
    await sheet(page).getByRole('searchbox').fill(media.title);
    await sheet(page).locator('.pick .t').filter({ hasText: media.title }).click();
    const finished = sheet(page).getByLabel('Finished', { exact: true });
    await expect(finished).toBeFocused();
    await finished.fill('then');
    await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
    await expect(sheet(page).locator('.field-error')).toHaveText(
      'Finished must be a date: 12 July 2009, July 2009 or 2009.',
    );
    await finished.fill('31.12.2008');
    await sheet(page).getByLabel('Started', { exact: true }).fill('2. 1. 2009');
    await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
    await expect(sheet(page).locator('.field-error')).toHaveText('Finished must not be before Started.');
    await sheet(page).getByLabel('Started', { exact: true }).fill('');
    await finished.fill('1 January 2099');
    await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
    await expect(sheet(page).locator('.field-error')).toHaveText('Finished must not be after today.');
    await finished.fill('July 2009');
    await sheet(page).getByLabel('Started', { exact: true }).fill('2008');
    await pressStars(sheet(page), 3.5);
    await sheet(page).getByLabel('Note').fill('In the attic');
    await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
    await expect(toast(page)).toContainText('In your diary');
    await expect(lines(page)).toHaveCount(1);
    const shown = { start_date: '2008', end_date: '2009-07', is_finished: true, rating: 3.5, note: 'In the attic' };
    expect(await told(api, media)).toMatchObject([shown]);
    await page.keyboard.press('u');
    await expect(lines(page)).toHaveCount(0);
    expect(await told(api, media)).toEqual([]);

    await tell(api, media, shown);
    await page.goto('diary.html');
    await lines(page)
      .getByRole('button', { name: /^Change this record/ })
      .click();
    await expect(sheet(page).getByRole('heading')).toHaveText('The 1st time');
    await expect(finished).toHaveValue('July 2009');
    await finished.fill('');
    await sheet(page).getByRole('checkbox', { name: 'Finished, I don’t know when' }).check();
    await sheet(page).getByRole('button', { name: 'Save' }).click();
    await expect(toast(page)).toContainText('changed');
    await expect(page.locator('.diary-month h2')).toHaveText('2008');
    expect(await told(api, media)).toMatchObject([{ ...shown, end_date: null }]);
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(page.locator('.diary-month h2')).toHaveText('July 2009');

    await lines(page)
      .getByRole('button', { name: /^Change this record/ })
      .click();
    await sheet(page).getByRole('button', { name: 'Delete' }).click();
    await expect(lines(page)).toHaveCount(0);
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(lines(page)).toHaveCount(1);
    await lines(page)
      .getByRole('button', { name: /^Change this record/ })
      .click();
    await sheet(page).getByRole('button', { name: 'Delete' }).click();
    await expect(lines(page)).toHaveCount(0);
    await page.goto('index.html');
    await expect.poll(() => told(api, media)).toEqual([]);
  });
});

test.describe('on two devices', () => {
  test.use({ allow: /status of 412/ });

  test('what was changed elsewhere meanwhile isn’t lost', async ({ page, api }) => {
    const media = await add(api);
    const record = await tell(api, media, { end_date: '2024-03-03' });
    await openTitle(page, media);
    await view(page).locator('title-history .told').click();
    await sheet(page).getByLabel('Note').fill('Mine');
    await api.patch(`diary.cgi/${record.id}`, { note: 'Theirs' });
    await sheet(page).getByRole('button', { name: 'Save' }).click();
    await expect(sheet(page).getByRole('alert')).toBeVisible();
    await expect(sheet(page).getByLabel('Note')).toHaveValue('Mine');
    expect(await told(api, media)).toMatchObject([{ note: 'Theirs' }]);
  });
});

test('my history: again, another day, and what is told of each time', async ({ page, api }) => {
  const media = await add(api);
  await openTitle(page, media);
  const history = view(page).locator('title-history');
  await expect(history).toBeHidden();
  await rare(page, 'Log for another day');
  await sheet(page).getByLabel('Finished', { exact: true }).fill('3 March 2024');
  await sheet(page).getByLabel('Started', { exact: true }).fill('February 2024');
  await pressStars(sheet(page), 4);
  await sheet(page).getByLabel('Note').fill('Cold, in every sense.');
  await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
  await expect(history.locator('.told')).toHaveText([/^1st time\s*February – 3 March 2024\s*“Cold, in every sense.”/]);
  await expect(history.getByRole('img', { name: '4 of 5 stars' })).toBeVisible();
  await expect(radio(page, 'Finished')).toBeChecked();
  await history.getByRole('button', { name: 'Read it again' }).click();
  await expect(history.locator('.told .span').first()).toHaveText(/^since \d+ \w+ 20\d\d$/);
  await expect(history.locator('.told b')).toHaveText(['2nd time', '1st time']);
  await expect(radio(page, 'In progress')).toBeChecked();
  await view(page).getByLabel('Progress', { exact: true }).fill('120');
  await view(page).getByLabel('Progress', { exact: true }).press('Enter');
  await expect(history.locator('.at')).toHaveText('120 of 300');
  // Taken back, it is as it was.
  await history.locator('.told').first().click();
  await sheet(page).getByRole('button', { name: 'Delete' }).click();
  await expect(history.locator('.told')).toHaveCount(1);
  await page.goto('index.html');
  await expect.poll(async () => (await told(api, media)).length).toBe(1);
  expect((await api.get(`media.cgi/${media.id}`)).my.entry).toMatchObject({ status: 'COMPLETED', times: 1 });
});

for (const [name, shelf, back] of [
  ['to do', { status: 'TO_DO' }, { status: 'TO_DO', progress: null, end_date: null, times: 0 }],
  ['paused', { status: 'PAUSED', progress: 120 }, { status: 'PAUSED', progress: 120, start_date: null, times: 0 }],
  ['in progress since nobody knows when', { status: 'IN_PROGRESS', start_date: null }, { start_date: null, times: 0 }],
  ['on no shelf', null, null],
])
  test(`another day is taken back: ${name}, as before`, async ({ page, api }) => {
    const media = await add(api);
    if (shelf) await api.post('usermedia.cgi/', { media_id: media.id, ...shelf });
    const mine = async () => (await api.get(`media.cgi/${media.id}`)).my;
    await openTitle(page, media);
    await rare(page, 'Log for another day');
    await sheet(page).getByLabel('Finished', { exact: true }).fill('3 March 2024');
    await pressStars(sheet(page), 4);
    await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
    await expect(toast(page)).toContainText('In your diary');
    expect(await mine()).toMatchObject({ entry: { status: 'COMPLETED', progress: 300, times: 1 }, rating: 4 });
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(mine).toMatchObject({ entry: back && { status: shelf.status, ...back }, rating: null });
    await expect(view(page).locator('title-history')).toBeHidden();
    expect(await told(api, media)).toEqual([]);
  });

test('again, and a change, are taken back: dropped or paused, as before', async ({ page, api }) => {
  const media = await add(api);
  const { id } = await api.post('usermedia.cgi/', { media_id: media.id, end_date: '2024-03-03', status: 'DROPPED' });
  const entry = () => api.get(`usermedia.cgi/${id}`);
  const dropped = { status: 'DROPPED', times: 0, end_date: '2024-03-03T00:00:00Z' };
  expect(await entry()).toMatchObject(dropped);
  await openTitle(page, media);
  await view(page).locator('title-history').getByRole('button', { name: 'Read it again' }).click();
  await expect(radio(page, 'In progress')).toBeChecked();
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(radio(page, 'Dropped')).toBeChecked();
  expect(await entry()).toMatchObject(dropped);

  await tell(api, media, { start_date: '2025-01-02' });
  await api.patch(`usermedia.cgi/${id}`, { status: 'PAUSED', progress: 120 });
  await page.reload();
  await view(page).locator('title-history .told').first().click();
  await sheet(page).getByLabel('Finished', { exact: true }).fill('3 March 2025');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(radio(page, 'Finished')).toBeChecked();
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(radio(page, 'Paused')).toBeChecked();
  expect(await entry()).toMatchObject({ status: 'PAUSED', progress: 120, end_date: null });
});

test('again, or not finished? asked where one is, and answered there', async ({ page, api }) => {
  const media = await add(api);
  await tell(api, media, { end_date: '2024-03-03' });
  await page.goto(`library.html?q=${encodeURIComponent(media.title)}`);
  const card = page.locator('title-card');
  await card.locator('shelf-button').getByRole('button').click();
  await page.locator('shelf-menu').getByRole('button', { name: 'In progress' }).click();
  await expect(toast(page)).toContainText('Again, or not finished?');
  await toast(page).getByRole('button', { name: 'Start a second time' }).click();
  await expect(toast(page)).toContainText('the 2nd time');
  expect(await told(api, media)).toMatchObject([
    { end_date: '2024-03-03', is_finished: true },
    { end_date: null, is_finished: false },
  ]);
  await page.keyboard.press('u');
  await expect.poll(async () => (await told(api, media)).length).toBe(1);
  await expect.poll(async () => (await api.get(`media.cgi/${media.id}`)).my.entry.status).toBe('COMPLETED');

  // In place, as long as it isn't answered.
  await openTitle(page, media);
  await radio(page, 'In progress').check();
  const question = view(page).getByRole('group', { name: 'Again, or not finished?' });
  await expect(question).toBeVisible();
  await page.reload();
  await question.getByRole('button', { name: 'It wasn’t finished' }).click();
  await expect(question).toHaveCount(0);
  await expect(radio(page, 'In progress')).toBeFocused();
  expect(await told(api, media)).toMatchObject([{ end_date: null, is_finished: false }]);
});

test('finished when nobody knows, and again: the first time stays told', async ({ page, api }) => {
  const media = await add(api);
  await api.post('usermedia.cgi/', { media_id: media.id, status: 'COMPLETED', end_date: null });
  await openTitle(page, media);
  await radio(page, 'In progress').check();
  await toast(page).getByRole('button', { name: 'Start a second time' }).click();
  await expect(toast(page)).toContainText('the 2nd time');
  expect(await told(api, media)).toMatchObject([{ is_finished: true }, { is_finished: false, number: 2 }]);
});

test('stars that are the same again are this time’s, too, once they are pressed', async ({ page, api }) => {
  const media = await add(api);
  await api.post('usermedia.cgi/', { media_id: media.id, status: 'COMPLETED', end_date: null });
  await api.put(`media.cgi/${media.id}/rating`, { value: 4 });
  await openTitle(page, media);
  await radio(page, 'In progress').check();
  await toast(page).getByRole('button', { name: 'Start a second time' }).click();
  await expect(toast(page)).toContainText('the 2nd time');
  await radio(page, 'Finished').check();
  await expect(toast(page).getByLabel('Rate it')).toHaveValue('4');
  const second = async () => (await told(api, media)).find(({ number }) => number === 2).rating;
  expect(await second()).toBe(null);
  await pressStars(toast(page), 4);
  await expect.poll(second).toBe(4);
});

for (const [where, timezoneId, now, day, before] of [
  ['west', 'America/Los_Angeles', '2026-03-02T04:00:00Z', '2026-03-01', '2026-02-28'],
  ['east', 'Pacific/Kiritimati', '2026-03-01T12:00:00Z', '2026-03-02', '2026-03-01'],
])
  test.describe(`${where} of Greenwich`, () => {
    test.use({ timezoneId });

    test('stars and the day with what is finished: the day that it is there', async ({ page, api }) => {
      await page.clock.setFixedTime(now);
      const media = await add(api);
      await openTitle(page, media);
      await radio(page, 'Finished').check();
      await expect(toast(page).getByLabel('Finished on')).toHaveValue(day);
      expect(await told(api, media)).toMatchObject([{ end_date: day }]);
      await toast(page).getByLabel('Finished on').selectOption('yesterday');
      await expect.poll(() => told(api, media)).toMatchObject([{ end_date: before }]);
      await toast(page).getByLabel('Rate it').focus();
      await page.keyboard.press('End');
      await expect.poll(() => told(api, media)).toMatchObject([{ end_date: before, rating: 5 }]);
      await expect(view(page).locator('title-history').getByRole('img', { name: '5 of 5 stars' })).toBeVisible();
      await toast(page).getByLabel('Finished on').selectOption('don’t know');
      await expect.poll(() => told(api, media)).toMatchObject([{ end_date: null, is_finished: true }]);
      await toast(page).getByRole('button', { name: 'Undo' }).click();
      await expect.poll(async () => (await api.get(`media.cgi/${media.id}`)).my.entry).toBe(null);
      // Again, and a day of one's own
      await tell(api, media, { end_date: day });
      await page.goto('diary.html');
      await expect(calendar(page).getByRole('button', { name: /: 1 record$/ })).toHaveAttribute('data-day', day);
      await expect(page.locator('.line time')).toHaveAttribute('datetime', day);
      await page.locator('#add').click();
      await sheet(page).locator('.pick').first().click();
      await sheet(page).getByRole('button', { name: 'Add to the diary' }).click();
      await expect.poll(async () => (await told(api, media)).map(({ end_date: end }) => end)).toEqual([day, day]);
    });
  });

test('a guest is asked to sign in; an empty diary says what to do', async ({ page, api }) => {
  await page.goto('diary.html');
  await expect(page.locator('#list .empty h2')).toHaveText('Your diary is empty');
  await expect(page.locator('#filters')).toBeHidden();
  await api.post('auth.cgi/logout');
  await page.evaluate(() => localStorage.clear());
  await page.goto('diary.html');
  await expect(page.locator('#nobody h2')).toHaveText('Sign in to see your diary');
});

test('nothing jumps while it comes @phone', async ({ page, api, isMobile }) => {
  const media = await add(api);
  for (let year = 2000; year < 2012; year++) await tell(api, media, { end_date: `${year}-05-06`, note: 'x' });
  await watchJumps(page);
  await page.goto('diary.html');
  await expect(lines(page)).toHaveCount(12);
  expect(await jumped(page)).toBeLessThan(0.02);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  if (!isMobile) return;
  await expect(calendar(page)).toBeHidden();
  await page.getByText('Calendar', { exact: true }).click();
  await expect(calendar(page)).toBeVisible();
});
