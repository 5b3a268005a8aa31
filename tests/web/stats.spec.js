// Statistics: numbers that lead to what is behind them, charts by mouse, keys and as tables; a year in review; and one
// title for tonight.
import { confusable, outOfOrder } from './ears.js';
import { clean, settled, tooWide } from './eyes.js';
import { expect, newName, own, PASSWORD, signedIn as test } from './fixtures.js';

const add = (api, more = {}) =>
  api.post('media.cgi/', { type: 'BOOK', title: `Told ${newName()}`, creator: 'A. Uthor', length: 300, ...more });
const told = async (api, media, fields) => api.post('diary.cgi/', { media_id: media.id, ...fields });
const chart = (page, name) => page.getByRole('region', { name, exact: true });
const number = (page, title) =>
  page.locator('.numbers .box').filter({ has: page.getByRole('heading', { name: title }) });

// Two years: three times in 2025, four in 2026, of which one has no month.
async function fill(api) {
  const book = await add(api, { genre: 'Drama', pub_date: '1990' });
  const film = await add(api, { type: 'MOVIE', length: 90, genre: 'Comedy', pub_date: '2001' });
  const game = await add(api, { type: 'GAME', length: 8, genre: 'Drama', pub_date: '1999' });
  for (const end of ['2025-02-01', '2025-03-02', '2026-02-03']) await told(api, book, { end_date: end, rating: 4 });
  await told(api, film, { end_date: '2025-05-05' });
  await told(api, film, { end_date: '2026-02-03', rating: 5 });
  await told(api, game, { end_date: '2026-07-12', rating: 4.5 });
  await told(api, game, { end_date: '2026' });
  return { book, film, game };
}

