// Every screen can be read at every width, by whoever sees it, with much in it; and on paper.
import { execFileSync } from 'node:child_process';
import { confusable, outOfOrder } from './ears.js';
import { settled, thin, unreadable } from './eyes.js';
import { alone as test, expect, enter, PASSWORD } from './fixtures.js';

const SIZES = [
  [320, 568],
  [390, 844],
  [720, 900],
  [768, 1024],
  [820, 1180],
  [844, 390], // a phone on its side
  [1024, 768],
  [1280, 800],
  [1920, 1080],
  [2560, 1440],
];
const OWNER = 'w'.repeat(32); // as long as names may be
const TITLES = 4400;
const FORMATS = ['4K Blu-ray', 'Audiobook', 'Blu-ray', 'Cartridge', 'DVD', 'Download', 'E-book', 'Hardcover', 'VOD'];
const uuid = (n, kind) => `printf('%08x-0000-4000-8${kind}00-%012x', ${n}, ${n})`;
// Everybody's shelf is full, and so is what the owner owns.
const FILL = `
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TITLES})
  INSERT INTO media_items (key, id, type, title, title_folded, creator, creator_folded, genre, genre_folded, pub_date,
    metadata, source, curated, created_at, updated_at)
  SELECT 1000 + i, ${uuid('i', 1)},
    CASE i % 4 WHEN 0 THEN 'BOOK' WHEN 1 THEN 'MOVIE' WHEN 2 THEN 'TV_SHOW' ELSE 'GAME' END,
    printf('Volume %05d of a rather long row of volumes', i), printf('volume %05d', i), 'Somebody with a long name',
    'somebody with a long name', 'Historical fantasy', 'historical fantasy', '1999', '{}', 'USER_ADDED', 0, i, i FROM n;
  INSERT INTO media_search (media_search) VALUES ('rebuild');
  INSERT INTO entries (id, user_key, media_key, status, progress, created_at, updated_at)
  SELECT ${uuid('m.key + 65536 * u.key', 2)}, u.key, m.key,
    CASE m.key / 4 % 3 WHEN 0 THEN 'COMPLETED' WHEN 1 THEN 'IN_PROGRESS' ELSE 'TO_DO' END, 1234, m.key, m.key
  FROM media_items m, users u WHERE m.key > 1000;`;

// Somebody registers; the first one is the admin.
const join = (api, username) => api.post('auth.cgi/register', { username, password: PASSWORD });

// The titles of the owner: long and short, with a length and without.
async function titlesOf(api) {
  const titles = [];
  for (const title of [
    { type: 'TV_SHOW', title: 'Slow Horses', creator: 'Will Smith' },
    {
      type: 'BOOK',
      title:
        'The Life and Strange Surprizing Adventures of Robinson Crusoe, of York, Mariner: Who lived Eight and Twenty',
      creator: 'Somebody whose name is so long that it needs more than a line of its own, and others',
      length: 12_345,
      genre: 'Autobiographical historical adventure',
      isbn: '9780141439822',
      description: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung. '.repeat(12),
    },
  ]) {
    const { id } = await api.post('media.cgi/', title);
    await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 1234, note: 'A note.' });
    await api.put(`media.cgi/${id}/rating`, { value: 4 });
    await api.post(`media.cgi/${id}/reviews`, { content: 'Read it. '.repeat(40) });
    for (const format of FORMATS)
      await api.post('collection.cgi/copies', {
        media_id: id,
        format,
        platform: 'A shelf in the attic',
        note: 'Lent to somebody in the spring',
        vod_link: 'https://www.criterionchannel.com/somewhere/else',
      });
    titles.push(id);
  }
  return titles;
}

async function fill(api, server) {
  await join(api, 'keeper');
  await join(api, 'member');
  await join(api, OWNER);
  const titles = await titlesOf(api);
  execFileSync('sqlite3', [server.database], { input: `PRAGMA busy_timeout = 5000; ${FILL}` });
  return titles;
}

test('nothing lies on anything else at any width, and all of it has its place and its name', async ({
  page,
  api,
  server,
}) => {
  test.slow();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const titles = await fill(api, server);
  const lists = ['index.html', 'catalogue.html', 'library.html', 'library.html?view=list', 'collection.html'];
  const pages = titles.map((id) => `title.html?id=${id}`);
  const sheets = titles.map((id) => `catalogue.html?id=${id}`);
  const screens = {
    member: [pages[1], 'index.html'],
    [OWNER]: [...pages, ...sheets, ...lists, 'collection.html?add=', 'edit.html', 'scan.html', 'settings.html'],
    keeper: [
      pages[1],
      sheets[1],
      'admin.html',
      'admin.html?show=titles',
      'admin.html?show=log',
      'admin.html?show=installation',
    ],
  };
  const found = {};
  for (const [who, names] of Object.entries(screens)) {
    await enter(page, api, who);
    for (const name of names) {
      await page.goto(name);
      await settled(page);
      await thin(page);
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        const here = await unreadable(page);
        if ([390, 1280].includes(width)) here.push(...(await outOfOrder(page)), ...(await confusable(page)));
        if (here.length) found[`${who} ${name} ${width}x${height}`] = here;
      }
    }
  }
  expect(found).toEqual({});
});

