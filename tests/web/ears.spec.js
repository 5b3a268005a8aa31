// What is heard, and where the keys are: focus where one types, Tab in the order of reading, and what changes is said
// once.
import { listen } from './ears.js';
import { signedIn, test, expect, card, enter, newName, pressStars, shelfButton } from './fixtures.js';

test('the focus is where one types', async ({ page, api }) => {
  for (const [name, label] of [
    ['login.html', 'Username or e-mail'],
    ['register.html', 'Username'],
    ['edit.html', 'Title'],
    ['catalogue.html', null],
  ]) {
    await page.goto(name);
    if (label) await expect(page.getByLabel(label, { exact: true })).toBeFocused();
    else await expect(page.locator('title-card').first()).toBeVisible();
  }
  await expect(page.locator('body')).toBeFocused();
  // Whoever searches from elsewhere goes on searching.
  await page.goto('404.html');
  await page.keyboard.press('/');
  await page.keyboard.type('moby');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/catalogue\.html\?q=moby/);
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(card(page, 'Moby-Dick')).toBeVisible();
  await enter(page, api, 'keeper');
  await page.goto(`edit.html?id=${(await api.title('moby-dick')).id}`);
  await expect(page.getByLabel('Title', { exact: true })).toBeFocused();
});

// By the key itself: what the other tests look at is the order of the document.
test('Tab goes on as the page is read, and a few keys lead to the first title', async ({ page, api }) => {
  await enter(page, api, 'mara');
  const { id } = await api.title('middlemarch');
  for (const [name, width, first] of [
    ['library.html', 1280, 'title-card'],
    [`title.html?id=${id}`, 390, 'title-view'],
  ]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(name);
    await expect(page.locator(first).first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => {
      window.stops = [];
      addEventListener('focusin', ({ target }) => window.stops.push(target));
    });
    const isRound = () => page.evaluate(() => new Set(window.stops).size < window.stops.length);
    for (let keys = 0; keys < 150 && !(await isRound()); keys += 10)
      for (let key = 0; key < 10; key++) await page.keyboard.press('Tab');
    const { ways, skip, back } = await page.evaluate(() => {
      const stops = window.stops.slice(
        0,
        window.stops.findIndex((node, at, all) => all.indexOf(node) < at),
      );
      return {
        ways: stops.length,
        skip: stops[0].className,
        back: stops
          .slice(1)
          .filter((node, at) => !(stops[at].compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING))
          .map((node) => node.ariaLabel ?? node.textContent),
      };
    });
    expect(ways, name).toBeGreaterThan(20);
    expect(skip, name).toBe('skip');
    expect(back, name).toEqual([]);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('library.html');
  await expect(page.locator('title-card').first()).toBeVisible();
  for (const key of ['Tab', 'Enter', 'ArrowRight']) await page.keyboard.press(key);
  await expect(page.locator('title-card a').first()).toBeFocused();
});

// What is said next is this and no more; which of two comes first is the network's.
const heardBy =
  (said) =>
  async (...words) => {
    const heard = [];
    await expect.poll(async () => heard.push(...(await said())) && heard.toSorted()).toEqual(words.toSorted());
  };

signedIn('what a click changes in the library is said once', async ({ page, api }) => {
  const [one, other] = [newName(), newName()];
  for (const [title, type] of [
    [one, 'BOOK'],
    [other, 'MOVIE'],
  ]) {
    const { id } = await api.post('media.cgi/', { type, title });
    await api.post('usermedia.cgi/', { media_id: id, status: 'TO_DO' });
  }
  await page.goto('library.html');
  await expect(page.locator('title-card')).toHaveCount(2);
  const next = heardBy(await listen(page));
  await page.getByRole('radio', { name: 'Want' }).check();
  await next('2 titles, page 1 of 1');
  await page.getByRole('checkbox', { name: 'Books' }).check();
  await next('1 title, 0 finished');
  await shelfButton(card(page, one)).click();
  await page.locator('shelf-menu').getByRole('button', { name: 'Finished' }).click();
  await next(`${one}: Finished Undo`, '1 title, 1 finished');
});

test.describe('also refused', () => {
  test.use({ allow: /status of 400/ });

  signedIn('what a click changes in a title is said once', async ({ page, api }) => {
    const media = await api.post('media.cgi/', { type: 'BOOK', title: newName(), length: 300 });
    await api.post('usermedia.cgi/', { media_id: media.id, status: 'IN_PROGRESS', progress: 10 });
    await page.goto(`title.html?id=${media.id}`);
    await expect(page.getByText('Nobody has written about it yet.')).toBeVisible();
    const next = heardBy(await listen(page));
    await page.getByRole('button', { name: '25 pages further' }).click();
    await next(`${media.title}: 35 of 300 pages Undo`);
    await pressStars(page, 4.5);
    await next(`${media.title}: 4.5 of 5 stars Undo`);
    await page.getByLabel('My note').fill('By the window');
    await page.getByLabel('My note').blur();
    await expect(page.locator('.note-state')).toHaveText('Saved');
    await next('Note saved Undo');
    const progress = page.getByRole('spinbutton', { name: 'Progress' });
    await progress.fill('301');
    await progress.press('Enter'); // where the focus is, and stays
    await next("Progress must be at most 300, the item's length.");
    await expect(progress).toBeFocused();
    await progress.fill('300');
    await page.getByRole('radio', { name: 'Dropped' }).click(); // while the other is being saved
    await next(`${media.title}: 300 of 300 pages Undo`, `${media.title}: Dropped Undo`);
  });
});
