// With JavaScript off: everything that one does here, by the pages that the programs answer.
import { noise } from '../e2e/picture.js';
import { test, expect, PASSWORD, newName } from './fixtures.js';
import { test as lookedUp } from './providers.js';

const LETTERBOXD = new URL('../imports/letterboxd.zip', import.meta.url).pathname;
const OTHER = 'another long secret';

const main = (page) => page.getByRole('main');
const heading = (page) => page.getByRole('heading', { level: 1 });
const button = (page, name) => main(page).getByRole('button', { name, exact: true });
// What a row offers says of what.
const ofRow = (page, role, words, name) => main(page).getByRole(role, { name: new RegExp(`^${words} ?: ${name}$`) });

// What is sent is answered by a page, which is there before one goes on. (A screen that has only a script leads on.)
async function send(by) {
  const page = by.page();
  const answered = page.waitForEvent('load');
  await by.click();
  await answered;
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(0);
}

async function register(page, name) {
  await page.goto('register.html');
  await expect(page.getByLabel('Username')).toBeFocused();
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await send(main(page).getByRole('button', { name: 'Create account' }));
  await expect(page.getByRole('contentinfo')).toContainText(`Signed in as ${name}`);
}

async function signIn(page, name, password = PASSWORD) {
  await page.goto('login.html');
  await expect(page.getByLabel('Username or e-mail')).toBeFocused();
  await page.getByLabel('Username or e-mail').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await send(main(page).getByRole('button', { name: 'Sign in' }));
}

// Opens what is folded, and answers its form.
async function unfold(page, title) {
  const offer = page.locator('details.offer').filter({ has: page.locator('summary', { hasText: title }) });
  await offer.locator('summary').click();
  return offer;
}

async function add(page, title) {
  await page.getByRole('link', { name: 'Add title' }).click();
  await expect(page.getByLabel('Title', { exact: true })).toBeFocused();
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.getByRole('textbox', { name: 'Length in pages', exact: true }).fill('120');
  await send(page.getByRole('button', { name: 'Add to the catalogue' }));
  await expect(heading(page)).toHaveText(title);
}

test('register, sign out and in again: the page says who is here', async ({ page, context, baseURL }) => {
  const name = newName();
  const signedIn = async () => (await context.cookies()).some(({ name: cookie }) => cookie === 'access_token');
  await register(page, name);
  await expect(page).toHaveURL(`${baseURL}cgi-bin/usermedia.cgi`);
  await expect(heading(page)).toHaveText('Library');
  await expect(main(page)).toContainText('Nothing is here yet.');
  expect(await signedIn()).toBe(true);
  await send(page.getByRole('button', { name: 'Sign out' }));
  await expect(heading(page)).toHaveText('Sign in');
  await expect(page.getByRole('contentinfo')).toContainText('Nobody is signed in');
  expect(await signedIn()).toBe(false);
  await signIn(page, name);
  await expect(page.getByRole('contentinfo')).toContainText(`Signed in as ${name}`);
  expect(await signedIn()).toBe(true);
});

