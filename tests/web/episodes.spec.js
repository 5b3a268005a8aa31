// A series: where its data is from, what is next, its episodes; and what its source knows by now.
import { confusable, outOfOrder } from './ears.js';
import { clean, settled, tooSmall, unreadable } from './eyes.js';
import { rare } from './fixtures.js';
import { KEEPER } from './own-site.js';
import { enter, test, expect, toast } from './providers.js';

const take = (api, source, id, more = {}) => api.post('lookup.cgi/', { source, id, ...more });
const episode = (page, name) => page.locator('.episode').filter({ hasText: name });
const next = (page) => page.locator('.next-up');

test('an episode is watched at one tap, with all before it; Undo gives that back', async ({ page, member, api }) => {
  const { id, my } = await take(api, 'tvmaze', '82', { status: 'IN_PROGRESS' });
  expect(my.entry.user_id).toBe(member.id);
  await page.goto(`title.html?id=${id}`);
  await expect(next(page)).toContainText('S1 E1 · Low Water');
  await next(page).getByRole('button', { name: 'Watched: S1 E1' }).click();
  await expect(toast(page)).toContainText('Saltmarsh: watched up to S1 E1');
  await expect(next(page)).toContainText('S1 E2');
  await expect(episode(page, 'Low Water').first()).toHaveAttribute('aria-pressed', 'true');
  expect((await api.shelf())[0].progress).toBe(1);
  await page.locator('details[data-season="2"] summary').click();
  await page.locator('details[data-season="2"] .episode').first().click();
  await expect(next(page)).toContainText('S2 E2');
  expect((await api.shelf())[0]).toMatchObject({ status: 'IN_PROGRESS', progress: 4 });
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(next(page)).toContainText('S1 E2');
  expect((await api.shelf())[0].progress).toBe(1);
  // The last one: it is finished.
  await page.locator('details[data-season="2"] .episode').last().click();
  await expect(page.getByRole('radio', { name: 'Finished' })).toBeChecked();
  await expect(next(page)).toBeHidden();
  expect((await api.shelf())[0]).toMatchObject({ status: 'COMPLETED', progress: 5 });
});

test('a long press is a tap: all up to there is watched', async ({ page, member, api }) => {
  const { id, my } = await take(api, 'tvmaze', '82', { status: 'IN_PROGRESS' });
  expect(my.entry.user_id).toBe(member.id);
  await page.goto(`title.html?id=${id}`);
  await expect(page.locator('title-episodes')).toContainText('A tap marks an episode, and all before it, as watched.');
  // As Chromium says of a finger that stays; there is no click then.
  const press = (name) =>
    episode(page, name)
      .first()
      .evaluate((button) =>
        button.dispatchEvent(
          new PointerEvent('contextmenu', { pointerType: 'touch', bubbles: true, cancelable: true }),
        ),
      );
  expect(await press('Reeds')).toBe(false); // no menu of the browser
  await expect(next(page)).toContainText('S1 E3');
  expect((await api.shelf())[0].progress).toBe(2);
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(next(page)).toContainText('S1 E1');
});

test('what isn’t on the shelf yet is, by its first episode', async ({ page, member, api }) => {
  const { id } = await take(api, 'tvmaze', '82');
  await page.goto(`title.html?id=${id}`);
  await next(page).getByRole('button', { name: 'Watched: S1 E1' }).click();
  await expect(page.getByRole('radio', { name: 'In progress' })).toBeChecked();
  expect((await api.shelf())[0]).toMatchObject({ user_id: member.id, status: 'IN_PROGRESS', progress: 1 });
});

test('Home says which episode is next, and goes on by it', async ({ page, member, api }) => {
  await take(api, 'tvmaze', '82', { status: 'IN_PROGRESS' });
  await page.goto('index.html');
  const step = page.locator('going-card .step');
  await expect(step).toHaveText('S1 E1');
  await step.click();
  await expect(step).toHaveText('S1 E2');
  expect((await api.shelf())[0]).toMatchObject({ user_id: member.id, progress: 1 });
});

test('a title says whose data it is, and asks again what is missing', async ({ page, api }) => {
  await enter(page, api, KEEPER);
  const { id } = await take(api, 'tvmaze', '82');
  await api.patch(`media.cgi/${id}`, { genre: null, creator: 'Somebody' });
  await page.goto(`title.html?id=${id}`);
  const data = page.locator('.facts').getByRole('link', { name: 'TVmaze' });
  await expect(data).toHaveAttribute('href', /^https:\/\/www\.tvmaze\.com\/shows\/82/);
  await rare(page, 'Ask TVmaze again');
  await expect(toast(page)).toContainText('Filled in by TVmaze: genre');
  expect(await api.get(`media.cgi/${id}`)).toMatchObject({ genre: 'Drama, Nature', creator: 'Somebody' });
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await api.get(`media.cgi/${id}`)).genre).toBe(null);
});

test('a series is clean for axe and can be read at every width', { tag: '@phone' }, async ({ page, api, isMobile }) => {
  await enter(page, api, KEEPER);
  const { id } = await take(api, 'tvmaze', '82', { status: 'IN_PROGRESS' });
  await page.goto(`title.html?id=${id}`);
  await expect(next(page)).toBeVisible();
  await settled(page);
  await clean(page, 'main', { dark: !isMobile });
  expect(await outOfOrder(page)).toEqual([]);
  expect(await confusable(page)).toEqual([]);
  if (isMobile) {
    expect(await tooSmall(page)).toEqual([]);
    return;
  }
  const found = {};
  for (const [width, height] of [
    [320, 568],
    [390, 844],
    [820, 1180],
    [1280, 800],
  ]) {
    await page.setViewportSize({ width, height });
    const wrong = await unreadable(page);
    if (wrong.length) found[width] = wrong;
  }
  expect(found).toEqual({});
});
