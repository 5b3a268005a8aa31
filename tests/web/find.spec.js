// Add a title: what is here and what others know of, in one box.
import { confusable, outOfOrder } from './ears.js';
import { clean, settled, tooSmall, tooWide, unreadable } from './eyes.js';
import { signedIn, test, expect, newName, PASSWORD, toast } from './providers.js';

test.use({ allow: /status of (?:401|503)|ERR_FAILED/ }); // of a source that fails, or a server that can’t be reached

const box = (page) => page.getByRole('searchbox', { name: 'Title, ISBN or link' });
const here = (page) => page.locator('.found-here .result');
const others = (page) => page.locator('.found-others .result:not(.skeleton)');
const state = (page) => page.locator('.found-state');
const titleOf = (row) => row.locator('.t');
const byHand = (page) => page.locator('.by-hand').getByRole('button');

test('a title is found elsewhere, and is on the shelf at one press; Undo takes both back', async ({
  page,
  member,
  api,
}) => {
  await page.goto('edit.html');
  await expect(box(page)).toBeFocused();
  await box(page).fill('harbour of glass');
  await expect(titleOf(others(page))).toHaveText(['Harbour of Glass: a novel']);
  const row = others(page).first();
  await expect(row).toContainText('Ines Calloway · 1998');
  await expect(row).toContainText('Book');
  await expect(row.getByRole('link', { name: 'Open Library' })).toHaveAttribute(
    'href',
    /^https:\/\/openlibrary\.org\//,
  );
  await expect.poll(() => row.locator('img').evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
  await row.getByRole('button', { name: 'Want: Harbour of Glass' }).click();
  await expect(row.locator('.chip')).toHaveAccessibleName(/Harbour of Glass.*: Want/);
  await expect(toast(page)).toContainText('On your shelf: Harbour of Glass');
  const [entry] = await api.shelf();
  expect(entry).toMatchObject({ user_id: member.id, status: 'TO_DO', media: { title: /Harbour of Glass/ } });
  expect(await api.get(`media.cgi/${entry.media.id}`)).toMatchObject({
    external_source: 'openlibrary',
    image_url: expect.stringContaining('images'),
  });
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(row.getByRole('button', { name: 'Want: Harbour of Glass' })).toBeVisible();
  expect(await api.shelf()).toEqual([]);
  expect((await api.get('media.cgi/', { q: 'harbour' })).total).toBe(0);
});

test('another status is in the menu beside it; what is here already isn’t found again', async ({
  page,
  member,
  api,
}) => {
  await page.goto('edit.html?q=nine+ferries');
  const row = others(page).filter({ hasText: 'Nine Ferries' });
  await row.getByRole('button', { name: 'Another status: Nine Ferries' }).click();
  await page.locator('shelf-menu').getByRole('button', { name: 'Finished', exact: true }).click();
  await expect(row.locator('.chip')).toHaveAccessibleName(/Finished/);
  expect(await api.shelf()).toMatchObject([{ user_id: member.id, status: 'COMPLETED' }]);
  await page.reload();
  await expect(titleOf(here(page))).toHaveText(['Nine Ferries']);
  await expect(here(page).locator('.chip')).toHaveAccessibleName(/Finished/);
  await expect(state(page)).toHaveText('Nothing else found.');
  await expect(others(page)).toHaveCount(0);
});

signedIn(
  'each source shows what it has as it comes, and what is there stays where it is',
  async ({ page, providers }) => {
    providers.when('openlibrary', /^\/search/, providers.switches.hang());
    await page.goto('edit.html');
    await box(page).fill('saltmarsh');
    // All of it at one moment, as seen in the page: it is over soon, and a look from here may come after that.
    const asking = await page.waitForFunction(() => {
      const rows = document.querySelectorAll('.found-others .result:not(.skeleton)');
      const { x, y, width, height } = rows[0]?.getBoundingClientRect() ?? {};
      return (
        document.querySelector('.found-state')?.textContent.includes('Asking Open Library…') &&
        document.querySelectorAll('.result.skeleton').length === 3 &&
        rows.length === 1 && { x, y, width, height, title: rows[0].querySelector('.t').textContent }
      );
    });
    const { title, ...before } = await asking.jsonValue();
    expect(title).toBe('Saltmarsh');
    await expect(state(page)).toContainText(/Open Library/);
    await expect(page.locator('.result.skeleton')).toHaveCount(0);
    await expect(state(page)).not.toContainText('Asking');
    expect(await others(page).first().boundingBox()).toEqual(before);
  },
);

signedIn('what was typed last counts, and sources are asked once that is there', async ({ page, providers }) => {
  await page.goto('edit.html');
  await box(page).pressSequentially('twin lakes');
  await expect(titleOf(others(page))).toHaveText(['Twin Lakes', 'Twin Lakes']);
  expect(providers.asked('openlibrary', /^\/search/).length).toBe(1);
  await page.getByRole('checkbox', { name: 'Games' }).check();
  await expect(others(page)).toHaveCount(0);
  await expect(state(page)).toContainText('Nothing found by that.');
  await expect(page).toHaveURL(/q=twin\+lakes&type=GAME/);
  await box(page).fill('');
  await expect(page.locator('#title-form')).toBeVisible();
  await expect(page).toHaveURL(/edit\.html(?:\?type=GAME)?$/);
});

signedIn('an ISBN is looked up as one, and the address of a page as that', async ({ page, providers }) => {
  await page.goto('edit.html');
  await box(page).fill('978-0-9990-0101-1');
  await expect(titleOf(others(page))).toHaveText([/^Harbour of Glass/]);
  expect(providers.asked('tvmaze')).toEqual([]);
  await box(page).fill('https://www.tvmaze.com/shows/82/saltmarsh');
  await expect(titleOf(others(page))).toHaveText(['Saltmarsh']);
});

signedIn(
  'by keyboard: Enter goes to the first, a digit is a status, and one goes on with the next',
  async ({ page, api }) => {
    await page.goto('edit.html');
    await box(page).fill('salt');
    await expect(others(page).first()).toBeVisible();
    await expect(state(page)).not.toContainText('Asking');
    await page.keyboard.press('Enter');
    await expect(others(page).first().locator('.want')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(others(page).nth(1).locator('.want')).toBeFocused();
    await page.keyboard.press('2');
    await expect(others(page).nth(1).locator('.chip')).toBeVisible();
    await expect(box(page)).toBeFocused();
    expect(await api.shelf()).toMatchObject([{ status: 'IN_PROGRESS' }]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await expect(box(page)).toBeFocused();
  },
);

signedIn('what isn’t found is added by hand, with what was typed', async ({ page }) => {
  await page.goto('catalogue.html?q=A+Book+That+Nobody+Knows&type=BOOK');
  await page.getByRole('link', { name: 'Look it up' }).click();
  await expect(box(page)).toHaveValue('A Book That Nobody Knows');
  await expect(state(page)).toContainText('Nothing found by that.');
  await byHand(page).click();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('A Book That Nobody Knows');
  await expect(page.getByLabel('Title', { exact: true })).toBeFocused();
  await expect(page.getByRole('radio', { name: 'Book' })).toBeChecked();
  await box(page).fill('9780999001066');
  await byHand(page).click();
  await expect(page.getByRole('textbox', { name: 'ISBN', exact: true })).toHaveValue('9780999001066');
});

test.describe('when a source fails', () => {
  signedIn('it is said, and what the others have is there', async ({ page, providers }) => {
    providers.when('openlibrary', /./, providers.switches.says(500));
    await page.goto('edit.html?q=lone+kiln');
    await expect(state(page)).toContainText('Open Library');
    await expect(state(page)).not.toContainText('Asking');
    await expect(byHand(page)).toHaveText('Add “lone kiln” by hand');
  });
});

signedIn('when the server can’t be reached that is said, and the next look finds what it has', async ({ page }) => {
  await page.goto('edit.html');
  await expect(box(page)).toBeFocused();
  await page.route('**/cgi-bin/**', (route) => route.abort());
  await box(page).fill('lone kiln');
  await expect(state(page)).toContainText('The server can’t be reached');
  await expect(byHand(page)).toHaveText('Add “lone kiln” by hand');
  await expect(box(page)).toHaveValue('lone kiln');
  await page.unroute('**/cgi-bin/**');
  await box(page).fill('harbour of glass');
  await expect(titleOf(others(page))).toHaveText([/^Harbour of Glass/]);
  await expect(state(page)).not.toContainText('reached');
});

test('who isn’t signed in signs in, and what was looked for is found', async ({ page, baseURL, site }) => {
  const username = newName();
  await site.register({ username, password: PASSWORD });
  await page.goto('edit.html?q=harbour+of+glass');
  const asked = page.getByRole('dialog');
  await expect(asked).toContainText('Sign in to go on');
  await page.keyboard.press('Escape');
  await expect(asked).toHaveCount(0);
  await page.getByRole('main').getByRole('link', { name: 'sign in' }).click();
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${baseURL}edit.html?q=harbour+of+glass`);
  await expect(box(page)).toHaveValue('harbour of glass');
  await expect(titleOf(others(page))).toHaveText([/^Harbour of Glass/]);
});

test.describe('all that is found', { tag: '@phone' }, () => {
  signedIn('is clean for axe and can be read at every width', async ({ page, isMobile }) => {
    await page.goto('edit.html');
    await expect(box(page)).toBeFocused();
    expect(await page.evaluate(() => scrollY)).toBe(0); // the heading is seen
    await settled(page);
    const look = async () => {
      await clean(page, 'body', { dark: !isMobile });
      expect(await tooWide(page)).toBeLessThanOrEqual(0);
      expect(await outOfOrder(page)).toEqual([]);
      expect(await confusable(page)).toEqual([]);
      if (isMobile) expect(await tooSmall(page)).toEqual([]);
    };
    await look();
    await box(page).fill('salt');
    await expect(others(page).first()).toBeVisible();
    await expect(state(page)).not.toContainText('Asking');
    await look();
    if (isMobile) return;
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
    await others(page).first().locator('.want').click();
    await expect(others(page).first().locator('.chip')).toBeVisible();
    await clean(page, '.look-up');
  });
});