test('a title: added, shelved, read, rated, reviewed, owned, changed and deleted', async ({ page, api }) => {
  test.slow();
  const title = `${newName()} <b>`;
  await register(page, newName());
  await add(page, title);
  const { id } = await api.title(title);

  await page.getByLabel('Status').selectOption('In progress');
  await send(button(page, 'Put it on my shelf'));
  const mine = page.locator('section.offer', { hasText: 'On my shelf' });
  await mine.getByLabel('Progress').fill('40');
  await mine.getByLabel('Started').fill('2026-02-03');
  await mine.getByLabel('Note').fill('two\nlines');
  await send(mine.getByRole('button', { name: 'Save' }));
  await expect(page.getByLabel('Progress')).toHaveValue('40');
  expect((await api.get(`media.cgi/${id}`)).my.entry).toMatchObject({
    status: 'IN_PROGRESS',
    progress: 40,
    note: 'two\nlines',
    start_date: '2026-02-03T00:00:00Z',
  });

  await page.getByLabel('Stars').selectOption('4.5');
  await send(button(page, 'Rate it'));
  await expect(page.getByLabel('Stars')).toHaveValue('4.5');
  const writing = await unfold(page, 'Write a review');
  await writing.getByLabel('Review').fill('<i>Good.</i>\nIndeed.');
  await send(writing.getByRole('button'));
  await expect(main(page).getByLabel('Review')).toHaveValue('<i>Good.</i>\nIndeed.');
  await main(page).getByLabel('Review').fill('Very good.');
  await send(page.locator('section.offer', { hasText: 'My review' }).getByRole('button', { name: 'Save' }));
  await page.getByRole('link', { name: 'All reviews' }).click();
  await expect(main(page).locator('.row')).toHaveText(/Very good\./);
  await page.getByRole('link', { name: 'The title' }).click();

  const owning = await unfold(page, 'Add a copy');
  await owning.getByLabel('Format').fill('Paperback');
  await send(owning.getByRole('button'));
  await page.getByRole('link', { name: 'Paperback' }).click();
  await page.getByLabel('Platform').fill('the attic');
  await send(button(page, 'Save'));
  await page.getByRole('link', { name: 'All of this title' }).click();
  await expect(main(page).locator('.row', { hasText: 'Paperback' })).toContainText('the attic');

  const editing = await unfold(page, 'Edit the title');
  await editing.getByLabel('By').fill('Somebody');
  await send(editing.getByRole('button', { name: 'Save' }));
  await expect(main(page).locator('.brief').first()).toContainText('Somebody');
  const picturing = await unfold(page, 'Give it a picture');
  await picturing.getByLabel('Image').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: noise(20) });
  await send(picturing.getByRole('button', { name: 'Give it a picture' }));
  await expect(main(page).locator('.face img')).toHaveJSProperty('naturalWidth', 20);

  await page.getByRole('link', { name: 'Library' }).first().click();
  await main(page)
    .getByRole('link', { name: /In progress/ })
    .click();
  await expect(main(page).locator('.row')).toHaveCount(1);
  await main(page).getByRole('link', { name: /Want/ }).click();
  await expect(main(page)).toContainText('Nothing is here yet.');
  await page.getByRole('link', { name: 'Collection' }).first().click();
  await main(page).getByRole('link', { name: title }).click();

  await send((await unfold(page, 'Take it off my shelf')).getByRole('button'));
  await expect(button(page, 'Put it on my shelf')).toBeVisible();
  await send((await unfold(page, 'Delete the title')).getByRole('button'));
  await expect(heading(page)).toHaveText('Catalogue');
  expect((await api.get('media.cgi/', { q: title })).total).toBe(0);
});

test('a list: made, filled from the titles, put in order, on a phone, too', async ({ page }) => {
  const titles = [`Harbour ${newName()}`, `Meadow ${newName()}`];
  await register(page, newName());
  for (const title of titles) await add(page, title);
  await page.getByRole('link', { name: 'Library' }).first().click();
  await page.setViewportSize({ width: 360, height: 700 });
  await main(page).getByRole('link', { name: 'My lists' }).click();
  const making = await unfold(page, 'Make a list');
  await making.getByLabel('Name').fill('By the fire');
  await making.getByLabel('Seen by').selectOption('Only me');
  await send(making.getByRole('button', { name: 'Make a list' }));
  await expect(heading(page)).toHaveText('By the fire');
  for (const title of titles) {
    await page.goto(`cgi-bin/media.cgi?q=${encodeURIComponent(title)}`);
    await main(page).getByRole('link', { name: title }).click();
    await main(page).getByRole('link', { name: 'Put it on a list' }).click();
    await send(ofRow(page, 'button', 'Put it on this list', 'By the fire'));
    await expect(ofRow(page, 'button', 'Take it off', 'By the fire')).toBeVisible();
  }
  await main(page).getByRole('link', { name: 'By the fire' }).click();
  const rows = main(page).locator('.row-name');
  await expect(rows).toHaveText(titles);
  await send(ofRow(page, 'button', 'Up', titles[1]));
  await expect(rows).toHaveText([...titles].reverse());
  await expect(ofRow(page, 'button', 'Up', titles[1])).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await ofRow(page, 'link', 'Change it', titles[0]).click();
  await main(page).getByLabel('Note').fill('First,\nand last.');
  await main(page).getByLabel('Position').fill('1');
  await send(button(page, 'Save'));
  await main(page).getByRole('link', { name: 'All of the list' }).click();
  await expect(rows).toHaveText(titles);
  await expect(main(page).locator('.row .about')).toHaveText('First,\nand last.');
});

