// The collection: copies by who has them, place, format and platform; add, edit, lend, move and remove them, each with
// Undo; the page of one, and sheets of labels.
import { signedIn, test, expect, toast, newName, PASSWORD, remember } from './fixtures.js';

const line = (page, title) => page.locator('owned-title').filter({ has: page.locator('.t', { hasText: title }) });
const lines = (page) => page.locator('#list li:not([hidden]) owned-title .t');
const tab = (page, name) => page.locator('#filters .tabs label').filter({ hasText: name });
const places = (page) => page.getByRole('navigation', { name: 'By place' });
const sheet = (page) => page.locator('.pick-sheet');
const button = (where, name) => where.getByRole('button', { name });

// own(api, { moby: { format: 'Paperback' } }): a copy of the title that is found by each word.
async function own(api, copies) {
  const made = {};
  for (const [q, list] of Object.entries(copies)) {
    for (const copy of [list].flat())
      made[q] = await api.post('collection.cgi/copies', { media_id: (await api.title(q)).id, ...copy });
  }
  return made;
}
const mine = async (api) => (await api.get('collection.cgi/copies', { page_size: 100 })).copies;
const MIXED = {
  'moby-dick': [
    { format: 'Paperback', note: 'By the window' },
    { format: 'E-book', platform: 'Kobo' },
  ],
  beloved: { format: 'Paperback' },
  vertigo: { format: 'Blu-ray' },
  celeste: { format: 'Download', platform: 'Switch' },
};

test('without an account it says whose it would be', async ({ page }) => {
  await page.goto('collection.html?add=');
  await expect(page.getByRole('heading', { name: 'Sign in to see your collection' })).toBeVisible();
  await expect(sheet(page)).toHaveCount(0);
  await expect(page.locator('#add')).toBeHidden();
});

test('an empty collection leads to the first copy', async ({ page, member, api }) => {
  await page.goto('collection.html');
  await expect(page.getByRole('heading', { name: 'Nothing of yours is here yet' })).toBeVisible();
  await page.locator('.empty').getByRole('link', { name: 'Add a copy' }).click();
  await expect(page).toHaveURL(/collection\.html\?add=$/);
  await expect(sheet(page).getByRole('searchbox', { name: 'Which title?' })).toBeFocused();
  await page.keyboard.type('dispossessed');
  await expect(sheet(page).locator('.pick')).toHaveCount(2); // it, and "Not here yet"
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(sheet(page).getByRole('combobox', { name: 'Format' })).toBeFocused();
  await page.keyboard.type('Hardcover');
  await page.keyboard.press('Enter');
  await expect(line(page, 'The Dispossessed')).toContainText('Hardcover');
  await expect(sheet(page)).toHaveCount(0);
  await expect(page).toHaveURL(/collection\.html$/);
  await expect(page.locator('#summary')).toHaveText('1 copy');
  expect(await api.shelf()).toMatchObject([
    { status: 'TO_DO', user_id: member.id, media: { title: 'The Dispossessed' } },
  ]);
  await button(toast(page), 'Undo').click();
  await expect(page.getByRole('heading', { name: 'Nothing of yours is here yet' })).toBeVisible();
  expect(await api.shelf()).toEqual([]); // nor is the shelf left with what came by this
});

