// Files of other services: dropped, looked over, decided, moved in, reported, undone; by mouse, by keys, by who leaves
// in between; and what goes out again.
import fs from 'node:fs';
import { confusable, listen, outOfOrder } from './ears.js';
import { clean, settled, tooSmall, tooWide, unreadable } from './eyes.js';
import { alone, asMember, enter, expect, newName, PASSWORD } from './fixtures.js';

const test = alone.extend(asMember);
const ZIP = fs.readFileSync(new URL('../imports/letterboxd.zip', import.meta.url));
const file = (name, text, mimeType = 'text/csv') => ({ name, mimeType, buffer: Buffer.from(text) });
const zip = { name: 'letterboxd-ann-utc.zip', mimeType: 'application/zip', buffer: ZIP };
const table = (...lines) => file('mine.csv', ['title,creator,type,year,status,rating', ...lines, ''].join('\n'));

const rows = (page) => page.locator('.plan-rows tbody tr');
const row = (page, title) => rows(page).filter({ has: page.locator('.t', { hasText: new RegExp(`^${title}$`) }) });
const tab = (page, name) => page.locator('#filters label').filter({ hasText: name });
const chooser = (page) => page.getByLabel('Choose files');
const heading = (page, name) => page.getByRole('heading', { name });
const importButton = (page) => page.getByRole('button', { name: /^Import [\d,]+ rows?$/ });
const titles = async (api) => (await api.shelf()).map(({ media }) => media.title).sort();

// What is there once it has been read.
async function plan(page, what) {
  await page.goto('import.html');
  await chooser(page).setInputFiles(what);
  await page.waitForURL(/import\.html\?import=/);
  await expect(page.locator('#foot')).toBeVisible();
}
async function run(page) {
  await importButton(page).click();
  await expect(heading(page, /^[\d,]+ rows? (?:is|are) in$/)).toBeVisible();
}
const SIZES = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
];
// Nothing lies on anything, and all has its place and its name; in both lights.
async function good(page, { isStill = true } = {}) {
  if (isStill) await settled(page);
  await clean(page);
  const before = page.viewportSize();
  const found = {};
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    const here = await unreadable(page);
    if (width === 390 || width === 1280) here.push(...(await outOfOrder(page)), ...(await confusable(page)));
    if ((await tooWide(page)) > 0) here.push('wider than the screen');
    if (here.length) found[width] = here;
  }
  await page.setViewportSize(before);
  expect(found).toEqual({});
}

// A file from the desk, held over the page and let go.
async function drop(page, ...files) {
  const data = await page.evaluateHandle(
    (all) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of all) transfer.items.add(new File([new Uint8Array(bytes)], name));
      return transfer;
    },
    files.map(({ name, buffer }) => ({ name, bytes: [...buffer] })),
  );
  for (const kind of ['dragenter', 'dragover']) await page.dispatchEvent('#drop', kind, { dataTransfer: data });
  await expect(page.locator('#drop')).toHaveClass(/over/);
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
}

