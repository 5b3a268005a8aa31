// The palette, the keys for a title, Undo by a key, and keys that are switched off. (The older keys: keyboard.spec.js.)
import { signedIn, test, expect, moduleAt, newName, own, starSlider, toast } from './fixtures.js';

const field = (page) => page.getByRole('combobox', { name: 'Title, page or action' });
const option = (page, name) => page.getByRole('option', { name });
const chosen = (page) => page.locator('#offers').getByRole('option', { selected: true });
const view = (page) => page.locator('title-view');
const book = (api, more) => api.post('media.cgi/', { type: 'BOOK', title: newName(), length: 300, ...more });
const mine = async (api, { id }) => (await api.get(`media.cgi/${id}`)).my;
// The first key fetches what keys do: then the next one's effect, or that there is none, can be seen at once.
const ready = async (page) =>
  page.evaluate((keys) => import(keys), await moduleAt(page, 'ui/keys.js')).then(() => undefined);

// ---- the palette ----------------------------------------------------------------------------------------------------
test('a guest goes to pages and titles by their names', { tag: '@phone' }, async ({ page }) => {
  await page.goto('catalogue.html');
  await expect(page.locator('title-card').first()).toBeVisible();
  await page.getByRole('searchbox').focus(); // it opens from a field, too
  await page.keyboard.down('Control');
  await page.keyboard.down('k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.down('k'); // it is held
  await page.keyboard.up('k');
  await page.keyboard.up('Control');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
  const list = page.getByRole('listbox');
  await expect(field(page)).toHaveAttribute('aria-controls', await list.getAttribute('id'));
  await expect(option(page, 'Home')).toHaveAttribute('aria-selected', 'true');
  for (const name of ['Settings', 'Administration', 'Sign out']) await expect(option(page, name)).toHaveCount(0);
  await expect(option(page, 'Create an account')).toBeVisible();
  // Arrows choose, around the end, and the focus stays.
  await page.keyboard.press('ArrowDown');
  await expect(chosen(page)).toContainText('Library');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(chosen(page)).toContainText('Create an account');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveAttribute('aria-activedescendant', await chosen(page).getAttribute('id'));
  // A title opens over the list, as it does by its card.
  await page.keyboard.type('belov');
  await expect(chosen(page)).toContainText('BelovedBook. Toni Morrison');
  await expect(list.getByRole('group', { name: 'Catalogue' })).toBeVisible();
  // Who composes a word chooses nothing by its end: Safari says so by a code only.
  for (const how of [{ keyCode: 229 }, { isComposing: true }]) {
    for (const key of ['ArrowDown', 'Enter']) await field(page).dispatchEvent('keydown', { key, ...how });
  }
  await expect(field(page)).toBeFocused();
  await expect(chosen(page)).toContainText('Beloved');
  await page.keyboard.press('Enter');
  await expect(field(page)).toHaveCount(0);
  await expect(view(page).getByRole('heading', { name: 'Beloved' })).toBeVisible();
  await expect(page).toHaveURL(/catalogue\.html\?id=/);
  // Over a title, too; Escape goes back one.
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  await expect(view(page)).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('libr');
  await expect(chosen(page)).toContainText('Library');
  await page.keyboard.press('Enter');
  await page.waitForURL(/library\.html/);
});

test('what is typed while the palette is on its way is in it, and nothing else', async ({ page }) => {
  let go;
  await page.route('**/js/ui/palette.js', async (route) => {
    await new Promise((done) => {
      go = done;
    });
    await route.continue();
  });
  await page.goto('404.html');
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('tzq');
  await expect.poll(() => Boolean(go)).toBe(true);
  go();
  await expect(field(page)).toHaveValue('tzq');
  await expect(option(page, 'Search the catalogue for “tzq”')).toBeVisible();
  await expect(page.locator('.palette [role=status]')).toHaveText('2 results');
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
  await page.keyboard.press('Escape');
  // Escape gives up what isn't there yet.
  await page.evaluate(() => {
    const press = (key, how) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how }));
    press('k', { ctrlKey: true });
    press('q');
    press('Escape');
    press('k', { ctrlKey: true });
    press('v');
  });
  await expect(field(page)).toHaveValue('v');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  // All of it, with Enter, before there is anything to see.
  await page.evaluate(() => {
    const press = (key, how) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how }));
    press('k', { ctrlKey: true });
    for (const key of ['z', 'q', 'Enter']) press(key);
  });
  await page.waitForURL(/catalogue\.html\?q=zq$/);
});