signedIn(
  'formats with their numbers, platforms, types and search narrow it; the address keeps it',
  { tag: '@phone' },
  async ({ page, api }) => {
    await own(api, MIXED);
    const asked = [];
    page.on('request', (request) => {
      if (request.url().includes('/collection.cgi/')) asked.push(request.url());
    });
    await page.goto('collection.html');
    await expect(lines(page)).toHaveText(['Beloved', 'Celeste', 'Moby-Dick', 'Vertigo']);
    await expect(page.locator('#summary')).toHaveText('5 copies');
    expect(asked).toHaveLength(2); // the list, and what there is
    await expect(tab(page, 'All')).toHaveText('All 5');
    const format = page.getByLabel('Format');
    await expect(format.locator('option')).toHaveText([
      'Any format',
      'Paperback · 2',
      'Blu-ray · 1',
      'Download · 1',
      'E-book · 1',
    ]);
    await format.selectOption('Paperback');
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick']);
    await expect(line(page, 'Moby-Dick').locator('[data-copy]')).toHaveText([/^Paperback/]);
    await expect(page).toHaveURL(/format=Paperback$/);
    await page.reload();
    await expect(format).toHaveValue('Paperback');
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick']);
    await page.goto('collection.html?format=Paperback&platform=Kobo');
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await page.goBack();
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick']);
    await page.goto('collection.html?platform=switch');
    await expect(lines(page)).toHaveText(['Celeste']);
    await expect(page.getByLabel('Platform')).toHaveValue('Switch');
    await page.goto('collection.html');
    await page.getByRole('checkbox', { name: 'Books' }).check({ force: true });
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick']);
    await page.getByRole('checkbox', { name: 'Movies' }).check({ force: true });
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick', 'Vertigo']); // two are checked, two are shown
    await expect(page).toHaveURL(/type=BOOK&type=MOVIE$/);
    await page.reload();
    await expect(page.getByRole('checkbox', { name: 'Books' })).toBeChecked();
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick', 'Vertigo']);
    await page.getByRole('checkbox', { name: 'Movies' }).uncheck({ force: true });
    await page.getByRole('searchbox').fill('toni');
    await expect(lines(page)).toHaveText(['Beloved']);
    await expect(page).toHaveURL(/q=toni/);
    await page.getByRole('searchbox').fill('xyzzy');
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await button(page, 'Show all').click();
    await expect(lines(page)).toHaveCount(4);
    await page.getByLabel('Sort by').selectOption('Newest');
    await expect(lines(page)).toHaveText(['Celeste', 'Vertigo', 'Beloved', 'Moby-Dick']);
  },
);

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const PLACED = {
  'moby-dick': { format: 'Paperback', location: 'Home/Study/B2', price: '12.50', currency: 'EUR' },
  beloved: { format: 'Paperback', location: 'Home/Study', lent_to: 'Anna', lent_on: day(-95), due_on: day(-30) },
  vertigo: { format: 'Blu-ray', location: 'Attic', price: '20', currency: 'EUR' },
  celeste: { format: 'Download', platform: 'Switch', vod_link: 'https://example.com/' },
  kindred: { format: 'Hardcover', lent_to: 'Ben', price: '900', currency: 'JPY' },
};

signedIn(
  'by who has it, and by place; what is overdue; what it is worth',
  { tag: '@phone' },
  async ({ page, api, isMobile }) => {
    await own(api, PLACED);
    await page.goto('collection.html');
    await expect(page.locator('#summary')).toHaveText(/^5 copies, worth €32.50 and (?:JP)?¥900$/);
    const tabs = page.locator('#filters .tabs label:visible');
    await expect(tabs).toHaveText(['All 5', 'At home 2', 'Lent 2', 'Streaming 1', 'Overdue 1']);
    await expect(line(page, 'Beloved')).toContainText(/Home › Study.*lent to Anna since .*, was due /);
    await expect(line(page, 'Beloved').locator('.late')).toHaveCount(1);
    await expect(line(page, 'Kindred').locator('.late')).toHaveCount(0);
    await tab(page, 'Lent').click();
    await expect(lines(page)).toHaveText(['Beloved', 'Kindred']);
    await expect(page).toHaveURL(/whereabouts=lent$/);
    await tab(page, 'Overdue').click();
    await expect(lines(page)).toHaveText(['Beloved']);
    await expect(page).toHaveURL(/\?overdue=true$/);
    await page.reload();
    await expect(tab(page, 'Overdue').getByRole('radio')).toBeChecked();
    await button(line(page, 'Beloved'), 'Returned').click();
    await expect(line(page, 'Beloved')).not.toContainText('Anna'); // and is there, for who undoes it
    await expect(button(line(page, 'Beloved'), 'Edit the copy')).toBeFocused();
    await expect(tabs).toHaveText(['All 5', 'At home 3', 'Lent 1', 'Streaming 1', 'Overdue ']);
    await button(toast(page), 'Undo').click();
    await expect(line(page, 'Beloved')).toContainText('lent to Anna');
    expect((await mine(api)).find(({ media }) => media.title === 'Beloved')).toMatchObject(PLACED.beloved);
    await tab(page, 'All').click();
    await expect(lines(page)).toHaveCount(5);
    await button(line(page, 'Beloved'), 'Remove the copy').click();
    await expect(tabs).toHaveText(['All 4', 'At home 2', 'Lent 1', 'Streaming 1']); // none is overdue
    await button(toast(page), 'Undo').click();
    await expect(lines(page)).toHaveCount(5);

    // The tree, by keyboard.
    if (isMobile) {
      await expect(places(page)).toBeHidden();
      await page.locator('#places summary').click();
    }
    await expect(places(page).getByRole('link')).toHaveText(['Anywhere5', 'Attic1', 'Home2', 'Study2', 'B21']);
    await button(places(page), 'What is in Home, Study').press('Enter');
    await expect(places(page).getByRole('link')).toHaveText(['Anywhere5', 'Attic1', 'Home2', 'Study2']);
    await expect(button(places(page), 'What is in Home, Study')).toBeFocused();
    await places(page).getByRole('link', { name: 'Study' }).press('Enter');
    await expect(lines(page)).toHaveText(['Beloved', 'Moby-Dick']);
    await expect(page).toHaveURL(/location=Home%2FStudy$/);
    await expect(page.locator('#summary')).toHaveText('2 copies, worth €12.50');
    if (isMobile)
      await expect(page.locator('#places summary')).toHaveText('By place Home › Study', { useInnerText: true });
    else await expect(places(page).locator('[aria-current]')).toHaveText('Study2');
    await tab(page, 'At home').click();
    await expect(lines(page)).toHaveText(['Moby-Dick']);
    await page.goto('collection.html?location=the%20moon');
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await button(page, 'Show all').click();
    await page.getByLabel('Sort by').selectOption('Due');
    await expect(lines(page).first()).toHaveText('Beloved');
  },
);