test('a ZIP is dropped, looked over, moved in, and undone', { tag: '@phone' }, async ({ page, api, isMobile }) => {
  test.slow();
  await page.goto('settings.html#import-h');
  await page.getByRole('main').getByRole('link', { name: 'Import', exact: true }).click();
  await expect(page.locator('#imports')).toHaveText('None yet.');
  if (!isMobile) await good(page);
  await drop(page, zip);
  await page.waitForURL(/import\.html\?import=/);
  await expect(page.locator('#summary')).toHaveText(
    /^letterboxd-ann-utc\.zip · Letterboxd · \d+ rows · nothing is changed yet$/,
  );
  await expect(page.locator('[aria-current=step]')).toHaveText('2 Look it over');
  await expect(row(page, 'Parasite')).toContainText('Finished · watched 8 March 2021 · 2 times · tagged cinema, liked');
  await expect(row(page, 'Parasite').getByRole('img')).toHaveAccessibleName('5 of 5 stars');
  await expect(row(page, 'Parasite')).toContainText('Into the catalogue, and onto your shelf: Finished');
  await expect(row(page, 'Rainy days')).toContainText('A new list');
  expect(await titles(api)).toEqual([]); // so far
  if (isMobile) expect(await tooSmall(page)).toEqual([]);
  else await good(page);

  await run(page);
  expect(await titles(api)).toContain('Parasite');
  const all = (await api.shelf()).length;
  expect(all).toBeGreaterThan(8);
  await expect(page.locator('.stage')).toContainText(/It can be undone until \d+ \w+ \d{4}/);
  await expect(row(page, 'Parasite')).toContainText('Came into the catalogue, and onto your shelf');
  if (!isMobile) await good(page);
  await row(page, 'Parasite').getByRole('link').click();
  await expect(page.locator('title-view h1, title-view h2').first()).toHaveText('Parasite');
  const { id, my } = await api.title('Amélie').then(({ id: one }) => api.get(`media.cgi/${one}`));
  await api.patch(`usermedia.cgi/${my.entry.id}`, { note: 'Mine, since.' });

  await page.goto('import.html');
  const line = page.locator('#imports .line');
  await expect(line).toContainText(/Letterboxd letterboxd-ann-utc\.zip.*can be undone until/);
  if (!isMobile) await good(page);
  await line.getByRole('button', { name: 'Undo this import' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo this import' }).click();
  await expect(heading(page, 'This import is undone')).toBeVisible();
  await expect(page.locator('.stage .line')).toContainText(['Amélie']);
  expect(await page.locator('.stage .line a').first().getAttribute('href')).toContain(id);
  if (!isMobile) await good(page);
  expect(await titles(api)).toEqual(['Amélie']);
  await page.getByRole('link', { name: 'All imports' }).click();
  await expect(page.locator('#imports .line .tag')).toHaveText('Undone');
});

test('the same again has nothing new in it', async ({ page }) => {
  await plan(page, zip);
  await run(page);
  await plan(page, zip);
  await expect(importButton(page)).toHaveCount(0);
  await expect(page.locator('#foot')).toContainText('There is nothing in it that isn’t here.');
  await expect(tab(page, 'New')).toHaveCount(0);
  await page.getByRole('button', { name: 'Never mind' }).click();
  await expect(page.locator('#imports .line')).toHaveCount(1);
});

test.describe('what a file leaves open', () => {
  test.use({ allow: /status of 4\d\d/ }); // what is refused on purpose

  test('which title it is, is decided in place, and anew', async ({ page, api }) => {
    for (const [year, creator] of [
      ['1972', 'Andrei Tarkovsky'],
      ['2002', 'Steven Soderbergh'],
    ])
      await api.post('media.cgi/', { type: 'MOVIE', title: 'Solaris', creator, pub_date: year });
    await plan(page, table('Solaris,,MOVIE,,COMPLETED,4', 'Stalker,,MOVIE,1979,COMPLETED,', ',,MOVIE,,,'));
    const heard = await listen(page);
    await expect(tab(page, 'To decide')).toContainText('1');
    await tab(page, 'To decide').click();
    await expect(page).toHaveURL(/&show=decide$/);
    await expect(rows(page)).toHaveCount(1);
    await good(page);
    await row(page, 'Solaris')
      .getByRole('button', { name: /it is Solaris, Andrei Tarkovsky/ })
      .click();
    await expect(row(page, 'Solaris')).toContainText('Onto your shelf: Finished');
    const anew = row(page, 'Solaris').getByRole('button', { name: /choose again/ });
    await expect(anew).toBeFocused();
    await expect.poll(heard).toContainEqual(expect.stringMatching(/^Solaris: decided\. 2 new · 1 can’t be read$/));
    await anew.press('Enter');
    await row(page, 'Solaris')
      .getByRole('button', { name: /leave it out/ })
      .click();
    await expect(row(page, 'Solaris')).toContainText('Left out');
    await row(page, 'Solaris')
      .getByRole('button', { name: /choose again/ })
      .click();
    await row(page, 'Solaris')
      .getByRole('button', { name: /it is Solaris, Steven Soderbergh/ })
      .click();
    await expect(importButton(page)).toHaveText('Import 2 rows');
    await run(page);
    const shelf = await api.shelf();
    expect(shelf.find(({ media }) => media.title === 'Solaris').media.pub_date).toBe('2002');

    // What was left out, in the columns of its file.
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download what was left out (CSV)' }).click();
    expect((await download).suggestedFilename()).toBe('mine-left-out.csv');
    const text = fs.readFileSync(await (await download).path(), 'utf8');
    expect(text).toMatch(/title,creator,type,year,status,rating\r?\n"?"?,"?"?,"?MOVIE"?,/);
  });

  test('which column is what, and whether the day comes first', async ({ page, api }) => {
    await page.goto('import.html');
    await chooser(page).setInputFiles(file('blatt.csv', 'Werk;Von;Zuletzt\nDer Zauberberg;Thomas Mann;3/4/2021\n'));
    await expect(heading(page, 'Which column is what?')).toBeVisible();
    await good(page);
    await expect(page.locator('.columns-of tbody tr')).toHaveText([/^WerkDer Zauberberg /, /^VonThomas Mann /, /3\/4/]);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByLabel('Werk', { exact: true })).toBeFocused();
    await expect(page.locator('.field-error')).toHaveText('Say which column is the title.');
    await page.getByLabel('Von', { exact: true }).selectOption('Title');
    await page.getByLabel('Werk', { exact: true }).selectOption('Title');
    await expect(page.getByLabel('Von', { exact: true })).toHaveValue(''); // there is but one
    await page.getByLabel('Von', { exact: true }).selectOption('Author, director');
    await page.getByLabel('Zuletzt', { exact: true }).selectOption('Finished');
    await page.getByLabel('All of them are').selectOption('Books');
    await page.getByLabel('All of them I have').selectOption('Finished');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(heading(page, 'Which comes first, the day or the month?')).toBeFocused();
    await good(page);
    await page.getByRole('radio', { name: /^The day/ }).check();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(row(page, 'Der Zauberberg')).toContainText('Thomas Mann');
    await run(page);
    expect(await api.shelf()).toMatchObject([{ status: 'COMPLETED', end_date: '2021-04-03T00:00:00Z' }]);
  });

  test('what its columns are called is guessed, and can be said otherwise', async ({ page }) => {
    await page.goto('import.html');
    const lines = 'Titel,Director,Score,Year\n"Solaris, the first",Tarkovsky,9,1972\nMirror,Tarkovsky,10,1975\n';
    await chooser(page).setInputFiles(file('filme.csv', lines));
    await expect(heading(page, 'Which column is what?')).toBeVisible();
    for (const [name, value] of [
      ['Titel', ''],
      ['Director', 'creator'],
      ['Score', 'rating10'],
      ['Year', 'year'],
    ])
      await expect(page.getByLabel(name, { exact: true })).toHaveValue(value);
    await expect(page.getByRole('row', { name: /^Titel/ })).toContainText('Solaris, the first Mirror');
    await page.getByLabel('Titel', { exact: true }).selectOption('Title');
    await page.getByLabel('Year', { exact: true }).selectOption('Not needed');
    await page.getByLabel('All of them are').selectOption('Movies');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(row(page, 'Mirror')).toContainText('Tarkovsky');
    await expect(row(page, 'Mirror')).not.toContainText('1975');
    await page.getByRole('button', { name: 'Other columns' }).click();
    await expect(page.getByLabel('Year', { exact: true })).toHaveValue('');
    await page.getByRole('button', { name: 'Leave it as it is' }).click();
    await expect(page.getByRole('button', { name: 'Other columns' })).toBeFocused();
  });

  test('a question that isn’t worth it is discarded, there and in the list', async ({ page }) => {
    await page.goto('import.html');
    const ask = (name) => file(name, 'Werk;Von\nDer Zauberberg;Thomas Mann\n');
    await chooser(page).setInputFiles(ask('one.csv'));
    await expect(heading(page, 'Which column is what?')).toBeVisible();
    await page.getByRole('button', { name: 'Never mind' }).click();
    await expect(page.locator('#imports')).toHaveText('None yet.');
    await chooser(page).setInputFiles([ask('two.csv'), ask('three.csv')]);
    await expect(page.locator('#imports .tag')).toHaveText(Array(2).fill('Has a question'));
    await page.getByRole('button', { name: 'Never mind: two.csv' }).click();
    await expect(page.locator('#imports .line')).toHaveCount(1);
    await expect(page.locator('#imports .who a')).toBeFocused();
    await page.getByRole('button', { name: 'Never mind: three.csv' }).click();
    await expect(page.locator('#imports')).toHaveText('None yet.');
    await expect(chooser(page)).toBeFocused();
  });

  test('it is yet another title of the catalogue', async ({ page, api }) => {
    for (const year of ['1972', '2002'])
      await api.post('media.cgi/', { type: 'MOVIE', title: 'Solaris', pub_date: year });
    const { id } = await api.post('media.cgi/', { type: 'MOVIE', title: 'Solyaris', pub_date: '1968' });
    await plan(page, table('Solaris,,MOVIE,,COMPLETED,4'));
    await row(page, 'Solaris')
      .getByRole('button', { name: /choose another title/ })
      .click();
    const field = page.getByRole('dialog').getByRole('searchbox');
    await expect(field).toHaveValue('Solaris');
    await field.fill('Solyaris');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Solyaris/ })
      .click();
    await expect(row(page, 'Solaris')).toContainText('Onto your shelf: Finished');
    await run(page);
    expect((await api.get(`media.cgi/${id}`)).my).toMatchObject({ entry: { status: 'COMPLETED' }, rating: 4 });
  });

  test('what can’t be read says so', async ({ page }) => {
    await plan(page, table(',,MOVIE,,,', ',,BOOK,,,'));
    await expect(page.locator('#foot')).toContainText('None of its rows can be read.');
    await expect(importButton(page)).toHaveCount(0);
    await page.goto('import.html');
    await chooser(page).setInputFiles(file('none.csv', 'title,type\n'));
    await expect(page.locator('.upload').getByRole('alert')).toContainText('row');
  });

  test('which of a service’s files it is', async ({ page, api }) => {
    await page.goto('import.html');
    const alike = 'Date,Name,Year,Letterboxd URI\n2023-04-04,M,1931,https://boxd.it/1\n';
    await chooser(page).setInputFiles(file('films-2.csv', alike));
    await expect(heading(page, 'Which of the files is it?')).toBeVisible();
    await page.getByRole('radio', { name: /My watchlist/ }).check();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(row(page, 'M')).toContainText('Want');
    await run(page);
    expect(await api.shelf()).toMatchObject([{ status: 'TO_DO', media: { title: 'M', type: 'MOVIE' } }]);
  });

  test('a wrong file is refused in a line of its own, the others come in', async ({ page }) => {
    await page.goto('import.html');
    const heard = await listen(page);
    await chooser(page).setInputFiles([file('cat.jpg', '\xff\xd8\xff\xe0 no film', 'image/jpeg'), zip]);
    const refused = page.locator('.upload').filter({ hasText: 'cat.jpg' });
    await expect(refused.getByRole('alert')).toContainText(/^cat\.jpg can't be imported: ./);
    expect(await heard()).toContainEqual(expect.stringContaining("cat.jpg can't be imported"));
    await expect(page.locator('#imports .line')).toHaveCount(1);
    await expect(page.locator('#imports .tag')).toHaveText('To be looked over'); // read meanwhile
    await good(page);
    await expect(refused.getByRole('button')).toHaveText(['Never mind']); // it will be wrong again
    await refused.getByRole('button', { name: 'Never mind' }).click();
    await expect(refused).toHaveCount(0);
    await page.getByRole('link', { name: 'Look it over: letterboxd-ann-utc.zip' }).click();
    await expect(row(page, 'Parasite')).toBeVisible();
  });

  test('a sixth that isn’t finished has to wait, and its file isn’t lost', async ({ page, context }) => {
    await page.goto('import.html');
    await chooser(page).setInputFiles(
      Array.from({ length: 6 }, (_, n) => ({ ...table('Stalker,,MOVIE,1979,,'), name: `${n + 1}.csv` })),
    );
    const waits = page.locator('.upload').filter({ hasText: '6.csv' });
    await expect(waits.getByRole('alert')).toContainText(
      /^6\.csv has to wait: there are 5 imports that aren't finished/,
    );
    await expect(page.locator('#imports .tag')).toHaveText(Array(5).fill('To be looked over'));
    await expect(waits.getByRole('link', { name: 'To my imports' })).toHaveAttribute('href', '#imports-h');
    const other = await context.newPage();
    await other.goto(await page.locator('#imports .who a').first().getAttribute('href'));
    await other.getByRole('button', { name: 'Never mind' }).click();
    await expect(other.locator('#imports .line')).toHaveCount(4);
    await waits.getByRole('button', { name: 'Try again' }).click();
    await expect(waits.getByRole('link', { name: 'It is here' })).toBeVisible();
    await expect(page.locator('#imports .tag')).toHaveText(Array(5).fill('To be looked over'));
  });

  test('what is more than any server takes isn’t sent', async ({ page }) => {
    await page.goto('import.html');
    const sent = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await page.locator('#file').evaluate((input) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(33 * 1024 * 1024)], 'all.zip'));
      input.files = transfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect(page.getByRole('alert')).toHaveText('all.zip is 33 MB: the server takes at most 32 MB.');
    expect(sent).toEqual([]);
  });

  test('somebody else’s is none', async ({ page, api }) => {
    await plan(page, zip);
    const address = page.url();
    const other = newName();
    await api.post('auth.cgi/register', { username: other, password: PASSWORD });
    await enter(page, api, other);
    await page.goto(address);
    await expect(heading(page, 'No such import')).toBeVisible();
  });
});

