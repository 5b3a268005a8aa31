import { signedIn, test, expect, delay, hold, choose, newName, toast } from './fixtures.js';
import { watchJumps } from './eyes.js';
import { HOSTILE } from './setup.js';

test('signed out: what this is, the newest titles, two ways in', async ({ page }) => {
  await page.goto('index.html');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Everything you read');
  await expect(page.locator('#newest title-card')).toHaveCount(18);
  await expect(page.locator('#fan .cover')).toHaveCount(5);
  await expect(page.getByRole('main').getByRole('link', { name: 'Create an account' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('the folder itself is home', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('#newest title-card')).toHaveCount(18);
});

test('a step further, and back', async ({ page, member, api }) => {
  const { id } = await api.title('snow crash');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 100 });
  await page.goto('index.html');
  const going = page.locator('going-card');
  await expect(going).toHaveCount(1);
  await going.getByRole('button', { name: 'Snow Crash: 25 pages further' }).click();
  await expect(going).toContainText('125 / 440');
  await expect(toast(page)).toContainText('Snow Crash: 125 of 440 pages');
  expect((await api.shelf())[0].progress).toBe(125);
  // A line that fades can still be pressed: nothing is undone but its own.
  const faded = await toast(page).getByRole('button', { name: 'Undo' }).elementHandle();
  await going.getByRole('button', { name: 'Snow Crash: 25 pages further' }).click();
  await expect(toast(page)).toContainText('Snow Crash: 150 of 440 pages');
  await faded.evaluate((button) => button.click());
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(going).toContainText('125 / 440');
  expect((await api.shelf())[0]).toMatchObject({ progress: 125, user_id: member.id });
});

test('the last step finishes it; Undo gives it back', async ({ page, member, api }) => {
  const { id, length } = await api.title('fleabag');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: length - 1 });
  await page.goto('index.html');
  await page.getByRole('button', { name: 'Fleabag: 1 episode further' }).click();
  await expect(toast(page)).toContainText('Fleabag: Finished');
  await expect(page.locator('going-card')).toHaveCount(0);
  await expect(page.locator('#idle')).toBeVisible();
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('going-card')).toContainText(`${length - 1} / ${length}`);
  expect((await api.shelf())[0]).toMatchObject({ status: 'IN_PROGRESS', end_date: null, user_id: member.id });
});

test('a title without a length counts on', async ({ page, member, api }) => {
  const { id } = await api.title('severance');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 3 });
  await page.goto('index.html');
  await page.getByRole('button', { name: 'Severance: 1 episode further' }).click();
  await expect(page.locator('going-card')).toContainText('4 ep');
  expect((await api.shelf())[0]).toMatchObject({ progress: 4, user_id: member.id });
});

test('the status is changed from the card', async ({ page, member, api }) => {
  const { id } = await api.title('dark');
  await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS' });
  await page.goto('index.html');
  await choose(page, page.locator('going-card'), 'Dropped');
  await expect(page.locator('going-card')).toHaveCount(0);
  expect((await api.shelf())[0]).toMatchObject({ status: 'DROPPED', user_id: member.id });
});

signedIn(
  'up next, lately finished in its order, lately added by others; each leads on',
  { tag: '@phone' },
  async ({ page, api }) => {
    const shelve = async (title, entry) =>
      api.post('usermedia.cgi/', { media_id: (await api.post('media.cgi/', { type: 'BOOK', title })).id, ...entry });
    const [want, early, late] = [newName(), newName(), newName()];
    await shelve(want, { status: 'TO_DO' });
    await shelve(late, { status: 'COMPLETED', end_date: '2026-05-05' });
    await shelve(early, { status: 'COMPLETED', end_date: '2025-05-05' });
    await page.goto('index.html');
    await expect(page.locator('#next .t')).toHaveText([want]);
    await expect(page.locator('#finished .t')).toHaveText([late, early]);
    await expect(page.getByRole('heading', { name: 'New from others' })).toBeVisible();
    await expect(page.locator('#newest title-card')).toHaveCount(18);
    for (const title of [want, early, late])
      await expect(page.locator('#newest .t', { hasText: title })).toHaveCount(0); // mine
    await expect(page.locator('#summary')).toHaveText('3 titles on your shelf, 2 finished');
    await choose(page, page.locator('#next title-card'), 'In progress');
    await expect(page.locator('#next')).toBeHidden();
    await expect(page.locator('going-card .t')).toHaveText([want]);
    await page.locator('#finished').getByRole('link', { name: 'See all' }).click();
    await expect(page).toHaveURL(/library\.html\?status=COMPLETED&sort=end_desc$/);
    await expect(page.locator('#list .t')).toHaveText([late, early]);
  },
);