signedIn(
  'the page of a copy: lent, taken back and moved, as its label has it',
  { tag: '@phone' },
  async ({ page, api }) => {
    const { vertigo } = await own(api, PLACED);
    const now = () => api.get(`collection.cgi/copies/${vertigo.id}`);
    await page.goto(`copy.html?id=${vertigo.id}`);
    const card = page.getByRole('article');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Vertigo');
    await expect(card).toContainText(/Blu-ray[^]*Attic[^]*€20\.00/);
    await button(card, 'Lend').click();
    await expect(page.getByLabel('Lent to')).toBeFocused();
    await button(card, 'Lend it').click();
    await expect(card.locator('.field-error')).toHaveText(/Lent to/);
    await page.getByLabel('Lent to').fill('Jonas');
    await page.getByLabel('Until').fill(day(14));
    await page.keyboard.press('Enter');
    await expect(card).toContainText(/Lent to Jonas since .*, until /);
    await expect(button(card, 'Returned')).toBeFocused();
    expect(await now()).toMatchObject({ lent_to: 'Jonas', due_on: day(14), whereabouts: 'lent' });
    await button(card, 'Returned').click();
    await expect(card).not.toContainText('Jonas');
    await button(toast(page), 'Undo').click();
    await expect(card).toContainText('Lent to Jonas');
    expect(await now()).toMatchObject({ lent_to: 'Jonas', due_on: day(14) });
    await button(card, 'Move').click();
    await expect(page.getByLabel('Place')).toHaveValue('Attic');
    await expect(page.locator('#all-places option')).toHaveCount(4);
    await page.keyboard.press('Escape');
    await expect(button(card, 'Move')).toBeFocused();
    await button(card, 'Move').click();
    await page.getByLabel('Place').fill('Home / Study /');
    await page.keyboard.press('Enter');
    await expect(card).toContainText('Home › Study');
    await button(toast(page), 'Undo').click();
    await expect(card).toContainText('Attic');
    await expect(card.getByRole('link', { name: 'Its label' })).toHaveAttribute(
      'href',
      new RegExp(`labels\\?ids=${vertigo.id}$`),
    );
  },
);

signedIn('labels of what is shown, to look at and on paper', async ({ page, api }) => {
  await own(api, PLACED);
  await page.goto('collection.html?location=Home');
  await expect(lines(page)).toHaveCount(2);
  await button(page, 'Print labels').click();
  const labels = page.getByRole('dialog', { name: 'Print labels' });
  await expect(labels).toContainText('2 labels on 1 sheet of A4');
  await expect.poll(() => labels.getByRole('img').evaluate((picture) => picture.naturalWidth)).toBeGreaterThan(0);
  await page.evaluate(() => {
    window.print = () => {
      window.printed = [...document.querySelectorAll('.label-paper img')].map(({ src }) => src);
    };
  });
  await button(labels, 'Print').press('Enter');
  await expect.poll(() => page.evaluate(() => window.printed)).toHaveLength(1);
  expect(await page.evaluate(() => window.printed[0])).toMatch(/location=Home.*page=1/);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.label-paper img')).toBeVisible();
  await expect(page.locator('main')).toBeHidden();
  await page.emulateMedia({ media: null });
  await page.keyboard.press('Escape');
  await expect(page.locator('.label-paper')).toHaveCount(0);
});