test('what is here already is kept, filled, or follows the file', async ({ page, api }) => {
  const { id } = await api.post('media.cgi/', { type: 'MOVIE', title: 'Stalker', pub_date: '1979' });
  await api.post('usermedia.cgi/', { media_id: id, status: 'PAUSED' });
  await api.put(`media.cgi/${id}/rating`, { value: 2 });
  await plan(page, table('Stalker,,MOVIE,1979,COMPLETED,4.5'));
  await expect(page.getByRole('radio', { name: 'Fill the gaps' })).toBeChecked();
  await expect(row(page, 'Stalker')).toContainText('Here already; what is empty is filled');
  await expect(row(page, 'Stalker')).toContainText('Mine stay, and gaps are filled: status, rating.');
  await page.getByRole('radio', { name: 'Keep mine' }).check();
  await expect(row(page, 'Stalker')).toContainText('stays as it is');
  const wins = page.getByRole('radio', { name: 'The file wins' });
  await wins.check();
  await expect(row(page, 'Stalker')).toContainText('takes what the file has');
  await expect(wins).toBeFocused();
  await run(page);
  expect((await api.get(`media.cgi/${id}`)).my).toMatchObject({ entry: { status: 'COMPLETED' }, rating: 4.5 });
  await page.getByRole('button', { name: 'Undo this import' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo this import' }).click();
  await expect(heading(page, 'This import is undone')).toBeFocused();
  await expect(page.locator('.stage')).toContainText('All that it brought is gone again.');
  expect((await api.get(`media.cgi/${id}`)).my).toMatchObject({ entry: { status: 'PAUSED' }, rating: 2 });
});

test.describe('who leaves', () => {
  test.use({ allow: /ERR_|status of 5\d\d/ });
  const MANY = Array.from({ length: 700 }, (_, n) => `Volume ${n + 1},Somebody,BOOK,1999,COMPLETED,3`);

  test('in the middle finds it going on', async ({ page, api }) => {
    await plan(page, table(...MANY));
    const id = new URL(page.url()).searchParams.get('import');
    let steps = 0;
    await page.route('**/steps', async (route) => {
      if (++steps > 2) return; // it is on its way for ever
      await route.continue();
    });
    await importButton(page).click();
    await expect(page.locator('.stage progress')).toBeVisible();
    await expect(page.locator('.stage')).toContainText('You may leave this page');
    await expect.poll(() => steps).toBeGreaterThan(2);
    expect((await api.get(`imports.cgi/${id}`)).state).toBe('running');
    await page.unroute('**/steps');
    await page.goto('library.html');
    await page.goto(`import.html?import=${id}`);
    await expect(heading(page, '700 rows are in')).toBeVisible();
    expect((await api.get('usermedia.cgi/')).total).toBe(700);
  });

  test('a network that fails is tried again, with a growing pause', async ({ page }) => {
    await plan(page, table(...MANY));
    let [failing, asked] = [2, 0];
    await page.clock.install();
    await page.clock.pauseAt(new Date(Date.now() + 1000));
    await page.route('**/steps', async (route) => {
      if (!route.request().postData()) asked += 1;
      await (asked && failing-- > 0 ? route.abort() : route.continue());
    });
    await importButton(page).click();
    await expect(page.locator('.stage')).toContainText('It is tried again by itself.');
    expect(asked).toBe(1);
    await page.clock.runFor(1100);
    await expect.poll(() => asked).toBe(2);
    await expect(page.locator('.stage')).toContainText('It is tried again by itself.');
    await page.clock.runFor(1100);
    expect(asked).toBe(2);
    await page.clock.runFor(1100);
    await expect(heading(page, '700 rows are in')).toBeVisible();
  });

  test('who stops it has it undone', async ({ page, api }) => {
    await plan(page, table(...MANY));
    let steps = 0;
    await page.route('**/steps', (route) => (++steps > 1 ? null : route.continue())); // the first says that it runs
    await importButton(page).click();
    await page.getByRole('button', { name: 'Stop, and undo it' }).click();
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.unrouteAll();
    const undone = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await page.getByRole('dialog').getByRole('button', { name: 'Undo this import' }).click();
    await undone;
    await page.reload(); // what was on its way for ever
    await expect(heading(page, 'This import is undone')).toBeVisible();
    expect((await api.get('usermedia.cgi/')).total).toBe(0);
  });

  test('two tabs do it together', async ({ page, context, api }) => {
    await plan(page, table(...MANY));
    const other = await context.newPage();
    await other.goto(page.url());
    await importButton(page).click();
    await expect(page.locator('.stage progress')).toBeVisible();
    await other.reload();
    for (const one of [page, other]) await expect(heading(one, '700 rows are in')).toBeVisible();
    expect((await api.get('usermedia.cgi/')).total).toBe(700);
  });
});

test('how far it is: rows, rows a second, and what is left', async ({ page }) => {
  await plan(page, table('Stalker,,MOVIE,1979,COMPLETED,', 'Mirror,,MOVIE,1975,COMPLETED,'));
  const heard = await listen(page);
  const record = { state: 'running', total: 5000, counts: {}, options: {} };
  const id = new URL(page.url()).searchParams.get('import');
  let done = 0;
  await page.route('**/steps', (route) => {
    done += 100;
    if (done <= 500) return route.fulfill({ json: { ...record, id, file_name: 'mine.csv', format: 'csv', done } });
    return null; // so it stays
  });
  await importButton(page).click();
  await expect(page.locator('.far')).toHaveText(
    /^500 of 5,000 rows · [\d,]+ a second · (?:about .+|a few seconds) left$/,
  );
  await expect(page.locator('.stage progress')).toHaveJSProperty('value', 0.1);
  await expect(page).toHaveTitle('10 % · Import · Vitrine');
  expect(await heard()).toEqual(expect.arrayContaining(['The import runs.']));
  await good(page, { isStill: false });
});

test('what was left open is decided after the run', async ({ page, api }) => {
  for (const year of ['1972', '2002'])
    await api.post('media.cgi/', { type: 'MOVIE', title: 'Solaris', pub_date: year });
  await plan(page, table('Solaris,,MOVIE,,COMPLETED,4', 'Stalker,,MOVIE,1979,COMPLETED,'));
  await expect(page.locator('#foot')).toContainText('1 row is still to be decided: undecided, it is left out.');
  await run(page);
  await expect(row(page, 'Solaris')).toContainText('Not there yet: which one is it?');
  await row(page, 'Solaris')
    .getByRole('button', { name: /it is Solaris, 1972/ })
    .click();
  await expect(row(page, 'Solaris')).toContainText('Came onto your shelf: Finished');
  await expect(heading(page, '2 rows are in')).toBeVisible();
  expect(await titles(api)).toEqual(['Solaris', 'Stalker']);
});

test('all of it by keyboard', async ({ page, api }) => {
  for (const year of ['1972', '2002'])
    await api.post('media.cgi/', { type: 'MOVIE', title: 'Solaris', pub_date: year });
  await page.goto('import.html');
  const choosing = page.waitForEvent('filechooser');
  await chooser(page).press('Enter');
  await (await choosing).setFiles(table('Solaris,,MOVIE,,COMPLETED,4', 'Stalker,,MOVIE,1979,COMPLETED,'));
  await page.waitForURL(/import=/);
  await expect(page.locator('#foot')).toBeVisible();
  const press = async (key, what) => {
    for (let n = 0; n < 40 && !(await what.evaluate((node) => node === document.activeElement)); n++)
      await page.keyboard.press('Tab');
    await expect(what).toBeFocused();
    await page.keyboard.press(key);
  };
  await press('Enter', page.getByRole('button', { name: /it is Solaris, 2002/ }));
  await expect(page.getByRole('button', { name: /choose again/ })).toBeFocused();
  await press('Enter', importButton(page));
  await expect(heading(page, '2 rows are in')).toBeFocused();
  await press('Enter', page.getByRole('button', { name: 'Undo this import' }));
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await press('Enter', page.getByRole('dialog').getByRole('button', { name: 'Undo this import' }));
  await expect(heading(page, 'This import is undone')).toBeFocused();
  expect(await titles(api)).toEqual([]);
});

test('what goes out: each is a file, for a spreadsheet, too', async ({ page, api }) => {
  const { id } = await api.post('media.cgi/', { type: 'BOOK', title: '=1+1', creator: 'Somebody' });
  await api.post('usermedia.cgi/', { media_id: id, status: 'COMPLETED' });
  await page.goto('settings.html');
  await page.getByRole('main').getByRole('link', { name: 'Export', exact: true }).click();
  const lines = page.locator('#exports .line');
  await expect(lines).toHaveCount(5);
  await expect(heading(page, 'Take it out')).toBeInViewport();
  const get = async (name) => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name, exact: true }).click();
    return fs.readFileSync(await (await download).path(), 'utf8');
  };
  expect(JSON.parse(await get('Download vitrine.json')).items).toHaveLength(1);
  expect(await get('Download vitrine.csv')).toContain('\n=1+1,');
  expect(await get('Download vitrine.csv for a spreadsheet')).toContain("\n'=1+1,");
  expect(await get('Download goodreads.csv')).toContain('Exclusive Shelf');
});

