// Lists: made, filled from titles' pages, put in order by keys, mouse and finger, shown to others; and two devices at
// once. What is taken back comes back whole.
import { execFileSync } from 'node:child_process';
import { asPhone, clean, jumped, settled, tooSmall, tooWide, watchJumps } from './eyes.js';
import { alone, asMember, delay, enter, signedIn, test, expect, newName, toast } from './fixtures.js';

const BOOKS = ['moby-dick', 'beloved', 'celeste', 'vertigo', 'orlando', 'dispossessed'];
const rows = (page) => page.locator('list-row .t');
const row = (page, title) => page.locator('list-row').filter({ has: page.locator('.t', { hasText: title }) });
const handle = (page, title) => row(page, title).locator('.handle');
const button = (where, name) => where.getByRole('button', { name, exact: true });
const address = (list) => `list.html?list=${list.id}`;
const saying = (page) => page.locator('#list ~ [role=status]').first();

// A list with these titles, in this order; `ids` by what they are searched by.
async function make(api, fields = {}, words = BOOKS) {
  const list = await api.post('lists.cgi/', { name: 'By the fire', ...fields });
  const ids = {};
  for (const q of words) {
    ids[q] = (await api.title(q)).id;
    await api.post(`lists.cgi/${list.id}/items`, { media_id: ids[q] });
  }
  return { ...list, ids };
}
const items = async (api, list) => (await api.get(`lists.cgi/${list.id}/items`, { page_size: 100 })).items;
const order = async (api, list) => (await items(api, list)).map(({ media }) => media.title.split(/[ -]/).pop());
const ORDER = ['Dick', 'Beloved', 'Celeste', 'Vertigo', 'Orlando', 'Dispossessed'];