test('the catalogue is searched, narrowed, sorted and leafed through', async ({ page }) => {
  await page.goto('register.html'); // a screen: its search leads there as well
  await page.getByRole('searchbox').fill('left hand of dark');
  await page.getByRole('searchbox').press('Enter');
  await expect(main(page).locator('.row')).toHaveText(/The Left Hand of Darkness/);
  await page.getByLabel('Search', { exact: true }).fill('');
  await page.getByLabel('Sort').selectOption('Title, ascending');
  await send(page.getByRole('button', { name: 'Show' }));
  await main(page).getByRole('link', { name: 'Movie', exact: true }).click();
  await expect(page.getByLabel('Sort')).toHaveValue('title_asc');
  const first = await main(page).locator('.row-name').first().textContent();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page.locator('.pager')).toContainText('Page 2');
  await expect(main(page).locator('.row-name').first()).not.toHaveText(first);
  await expect(main(page).locator('.tag', { hasText: 'Book' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Previous' }).click();
  await expect(main(page).locator('.row-name').first()).toHaveText(first);
});

test('a file of another service: sent, planned, moved in and taken back, step by step', async ({ page, api }) => {
  await register(page, newName());
  await page.goto('import.html');
  await expect(heading(page)).toHaveText('Import');
  await page.getByRole('link', { name: 'Export' }).click();
  await main(page).getByRole('link', { name: 'Import', exact: true }).click();
  await expect(heading(page)).toHaveText('Import');
  await page.getByLabel('File').setInputFiles(LETTERBOXD);
  await send(button(page, 'Look what is in it'));
  for (let n = 0; n < 9 && (await button(page, 'Do the next 200').count()); n++)
    await send(button(page, 'Do the next 200'));
  await expect(main(page)).toContainText('Planned');
  await expect(main(page).locator('.notice')).toContainText('nothing has been changed yet');
  await expect(main(page).locator('.notice')).toContainText(/[0-9]+ new/);
  await page.getByRole('link', { name: 'All rows' }).click();
  await expect(main(page).locator('.row')).not.toHaveCount(0);
  await expect(main(page).locator('.row', { hasText: 'Parasite' })).toHaveCount(1);
  expect(await api.shelf()).toEqual([]);
  await page.getByRole('link', { name: 'The import' }).click();
  await send(button(page, 'Move it in'));
  for (let n = 0; n < 9 && (await button(page, 'Do the next 200').count()); n++)
    await send(button(page, 'Do the next 200'));
  await expect(main(page)).toContainText('Done');
  expect((await api.shelf()).map(({ media }) => media.title)).toContain('Parasite');
  await send((await unfold(page, 'Take it all back')).getByRole('button'));
  for (let n = 0; n < 9 && (await button(page, 'Do the next 200').count()); n++)
    await send(button(page, 'Do the next 200'));
  await expect(main(page)).toContainText('Undone');
  expect(await api.shelf()).toEqual([]);
});

test('an admin: rights, a recovery link that works, and curating', async ({ page, api, browser, baseURL }) => {
  test.slow();
  const [name, title] = [newName(), newName()];
  const theirs = await browser.newContext({ javaScriptEnabled: false, baseURL });
  const other = await theirs.newPage();
  await register(other, name);
  await add(other, title);

  await signIn(page, 'keeper');
  await page.getByRole('contentinfo').getByRole('link', { name: 'People' }).click();
  await main(page).getByText('Search and sort').click();
  await page.getByLabel('Search', { exact: true }).fill(name);
  await send(page.getByRole('button', { name: 'Show' }));
  await main(page).getByRole('link', { name }).click();
  await page.getByLabel('Role').selectOption('Admin');
  await send(button(page, 'Save'));
  await expect(page.getByLabel('Role')).toHaveValue('admin');
  await page.getByLabel('Role').selectOption('Member');
  await send(button(page, 'Save'));

  await send((await unfold(page, 'Make a recovery link')).getByRole('button'));
  const link = main(page).getByRole('link', { name: 'The link, for a browser without JavaScript' });
  await other.goto(await link.getAttribute('href'));
  await expect(main(other)).toContainText('Valid');
  await other.getByLabel('New password').fill(OTHER);
  await send(button(other, 'Use it'));
  await expect(heading(other)).toHaveText('Sign in');
  await signIn(other, name, OTHER);
  await expect(other.getByRole('contentinfo')).toContainText(`Signed in as ${name}`);

  await page.goto('admin.html');
  await page.getByRole('link', { name: 'Titles that nobody has curated' }).click();
  await main(page).getByRole('link', { name: title }).click();
  const editing = await unfold(page, 'Edit the title');
  await editing.getByLabel('Curated').selectOption('Yes');
  await send(editing.getByRole('button', { name: 'Save' }));
  expect((await api.title(title)).curated).toBe(true);
  await other.goto(page.url());
  await expect(other.getByText('Edit the title')).toHaveCount(0);
  await theirs.close();
});

test.describe('also refused', () => {
  test.use({ allow: /status of 4\d\d/ });

  test('settings: profile, e-mail, password, picture, sessions, and the end', async ({ page, api, context }) => {
    test.slow();
    const [name, later] = [newName(), newName()];
    await register(page, name);
    await page.getByRole('contentinfo').getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Username').fill(later);
    await page.getByLabel('Name', { exact: true }).fill('Ann <b>');
    await send(page.locator('section.offer', { hasText: 'Profile' }).getByRole('button'));
    await expect(page.getByRole('contentinfo')).toContainText(`Signed in as ${later}`);
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Ann <b>');

    const mailing = await unfold(page, 'E-mail');
    await mailing.getByLabel('E-mail').fill(`${later}@example.org`);
    await send(mailing.getByRole('button'));
    expect((await api.get('users.cgi/me')).email).toBe(`${later}@example.org`);
    const changing = await unfold(page, 'Password');
    await changing.getByLabel('New password').fill(OTHER);
    await send(changing.getByRole('button'));
    await expect(heading(page)).toHaveText('Settings');

    const picturing = await unfold(page, 'Picture');
    await picturing.getByLabel('Image').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: noise(20) });
    await send(picturing.getByRole('button', { name: 'Use this picture' }));
    await expect(main(page).locator('.face img')).toHaveJSProperty('naturalWidth', 20);
    await send((await unfold(page, 'Remove the picture')).getByRole('button'));
    await expect(main(page).locator('.face img')).toHaveCount(0);

    await context.clearCookies(); // another browser's are not there
    await signIn(page, later, OTHER); // a second session
    await page.goto('settings.html'); // whose noscript leads on
    await page.getByRole('link', { name: 'Where I am signed in' }).click();
    await expect(main(page).locator('.row')).toHaveCount(2);
    await send(main(page).locator('.row', { hasText: 'This one No' }).getByRole('button'));
    await expect(main(page).locator('.row')).toHaveCount(1);

    await page.goto('settings.html');
    await send((await unfold(page, 'Delete the account')).getByRole('button'));
    await signIn(page, later, OTHER);
    await expect(page.getByRole('alert')).toContainText('The name or the password is wrong.');
  });

  test('who is not signed in signs in there, and goes on', async ({ page, baseURL }) => {
    const name = newName();
    await register(page, name);
    await send(page.getByRole('button', { name: 'Sign out' }));
    await expect(heading(page)).toHaveText('Sign in');
    await page.goto('cgi-bin/collection.cgi?sort=title_asc');
    await expect(page.getByRole('alert')).toContainText('Sign in first');
    await page.getByLabel('Username or e-mail').fill(name);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await send(button(page, 'Sign in'));
    await expect(page.getByRole('alert')).toContainText('wrong');
    await expect(page.getByLabel('Username or e-mail')).toHaveValue(name);
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await send(button(page, 'Sign in'));
    await expect(page).toHaveURL(`${baseURL}cgi-bin/collection.cgi?sort=title_asc`);
  });

  test('what was typed stays, with what is wrong beside it', async ({ page }) => {
    const title = `${newName()} "<b>`;
    await register(page, newName());
    await page.goto('cgi-bin/media.cgi');
    const adding = await unfold(page, 'Add a title');
    await adding.getByLabel('Type').selectOption('Book');
    await adding.getByLabel('Title').fill(title);
    await adding.getByLabel('ISBN').fill('123');
    await send(adding.getByRole('button'));
    await expect(page.getByRole('alert')).toHaveText('One field needs attention.');
    await expect(main(page).getByLabel('ISBN')).toHaveAttribute('aria-invalid', 'true');
    await expect(main(page).getByLabel('ISBN')).toHaveAccessibleDescription(/ISBN must/);
    await expect(main(page).getByLabel('Title')).toHaveValue(title);
    await expect(main(page).getByLabel('Type')).toHaveValue('BOOK');
    await main(page).getByLabel('ISBN').fill('');
    await send(button(page, 'Add a title'));
    await expect(heading(page)).toHaveText(title);
  });
});