test('what is more than Letterboxd takes at once goes out in parts', async ({ page }) => {
  const films = Array.from({ length: 1005 }, (_, n) => `Film ${n + 1},Somebody,MOVIE,1999,COMPLETED,3`);
  await plan(page, table(...films));
  await run(page);
  await page.goto('import.html');
  const first = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download letterboxd.csv', exact: true }).click();
  expect((await first).suggestedFilename()).toBe('letterboxd.csv');
  const second = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download letterboxd.csv, part 2' }).click();
  expect((await second).suggestedFilename()).toBe('letterboxd-2.csv');
  expect(
    fs
      .readFileSync(await (await second).path(), 'utf8')
      .trim()
      .split('\n'),
  ).toHaveLength(6);
});

test('empty shelves, and the palette, lead here', async ({ page }) => {
  await page.goto('index.html');
  await expect(page.getByRole('link', { name: 'Bring it along' })).toHaveAttribute('href', 'import.html');
  await page.goto('library.html');
  await page.getByRole('main').getByRole('link', { name: 'Import' }).click();
  await expect(page.getByText('None yet.')).toBeVisible(); // keys are heard
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('import');
  await expect(page.getByRole('option', { name: /^Import from/ })).toBeVisible();
});

alone('nobody’s imports ask whose', async ({ page }) => {
  await page.goto('import.html');
  await expect(heading(page, 'Sign in to bring your titles along')).toBeVisible();
  await expect(page.locator('#mine')).toBeHidden();
  await clean(page);
});