signedIn('pages have addresses, and Back finds the one before', async ({ page, api }) => {
  const { media } = await api.get('media.cgi/', { page_size: 36, sort: 'title_asc', type: 'BOOK' });
  for (const { id } of media) await api.post('collection.cgi/copies', { media_id: id, format: 'Paperback' });
  await page.goto('collection.html?sort=');
  await expect(lines(page)).toHaveCount(30);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(lines(page)).toHaveCount(6);
  await expect(page).toHaveURL(/page=2/);
  await page.goBack();
  await expect(lines(page)).toHaveCount(30);
  await page.goto('collection.html?page=2&format=paperback');
  await expect(lines(page)).toHaveCount(6);
  await expect(page.getByLabel('Format')).toHaveValue('Paperback');
});

test('a copy more of a title, in its line, and Undo', { tag: '@phone' }, async ({ page, member, api }) => {
  await own(api, { beloved: { format: 'Paperback' } });
  await page.goto('collection.html');
  await button(line(page, 'Beloved'), 'Add a copy: Beloved').click();
  await page.getByLabel('Format').last().fill('Audiobook');
  await page.getByRole('textbox', { name: 'Platform' }).fill('Libro.fm');
  await page.getByRole('textbox', { name: 'Link' }).fill('https://libro.fm/beloved');
  await page.getByRole('textbox', { name: 'Note' }).fill('Read by the author');
  await button(page, 'Add the copy').click();
  await expect(line(page, 'Beloved').locator('[data-copy]')).toHaveCount(2);
  await expect(line(page, 'Beloved').getByRole('link', { name: 'libro.fm' })).toHaveAttribute(
    'href',
    'https://libro.fm/beloved',
  );
  await expect(page.locator('[name=format] option', { hasText: 'Audiobook · 1' })).toHaveCount(1);
  await expect(page.locator('#summary')).toHaveText('2 copies');
  expect(await mine(api)).toHaveLength(2);
  await button(toast(page), 'Undo').click();
  await expect(line(page, 'Beloved').locator('[data-copy]')).toHaveCount(1);
  await expect(page.locator('[name=format] option', { hasText: 'Audiobook' })).toHaveCount(0);
  expect(await mine(api)).toMatchObject([{ format: 'Paperback' }]);
  expect(await api.shelf()).toMatchObject([{ user_id: member.id }]);
});

signedIn('a copy of a series may be one of its seasons, and no other copy is asked for one', async ({ page, api }) => {
  const { severance } = await own(api, { severance: { format: 'DVD' }, beloved: { format: 'Paperback' } });
  await page.goto('collection.html');
  await button(line(page, 'Severance'), 'Edit the copy').click();
  await page.getByLabel('Season').fill('1');
  await button(page, 'Save').click();
  await expect(line(page, 'Severance')).toContainText('Season 1');
  expect(await mine(api)).toMatchObject([{ format: 'Paperback' }, { season: 1 }]);
  await button(toast(page), 'Undo').click();
  await expect(line(page, 'Severance')).not.toContainText('Season');
  expect((await mine(api)).some(({ season }) => season !== undefined)).toBe(false);
  await api.patch(`collection.cgi/copies/${severance.id}`, { season: 0 });
  await page.goto(`copy.html?id=${severance.id}`);
  await expect(page.locator('#form')).toHaveText('DVD · Specials');
  await page.goto('collection.html');
  await button(line(page, 'Beloved'), 'Add a copy: Beloved').click();
  await expect(page.getByLabel('Format').last()).toBeFocused();
  await expect(page.getByLabel('Season')).toHaveCount(0);
});

signedIn(
  'what of a copy is edited is saved, and Undo gives it back; a loan made meanwhile stays',
  async ({ page, api }) => {
    const { 'moby-dick': copy } = await own(api, { 'moby-dick': { format: 'Paperback', note: 'By the window' } });
    await page.goto('collection.html');
    await button(line(page, 'Moby-Dick'), 'Edit the copy: Moby-Dick, Paperback').click();
    await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('By the window');
    await page.getByLabel('Format').last().fill('Hardcover');
    await page.getByRole('textbox', { name: 'Note' }).fill('');
    const loan = { lent_to: 'Anna', lent_on: '2026-01-02', due_on: '2026-02-03' };
    await api.patch(`collection.cgi/copies/${copy.id}`, loan); // by another page meanwhile
    await page.keyboard.press('Enter');
    await expect(line(page, 'Moby-Dick')).toContainText('Hardcover');
    await expect(button(line(page, 'Moby-Dick'), 'Edit the copy: Moby-Dick, Hardcover')).toBeFocused();
    await expect(page.locator('[name=format] option', { hasText: 'Hardcover · 1' })).toHaveCount(1);
    expect(await mine(api)).toMatchObject([{ id: copy.id, format: 'Hardcover', note: null, ...loan }]);
    await button(toast(page), 'Undo').click();
    await expect(line(page, 'Moby-Dick')).toContainText('By the window');
    expect(await mine(api)).toMatchObject([{ id: copy.id, format: 'Paperback', note: 'By the window', ...loan }]);
  },
);