test('the screens lead to these pages', async ({ page, baseURL, api }) => {
  await signIn(page, 'mara');
  for (const [screen, where] of Object.entries({
    'index.html': 'media.cgi',
    'library.html': 'usermedia.cgi',
    'catalogue.html': 'media.cgi',
    'collection.html': 'collection.cgi',
    'diary.html': 'diary.cgi',
    'stats.html': 'stats.cgi',
    'tags.html': 'diary.cgi/tags',
    'import.html': 'imports.cgi',
    'lists.html': 'lists.cgi',
    'settings.html': 'users.cgi/me',
  })) {
    await page.goto(screen);
    await expect(page).toHaveURL(`${baseURL}cgi-bin/${where}`);
  }
  // Those of one title, copy or list lead to its own.
  const { id } = await api.title('The Left Hand of Darkness');
  await page.goto(`title.html?id=${id}`);
  await expect(page).toHaveURL(`${baseURL}cgi-bin/media.cgi/${id}`);
  await expect(heading(page)).toHaveText('The Left Hand of Darkness');
  const [copy] = (await api.get('collection.cgi/copies', { q: 'Stoner' })).copies;
  await page.goto(`copy.html?id=${copy.id}`);
  await expect(page).toHaveURL(`${baseURL}cgi-bin/collection.cgi/copies/${copy.id}`);
  await expect(main(page)).toContainText('Anna');
  const list = await api.post('lists.cgi/', { name: 'By the fire', visibility: 'public' });
  await send(page.getByRole('button', { name: 'Sign out' }));
  await page.goto(`list.html?list=${list.id}`);
  await expect(page).toHaveURL(`${baseURL}cgi-bin/lists.cgi/${list.id}/items`);
  await expect(heading(page)).toHaveText('By the fire');
  await page.goto('edit.html');
  await main(page).getByRole('link', { name: 'sign in' }).click();
  await page.getByLabel('Username or e-mail').fill('mara');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await send(button(page, 'Sign in'));
  await expect(page).toHaveURL(`${baseURL}edit.html`);
});