signedIn('a row that goes on to the side has buttons; the menu says where one is', async ({ page, api }) => {
  const { media } = await api.get('media.cgi/', { page_size: 9, sort: 'title_asc' });
  for (const { id } of media) await api.post('usermedia.cgi/', { media_id: id });
  await page.goto('index.html');
  const [row, back, on] = [
    page.locator('#next ol'),
    ...['Back', 'Further'].map((name) => page.locator('#next').getByRole('button', { name })),
  ];
  const left = () => row.evaluate(({ scrollLeft }) => scrollLeft);
  await expect(back).toHaveAttribute('aria-disabled', 'true');
  await on.click();
  await expect(on).toHaveAttribute('aria-disabled', 'true');
  expect(await left()).toBeGreaterThan(100);
  await back.click();
  await expect.poll(left).toBe(0);
  await expect(page.locator('#going .sideways')).toBeHidden(); // nothing is there
  await expect(page.locator('.me')).not.toHaveAttribute('aria-current');
  await page.goto('settings.html');
  await page.locator('.me[aria-current=true]').click();
  await expect(page.locator('#you [aria-current=page]')).toHaveText('Settings');
});

signedIn('a long name takes no more than its lines', async ({ page, api }) => {
  const name = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(5).trim();
  await api.patch('users.cgi/me', { name });
  await page.goto('settings.html');
  await expect(page.locator('.me [data-name]')).toHaveText(name);
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto('index.html');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(`Hello, ${name}`);
  expect((await heading.boundingBox()).height).toBeLessThan(110); // three of 33 px: the first is "Hello,"
});

signedIn('what people typed is only ever text, on Home too', { tag: '@phone' }, async ({ page, api }) => {
  for (const [at, { title }] of HOSTILE.entries()) {
    await api.post('usermedia.cgi/', {
      media_id: (await api.title(title.slice(0, 40))).id,
      status: ['IN_PROGRESS', 'TO_DO', 'COMPLETED'][at % 3],
    });
  }
  await page.goto('index.html');
  for (const { title } of HOSTILE) await expect(page.locator('main .t', { hasText: title }).first()).toHaveText(title);
  await expect(page.locator('.strip img, .posters img, main script, main style, .strip b, .posters b')).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

signedIn(
  'slow: nothing at first, then skeletons, and nothing moves when it comes',
  { tag: '@phone' },
  async ({ page, api }) => {
    for (const status of ['IN_PROGRESS', 'TO_DO', 'COMPLETED']) {
      const { id } = await api.post('media.cgi/', { type: 'BOOK', title: newName(), length: 100 });
      await api.post('usermedia.cgi/', { media_id: id, status });
    }
    await watchJumps(page);
    const release = await delay(page, '**/cgi-bin/**');
    await page.goto('index.html');
    await expect(page.locator('.skeleton').first()).toBeVisible();
    await expect(page.locator('title-card')).toHaveCount(0);
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(() => {
      window.jumps.length = 0;
    }); // what the fonts moved
    release();
    await expect(page.locator('going-card')).toHaveCount(1);
    await expect(page.locator('#newest title-card')).toHaveCount(18);
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }),
    );
    expect((await page.evaluate(() => window.jumps)).filter(([value]) => value > 0.02)).toEqual([]);
  },
);

signedIn('an old answer never takes the place of a newer one', async ({ page, api }) => {
  for (const q of ['dark', 'severance'])
    await api.post('usermedia.cgi/', { media_id: (await api.title(q)).id, status: 'IN_PROGRESS' });
  await page.goto('index.html');
  await expect(page.locator('going-card')).toHaveCount(2);
  const held = await hold(page, '**/usermedia.cgi/?*');
  await choose(page, page.locator('going-card', { hasText: 'Dark' }), 'Dropped');
  await expect.poll(() => held.length).toBe(3);
  await choose(page, page.locator('going-card', { hasText: 'Severance' }), 'Paused');
  await expect.poll(() => held.length).toBe(6);
  for (const go of held.slice(3)) go();
  await expect(page.locator('going-card')).toHaveCount(0);
  const old = Promise.all(
    [1, 2, 3].map((nth) => {
      let seen = 0;
      return page.waitForResponse(() => (seen += 1) === nth);
    }),
  );
  for (const go of held.slice(0, 3)) go();
  await Promise.all((await old).map((answer) => answer.finished()));
  await expect(page.locator('#idle')).toBeVisible();
  await expect(page.locator('going-card')).toHaveCount(0);
});