signedIn('a copy that goes is whole again after Undo, and really gone when the page is left', async ({ page, api }) => {
  await own(api, MIXED);
  const before = await mine(api);
  await page.goto('collection.html');
  await button(line(page, 'Moby-Dick'), 'Remove the copy: Moby-Dick, Paperback').click();
  await expect(line(page, 'Moby-Dick').locator('[data-copy]')).toHaveCount(1);
  await expect(tab(page, 'All')).toHaveText('All 4');
  await page.getByLabel('Sort by').selectOption('Newest'); // read anew: still hidden
  await expect(line(page, 'Moby-Dick').locator('[data-copy]')).toHaveCount(1);
  await button(toast(page), 'Undo').click();
  await expect(line(page, 'Moby-Dick').locator('[data-copy]')).toHaveCount(2);
  await expect(tab(page, 'All')).toHaveText('All 5');
  expect(await mine(api)).toEqual(before);
  await button(line(page, 'Vertigo'), 'Remove the copy').click();
  await expect(line(page, 'Vertigo')).toBeHidden(); // its last copy
  await expect(page.locator('#summary')).toHaveText('4 copies');
  await page.goto('404.html');
  await expect.poll(async () => (await mine(api)).length).toBe(4);
  expect((await api.shelf()).map(({ media }) => media.title)).toContain('Vertigo');
});

signedIn('the last copy of all leaves the empty case, and Undo fills it', async ({ page, api }) => {
  await own(api, { vertigo: { format: 'DVD' } });
  await page.goto('collection.html?format=DVD');
  await button(line(page, 'Vertigo'), 'Remove the copy').click();
  await expect(page.locator('.empty h2:visible')).toHaveText('Nothing here');
  await button(toast(page), 'Undo').click();
  await expect(line(page, 'Vertigo')).toBeVisible();
  expect(await mine(api)).toHaveLength(1);
});

signedIn('everybody sees their own copies only', async ({ page, api, baseURL, browser }) => {
  await own(api, { vertigo: { format: 'Blu-ray', note: 'Mine alone' } });
  const context = await browser.newContext({ baseURL });
  const other = await context.newPage();
  const answer = await context.request.post('cgi-bin/auth.cgi/register', {
    data: { username: newName(), password: PASSWORD },
    headers: { Origin: new URL(baseURL).origin },
  });
  await remember(other, await answer.json());
  await other.goto('collection.html');
  await expect(other.getByRole('heading', { name: 'Nothing of yours is here yet' })).toBeVisible();
  await expect(other.locator('body')).not.toContainText('Mine alone');
  await context.close();
  await page.goto('collection.html');
  await expect(line(page, 'Vertigo')).toContainText('Mine alone');
});

