// A shelf of 10,000 titles: pages, Back, the address and the keyboard are right, and it stays quick.
import { execFileSync } from 'node:child_process';
import { alone as test, expect, hold } from './fixtures.js';

const TITLES = 10_000;
const uuid = (n) => `printf('%08x-0000-4000-8000-%012x', ${n}, ${n})`;
const FILL = `
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TITLES})
  INSERT INTO media_items (key, id, type, title, title_folded, creator, creator_folded, pub_date, metadata, source,
    curated, created_at, updated_at)
  SELECT i, ${uuid('i')}, 'BOOK', printf('Volume %05d', i), printf('volume %05d', i),
    'Ann Other', 'ann other', '1999', '{}',
    'USER_ADDED', 0, i, i FROM n;
  INSERT INTO media_search (media_search) VALUES ('rebuild');
  INSERT INTO entries (id, user_key, media_key, status, progress, created_at, updated_at)
  SELECT ${uuid('key + 65536')}, 1, key, 
    CASE key % 4 WHEN 0 THEN 'COMPLETED' WHEN 1 THEN 'IN_PROGRESS' ELSE 'TO_DO' END, NULL, key, key FROM media_items;`;

const titles = (page) => page.locator('#list .card .t');
const number = (page) => page.getByLabel(/^Page, of/);
const volume = (n) => `Volume ${String(n).padStart(5, '0')}`;
const top = (page) => page.evaluate(() => Math.round(scrollY));

test.beforeEach(async ({ member, server }) => {
  execFileSync('sqlite3', [`${server.folder}/data/.ht.vitrine.db`], { input: `PRAGMA busy_timeout = 5000; ${FILL}` });
  expect(member.role).toBe('admin');
});

test('10,000 titles: pages by links, by number and by address; Back finds the place', async ({ page }) => {
  // The numbers come later, and move nothing.
  const held = await hold(page, '**/usermedia.cgi/**');
  await page.goto('library.html?sort=title_asc');
  await expect.poll(() => held.length).toBe(1);
  const list = async () => (await page.locator('#list').boundingBox()).y;
  const before = await list();
  held[0]();
  await expect(titles(page)).toHaveCount(24);
  expect(await list()).toBe(before);
  await page.unroute('**/usermedia.cgi/**');
  await expect(page.locator('#summary')).toHaveText('10,000 titles, 2,500 finished');
  await expect(page.locator('.tabs label', { hasText: 'All' }).locator('small')).toHaveText('10,000');
  await expect(titles(page)).toHaveCount(24);
  await expect(number(page)).toHaveAccessibleName('Page, of 417');
  await number(page).fill('105');
  await number(page).press('Enter');
  await expect(titles(page).first()).toHaveText(volume(104 * 24 + 1));
  await expect(page).toHaveURL(/sort=title_asc&page=105$/);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(titles(page).first()).toHaveText(volume(105 * 24 + 1));
  expect(await top(page)).toBe(0);
  await expect(page.locator('#main')).toBeFocused();

  // Down the page, a title on its own, and back: the same page, as far down, at that title.
  const wanted = page.locator('title-card').nth(18);
  await wanted.scrollIntoViewIfNeeded();
  const far = await top(page);
  expect(far).toBeGreaterThan(200);
  const address = await wanted.locator('a').getAttribute('href');
  await wanted.locator('a').focus();
  await page.evaluate((to) => location.assign(to), address);
  await expect(page.locator('title-view h1')).toHaveText(volume(105 * 24 + 19));
  await page.goBack();
  await expect(titles(page).first()).toHaveText(volume(105 * 24 + 1));
  await expect.poll(() => top(page)).toBe(far);
  await expect(wanted.locator('a')).toBeFocused();

  await page.goBack();
  await expect(titles(page).first()).toHaveText(volume(104 * 24 + 1));
  await expect(number(page)).toHaveValue('105');
  await page.goBack();
  await expect(titles(page).first()).toHaveText(volume(1));
  await expect(page).toHaveURL(/library\.html\?sort=title_asc$/);

  await page.goto('library.html?sort=title_asc&page=417');
  await expect(titles(page)).toHaveCount(TITLES - 416 * 24);
  await page.goto('library.html?sort=title_asc&page=5000'); // past the end
  await expect(page).toHaveURL(/page=417$/);
  await expect(titles(page).last()).toHaveText(volume(TITLES));
});

test('10,000 titles: arrow keys go on over the pages, a status is set, search finds', async ({ page, api }) => {
  await page.goto('library.html?sort=title_asc&page=2');
  await expect(titles(page)).toHaveCount(24);
  await page.locator('title-card a').last().focus();
  await page.keyboard.press('ArrowRight');
  await expect(titles(page).first()).toHaveText(volume(49));
  await expect(page.locator('title-card a').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(titles(page).last()).toHaveText(volume(48));
  await expect(page.locator('title-card a').last()).toBeFocused();
  await expect(page).toHaveURL(/page=2$/);
  await page.keyboard.press('5');
  await expect(page.locator('.tabs label', { hasText: 'Dropped' }).locator('small')).toHaveText('1');
  await expect(page.locator('title-card a').last()).toBeFocused();
  await page.keyboard.press('/');
  await page.keyboard.type('lume 09999');
  await expect(titles(page)).toHaveText([volume(9999)]);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('title-card a')).toBeFocused();
  expect((await api.get('usermedia.cgi/', { status: 'DROPPED' })).total).toBe(1);
});
