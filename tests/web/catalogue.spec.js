import { signedIn, test, expect, card, choose, newName, shelfButton, toast } from './fixtures.js';
import { HOSTILE } from './setup.js';

const titles = (page) => page.locator('#list .card .t');

test('search finds while typing and keeps the address', async ({ page }) => {
  await page.goto('catalogue.html');
  await expect(titles(page)).toHaveCount(24);
  await page.getByRole('searchbox').fill('le guin');
  await expect(titles(page)).toHaveCount(3);
  await expect(page).toHaveURL(/[?&]q=le(\+|%20)guin/);
  await expect(page.locator('#summary')).toHaveText('3 titles found');
  await page.reload();
  await expect(titles(page)).toHaveCount(3);
  await expect(page.getByRole('searchbox')).toHaveValue('le guin');
});

test('search disregards accents', async ({ page }) => {
  await page.goto('catalogue.html?q=amelie');
  await expect(titles(page)).toHaveText(["Le Fabuleux Destin d'Amélie Poulain"]);
});

test('the search of another page leads here', async ({ page }) => {
  await page.goto('index.html');
  await page.getByRole('searchbox').fill('piranesi');
  await page.getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/catalogue\.html\?q=piranesi/);
  await expect(titles(page)).toHaveText(['Piranesi']);
});

test('types narrow the list, together', async ({ page }) => {
  await page.goto('catalogue.html?q=dune');
  await expect(titles(page)).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'Movies' }).check();
  await expect(titles(page)).toHaveCount(1);
  await page.getByRole('checkbox', { name: 'Books' }).check();
  await expect(titles(page)).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'Movies' }).uncheck();
  await expect(page.locator('#list title-card.book')).toHaveCount(1);
  await page.goBack();
  await expect(titles(page)).toHaveCount(2);
  await expect(page.getByRole('checkbox', { name: 'Movies' })).toBeChecked();
});

test('sorting by title and by year', async ({ page }) => {
  await page.goto('catalogue.html?type=BOOK&q=woolf');
  await page.getByLabel('Sort by').selectOption('title_asc');
  await expect(titles(page)).toHaveText(['Mrs Dalloway', 'Orlando', 'To the Lighthouse']);
  await page.getByLabel('Sort by').selectOption('release_desc');
  await expect(titles(page)).toHaveText(['Orlando', 'To the Lighthouse', 'Mrs Dalloway']);
  await expect(page).toHaveURL(/sort=release_desc/);
  await page.getByRole('button', { name: 'The other way round' }).click();
  await expect(titles(page)).toHaveText(['Mrs Dalloway', 'To the Lighthouse', 'Orlando']);
  await page.reload();
  await expect(titles(page)).toHaveText(['Mrs Dalloway', 'To the Lighthouse', 'Orlando']);
  await expect(page.getByRole('button', { name: 'The other way round' })).toHaveAttribute('aria-pressed', 'true');
});

test('pages have addresses, and Back finds them', { tag: '@phone' }, async ({ page }) => {
  await page.goto('catalogue.html?sort=title_asc');
  const first = await titles(page).first().textContent();
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL(/sort=title_asc&page=2/);
  await expect(page.getByLabel(/^Page, of/)).toHaveValue('2');
  await expect(titles(page).first()).not.toHaveText(first);
  await expect(page.locator('#main')).toBeFocused();
  await page.goBack();
  await expect(titles(page).first()).toHaveText(first);
  await page.goForward();
  await expect(page.getByLabel(/^Page, of/)).toHaveValue('2');
});

test('nothing found says so and leads on', async ({ page }) => {
  await page.goto('catalogue.html?q=xyzzy&type=GAME');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(titles(page)).toHaveCount(24);
  await expect(page).toHaveURL(/catalogue\.html$/);
});