signedIn('the title opens over the collection, and what changes there shows below', async ({ page, api }) => {
  await own(api, { vertigo: { format: 'Blu-ray' } });
  await page.goto('collection.html');
  await line(page, 'Vertigo').getByRole('link').click();
  await expect(page).toHaveURL(/id=/);
  const view = page.locator('title-view');
  await button(view, 'Add a copy').click();
  await view.getByLabel('Format').last().fill('DVD');
  await button(view, 'Add the copy').click();
  await expect(view.locator('[data-copy]')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(line(page, 'Vertigo').locator('[data-copy]')).toHaveCount(2);
  await expect(page).toHaveURL(/collection\.html$/);
});

signedIn(
  'the sheet: my shelf first, another title, one that isn’t here yet, Back',
  { tag: '@phone' },
  async ({ page, api }) => {
    await api.post('usermedia.cgi/', { media_id: (await api.title('kindred')).id, status: 'IN_PROGRESS' });
    await page.goto('collection.html');
    await page.locator('#add').evaluate((link) => {
      for (let i = 0; i < 2; i++) link.click(); // faster than the sheet
    });
    await expect(sheet(page)).toContainText('On your shelf');
    await expect(sheet(page).locator('.pick .t')).toHaveText(['Kindred']);
    await sheet(page).locator('.pick').click();
    await button(sheet(page), 'Another title').click();
    await page.keyboard.type('No Such Title <i>');
    await expect(sheet(page)).toContainText('No title here is called that.');
    await expect(sheet(page).locator('.new')).toContainText('add “No Such Title <i>”');
    await page.goBack();
    await expect(sheet(page)).toHaveCount(0);
    await page.goForward();
    await expect(sheet(page)).toBeVisible();
    await page.keyboard.type('No Such Title <i>');
    await expect(sheet(page).locator('.new')).toContainText('<i>');
    await sheet(page).locator('.new').click();
    await expect(page).toHaveURL(/edit\.html\?title=/);
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue('No Such Title <i>');
  },
);

signedIn('what people typed is only ever text', { tag: '@phone' }, async ({ page, api }) => {
  const hostile = {
    format: '<img src=x onerror=alert(1)>',
    platform: '"><script>alert(2)</script>',
    note: '</li><style>*{display:none}</style>',
  };
  await own(api, {
    '<img': hostile,
    '{{7*7}}': { format: '${7*7}' },
    'A title without any space': { format: 'x'.repeat(50), note: 'y'.repeat(300) },
    שלום: { format: '\u202Elive' },
  });
  await page.goto('collection.html');
  await expect(lines(page)).toHaveCount(4);
  await expect(line(page, '<img src=x').locator('.copy')).toContainText(hostile.note);
  await expect(page.locator('[name=format] option', { hasText: hostile.format })).toHaveCount(1);
  await page.locator('#add').click();
  await sheet(page).getByRole('searchbox').fill('<img');
  await expect(sheet(page).locator('.pick .t')).toHaveText([/^<img src=x/]);
  await expect(page.locator('#list img, #list script, #list style, .pick-sheet img')).toHaveCount(0);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
});

test.describe('when it doesn’t go well', () => {
  test.use({ allow: /status of 4\d\d|ERR_FAILED/ });

  signedIn('each error stands beside its input, and nothing is made', async ({ page, api }) => {
    await own(api, { vertigo: { format: 'DVD' } });
    await page.goto('collection.html');
    await button(line(page, 'Vertigo'), 'Add a copy').click();
    await page.getByRole('textbox', { name: 'Link' }).fill('ftp://example.com/x');
    await button(page, 'Add the copy').click();
    const form = line(page, 'Vertigo').locator('form');
    await expect(form.locator('.field', { hasText: 'Format' }).locator('.field-error')).toContainText('Format');
    await expect(form.locator('.field', { hasText: 'Link' }).locator('.field-error')).toContainText('Link');
    await expect(form.getByLabel('Format')).toBeFocused();
    expect(await mine(api)).toHaveLength(1);
  });

  signedIn(
    'a session that ran out, or a network that failed, loses nothing that was typed',
    async ({ page, context, api }) => {
      await page.goto('collection.html?add=');
      await sheet(page).getByRole('searchbox').fill('vertigo');
      await sheet(page).locator('.pick').first().click();
      await sheet(page).getByRole('textbox', { name: 'Note' }).fill('Typed with care');
      await sheet(page).getByLabel('Format').fill('VHS');
      await page.route('**/collection.cgi/copies', (route) => route.abort());
      await button(sheet(page), 'Add the copy').click();
      await expect(sheet(page).getByRole('alert')).toContainText('try again');
      await page.unroute('**/collection.cgi/copies');
      await context.clearCookies();
      await button(sheet(page), 'Add the copy').click();
      await page.getByRole('dialog', { name: 'Sign in again' }).getByLabel('Password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await expect(line(page, 'Vertigo')).toContainText('Typed with care');
      expect(await mine(api)).toMatchObject([{ format: 'VHS', note: 'Typed with care' }]);
    },
  );

  signedIn('a copy that nobody has any more says so', async ({ page }) => {
    await page.goto(`copy.html?id=${crypto.randomUUID()}`);
    await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible();
  });

  signedIn('a list that can’t be read says so, and is read again', async ({ page, api }) => {
    await own(api, { vertigo: { format: 'DVD' } });
    await page.route('**/collection.cgi/copies?*', (route) => route.abort());
    await page.goto('collection.html');
    await expect(page.getByRole('alert')).toContainText('can’t be reached');
    await page.unroute('**/collection.cgi/copies?*');
    await button(page, 'Try again').click();
    await expect(lines(page)).toHaveText(['Vertigo']);
  });
});