async function fromMenu(page, title, words) {
  await row(page, title).locator('.more-button').click();
  await page.locator('.more-menu:popover-open').getByRole('button', { name: words }).click();
}
// What is changed of items, as it is sent.
function sent(page) {
  const calls = [];
  page.on('request', (request) => {
    if (/lists\.cgi\/.*\/items\//.test(request.url()) && request.method() !== 'GET')
      calls.push([request.method(), request.postDataJSON()]);
  });
  return calls;
}

test('without an account it says whose they would be', async ({ page }) => {
  await page.goto('lists.html?add=');
  await expect(page.getByRole('heading', { name: 'Sign in to see your lists' })).toBeVisible();
  await expect(page.locator('dialog')).toHaveCount(0);
  await expect(page.locator('#add')).toBeHidden();
});

signedIn('a tab of the library; a new list is made in a sheet that has an address', async ({ page, api }) => {
  await page.goto('library.html');
  await page.getByRole('navigation', { name: 'Library' }).getByRole('link', { name: 'Lists' }).click();
  await expect(page.getByRole('heading', { name: 'No list yet' })).toBeVisible();
  await expect(page.locator('.rail a[href="library.html"]')).toHaveAttribute('aria-current', 'true');
  await page.locator('.empty').getByRole('link', { name: 'New list' }).click();
  await expect(page).toHaveURL(/lists\.html\?add=$/);
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.goBack();
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.goForward();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill('Ten for an island');
  await page.getByLabel('About').fill('Why.\nAnd how.');
  await page.getByRole('radio', { name: /^Members/ }).check();
  await page.getByRole('checkbox', { name: 'Ranked' }).check();
  await button(page, 'Make the list').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ten for an island');
  await expect(page.locator('#about')).toHaveText('Why.\nAnd how.');
  await expect(page.getByRole('heading', { name: 'Nothing on it yet' })).toBeVisible();
  expect((await api.get('lists.cgi/')).lists).toMatchObject([
    { name: 'Ten for an island', description: 'Why.\nAnd how.', visibility: 'members', is_ranked: true },
  ]);
  await page.goBack();
  await expect(page).toHaveURL(/lists\.html$/);
  await expect(page.locator('list-card')).toHaveText(/Ten for an island\s*0 titles · Members/);
});

signedIn('its first four covers stand for a list, drawn ones too', async ({ page, api }) => {
  await make(api);
  await page.goto('lists.html');
  await expect(page.locator('list-card .cover .cv')).toHaveCount(4);
  await expect(page.locator('#summary')).toHaveText('1 list');
  await page.locator('list-card a').click();
  await expect(page.locator('#covers .cover .cv')).toHaveCount(4);
  await expect(page.locator('#summary')).toHaveText('6 titles');
});

// ---- from a title ---------------------------------------------------------------------------------------------------
const menu = (page) => page.locator('.list-menu:popover-open');
const tick = (page, name) => menu(page).getByRole('checkbox', { name });

signedIn('a title is put on lists, old and new ones, and taken off again', { tag: '@phone' }, async ({ page, api }) => {
  const list = await make(api, {}, ['beloved']);
  const { id } = await api.title('moby');
  await page.goto(`title.html?id=${id}`);
  await button(page, 'Add to a list').click();
  await expect(tick(page, 'By the fire')).toBeFocused();
  await expect(tick(page, 'By the fire')).not.toBeChecked();
  await page.keyboard.press('Space');
  await expect(toast(page)).toContainText('On “By the fire”: Moby-Dick');
  await expect(menu(page).locator('li')).toHaveText(/2 titles/);
  expect(await order(api, list)).toEqual(['Beloved', 'Dick']);
  await page.getByLabel('New list').fill('Whales');
  await page.keyboard.press('Enter');
  await expect(tick(page, 'Whales')).toBeChecked();
  await expect(toast(page)).toContainText('On “Whales”');
  const { lists } = await api.get('lists.cgi/', { media_id: id });
  expect(lists.map(({ name, item_id }) => [name, item_id])).toEqual([
    ['Whales', id],
    ['By the fire', id],
  ]);
  // Taken off, and back with its note and its place.
  await api.patch(`lists.cgi/${list.id}/items/${id}`, { note: 'The whale.', position: 1 });
  await tick(page, 'By the fire').uncheck();
  await expect(toast(page)).toContainText('Off “By the fire”');
  await button(toast(page), 'Undo').click();
  await page.keyboard.press('Escape');
  await page.reload();
  await button(page, 'Add to a list').click();
  await expect(tick(page, 'By the fire')).toBeChecked();
  expect((await items(api, list))[0]).toMatchObject({ id, note: 'The whale.' });
  await tick(page, 'By the fire').uncheck();
  await page.goto('about:blank'); // whoever leaves has meant it
  await expect.poll(() => order(api, list)).toEqual(['Beloved']);
});

signedIn('many lists are searched; a key opens them for the title at hand', async ({ page, api }) => {
  for (let at = 1; at <= 9; at++) await api.post('lists.cgi/', { name: `List ${at}` });
  await page.goto('catalogue.html?q=moby');
  await page.locator('title-card a').focus();
  await page.keyboard.press('l');
  await expect(menu(page).getByLabel('Find a list')).toBeFocused();
  await page.keyboard.type('7');
  await expect(menu(page).locator('li:visible')).toHaveText(/List 7/);
  await page.keyboard.type('x');
  await expect(menu(page).getByRole('status')).toHaveText('No list is called that.');
  await page.keyboard.press('Escape');
  await expect(menu(page)).toHaveCount(0);
  await expect(page.locator('title-card a')).toBeFocused();
  // Over a title that is open, too.
  await page.keyboard.press('Enter');
  await expect(page.locator('title-view')).toBeVisible();
  await button(page.locator('title-view'), 'Add to a list').click();
  await tick(page, 'List 3').check();
  await expect(toast(page)).toContainText('On “List 3”');
  await settled(page);
  await clean(page, '.list-menu');
});

// ---- order ----------------------------------------------------------------------------------------------------------
signedIn('arrow keys move a title by its handle; many of them are one change, with Undo', async ({ page, api }) => {
  const list = await make(api, { is_ranked: true });
  const calls = sent(page);
  await page.goto(address(list));
  await expect(rows(page)).toHaveCount(6);
  await expect(page.locator('list-row .nth')).toHaveText(['1', '2', '3', '4', '5', '6']);
  await handle(page, 'Vertigo').focus();
  await page.keyboard.press('ArrowUp');
  await expect(saying(page)).toHaveText('Vertigo: 3 of 6');
  await page.keyboard.press('ArrowUp');
  await expect(handle(page, 'Vertigo')).toBeFocused();
  await expect(handle(page, 'Vertigo')).toHaveAccessibleName('Move Vertigo, 2 of 6: arrow keys');
  await expect(row(page, 'Vertigo').locator('.nth')).toHaveText('2');
  await expect(toast(page)).toContainText('Vertigo: 2 of 6');
  expect(calls).toEqual([['PATCH', { position: 2 }]]);
  expect(await order(api, list)).toEqual(['Dick', 'Vertigo', 'Beloved', 'Celeste', 'Orlando', 'Dispossessed']);
  await expect(handle(page, 'Vertigo')).toBeFocused(); // also where it was drawn anew
  // With Alt anywhere in it.
  await row(page, 'Vertigo').locator('a').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(toast(page)).toContainText('Vertigo: 1 of 6');
  await row(page, 'Vertigo').locator('a').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(saying(page)).toHaveText('Vertigo is first already');
  await button(toast(page), 'Undo').click();
  await expect
    .poll(() => order(api, list))
    .toEqual(['Dick', 'Vertigo', 'Beloved', 'Celeste', 'Orlando', 'Dispossessed']);
  await expect(rows(page).nth(1)).toHaveText('Vertigo');
  // There and back is no change.
  calls.length = 0;
  await handle(page, 'Beloved').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab'); // it is sent, if there is something to send, as the focus leaves
  await fromMenu(page, 'Beloved', 'Up');
  await expect(toast(page)).toContainText('Beloved: 2 of 6');
  expect(calls).toEqual([['PATCH', { position: 2 }]]);
});

signedIn('a menu moves it for who has neither keys nor a steady hand', async ({ page, api }) => {
  const list = await make(api);
  await page.goto(address(list));
  await fromMenu(page, 'Celeste', 'Down');
  await expect(toast(page)).toContainText('Celeste: 4 of 6');
  await fromMenu(page, 'Celeste', 'To another place…');
  await expect(page.getByLabel('Place, 1 to 6')).toBeFocused();
  await page.keyboard.type('900');
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText('Celeste: 6 of 6');
  await expect(rows(page).last()).toHaveText('Celeste');
  expect((await order(api, list)).at(-1)).toBe('Celeste');
});

signedIn('the end of a page is not the end of the list', async ({ page, api }) => {
  const list = await make(api, {}, []);
  const { media } = await api.get('media.cgi/', { page_size: 60, sort: 'title_asc' });
  for (const { id } of media.slice(0, 52)) await api.post(`lists.cgi/${list.id}/items`, { media_id: id });
  await page.goto(`${address(list)}&page=2`);
  await expect(rows(page)).toHaveCount(2);
  const { title } = media[50];
  await page.locator('.handle').first().focus();
  await page.keyboard.press('ArrowUp');
  await expect(page).not.toHaveURL(/page=2/);
  await expect(rows(page).last()).toHaveText(title);
  await expect(page.locator('list-row').last().locator('a')).toBeFocused();
  await page.locator('.handle').last().focus();
  await page.keyboard.press('ArrowDown');
  await expect(page).toHaveURL(/page=2/);
  await expect(rows(page).first()).toHaveText(title);
});

// From the middle of a handle to that of another row.
async function drag(page, from, to, { drop = true } = {}) {
  const middle = async (where) => {
    const { x, y, width, height } = await where.boundingBox();
    return [x + width / 2, y + height / 2];
  };
  await page.mouse.move(...(await middle(from)));
  await page.mouse.down();
  const [[x, y], [, before]] = [await middle(to), await middle(from)];
  await page.mouse.move(x, y + Math.sign(y - before) * 5, { steps: 6 });
  if (drop) await page.mouse.up();
}

signedIn('a mouse drags it; Escape puts it back', async ({ page, api }) => {
  const list = await make(api);
  const calls = sent(page);
  await page.goto(address(list));
  await drag(page, handle(page, 'Moby-Dick'), handle(page, 'Celeste'));
  await expect(toast(page)).toContainText('Moby-Dick: 3 of 6');
  expect(await order(api, list)).toEqual(['Beloved', 'Celeste', 'Dick', 'Vertigo', 'Orlando', 'Dispossessed']);
  await drag(page, handle(page, 'Orlando'), handle(page, 'Beloved'), { drop: false });
  await expect(rows(page).first()).toHaveText('Orlando');
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveText(['Beloved', 'Celeste', 'Moby-Dick', 'Vertigo', 'Orlando', /Dispossessed/]);
  await page.mouse.up();
  expect(calls).toHaveLength(1);
  await button(toast(page), 'Undo').click();
  await expect.poll(() => order(api, list)).toEqual(ORDER);
});

test.describe('without a network', () => {
  test.use({ allow: /ERR_INTERNET_DISCONNECTED/ });

  test('it goes back to where it was, and the page says why', async ({ page, api, context, member }) => {
    expect(member.id).toBeTruthy();
    const list = await make(api);
    await page.goto(address(list));
    await handle(page, 'Beloved').focus();
    await context.setOffline(true);
    await page.keyboard.press('ArrowUp');
    await expect(toast(page)).toContainText('can’t be reached');
    await expect(rows(page).nth(1)).toHaveText('Beloved');
    await expect(handle(page, 'Beloved')).toBeFocused();
    await context.setOffline(false);
    await page.keyboard.press('ArrowUp');
    await expect(toast(page)).toContainText('Beloved: 1 of 6');
  });
});

signedIn('titles are added one after the other, on the list itself', async ({ page, api }) => {
  const list = await make(api, {}, ['beloved']);
  await page.goto(address(list));
  await button(page.locator('#acts'), 'Add titles').click();
  for (const [q, title] of [
    ['moby', 'Moby-Dick'],
    ['celeste', 'Celeste'],
  ]) {
    await expect(page.getByLabel('Which title?')).toBeFocused();
    await page.keyboard.type(q);
    await page.locator('button.pick').filter({ hasText: title }).click();
    await expect(toast(page)).toContainText(`${title} is number`);
  }
  await button(toast(page), 'Undo').click();
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveText(['Beloved', 'Moby-Dick']);
  expect(await order(api, list)).toEqual(['Beloved', 'Dick']);
});

test.describe('a finger', { tag: '@phone' }, () => {
  signedIn('drags it by its handle, and scrolls by all else', async ({ page, api, isMobile }) => {
    test.skip(!isMobile, 'a desk has no finger');
    const list = await make(api);
    await page.goto(address(list));
    await expect(rows(page)).toHaveCount(6);
    await page.locator('#list').scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, 200));
    expect(await handle(page, 'Beloved').evaluate((node) => getComputedStyle(node).touchAction)).toBe('none');
    const client = await page.context().newCDPSession(page);
    const send = (type, ...touchPoints) => client.send('Input.dispatchTouchEvent', { type, touchPoints });
    const { x, y, width, height } = await handle(page, 'Beloved').boundingBox();
    const to = (await handle(page, 'Celeste').boundingBox()).y + height / 2 + 5;
    const at = { x: x + width / 2, y: y + height / 2 };
    await send('touchStart', at);
    for (let part = 1; part <= 8; part++) await send('touchMove', { ...at, y: at.y + ((to - at.y) * part) / 8 });
    await send('touchEnd');
    await expect(toast(page)).toContainText('Beloved: 3 of 6');
    expect(await order(api, list)).toEqual(['Dick', 'Celeste', 'Beloved', 'Vertigo', 'Orlando', 'Dispossessed']);
    expect(await tooSmall(page)).toEqual([]);
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });
});

