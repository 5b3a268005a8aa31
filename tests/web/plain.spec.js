// The pages that the programs answer, as they look: clean for axe by light and by dark, nothing on top of anything
// else, and no wider than the screen; as nobody, as member and as admin. (What one does there is in nojs.spec.js.)
import { clean, settled, thin, tooSmall, tooWide, unreadable } from './eyes.js';
import { enter, test, expect } from './fixtures.js';
import { HOSTILE } from './setup.js';

const SIZES = [
  [320, 640],
  [390, 844],
  [768, 1024],
  [1280, 800],
];

const anybody = (id) => ['media.cgi?type=BOOK&sort=title_asc&page=2', `media.cgi/${id}`, `media.cgi/${id}/reviews`];
const guests = ['media.cgi?q=xyzzy', 'auth.cgi/login', 'auth.cgi/register', 'usermedia.cgi', 'media.cgi/nowhere'];
const mine = (id) => [
  'usermedia.cgi',
  'collection.cgi?q=a',
  'collection.cgi/copies',
  `collection.cgi/${id}`,
  'library.cgi',
  'users.cgi/me',
  'users.cgi/me/sessions',
];
const admins = ['users.cgi?q=a', 'server.cgi/doctor', 'server.cgi/data', 'server.cgi/features'];

test.use({ allow: /status of 4\d\d/ });

async function look(page, where) {
  await page.goto(`cgi-bin/${where}`);
  await expect(page.locator('body.plain')).toBeVisible();
  await settled(page);
  await thin(page);
  await clean(page);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    expect(await tooWide(page), `${where} at ${width}`).toBeLessThanOrEqual(0);
    expect(await unreadable(page), `${where} at ${width}`).toEqual([]);
  }
}

test('nobody', async ({ page, api }) => {
  test.slow();
  const { id } = await api.title('left hand of dark');
  for (const where of [...anybody(id), ...guests]) await look(page, where);
});

test('a member, with everything unfolded too', async ({ page, api }) => {
  test.slow();
  await enter(page, api, 'mara');
  const { id } = await api.title('left hand of dark');
  for (const where of [...anybody(id), ...mine(id)]) await look(page, where);
  await page.goto(`cgi-bin/media.cgi/${id}`);
  const folded = page.locator('details.offer:not([open]) > summary');
  while (await folded.count()) await folded.first().click();
  await clean(page);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    expect(await tooWide(page), `unfolded at ${width}`).toBeLessThanOrEqual(0);
    expect(await unreadable(page), `unfolded at ${width}`).toEqual([]);
  }
});

test('an admin, and titles that would like to be markup', async ({ page, api }) => {
  test.slow();
  await enter(page, api, 'keeper');
  const hostile = await Promise.all(
    HOSTILE.map(async ({ title }) => `media.cgi/${(await api.title(title.slice(0, 40))).id}`),
  );
  for (const where of [...admins, ...hostile]) await look(page, where);
});

test('a form that came back', async ({ page, api }) => {
  await enter(page, api, 'mara');
  await page.goto('cgi-bin/media.cgi');
  await page.locator('summary', { hasText: 'Add a title' }).click();
  const adding = page.locator('details.offer', { hasText: 'Add a title' });
  await adding.getByLabel('Type').selectOption('Book');
  await adding.getByLabel('Title').fill('A title');
  await adding.getByLabel('ISBN').fill('123');
  await adding.getByRole('button').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await clean(page);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    expect(await tooWide(page), `${width}`).toBeLessThanOrEqual(0);
    expect(await unreadable(page), `${width}`).toEqual([]);
  }
});

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('has targets for fingers', async ({ page, api }) => {
    await enter(page, api, 'mara');
    const { id } = await api.title('left hand of dark');
    for (const where of ['usermedia.cgi', `media.cgi/${id}`, 'users.cgi/me']) {
      await page.goto(`cgi-bin/${where}`);
      expect(await tooSmall(page), where).toEqual([]);
    }
  });
});

test('on paper is what is known, and no form', async ({ page, api }) => {
  await enter(page, api, 'mara');
  const { id } = await api.title('left hand of dark');
  await page.goto(`cgi-bin/media.cgi/${id}`);
  await page.emulateMedia({ media: 'print' });
  for (const shown of ['h1', '.facts', '.about']) await expect(page.locator(shown).first()).toBeVisible();
  for (const gone of ['.rail', '.bar', '.tabbar', '.offer', '.foot'])
    for (const node of await page.locator(gone).all()) await expect(node).toBeHidden();
  expect((await page.pdf()).length).toBeGreaterThan(5000);
});
