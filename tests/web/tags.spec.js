// Tags: put on a title and taken off by mouse, by keyboard and by touch; as a filter of the library; and all of mine,
// renamed, merged, taken off everything.
import { clean, settled, tooWide } from './eyes.js';
import { signedIn, test, expect, delay, toast } from './fixtures.js';

const onTitle = (page) => page.locator('title-tags');
const pills = (page) => onTitle(page).locator('.tag-pill a');
const field = (page) => page.getByRole('combobox', { name: 'New tag' });
const offers = (page) => onTitle(page).getByRole('option');
const rows = (page) => page.locator('tag-row');
const row = (page, name) => rows(page).filter({ has: page.locator('.t', { hasText: new RegExp(`^${name}$`) }) });

// Titles on the shelf, each with its tags; → the ids of the titles.
async function tagged(api, sets) {
  const all = (await api.get('media.cgi/', { page_size: 20 })).media;
  const ids = [];
  for (const [index, tags] of sets.entries()) {
    await api.post('usermedia.cgi/', { media_id: all[index].id, tags });
    ids.push(all[index].id);
  }
  return ids;
}
const tagsOf = async (api, id) => (await api.get(`media.cgi/${id}`)).my.entry?.tags;

test.describe('of a title', () => {
  signedIn.use({ allow: /status of 400/ }); // what is refused on purpose

  signedIn('are added, found, taken off, and undone', { tag: '@phone' }, async ({ page, api }) => {
    const [id] = await tagged(api, [[]]);
    await page.goto(`title.html?id=${id}`);
    await field(page).fill('slow burn');
    await onTitle(page).getByRole('button', { name: 'Add' }).click();
    await expect(pills(page)).toHaveText(['slow burn']);
    await expect(field(page)).toHaveValue('');
    await expect(field(page)).toBeFocused();
    await field(page).fill('24/7');
    await field(page).press('Enter');
    await expect(pills(page)).toHaveText(['slow burn', '24/7']);
    await expect(toast(page)).toContainText('“24/7” is on');
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(pills(page)).toHaveText(['slow burn']);
    await onTitle(page).getByRole('button', { name: 'Take it off: slow burn' }).click();
    await expect(pills(page)).toHaveCount(0);
    await expect(field(page)).toBeFocused();
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(pills(page)).toHaveText(['slow burn']);
    expect(await tagsOf(api, id)).toEqual(['slow burn']);
    await pills(page).click();
    await expect(page).toHaveURL(/library\.html\?tag=slow\+burn$/);
    await expect(page.locator('title-card')).toHaveCount(1);
    await expect(page.locator('#pills')).toContainText('slow burn');
  });

  signedIn('are suggested while one types, by keyboard alone', async ({ page, api }) => {
    const [id] = await tagged(api, [['beach'], ['slow burn', 'beach'], ['slow burn', 'Slowly'], ['slow burn']]);
    await page.goto(`title.html?id=${id}`);
    await expect(pills(page)).toHaveText(['beach']);
    await page.keyboard.press('#');
    await expect(field(page)).toBeFocused();
    // The most used first; none that it has.
    await expect(offers(page)).toHaveText([/^slow burn3/, /^Slowly1/]);
    await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
    await clean(page, 'title-tags');
    await page.keyboard.type('SLOWL');
    await expect(offers(page)).toHaveText([/^Slowly1/]);
    await page.keyboard.press('ArrowDown');
    await expect(field(page)).toHaveAttribute('aria-activedescendant', 'd-tag-0');
    await expect(offers(page)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(pills(page)).toHaveText(['beach', 'Slowly']);
    await expect(field(page)).toHaveValue('');
    // A comma ends one, too; Escape closes what is offered; Backspace goes to the last.
    await page.keyboard.type('new one,');
    await expect(pills(page)).toHaveText(['beach', 'Slowly', 'new one']);
    await page.keyboard.type('s');
    await expect(offers(page)).toHaveText([/^slow burn3/]);
    await page.keyboard.press('Escape');
    await expect(offers(page)).toHaveCount(0);
    await expect(field(page)).toHaveValue('s');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await expect(page.getByRole('button', { name: 'Take it off: new one' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(pills(page)).toHaveText(['beach', 'Slowly']);
    await expect(page.getByRole('button', { name: 'Take it off: Slowly' })).toBeFocused();
    expect(await tagsOf(api, id)).toEqual(['beach', 'Slowly']);
  });

  signedIn('an offer is taken by mouse, and written as it is elsewhere', async ({ page, api }) => {
    const [id] = await tagged(api, [[], ['Sci-Fi']]);
    await page.goto(`title.html?id=${id}`);
    await field(page).click();
    await offers(page).click();
    await expect(pills(page)).toHaveText(['Sci-Fi']);
    await page.reload();
    await expect(pills(page)).toHaveText(['Sci-Fi']);
    await field(page).fill('sci-fi');
    await field(page).press('Enter');
    await expect(field(page)).toHaveValue(''); // it has it
    await expect(pills(page)).toHaveText(['Sci-Fi']);
  });

  signedIn('a first one puts a title on the shelf', async ({ page, api }) => {
    const { id } = await api.title('orlando');
    await page.goto(`title.html?id=${id}`);
    await field(page).fill('later');
    await field(page).press('Enter');
    await expect(pills(page)).toHaveText(['later']);
    await expect(page.getByRole('radio', { name: 'Want' })).toBeChecked();
    expect(await tagsOf(api, id)).toEqual(['later']);
  });

  signedIn('what can’t be one says why beside the field', async ({ page, api }) => {
    const [id] = await tagged(api, [[]]);
    await page.goto(`title.html?id=${id}`);
    await field(page).fill('x'.repeat(51));
    await field(page).press('Enter');
    await expect(onTitle(page).locator('.field-error')).toHaveText('New tag must have at most 50 characters.');
    await expect(field(page)).toHaveValue('x'.repeat(51));
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
    await field(page).fill('short');
    await field(page).press('Enter');
    await expect(pills(page)).toHaveText(['short']);
    await expect(onTitle(page).locator('.field-error')).toHaveCount(0);
  });

  signedIn('what another device put on it stays', async ({ page, api }) => {
    const [id] = await tagged(api, [['one']]);
    await page.goto(`title.html?id=${id}`);
    await expect(pills(page)).toHaveText(['one']);
    const { entry } = (await api.get(`media.cgi/${id}`)).my;
    await api.patch(`usermedia.cgi/${entry.id}`, { tags: ['one', 'elsewhere'] });
    await field(page).fill('here');
    await field(page).press('Enter');
    await expect(pills(page)).toHaveText(['one', 'elsewhere', 'here']);
  });

  signedIn('of two that are typed fast none is lost', async ({ page, api }) => {
    const [id] = await tagged(api, [[]]);
    await page.goto(`title.html?id=${id}`);
    await expect(field(page)).toBeVisible();
    const release = await delay(page, (url) => /usermedia\.cgi\/.+-/.test(url.pathname));
    await field(page).fill('first');
    await field(page).press('Enter');
    await field(page).fill('second');
    await field(page).press('Enter');
    release();
    await expect(pills(page)).toHaveText(['first', 'second']);
    expect(await tagsOf(api, id)).toEqual(['first', 'second']);
  });

  test('are nobody’s who isn’t signed in', async ({ page, api }) => {
    await page.goto(`title.html?id=${(await api.title('orlando')).id}`);
    await expect(page.locator('#d-title')).toBeVisible();
    await expect(onTitle(page)).toBeHidden();
  });
});

test.describe('in the library', () => {
  signedIn.beforeEach(async ({ page, api }) => {
    await tagged(api, [['beach'], ['beach', 'slow burn'], ['slow burn'], []]);
    await page.goto('library.html');
    await expect(page.locator('title-card')).toHaveCount(4);
  });

  signedIn('# leads to what is filtered by', async ({ page }) => {
    await page.keyboard.press('#');
    const beach = page.getByRole('checkbox', { name: 'beach' });
    await expect(beach).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page).toHaveURL(/tag=beach/);
    await expect(page.locator('title-card')).toHaveCount(2);
    await page.getByRole('checkbox', { name: 'slow burn' }).check();
    await expect(page.locator('title-card')).toHaveCount(3);
    await page.keyboard.press('Escape');
    await expect(page.locator('#pills .pill')).toHaveText([/^beach/, /^slow burn/]);
    await page.reload();
    await expect(page.locator('title-card')).toHaveCount(3);
    await page.getByRole('button', { name: 'Tag, beach: remove this filter' }).click();
    await expect(page).toHaveURL(/tag=slow\+burn/);
    await expect(page.locator('title-card')).toHaveCount(2);
  });

  signedIn('a button opens the same', async ({ page }) => {
    const button = page.getByRole('button', { name: 'Tag', exact: true });
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await button.click();
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('checkbox', { name: 'beach' })).toBeFocused();
    await button.click();
    await expect(page.locator('.narrow-panel')).toBeHidden();
  });

  signedIn('who has none is told where they come from', async ({ page, api }) => {
    for (const { id } of await api.shelf()) await api.patch(`usermedia.cgi/${id}`, { tags: [] });
    await page.keyboard.press('#');
    await expect(page.locator('.facet[data-of=tag]')).toContainText('You have no tag yet');
  });
});

test.describe('all of mine', () => {
  signedIn.use({ allow: /status of 400/ }); // what is refused on purpose

  let ids;
  signedIn.beforeEach(async ({ page, api }) => {
    ids = await tagged(api, [['beach', 'sea'], ['sea'], ['24/7', 'beach'], ['sea']]);
    await page.goto('tags.html');
    await expect(rows(page)).toHaveText([/^24\/71 title/, /^beach2 titles/, /^sea3 titles/]);
  });

  signedIn('are listed, sorted, found, and lead to what has them', { tag: '@phone' }, async ({ page }) => {
    await settled(page);
    await clean(page);
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await expect(page.locator('#summary')).toHaveText('3 tags');
    await page.getByLabel('Sort by').selectOption('Most used');
    await expect(rows(page).locator('.t')).toHaveText(['sea', 'beach', '24/7']);
    await expect(page).toHaveURL(/sort=count_desc/);
    await page.getByRole('searchbox', { name: 'Find a tag' }).fill('BEA');
    await expect(rows(page).locator('.t')).toHaveText(['beach']);
    await page.getByRole('searchbox', { name: 'Find a tag' }).fill('nothing');
    await expect(page.getByRole('heading', { name: 'No tag is called that' })).toBeVisible();
    await page.getByRole('link', { name: 'Show all' }).click();
    await row(page, '24/7').getByRole('link').click();
    await expect(page).toHaveURL(/library\.html\?tag=24%2F7$/);
    await expect(page.locator('title-card')).toHaveCount(1);
  });

  signedIn('one is renamed by keyboard, and back', async ({ page, api }) => {
    const rename = row(page, '24/7').getByRole('button', { name: 'Rename: 24/7' });
    await rename.press('Enter');
    const name = page.getByRole('textbox', { name: 'Name' });
    await expect(name).toBeFocused();
    await clean(page, 'tag-row form');
    await page.keyboard.press('Escape');
    await expect(rename).toBeFocused();
    await rename.press('Enter');
    await name.fill('always/ever');
    await name.press('Enter');
    await expect(rows(page).locator('.t')).toHaveText(['always/ever', 'beach', 'sea']);
    expect(await tagsOf(api, ids[2])).toEqual(['always/ever', 'beach']);
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(rows(page).locator('.t')).toHaveText(['24/7', 'beach', 'sea']);
  });

  signedIn('a bad name is said beside the field', async ({ page }) => {
    await row(page, 'sea').getByRole('button', { name: 'Rename' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('sea/');
    await name.press('Enter');
    await expect(page.locator('.field-error')).toHaveText(/Name must not begin or end with \//);
    await expect(name).toBeFocused();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(rows(page).locator('.t')).toHaveText(['24/7', 'beach', 'sea']);
  });

  signedIn('two become one, after a question', async ({ page, api }) => {
    const ask = async () => {
      await row(page, 'sea').getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('Beach');
      await page.getByRole('textbox', { name: 'Name' }).press('Enter');
      await expect(page.getByRole('heading', { name: 'Make “sea” and “beach” one?' })).toBeVisible();
    };
    await ask();
    await page.getByRole('button', { name: 'Cancel' }).last().click();
    await expect(rows(page).locator('.t')).toHaveText(['24/7', 'beach', 'sea']);
    await ask();
    await page.getByRole('button', { name: 'Make them one' }).click();
    await expect(rows(page)).toHaveText([/^24\/71 title/, /^beach4 titles/]);
    expect(await tagsOf(api, ids[0])).toEqual(['beach']);
    expect(await tagsOf(api, ids[1])).toEqual(['beach']);
  });

  signedIn('one comes off everything, and back by Undo', async ({ page, api }) => {
    const drop = row(page, 'beach').getByRole('button', { name: 'Take it off everything: beach' });
    await drop.click();
    await expect(row(page, 'beach')).toBeHidden();
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, 'beach')).toBeVisible();
    expect(await tagsOf(api, ids[0])).toEqual(['beach', 'sea']);
    await drop.click();
    await expect(row(page, 'beach')).toBeHidden();
    await page.goto('library.html'); // what waits is sent then
    await expect.poll(() => tagsOf(api, ids[0])).toEqual(['sea']);
  });

  signedIn('g t leads here', async ({ page }) => {
    await page.goto('index.html');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await expect(page).toHaveURL(/tags\.html$/);
  });
});

signedIn('who has no tag yet is told how one comes', async ({ page }) => {
  await page.goto('tags.html');
  await expect(page.getByRole('heading', { name: 'No tag yet' })).toBeVisible();
  await clean(page);
});

test('nobody’s tags ask whose', async ({ page }) => {
  await page.goto('tags.html');
  await expect(page.getByRole('heading', { name: 'Sign in to see your tags' })).toBeVisible();
  await expect(page.locator('#mine')).toBeHidden();
});