// ---- two devices ----------------------------------------------------------------------------------------------------
signedIn.describe('two devices', () => {
  signedIn.use({ allow: /status of (404|412)/ });

  signedIn('move at once: it goes behind whom it was put, and all is there', async ({ page, api }) => {
    const list = await make(api);
    const { ids } = list;
    const at = (q) => `lists.cgi/${list.id}/items/${ids[q]}`;
    await page.goto(address(list));
    await expect(rows(page)).toHaveCount(6);
    // The other one: something new at the top, one taken off, one moved. Of all that this page knows nothing.
    await api.post(`lists.cgi/${list.id}/items`, { media_id: (await api.title('middlemarch')).id, position: 1 });
    await api.delete(at('beloved'));
    await api.patch(at('dispossessed'), { position: 2 });
    await handle(page, 'Orlando').focus();
    await page.keyboard.press('ArrowUp'); // before Vertigo, behind Celeste
    await expect(toast(page)).toContainText('Orlando: 5 of 6');
    const now = ['Middlemarch', 'Dispossessed', 'Dick', 'Celeste', 'Orlando', 'Vertigo'];
    expect(await order(api, list)).toEqual(now);
    await expect(rows(page)).toHaveText(now.map((word) => new RegExp(`${word}$`)));
    // The other one is faster: between what is read of it and what is sent.
    let isFirst = true;
    await page.route('**/lists.cgi/*/items/*', async (route) => {
      if (route.request().method() === 'PATCH' && isFirst) {
        isFirst = false;
        await api.patch(at('orlando'), { position: 1 });
      }
      await route.continue();
    });
    await handle(page, 'Orlando').focus();
    await page.keyboard.press('ArrowDown'); // behind Vertigo
    await expect(toast(page)).toContainText('Orlando: 6 of 6');
    expect(await order(api, list)).toEqual(['Middlemarch', 'Dispossessed', 'Dick', 'Celeste', 'Vertigo', 'Orlando']);
    await page.unroute('**/lists.cgi/*/items/*');
    // What isn't there any more can't be moved: the page says so, and shows what is.
    await api.delete(at('vertigo'));
    await handle(page, 'Vertigo').focus();
    await page.keyboard.press('ArrowUp');
    await expect(toast(page)).toContainText('Vertigo is no longer on this list');
    await expect(rows(page)).toHaveText([/Middlemarch/, /Dispossessed/, /Dick/, /Celeste/, /Orlando/]);
  });

  signedIn('write a note at once: both are shown, and one is chosen', async ({ page, api }) => {
    const list = await make(api, {}, ['beloved']);
    const at = `lists.cgi/${list.id}/items/${list.ids.beloved}`;
    const note = page.getByLabel('Note on Beloved');
    await page.goto(address(list));
    await fromMenu(page, 'Beloved', 'Write a note');
    await expect(note).toBeFocused();
    await page.keyboard.type('From this one.');
    await page.reload(); // what is typed stays
    await expect(note).toHaveValue('From this one.');
    await api.patch(at, { note: 'From the other.' });
    await button(page, 'Save').click();
    await expect(page.locator('.both')).toContainText('From the other.');
    await button(page.locator('.both'), 'Keep mine').click();
    await expect(page.locator('.row-note > p')).toHaveText('From this one.');
    expect((await api.get(at)).note).toBe('From this one.');
    // A move elsewhere is in nobody's way.
    await api.post(`lists.cgi/${list.id}/items`, { media_id: (await api.title('moby')).id, position: 1 });
    await fromMenu(page, 'Beloved', 'Change the note');
    await note.fill('');
    await button(page, 'Save').click();
    await expect(toast(page)).toContainText('Note removed');
    await button(toast(page), 'Undo').click();
    await expect(page.locator('.row-note > p')).toHaveText('From this one.');
    await expect(rows(page)).toHaveText([/Moby/, 'Beloved']);
  });

  signedIn('change the list at once: each its own, and of the same both are shown', async ({ page, api }) => {
    const list = await make(api, {}, []);
    await page.goto(address(list));
    await button(page, 'Edit').click();
    await api.patch(`lists.cgi/${list.id}`, { description: 'Theirs.', visibility: 'members' });
    await page.getByLabel('Name').fill('Mine');
    await button(page, 'Save').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mine');
    await expect(page.locator('#about')).toHaveText('Theirs.');
    await expect(page.locator('#seen')).toContainText('Members');
    await button(toast(page), 'Undo').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('By the fire');
    await button(page, 'Edit').click();
    await api.patch(`lists.cgi/${list.id}`, { name: 'Theirs' });
    await page.getByLabel('Name').fill('Mine');
    await button(page, 'Save').click();
    await expect(page.locator('.both')).toContainText('Theirs');
    await button(page.locator('.both'), 'Take theirs').click();
    await expect(page.locator('dialog')).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Theirs');
  });
});