test('a year in numbers: each leads on, by keys too; a type, another year, all time; Back', async ({ page, api }) => {
  await page.clock.setFixedTime('2026-11-27T12:00:00Z');
  const { book, film, game } = await fill(api);
  await page.goto('diary.html');
  await page.getByRole('main').getByRole('link', { name: 'Stats' }).click();
  await expect(page).toHaveURL(/stats\.html$/);
  await expect(page.locator('#summary')).toHaveText('4 finished in 2026');
  await expect(page.getByRole('radio', { name: '2026', exact: true })).toBeChecked();
  await expect(number(page, 'Finished')).toContainText('+1 on 2025');
  await expect(number(page, 'Time spent')).toContainText('18hours');
  await expect(number(page, 'Pages read')).toContainText('−300 on 2025');
  await expect(number(page, 'Average rating')).toContainText('4.5of 5');

  // The chart by keys; one stop of Tab.
  const months = chart(page, 'Finished by month');
  const february = months.getByRole('link', { name: 'February 2026: 2 finished' });
  await expect(months.locator('.chart a')).toHaveCount(2);
  await expect(months.locator('.chart a[tabindex="0"]')).toHaveCount(1);
  await february.focus();
  await page.keyboard.press('ArrowRight');
  await expect(months.getByRole('link', { name: 'July 2026: 1 finished' })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(february).toBeFocused();
  await expect(february).toHaveAccessibleName(/Books 1, movies 1$/);
  await months.getByText('Show as table').click();
  await expect(months.getByRole('row', { name: /^February/ })).toHaveText(/1102$/);

  // A day of the calendar leads to its line of the diary.
  await chart(page, 'Every day of the year').getByRole('link', { name: '12 July 2026: 1 finished' }).click();
  await expect(page).toHaveURL(/diary\.html\?year=2026&month=7#2026-07-12$/);
  await expect(page.locator('record-line').getByRole('link')).toBeFocused();
  await page.goBack();

  await expect(chart(page, 'Genres').getByRole('listitem')).toHaveText([/Drama3/, /Comedy1/]);
  await expect(chart(page, 'Highest rated').locator('.t')).toHaveText([film.title, game.title, book.title]);
  await expect(chart(page, 'First and last, long and short').locator('.t')).toHaveCount(4);
  await page.locator('.ends').getByRole('link').first().click();
  await expect(page.locator('.title-sheet #d-title')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/stats\.html$/);

  await page.getByRole('radio', { name: 'Books' }).check();
  await expect(page.locator('#summary')).toHaveText('1 finished in 2026');
  await expect(page).toHaveURL(/\?type=BOOK$/);
  await page.getByRole('radio', { name: '2025', exact: true }).check();
  await expect(page.locator('#summary')).toHaveText('2 finished in 2025');
  await page.goBack();
  await expect(page.getByRole('radio', { name: '2026', exact: true })).toBeChecked();
  await page.getByRole('radio', { name: 'All', exact: true }).check();
  await page.getByRole('radio', { name: 'All time' }).check();
  await expect(page.locator('#summary')).toHaveText('7 finished in all');
  await expect(chart(page, 'Finished by year').getByRole('link', { name: /^2025: 3 finished/ })).toHaveAttribute(
    'href',
    'diary.html?year=2025',
  );
  await settled(page);
  await clean(page, 'main');
  expect(await confusable(page)).toEqual([]);
  expect(await outOfOrder(page)).toEqual([]);
  await chart(page, 'Genres').getByRole('link', { name: 'Drama' }).first().click();
  await expect(page).toHaveURL(/library\.html\?status=COMPLETED&genre=Drama$/);
  await expect(page.locator('#list title-card')).toHaveCount(2);
});

test('a year in review: eight panels, by keys; on paper a page each', async ({ page, api }) => {
  await fill(api);
  await page.goto('stats.html?year=2026');
  await page.getByRole('link', { name: '2026 in review' }).click();
  await expect(page).toHaveURL(/\?year=2026&review=$/);
  const panels = page.locator('.review-panel');
  await expect(panels).toHaveCount(8);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('2026 in review');
  await expect(page.locator('.review-wall li')).toHaveCount(3);
  for (const panel of await panels.all())
    expect((await panel.boundingBox()).height).toBeGreaterThan(page.viewportSize().height - 100);
  const at = page.locator('.review-at');
  await expect(at).toHaveText('1 of 8');
  await page.locator('#main').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'Finished', exact: true })).toBeFocused();
  await expect(at).toHaveText('2 of 8');
  await page.keyboard.press('End');
  await expect(page.getByRole('heading', { name: 'All of 2026' })).toBeFocused();
  await expect(page.locator('.review-wall')).toBeInViewport();
  await page.getByRole('button', { name: 'The panel before' }).click();
  await expect(at).toHaveText('7 of 8');
  await settled(page);
  await clean(page, 'main');
  for (const width of [390, 768]) {
    await page.setViewportSize({ width, height: 844 });
    expect(await tooWide(page), `${width} px`).toBeLessThanOrEqual(0);
  }
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(8);
  await page.getByRole('link', { name: 'Statistics' }).click();
  await expect(page.locator('#summary')).toHaveText('4 finished in 2026');
});

test('nothing yet: what will be here, and two ways to it; a year without anything', async ({ page, api }) => {
  await page.goto('stats.html');
  await expect(page.getByRole('heading', { name: 'Nothing to count yet' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'To my shelf' })).toHaveAttribute('href', 'library.html');
  await expect(page.getByRole('link', { name: /^Bring along/ })).toHaveAttribute('href', 'import.html');
  await expect(page.locator('#filters')).toBeHidden();
  for (const year of ['2009', '2012', '2014', '2019']) await told(api, await add(api), { end_date: year });
  await page.goto('stats.html?year=2001');
  await expect(page.getByText('You finished no title in 2001.')).toBeVisible();
  // Years that have no tab are in a list.
  await page.getByLabel('Earlier years').selectOption('2009');
  await expect(page.locator('#summary')).toHaveText('1 finished in 2009');
  await page.goto('stats.html');
  await expect(page.locator('#summary')).toHaveText('1 finished in 2019'); // the latest there is
  // One that was mistyped has a column, but not each between.
  await told(api, await add(api), { end_date: '0202' });
  await page.goto('stats.html');
  await page.getByRole('radio', { name: 'All time' }).check();
  await expect(chart(page, 'Finished by year').locator('tbody tr')).toHaveCount(5);
});