// A4, less the margins of the page, in CSS pixels.
const PAPER = { width: 703, height: 1017 };

test('on paper: as wide as it, in colours, without what one presses', async ({ page, api, server }) => {
  const [, id] = await fill(api, server);
  await enter(page, api, OWNER);
  const list = await api.post('lists.cgi/', { name: 'On paper', description: 'All of it.', is_ranked: true });
  for (const media of (await api.get('media.cgi/', { page_size: 12 })).media)
    await api.post(`lists.cgi/${list.id}/items`, { media_id: media.id, note: 'A note.' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark', reducedMotion: 'reduce' });
  for (const [name, sheets] of [
    ['library.html', 4],
    ['library.html?view=list', 4],
    ['collection.html', 2],
    ['lists.html', 1],
    [`list.html?list=${list.id}`, 2],
    [`title.html?id=${id}`, 3],
    [`catalogue.html?id=${id}`, 3],
  ]) {
    await page.setViewportSize(PAPER);
    await page.goto(name);
    await settled(page);
    expect(await unreadable(page), name).toEqual([]);
    await expect(page.locator('.cover:visible').first(), name).toBeVisible();
    const seen = await page.evaluate(() => {
      const all = (what) => [...document.querySelectorAll(what)].filter((node) => node.checkVisibility());
      const part = document.querySelector('dialog[open]') ?? document.querySelector('main');
      return {
        width: part.getBoundingClientRect().width,
        pressed: all('nav a, .rail, .bar, .tools, .skip, button, .btn').map(
          (node) => `${node.nodeName} ${node.className}`,
        ),
        pale: all('.cover').filter((node) => getComputedStyle(node).printColorAdjust !== 'exact').length,
        parted: all(':is(title-card, owned-title, .copies li)').filter(
          (node) => getComputedStyle(node.closest('li')).breakInside !== 'avoid',
        ).length,
        ink: getComputedStyle(part.querySelector('.t, h1, h2')).color,
      };
    });
    expect(seen, name).toMatchObject({ width: PAPER.width, pressed: [], pale: 0, parted: 0 });
    expect(seen.ink, `${name}: dark on white`).toMatch(/^oklch\(0\.[0-3]/);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: false });
    const counted = pdf.toString('latin1').match(/\/Type \/Page\b/g).length;
    expect(counted, `sheets of ${name}`).toBeLessThanOrEqual(sheets);
  }
});

test('the tools of a title’s sheet have a ground once it is scrolled', { tag: '@phone' }, async ({ page, api }) => {
  await join(api, 'keeper');
  await enter(page, api, 'keeper');
  const [, id] = await titlesOf(api);
  await page.goto(`catalogue.html?id=${id}`);
  await expect(page.locator('.title-sheet title-view')).toBeVisible();
  const tools = page.locator('.sheet-tools');
  const ground = () => tools.evaluate((bar) => getComputedStyle(bar).backgroundColor);
  expect(await ground()).toBe('rgba(0, 0, 0, 0)');
  await page.locator('.title-sheet').evaluate((sheet) => sheet.scrollTo({ top: 120, behavior: 'instant' }));
  await expect.poll(ground).not.toMatch(/^rgba\(0, 0, 0, 0\)$| \/ /);
  // Whoever misses a button meets the bar, not what is below it.
  expect(
    await tools.evaluate((bar) => {
      const { left, top, width, height } = bar.getBoundingClientRect();
      return [0.1, 0.3, 0.5, 0.7, 0.9].every((part) =>
        bar.contains(document.elementFromPoint(left + width * part, top + height / 2)),
      );
    }),
  ).toBe(true);
});

test('light and dark are the same in place and size', async ({ page, api, server }) => {
  const [, id] = await fill(api, server);
  await enter(page, api, OWNER);
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('main *')].map((node) => {
        const { left, top, width, height } = node.getBoundingClientRect();
        return [left, top, width, height].map(Math.round).join(' ');
      }),
    );
  for (const name of ['library.html', `title.html?id=${id}`]) {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(name);
    await settled(page);
    const light = await places();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    expect(await places(), name).toEqual(light);
  }
});