signedIn('what another tab does to a list is seen in this one', async ({ page, api, context }) => {
  const list = await make(api);
  await page.goto(address(list));
  await expect(rows(page)).toHaveCount(6);
  const other = await context.newPage();
  await other.goto(address(list));
  await handle(other, 'Beloved').focus();
  await other.keyboard.press('ArrowUp');
  await expect(toast(other)).toContainText('Beloved: 1 of 6');
  await page.bringToFront();
  await expect(rows(page).first()).toHaveText('Beloved');
});

// ---- taken back -----------------------------------------------------------------------------------------------------
signedIn('a title that is taken off comes back whole; what is left is numbered anew', async ({ page, api }) => {
  const list = await make(api, { is_ranked: true });
  const item = `lists.cgi/${list.id}/items/${list.ids.beloved}`;
  const before = await api.patch(item, { note: 'Why.' });
  await page.goto(address(list));
  await fromMenu(page, 'Beloved', 'Take it off the list');
  await expect(rows(page)).toHaveText(['Moby-Dick', 'Celeste', 'Vertigo', 'Orlando', /Dispossessed/]);
  await expect(page.locator('list-row .nth')).toHaveText(['1', '2', '3', '4', '5']);
  await expect(page.locator('#summary')).toHaveText('5 titles');
  await expect(row(page, 'Celeste').locator('.more-button')).toBeFocused();
  await button(toast(page), 'Undo').click();
  await expect(rows(page)).toHaveCount(6);
  await expect(page.locator('#summary')).toHaveText('6 titles');
  expect(await api.get(item)).toEqual(before);
  await fromMenu(page, 'Beloved', 'Take it off the list');
  await fromMenu(page, 'Celeste', 'Down'); // its Undo takes the place of the one before
  await expect(toast(page)).toContainText('Celeste: 3 of 5');
  expect(await order(api, list)).toEqual(['Dick', 'Vertigo', 'Celeste', 'Orlando', 'Dispossessed']);
});