lookedUp('a title is looked up by a form, and put on the shelf by another', async ({ page, api }) => {
  await register(page, newName());
  await page.getByRole('link', { name: 'Add title' }).click();
  await main(page).getByRole('searchbox', { name: 'Title, ISBN or link' }).fill('harbour of glass');
  await button(page, 'Look it up').click();
  await expect(heading(page)).toHaveText('Look up');
  const row = main(page).locator('.row').filter({ hasText: 'Harbour of Glass' });
  await expect(row).toContainText('Ines Calloway');
  await expect.poll(() => row.locator('img').getAttribute('src')).toMatch(/lookup/);
  await row.getByLabel('Status').selectOption('Finished');
  await row.getByRole('button', { name: 'Put it on my shelf' }).click();
  await expect(row.getByRole('link', { name: /Harbour of Glass/ })).toBeVisible();
  await expect(row.getByRole('button')).toHaveCount(0);
  expect(await api.shelf()).toMatchObject([{ status: 'COMPLETED', media: { title: /Harbour of Glass/ } }]);
  await row.getByRole('link', { name: /Harbour of Glass/ }).click();
  await expect(heading(page)).toHaveText(/Harbour of Glass/);
});

test('many at once: chosen in the rows, changed by one form, and taken back', async ({ page }) => {
  await register(page, newName());
  const names = [newName(), newName(), newName()];
  for (const name of names) {
    await add(page, name);
    await page.getByLabel('Status').selectOption('Want');
    await send(button(page, 'Put it on my shelf'));
  }
  const open = () => page.goto('cgi-bin/usermedia.cgi');
  const row = (name) => page.locator('.row').filter({ hasText: name });
  await open();
  for (const name of names.slice(1)) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  const form = await unfold(page, 'Change those that are chosen');
  await form.getByLabel('Status').selectOption('Finished');
  await form.getByLabel('Add tags').fill('one\ntwo words');
  await send(form.getByRole('button', { name: 'Change them' }));
  await expect(heading(page)).toHaveText('Changed');
  await expect(main(page)).toContainText('2');
  await send(button(page, 'Undo'));
  await expect(main(page)).toContainText('As before');
  await open();
  for (const name of names) await expect(row(name)).toContainText('Want');
  await page.getByRole('checkbox', { name: `Choose ${names[0]}` }).check();
  const off = await unfold(page, 'Change those that are chosen');
  await off.getByLabel('Take them off my shelf').selectOption('Yes');
  await send(off.getByRole('button', { name: 'Change them' }));
  await open();
  await expect(row(names[0])).toHaveCount(0);
});