test('slow: what comes late moves nothing', { tag: '@phone' }, async ({ page, api }) => {
  await fill(api);
  await page.addInitScript(() => {
    window.moved = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput)
          window.moved.push([value, ...sources.map(({ node }) => node?.className || node?.nodeName)]);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route('**/cgi-bin/**', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto('stats.html?year=2026');
  await expect(page.locator('.stats.skeleton')).toBeVisible();
  await page.evaluate(async () => {
    await document.fonts.ready;
    window.moved.length = 0; // what the fonts moved
  });
  release();
  await expect(page.locator('.drawing.ratings .chart')).toBeAttached();
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
  expect((await page.evaluate(() => window.moved)).filter(([value]) => value > 0.02)).toEqual([]);
});

test('tonight: one title of what is wanted and at hand; with whom lets others', async ({ page, api, baseURL }) => {
  const [mine, ours] = [await add(api), await add(api, { type: 'MOVIE', length: 125 })];
  for (const { id } of [mine, ours]) await api.post('usermedia.cgi/', { media_id: id, status: 'TO_DO' });
  await page.goto('index.html');
  const sheet = page.getByRole('dialog', { name: 'Tonight' });
  const open = () => page.getByRole('button', { name: 'Tonight' }).click();
  await open();
  await expect(sheet.getByRole('heading', { name: 'Nothing to draw from' })).toBeVisible();
  await page.keyboard.press('Escape');

  await api.post('collection.cgi/copies', { media_id: mine.id, format: 'Paperback' });
  await api.post('collection.cgi/copies', { media_id: ours.id, format: 'VOD', vod_link: 'https://example.com/' });
  // Somebody else wants one of them, and says so in the settings.
  const other = newName();
  const theirs = await page.context().browser().newContext({ baseURL });
  const headers = { Origin: new URL(baseURL).origin };
  const post = (path, data) => theirs.request.post(`cgi-bin/${path}`, { data, headers });
  const user = await (await post('auth.cgi/register', { username: other, password: PASSWORD })).json();
  await post('usermedia.cgi/', { media_id: ours.id, status: 'TO_DO' });
  const settings = await theirs.newPage();
  await settings.goto('img/icon.svg');
  await settings.evaluate(
    ([name, account]) => localStorage.setItem(name, JSON.stringify(account)),
    [own(settings, 'account'), { id: user.id, username: other, role: 'member' }],
  );
  await settings.goto('settings.html');
  const may = settings.getByRole('checkbox', { name: 'Members may include me' });
  await expect(may).not.toBeChecked();
  await may.check();
  await expect(settings.locator('.toast:popover-open')).toContainText('Members may include you');
  await settings.reload();
  await expect(may).toBeChecked();
  await theirs.close();

  await open();
  const title = sheet.locator('.tonight-title h3');
  const first = await title.textContent();
  await sheet.getByRole('button', { name: 'Another one' }).click();
  await expect(title).toHaveText(first === mine.title ? ours.title : mine.title);
  await sheet.getByRole('radio', { name: 'Books' }).check();
  await expect(title).toHaveText(mine.title);
  await expect(sheet.locator('.tonight-at li')).toHaveText('You have it at home: Paperback');
  await sheet.getByRole('radio', { name: 'All', exact: true }).check();
  await sheet.getByRole('checkbox', { name: other }).check();
  await expect(title).toHaveText(ours.title);
  await expect(sheet).toContainText('You can stream it: example.com');
  await expect(sheet).toContainText(`${other} want it.`);
  await settled(page);
  await clean(page, '.tonight');
  await sheet.getByRole('button', { name: 'Begin' }).click();
  await expect(page.locator('going-card .t')).toHaveText(ours.title);
});