test.describe('where a search fails', () => {
  test.use({ allow: /status of 400/ });
  test('the palette says what is wrong, and still has the pages', async ({ page }) => {
    await page.route(/media\.cgi\/\?.*q=home/, (route) =>
      route.fulfill({ status: 400, json: { error: { code: 'bad_request', message: 'Not today.' } } }),
    );
    await page.goto('404.html');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('home');
    await expect(page.locator('.palette').getByRole('alert')).toHaveText('Not today.');
    await expect(chosen(page)).toContainText('Home');
  });
});

signedIn('titles of mine, and what to do with them, by name', async ({ page, api }) => {
  const title = `Zest ${newName()}`;
  const media = await book(api, { title });
  const entry = await api.post('usermedia.cgi/', { media_id: media.id, status: 'IN_PROGRESS', progress: 100 });
  const now = () => api.get(`usermedia.cgi/${entry.id}`);
  await page.goto('404.html');
  await page.keyboard.press('Control+k');
  await expect(option(page, `${title} +25 pages`)).toHaveAttribute('aria-selected', 'true'); // it is under way
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText('125 of 300 pages');
  expect((await now()).progress).toBe(125);
  // Enter may be faster than the answer.
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`zest ${title.slice(5)} fin`);
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText('Finished');
  expect((await now()).status).toBe('COMPLETED');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`rate ${title} 5`);
  await expect(chosen(page)).toHaveText(`Rate ${title}: 5 stars`);
  await expect(page.getByRole('group', { name: 'My titles' }).getByRole('option')).toContainText(title);
  await chosen(page).click();
  await expect(toast(page)).toContainText('5 of 5 stars');
  expect((await mine(api, media)).rating).toBe(5);
  // Half stars are for who types one; a comma is as good as a point.
  const offers = page.getByRole('option', { name: new RegExp(`^Rate ${title}`) });
  await page.keyboard.press('Control+k');
  for (const [typed, offered] of [
    ['rate', ['1 star', '2 stars', '3 stars', '4 stars', '5 stars']],
    ['4.5 stars', ['4.5 stars']],
    ['4', ['4 stars', '4.5 stars']],
    ['5', ['5 stars']],
    ['4,5', ['4.5 stars']],
  ]) {
    await page.getByRole('combobox').fill(`rate ${title} ${typed}`);
    await expect(offers).toHaveText(offered.map((words) => new RegExp(`Rate ${title}: ${words}`)));
  }
  await offers.click();
  await expect(toast(page)).toContainText(': 4.5 of 5 stars');
  expect((await mine(api, media)).rating).toBe(4.5);
});

signedIn('actions: another theme, signing out', async ({ page }) => {
  await page.goto('404.html');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('sign out');
  await page.keyboard.press('Enter');
  await page.waitForURL(/index\.html/);
  await expect(page.locator('html')).toHaveAttribute('data-account', 'out');
});