signedIn('a list that is deleted comes back; without Undo it is gone', async ({ page, api }) => {
  const list = await make(api);
  const drop = async () => {
    await page.locator('#acts').getByRole('button', { name: 'More' }).click();
    await page.locator('.more-menu:popover-open').getByRole('button', { name: 'Delete this list' }).click();
    await expect(page.locator('.list-gone')).toContainText('This list is deleted.');
  };
  await page.goto(address(list));
  await drop();
  await button(toast(page), 'Undo').click();
  await expect(page.locator('.list-gone')).toHaveCount(0);
  expect(await order(api, list)).toEqual(ORDER);
  await drop();
  await page.locator('.list-gone').getByRole('link', { name: 'All lists' }).click();
  await expect.poll(async () => (await api.get('lists.cgi/')).total).toBe(0);
  await page.goto('lists.html');
  await expect(page.getByRole('heading', { name: 'No list yet' })).toBeVisible();
});

signedIn('ranked or not by a switch, with Undo', async ({ page, api }) => {
  const list = await make(api);
  await page.goto(address(list));
  await expect(rows(page)).toHaveCount(6);
  await expect(page.locator('.nth')).toHaveCount(0);
  await page.getByRole('switch', { name: 'Ranked' }).check();
  await expect(page.locator('.nth')).toHaveText(['1', '2', '3', '4', '5', '6']);
  await expect(page.getByRole('switch', { name: 'Ranked' })).toBeFocused();
  await button(toast(page), 'Undo').click();
  await expect(page.locator('.nth')).toHaveCount(0);
  expect((await api.get(`lists.cgi/${list.id}`)).is_ranked).toBe(false);
});