test(
  'a title is put on the shelf from its card, and Undo takes it off',
  { tag: '@phone' },
  async ({ page, member, api }) => {
    await page.goto('catalogue.html?q=frankenstein');
    const one = card(page, 'Frankenstein');
    await shelfButton(one).click();
    await expect(toast(page)).toContainText('On your shelf: Frankenstein');
    await expect(shelfButton(one)).toHaveAccessibleName('Frankenstein: Want. Change');
    expect((await api.shelf())[0]).toMatchObject({ status: 'TO_DO', user_id: member.id });
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(shelfButton(one)).toHaveAccessibleName('Add to shelf (Want): Frankenstein');
    expect(await api.shelf()).toEqual([]);
  },
);

signedIn('a card shows my status and changes it; Undo gives back dates and progress too', async ({ page, api }) => {
  const media = await api.title('stoner');
  const entry = await api.post('usermedia.cgi/', {
    media_id: media.id,
    status: 'IN_PROGRESS',
    progress: 100,
    start_date: '2026-01-02',
  });
  await page.goto('catalogue.html?q=stoner');
  const one = card(page, 'Stoner');
  await expect(shelfButton(one)).toHaveAccessibleName('Stoner: In progress. Change');
  await expect(one.locator('.bar-p')).toBeVisible();
  await choose(page, one, 'Finished');
  await expect(shelfButton(one)).toHaveAccessibleName('Stoner: Finished. Change');
  await expect(one.locator('.bar-p')).toBeHidden();
  expect((await api.shelf())[0]).toMatchObject({ status: 'COMPLETED', progress: media.length });
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(shelfButton(one)).toHaveAccessibleName('Stoner: In progress. Change');
  expect((await api.shelf())[0]).toMatchObject({
    id: entry.id,
    status: 'IN_PROGRESS',
    progress: 100,
    start_date: entry.start_date,
    end_date: null,
  });
});

signedIn(
  'filters are chosen from what there is, with counts; the address and Back keep them, chips take them away',
  { tag: '@phone' },
  async ({ page, api }) => {
    const [creator, genre, ...named] = [newName(), newName(), newName(), newName(), newName()];
    const [media] = await Promise.all(
      named.map((title, at) =>
        api.post('media.cgi/', {
          type: 'BOOK',
          title,
          creator,
          genre,
          pub_date: `19${at + 7}1`,
          length: 100 * (at + 1),
        }),
      ),
    );
    await api.put(`media.cgi/${media.id}/rating`, { value: 4 });
    const box = (name) => page.locator('.narrow-panel').getByRole('checkbox', { name });
    const done = (words) => page.locator('.narrow-panel').getByRole('button', { name: words, exact: true });
    await page.goto('catalogue.html');
    await page.locator('#narrow summary').click();
    await page.getByLabel('Find: Genre').fill(genre.toUpperCase());
    await box(`${genre} 3`).check();
    await expect(titles(page)).toHaveCount(3);
    await expect(done('Show 3 titles')).toBeVisible();
    await expect(box('1980s 1')).toBeVisible(); // only what is left
    await expect(box(/^2010s/)).toHaveCount(0);
    await box('1970s 1').check();
    await box('1980s 1').check();
    await expect(titles(page)).toHaveCount(2);
    await page.getByLabel('Stars').selectOption('4 stars and more');
    await expect(titles(page)).toHaveText([media.title]);
    await done('Show 1 title').click();
    await expect(page.locator('.narrow-panel')).toBeHidden();
    await expect(page).toHaveURL(new RegExp(`genre=${genre}&decade=1970&decade=1980&stars=4$`));
    await expect(page.locator('#pills .pill bdi')).toHaveText([genre, '1970s', '1980s', '4 stars and more']);
    await page.getByRole('button', { name: 'Stars, 4 stars and more: remove this filter' }).click();
    await expect(titles(page)).toHaveCount(2);
    await page.goBack();
    await expect(titles(page)).toHaveText([media.title]);
    await page.reload();
    await expect(page.locator('#pills .pill')).toHaveCount(4);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect(titles(page)).toHaveCount(24);
    await expect(page).toHaveURL(/catalogue\.html$/);
    await page.goto(`catalogue.html?creator=${creator}&length_min=300`);
    await expect(titles(page)).toHaveCount(1);
    await page.goto('catalogue.html?year=1925&genre=Classic');
    await expect(page.locator('#pills .pill bdi')).toHaveText(['Classic', '1925']);
    for (const title of await titles(page).all())
      expect((await api.title(await title.textContent())).pub_date).toMatch(/^1925/);
  },
);

