import { signedIn, test, expect, card, hold, moduleAt, newName, rare, shelfButton, toast } from './fixtures.js';

test('/ searches, Escape leaves', async ({ page }) => {
  await page.goto('catalogue.html');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('t/a');
  await expect(page.getByRole('searchbox')).toHaveValue('t/a');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).not.toBeFocused();
});

test('a adds, g goes', async ({ page }) => {
  await page.goto('index.html');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL(/catalogue\.html/);
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.waitForURL(/library\.html/);
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.waitForURL(/index\.html/);
  await page.keyboard.press('a');
  await expect(page).toHaveURL(/edit\.html/);
});

test('? lists the keys, and Escape gives the focus back', async ({ page }) => {
  await page.goto('index.html');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Add a title');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toBeFocused();
});

test('the whole of a change by keyboard', async ({ page, member, api }) => {
  await api.post('usermedia.cgi/', { media_id: (await api.title('beloved')).id });
  await page.goto('catalogue.html?q=beloved');
  await shelfButton(card(page, 'Beloved')).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('shelf-menu').getByRole('button', { name: 'Want' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(shelfButton(card(page, 'Beloved'))).toHaveAccessibleName('Beloved: In progress. Change');
  await expect(shelfButton(card(page, 'Beloved'))).toBeFocused();
  expect((await api.shelf())[0]).toMatchObject({ status: 'IN_PROGRESS', user_id: member.id });
});

test('the first Tab skips to the content', async ({ page }) => {
  await page.goto('catalogue.html');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});

test('Escape gives the focus back to what had it before the search', async ({ page }) => {
  await page.goto('catalogue.html');
  const link = page.locator('title-card a').nth(3);
  await link.focus();
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await expect(link).toBeFocused();
});

test('g then o, d and s go to the collection, the diary and the settings', async ({ page }) => {
  for (const [key, name] of Object.entries({ o: 'collection', d: 'diary', s: 'settings' })) {
    await page.goto('404.html');
    const asked = page.waitForRequest(
      (request) => request.isNavigationRequest() && request.url().endsWith(`/${name}.html`),
    );
    await page.route(`**/${name}.html`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>there</title>' }),
    );
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    expect((await asked).method()).toBe('GET');
    await page.waitForURL(new RegExp(`${name}\\.html$`));
  }
});

test('arrows go about in the grid, Enter opens, Escape goes back to the card', async ({ page }) => {
  await page.goto('catalogue.html');
  const links = page.locator('title-card a');
  await expect(links).toHaveCount(24);
  const columns = await links.evaluateAll(
    (all) => all.filter((link) => link.getBoundingClientRect().top === all[0].getBoundingClientRect().top).length,
  );
  expect(columns).toBeGreaterThan(3);
  await page.keyboard.press('ArrowRight');
  await expect(links.nth(0)).toBeFocused();
  for (const [key, at] of [
    ['ArrowRight', 1],
    ['ArrowDown', columns + 1],
    ['ArrowLeft', columns],
    ['ArrowLeft', columns - 1],
    ['ArrowDown', 2 * columns - 1],
    ['ArrowUp', columns - 1],
    ['ArrowUp', columns - 1],
  ]) {
    await page.keyboard.press(key);
    await expect(links.nth(at), key).toBeFocused();
  }
  const title = await page
    .locator('title-card .t')
    .nth(columns - 1)
    .textContent();
  await page.keyboard.press('Enter');
  await expect(page.locator('title-view h2')).toHaveText(title);
  await page.keyboard.press('Escape');
  await expect(page.locator('title-view')).toHaveCount(0);
  await expect(links.nth(columns - 1)).toBeFocused();
});

test('1 to 5 and + on a card and in a title; what is typed into a field is text', async ({ page, member, api }) => {
  const media = await api.post('media.cgi/', { type: 'BOOK', title: newName(), length: 300 });
  await page.goto(`catalogue.html?q=${media.title}`);
  const link = page.locator('title-card > a');
  await link.focus();
  for (const [key, status] of ['TO_DO', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'DROPPED'].entries()) {
    await page.keyboard.press(String(key + 1));
    await expect.poll(async () => (await api.shelf())[0]?.status).toBe(status);
    await expect(link).toBeFocused();
  }
  await page.keyboard.press('2');
  await expect.poll(async () => (await api.shelf())[0].status).toBe('IN_PROGRESS');
  await api.patch(`usermedia.cgi/${(await api.shelf())[0].id}`, { progress: 100 });
  await page.reload();
  await link.focus();
  await page.keyboard.press('+');
  await expect(toast(page)).toContainText('125 of 300 pages');
  await page.keyboard.press('Enter');
  await expect(page.locator('title-view')).toBeVisible();
  await page.keyboard.press('+');
  await expect(toast(page)).toContainText('150 of 300 pages');
  await page.getByLabel('My note').fill('');
  await page.getByLabel('My note').pressSequentially('34+t');
  await expect(page.getByLabel('My note')).toHaveValue('34+t');
  expect((await api.shelf())[0]).toMatchObject({ status: 'IN_PROGRESS', progress: 150, user_id: member.id });
  await page.keyboard.press('Escape');
  await expect(link).toBeFocused();
  await expect.poll(async () => (await api.shelf())[0].note).toBe('34+t');
});

signedIn('+ on Home steps on, and keeps its place', async ({ page, api }) => {
  for (const title of [newName(), newName()]) {
    const { id } = await api.post('media.cgi/', { type: 'TV_SHOW', title, length: 10 });
    await api.post('usermedia.cgi/', { media_id: id, status: 'IN_PROGRESS', progress: 3 });
  }
  await page.goto('index.html');
  await expect(page.locator('going-card')).toHaveCount(2);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('going-card .t').nth(1)).toBeFocused();
  await page.keyboard.press('+');
  await expect(page.locator('going-card').nth(1)).toContainText('4 / 10');
  await expect(page.locator('going-card .t').nth(1)).toBeFocused();
});

test('keys are for the dialog on top, not for what lies below it', async ({ page, member, api }) => {
  const media = await api.post('media.cgi/', { type: 'BOOK', title: newName() });
  await api.post('usermedia.cgi/', { media_id: media.id, status: 'PAUSED' });
  await api.put(`media.cgi/${media.id}/rating`, { value: 3 });
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') sent.push(request.postDataJSON());
  });
  await page.goto(`catalogue.html?id=${media.id}`);
  await api.as('jonas', (them) => them.put(`media.cgi/${media.id}/rating`, { value: 1 })); // so that it asks
  await rare(page, 'Delete this title');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Shift'); // the first key fetches what they do
  await page.evaluate((keys) => import(keys), await moduleAt(page, 'ui/keys.js'));
  await page.keyboard.press('4');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await page.keyboard.press('5');
  await expect(toast(page)).toContainText('Dropped');
  expect(sent).toEqual([{ status: 'DROPPED' }]);
  expect((await api.shelf())[0]).toMatchObject({ status: 'DROPPED', user_id: member.id });
});

test('what follows / at once is already text', async ({ page }) => {
  await hold(page, '**/js/ui/keys.js'); // a slow network
  await page.goto('catalogue.html');
  await page.keyboard.type('/tat');
  await expect(page.getByRole('searchbox')).toHaveValue('tat');
});