// ---- others ---------------------------------------------------------------------------------------------------------
test.describe('others', () => {
  test.use({ allow: /status of 40[14]/ });

  test('see what is shown to them, and change nothing', async ({ page, api, context, member }) => {
    const secret = await make(api, { name: `Secret ${newName()}` }, ['beloved']);
    const shown = await make(api, { name: `Shown ${newName()}`, visibility: 'members' }, ['beloved', 'vertigo']);
    const open = await make(api, { name: `Open ${newName()}`, visibility: 'public', is_ranked: true }, ['celeste']);
    await page.goto(address(open));
    await button(page, 'Share').click();
    await expect(page.getByLabel('Its own address')).toHaveValue(new URL(address(open), page.url()).href);
    await page.keyboard.press('Escape');
    // A stranger.
    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(address(open));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(open.name);
    await expect(page.locator('.list-facts')).toHaveText(`By ${member.username} · 1 title`);
    await expect(page.locator('#acts button, .handle, list-row .more-button')).toHaveCount(0);
    await row(page, 'Celeste').locator('a').click();
    await expect(page.locator('title-view')).toBeVisible();
    for (const list of [shown, secret]) {
      await page.goto(address(list));
      await expect(page.getByRole('heading', { name: 'For members' })).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
    }
    // Another member.
    await enter(page, api, 'jonas');
    await page.goto('lists.html');
    await page.getByRole('radio', { name: 'Of others' }).check({ force: true });
    await expect(page).toHaveURL(/scope=members$/);
    const card = page.locator('list-card').filter({ hasText: shown.name });
    await expect(card).toContainText(`2 titles · by ${member.username}`);
    await expect(page.locator('list-card').filter({ hasText: secret.name })).toHaveCount(0);
    await card.locator('a').click();
    await expect(rows(page)).toHaveText(['Beloved', 'Vertigo']);
    await expect(page.locator('#acts button, .handle, list-row .more-button')).toHaveCount(0);
    await page.goBack();
    await expect(page.getByRole('radio', { name: 'Of others' })).toBeChecked();
    for (const id of [secret.id, 'nonsense', '']) {
      await page.goto(`list.html?list=${id}`);
      await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible();
    }
  });
});