signedIn('the best by rank come first', async ({ page, api }) => {
  const media = await api.post('media.cgi/', { type: 'BOOK', title: newName() });
  await api.put(`media.cgi/${media.id}/rating`, { value: 5 });
  await page.goto('catalogue.html?type=BOOK');
  await page.getByLabel('Sort by').selectOption('rank');
  await expect(page).toHaveURL(/sort=rank/);
  const { media: best } = await api.get('media.cgi/', { type: 'BOOK', sort: 'rank' });
  await expect(titles(page).first()).toHaveText(best[0].title);
  expect(best[0].rank).toBe(1);
});

for (const { title, creator, type } of HOSTILE) {
  test(`what people typed is only ever text: ${type}`, async ({ page, api }) => {
    const media = await api.title(title.slice(0, 40));
    expect(media.title).toBe(title);
    await page.goto(`catalogue.html?q=${encodeURIComponent(title.slice(0, 40))}&id=${media.id}`);
    await expect(page.locator('title-view h2')).toHaveText(title);
    await expect(titles(page)).toHaveText([title]);
    await expect(page.locator('title-view .facts')).toContainText(creator);
    await expect(page.locator('title-card img, title-view img, main script, main style, #list b')).toHaveCount(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
}

test.describe('refused', () => {
  test.use({ allow: /status of 40[014]/ });

  test('a visitor who puts a title on the shelf signs in first, and then it is there', async ({ page, context }) => {
    await page.goto('catalogue.html?q=hyperion');
    await shelfButton(card(page, 'Hyperion')).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Sign in to go on');
    await dialog.getByLabel('Username or e-mail').fill('keeper');
    await dialog.getByLabel('Password').fill('a long enough secret');
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(shelfButton(card(page, 'Hyperion'))).toHaveAccessibleName('Hyperion: Want. Change');
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(shelfButton(card(page, 'Hyperion'))).toHaveAccessibleName('Add to shelf (Want): Hyperion');
    expect((await context.cookies()).length).toBeGreaterThan(0);
  });

  test('a filter that can’t be says which', async ({ page }) => {
    await page.goto('catalogue.html?year=long%20ago');
    await expect(page.getByRole('heading', { name: '“long ago” isn’t a year' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect(titles(page)).toHaveCount(24);
  });

  test('a title that is gone says so', async ({ page }) => {
    await page.goto('catalogue.html?id=00000000-0000-4000-8000-000000000000');
    await expect(page.getByRole('alert')).toContainText('isn’t here any more');
  });
});

test('a page that is no more gives way to the last one, below the title that is open', async ({ page, api }) => {
  const { id } = await api.title('piranesi');
  await page.goto(`catalogue.html?q=piranesi&page=9&id=${id}`);
  await expect(titles(page)).toHaveText(['Piranesi']);
  await expect(page).toHaveURL(`catalogue.html?q=piranesi&id=${id}`);
  await expect(page.locator('title-view')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/catalogue\.html\?q=piranesi$/);
});

test.describe('a network that failed', () => {
  test.use({ allow: /ERR_FAILED/ });
  test('what is tried again is read from its top', async ({ page }) => {
    await page.route('**/media.cgi/?*', (route) => route.abort());
    await page.goto('catalogue.html');
    await expect(page.getByRole('alert')).toContainText('can’t be reached');
    await page.unroute('**/media.cgi/?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(titles(page)).toHaveCount(24);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
});