// ---- keys for a title -----------------------------------------------------------------------------------------------
signedIn('j and k go about; r, x, o and u do it to the card with the focus', async ({ page, api }) => {
  const name = newName();
  const [second, first] = [await book(api, { title: `${name} b` }), await book(api, { title: `${name} a` })];
  await page.goto(`catalogue.html?q=${name}&sort=title_asc`);
  const links = page.locator('title-card > a');
  await expect(links).toHaveCount(2);
  await ready(page);
  await page.keyboard.press('j');
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('j'); // there is no more
  await page.keyboard.press('k');
  await expect(links.nth(0)).toBeFocused();

  for (const key of ['Control+4', 'Alt+4', 'Shift+x']) await page.keyboard.press(key); // none of these is a key of ours
  await page.keyboard.press('r');
  await page.keyboard.press('4');
  await expect(toast(page)).toContainText(`${first.title}: 4 of 5 stars`);
  await expect(page.locator('title-card').first().locator('.my')).toContainText('4');
  await expect(links.nth(0)).toBeFocused();
  expect(await mine(api, first)).toMatchObject({ rating: 4, entry: null }); // 4 alone would be "Finished"
  await page.keyboard.press('r');
  await page.keyboard.press('0');
  await expect(toast(page)).toContainText('not rated');
  await page.keyboard.press('u');
  await expect(toast(page)).toContainText(`Undone: ${first.title}: not rated`);
  await expect.poll(async () => (await mine(api, first)).rating).toBe(4);
  await page.keyboard.press('u');
  await expect(toast(page)).toContainText('nothing to undo');

  await page.keyboard.press('s'); // it goes on the shelf
  await expect(toast(page)).toContainText(`On your shelf: ${first.title}`);
  await expect(links.nth(0)).toBeFocused();
  await page.keyboard.press('s'); // now there is something to choose
  await expect(page.locator('shelf-menu').getByRole('button', { name: 'Want' })).toBeFocused();
  await page.keyboard.press('j'); // keys are for the menu
  await expect(page.locator('shelf-menu').getByRole('button', { name: 'Want' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('shelf-menu')).toBeHidden();

  await links.nth(1).focus();
  await page.keyboard.press('o');
  await page.getByLabel('Format').fill('Paperback');
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText(`Yours: ${second.title}, Paperback`);
  await expect(
    page
      .locator('title-card')
      .nth(1)
      .getByRole('button', { name: /Want\. Change/ }),
  ).toBeVisible();
  await expect(links.nth(1)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(toast(page)).toContainText('Undone: Yours');
  await expect.poll(async () => (await mine(api, second)).entry).toBeNull();
});

signedIn('the same in an open title; e edits what one may', async ({ page, api }) => {
  const media = await book(api, { type: 'GAME' });
  const theirs = await api.title('beloved');
  await page.goto(`catalogue.html?q=${media.title}&id=${media.id}`);
  await expect(view(page)).toBeVisible();
  await ready(page);
  await page.keyboard.press('r');
  await page.keyboard.press('3');
  await expect(toast(page)).toContainText('3 of 5 stars');
  await expect(starSlider(view(page))).toHaveValue('3');
  await page.keyboard.press('u');
  await expect(starSlider(view(page))).toHaveValue('0');
  await page.keyboard.press('s');
  await expect(view(page).getByRole('radio', { name: 'Want' })).toBeFocused();
  await page.keyboard.press('o');
  await expect(page.getByLabel('Format')).toBeFocused();
  await page.keyboard.type('2r3u'); // text
  await expect(page.getByLabel('Format')).toHaveValue('2r3u');
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await mine(api, media)).toMatchObject({ rating: null, copies: [] });
  await page.keyboard.press('e');
  await page.waitForURL(new RegExp(`edit\\.html\\?id=${media.id}`));
  await page.goto(`title.html?id=${theirs.id}`);
  await expect(view(page)).toBeVisible();
  await page.keyboard.press('e');
  await expect(toast(page)).toContainText('only who added it may change it');
});

signedIn('j, k and o on the rows of the collection', async ({ page, api }) => {
  for (const title of [newName(), newName()])
    await api.post('collection.cgi/copies', { media_id: (await book(api, { title })).id, format: 'Hardcover' });
  await page.goto('collection.html');
  const rows = page.locator('owned-title');
  await expect(rows).toHaveCount(2);
  await ready(page);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(rows.nth(1).locator('> a')).toBeFocused();
  await page.keyboard.press('o');
  await expect(rows.nth(1).getByLabel('Format')).toBeFocused();
});

// ---- Undo -----------------------------------------------------------------------------------------------------------
signedIn(
  'what is taken off comes back by u long after its line is gone, and goes after a minute',
  async ({ page, api }) => {
    const media = await book(api);
    await api.post('usermedia.cgi/', { media_id: media.id, status: 'PAUSED', note: 'Kept' });
    const before = await api.shelf();
    const sent = [];
    page.on('request', (request) => {
      if (request.method() === 'DELETE') sent.push(request.url());
    });
    await page.clock.install();
    await page.goto('library.html');
    await page.locator('title-card > a').focus();
    const off = async () => {
      await page.keyboard.press('s');
      await page.locator('shelf-menu').getByRole('button', { name: 'Take off my shelf' }).press('Enter');
      await expect(page.locator('title-card')).toHaveCount(0);
      await page.clock.fastForward(5100);
      await expect(toast(page)).toHaveCount(0);
    };
    await off();
    await page.clock.fastForward(50_000);
    await page.keyboard.press('u');
    await expect(page.locator('title-card')).toHaveCount(1);
    expect(sent).toEqual([]);
    expect(await api.shelf()).toEqual(before);

    await page.locator('title-card > a').focus();
    await off();
    const gone = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await page.clock.fastForward(56_000);
    await gone;
    expect(await api.shelf()).toEqual([]);
    await page.keyboard.press('u');
    await expect(toast(page)).toContainText('nothing to undo');
  },
);

signedIn('who goes on to another list has what goes gone there', async ({ page, api }) => {
  for (const status of ['TO_DO', 'PAUSED'])
    await api.post('usermedia.cgi/', { media_id: (await book(api)).id, status });
  await page.clock.install();
  await page.goto('library.html?status=PAUSED');
  await page.locator('title-card > a').focus();
  await page.keyboard.press('s');
  await page.locator('shelf-menu').getByRole('button', { name: 'Take off my shelf' }).press('Enter');
  await expect(page.locator('title-card')).toHaveCount(0);
  await page.clock.fastForward(5100);
  await page.getByRole('radio', { name: 'Want' }).check();
  await expect(page.locator('title-card')).toHaveCount(1);
  await expect(page.locator('#summary')).toHaveText('1 title, 0 finished');
  expect(await api.shelf()).toHaveLength(1);
});

// ---- off ------------------------------------------------------------------------------------------------------------
signedIn('keys that are characters can be switched off; the others and the palette stay', async ({ page }) => {
  await page.goto('settings.html');
  await expect(page.locator('#mine')).not.toHaveAttribute('inert');
  const box = page.getByRole('checkbox', { name: 'Keys that are a single character' });
  await expect(box).toBeChecked();
  await box.uncheck();
  expect(await page.evaluate((name) => localStorage.getItem(name), own(page, 'keys'))).toBe('off');
  await page.goto('catalogue.html');
  await expect(page.locator('.search kbd')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Keyboard shortcuts' })).toHaveAttribute('title', 'Keyboard shortcuts');
  await ready(page);
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  for (const key of ['/', 't', 'j', '?', 'g', 'h', 'a']) await page.keyboard.press(key);
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('title-card > a').first()).toBeFocused();
  for (const key of ['1', '+', 'r', '4', 'x', 'o', 'e']) await page.keyboard.press(key);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('shortcuts');
  await page.keyboard.press('Enter');
  // None of them did anything: the help is the only dialog, it says so, and lists what is left.
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(help).toContainText('They are off in this browser');
  await expect(page.locator('dialog[open]')).toHaveCount(1);
  await expect(page).toHaveURL(/catalogue\.html$/);
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
  const left = ['CtrlK', 'CtrlZ', 'Esc', '←→↑↓', 'Enter', 'Alt↑Alt↓'];
  await expect(help.locator('dd')).toHaveText(left);
  // And on again, there.
  await help.getByRole('checkbox').check();
  await expect(help.locator('dd').first()).toHaveText('/');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.locator('html')).toHaveAttribute('data-theme', /./);
  expect(await page.evaluate((name) => localStorage.getItem(name), own(page, 'keys'))).toBeNull();
});