signedIn('what is typed into names and notes is text', async ({ page, api }) => {
  const name = '<img src=x onerror=alert(1)>\u202e';
  const list = await make(api, { name, description: name }, ['beloved']);
  await api.patch(`lists.cgi/${list.id}/items/${list.ids.beloved}`, { note: '<b>bold</b>' });
  await page.goto(address(list));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x');
  await expect(page.locator('.row-note')).toHaveText('<b>bold</b>');
  await page.goto('lists.html');
  await expect(page.locator('list-card .t')).toContainText('<img src=x');
});

// ---- how it looks ---------------------------------------------------------------------------------------------------
signedIn('clean for axe, as wide as the window, and nothing jumps', async ({ page, api }) => {
  test.slow();
  const list = await make(api, {
    name: 'A very long name of a list that goes on and on until it has no room in a line',
    is_ranked: true,
    visibility: 'public',
    description: 'Of it.',
  });
  await api.patch(`lists.cgi/${list.id}/items/${list.ids.beloved}`, { note: 'A note.\nOf two lines.' });
  await watchJumps(page);
  for (const width of [1280, 768, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const name of ['lists.html', address(list)]) {
      await page.goto(name);
      await expect(page.locator('list-card, list-row').first()).toBeVisible();
      await settled(page);
      expect(await tooWide(page), `${name}, ${width}`).toBeLessThanOrEqual(0);
      expect(await jumped(page), `${name}, ${width}`).toBeLessThan(0.01);
    }
  }
  await clean(page);
  await asPhone(page, async () => expect(await tooSmall(page)).toEqual([]));
  await fromMenu(page, 'Beloved', 'Change the note');
  await clean(page, 'main');
  await button(page, 'Edit').click();
  await clean(page, 'dialog');
  await page.goto('lists.html');
  await settled(page);
  await clean(page);
});

// ---- a long one -----------------------------------------------------------------------------------------------------
const many = alone.extend(asMember);
const TITLES = 5000;
const FILL = `
  PRAGMA busy_timeout = 5000;
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TITLES})
  INSERT INTO media_items (key, id, type, title, title_folded, metadata, source, curated, created_at, updated_at)
  SELECT i, printf('%08x-0000-4000-8000-%012x', i, i), 'GAME', 'Game ' || i, 'game ' || i, '{}', 'USER_ADDED', 0, i, i
  FROM n;
  INSERT INTO list_items (list_key, media_key, place, created_at, updated_at)
  SELECT 1, key, key * 16777216, key, key FROM media_items;
  UPDATE lists SET item_count = ${TITLES};`;

many('5,000 titles: a page of them is read, and moved from end to end', async ({ page, api, server }) => {
  const list = await api.post('lists.cgi/', { name: 'All of them', is_ranked: true });
  execFileSync('sqlite3', [server.database], { input: FILL });
  const asked = [];
  page.on('request', (request) => {
    if (request.url().includes('lists.cgi')) asked.push(request.method());
  });
  await page.goto(`${address(list)}&page=100`);
  await expect(rows(page)).toHaveCount(50);
  await expect(page.locator('#summary')).toHaveText('5,000 titles');
  await expect(page.locator('.nth').last()).toHaveText('5,000');
  expect(asked).toEqual(['GET']);
  await fromMenu(page, 'Game 5000', 'To another place…');
  await page.getByLabel('Place, 1 to 5,000').fill('2');
  await page.keyboard.press('Enter');
  await expect(rows(page).nth(1)).toHaveText('Game 5000');
  await expect(page).not.toHaveURL(/page=/);
  await expect(row(page, 'Game 5000').locator('a')).toBeFocused();
  // One more is refused, and the page says why.
  const { id } = await api.post('media.cgi/', { type: 'GAME', title: 'One more' });
  await page.goto(`title.html?id=${id}`);
  await button(page, 'Add to a list').click();
  await tick(page, 'All of them').click();
  await expect(toast(page)).toContainText('5000');
  await expect(tick(page, 'All of them')).not.toBeChecked();
});
many.use({ allow: /status of 409/ });

signedIn('nothing jumps where its titles come late', async ({ page, api }) => {
  const list = await make(api, {
    name: 'A name of some length, so that it needs more than a line',
    description: 'Of it.',
  });
  await watchJumps(page);
  await page.setViewportSize({ width: 768, height: 844 });
  const release = await delay(page, '**/lists.cgi/*/items*');
  await page.goto(address(list));
  await expect(page.locator('.ordered .skeleton').first()).toBeVisible();
  release();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('A name of some length');
  await expect(page.locator('.ordered .skeleton')).toHaveCount(0);
  await settled(page);
  expect(await jumped(page)).toBeLessThan(0.01);
});
