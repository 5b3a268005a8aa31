// Adding and editing a title: the fields of its type, likely duplicates, the cover, and text that is never lost.
import picture from '../e2e/picture.js';
import { signedIn, test, expect, newName, toast } from './fixtures.js';

const add = (page) => page.getByRole('button', { name: 'Add to the catalogue' });

signedIn('the fields follow the type', async ({ page }) => {
  await page.goto('edit.html');
  for (const name of ['ISBN', 'Trailer']) await expect(page.getByRole('textbox', { name, exact: true })).toBeHidden();
  await expect(page.locator('#cover')).toBeEmpty();
  await page.getByRole('radio', { name: 'Book' }).check();
  await expect(page.getByRole('textbox', { name: 'Author', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Length in pages', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'ISBN', exact: true })).toBeVisible();
  await page.getByRole('radio', { name: 'Game' }).check();
  await expect(page.getByRole('textbox', { name: 'Studio', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Length in hours', exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'ISBN', exact: true })).toBeHidden();
});

test('a title is added, shelved and shown on its own', { tag: '@phone' }, async ({ page, member, api }) => {
  const title = `${newName()} & Söhne <i>`;
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Movie' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.getByRole('textbox', { name: 'Director', exact: true }).fill('Ann Other');
  await page.getByRole('textbox', { name: 'Released', exact: true }).fill('1999-03');
  await page.getByRole('textbox', { name: 'Length in minutes', exact: true }).fill('101');
  await expect(page.getByRole('radio', { name: 'Want' })).toBeChecked();
  await add(page).click();
  await expect(page).toHaveURL(/catalogue\.html\?id=/);
  const spot = page.locator('title-view');
  await expect(spot.getByRole('heading', { level: 2 })).toHaveText(title);
  await expect(spot).toContainText('March 1999');
  await expect(spot).toContainText(`by ${member.username}`);
  await expect(spot.getByRole('radio', { name: 'Want' })).toBeChecked();
  expect((await api.title(title)).length).toBe(101);
});

test('an ISBN typed before the type was changed is not sent', async ({ page, member, api }) => {
  const title = newName();
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByRole('textbox', { name: 'ISBN', exact: true }).fill('9780141439549');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await add(page).click();
  await expect(page.locator('title-view h2')).toHaveText(title);
  expect(await api.title(title)).toMatchObject({ type: 'GAME', isbn: null, created_by: { id: member.id } });
});

signedIn('what was typed is kept when the page is left, until it is saved or cleared', async ({ page }) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByLabel('Title', { exact: true }).fill('Half a ti');
  await page.goto('index.html');
  await page.goto('edit.html');
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Half a ti');
  await expect(page.getByRole('radio', { name: 'Book' })).toBeChecked();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('');
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Half a ti');
  await expect(page.getByRole('radio', { name: 'Book' })).toBeChecked();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.reload();
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('');
});

const duplicates = (page) => page.locator('#duplicates .duplicate');
const png = (side = 40, name = 'cover.png') => ({ name, mimeType: 'image/png', buffer: picture.noise(side) });
const save = (page) => page.getByRole('button', { name: 'Save', exact: true });
const mineIs = (api, fields = {}) => api.post('media.cgi/', { type: 'BOOK', title: newName(), ...fields });
function newIsbn() {
  const digits = `978${String(Date.now()).slice(-7)}${(process.pid % 90) + 10}`;
  return (
    digits + ((10 - ([...digits].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 ? 3 : 1), 0) % 10)) % 10)
  );
}
// How wide the picture behind an address is.
const size = (page, src) =>
  page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image.naturalWidth;
  }, src);

test('while a title is typed, the one that is here already is shown, and goes on the shelf from there', async ({
  page,
  member,
  api,
}) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByLabel('Title', { exact: true }).fill('Middlem');
  await expect(duplicates(page)).toHaveCount(1);
  await expect(duplicates(page).getByRole('link')).toHaveAttribute('href', /title\.html\?id=/);
  await duplicates(page).getByRole('button', { name: 'Add to shelf (Want)' }).click();
  await expect(toast(page)).toContainText('On your shelf: Middlemarch');
  await expect(duplicates(page)).toContainText('On your shelf: Want');
  expect(await api.shelf()).toMatchObject([{ user_id: member.id, media: { title: 'Middlemarch' } }]);
  await toast(page).getByRole('button', { name: 'Undo' }).click();
  await expect(duplicates(page).getByRole('button', { name: 'Add to shelf (Want)' })).toBeVisible();
  expect(await api.shelf()).toEqual([]);
  expect((await api.get('media.cgi/', { scope: 'mine' })).total).toBe(0); // nor was what is typed added by that
  await page.getByRole('radio', { name: 'Game' }).check();
  await expect(duplicates(page)).toHaveCount(0); // no game is called that
  await page.getByRole('radio', { name: 'Book' }).check();
  await page.getByLabel('Title', { exact: true }).fill('the LEFT hand of darknèss');
  await expect(duplicates(page).locator('.t')).toHaveText(['The Left Hand of Darkness']);
  await page.getByLabel('Title', { exact: true }).fill('A Hobbit'); // articles differ between editions
  await expect(duplicates(page).locator('.t')).toHaveText(['The Hobbit']);
  await page.getByLabel('Title', { exact: true }).fill('Le');
  await expect(duplicates(page)).toHaveCount(0);
  await page.getByRole('textbox', { name: 'ISBN', exact: true }).fill('0-14-143954-0'); // no such number
  await page.getByRole('textbox', { name: 'ISBN', exact: true }).fill('978-0-14-143954-9');
  await expect(duplicates(page).locator('.t')).toHaveText(['Middlemarch']);
  await page.getByLabel('Title', { exact: true }).fill('<img src=x onerror=alert(1)>');
  await expect(duplicates(page).locator('.t')).toHaveText(['Middlemarch', '<img src=x onerror=alert(1)>']);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(duplicates(page)).toHaveCount(0);
});

test('an edit begins with what is there, sends what changed, and is no duplicate of itself', async ({
  page,
  member,
  api,
}) => {
  const isbn = newIsbn();
  const book = await mineIs(api, {
    creator: 'Ann Other',
    pub_date: '1999-03',
    length: 320,
    genre: 'Crime',
    isbn,
    description: 'Two\nlines',
  });
  await page.goto(`edit.html?id=${book.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edit the title');
  for (const [id, text] of Object.entries({
    title: book.title,
    creator: 'Ann Other',
    pub_date: 'March 1999',
    length: '320',
    genre: 'Crime',
    isbn,
    description: 'Two\nlines',
  })) {
    await expect(page.locator(`#${id}`)).toHaveValue(text);
  }
  await expect(page.getByRole('radio', { name: 'Book' })).toBeChecked();
  await expect(page.locator('#shelve')).toBeHidden();
  await page.getByLabel('Title', { exact: true }).fill(`${book.title} & Söhne`);
  await page.getByRole('textbox', { name: 'Length in pages' }).fill('321');
  await page.getByRole('textbox', { name: 'First published' }).fill('March 31, 1999');
  await page.getByRole('combobox', { name: 'Genre' }).fill('');
  const [request] = await Promise.all([page.waitForRequest((one) => one.method() === 'PATCH'), save(page).click()]);
  expect(request.postDataJSON()).toEqual({
    title: `${book.title} & Söhne`,
    pub_date: '1999-03-31',
    length: 321,
    genre: null,
  });
  await expect(page).toHaveURL(/title\.html\?id=/);
  await expect(page.locator('title-view')).toContainText('321 pages');
  expect(await api.get(`media.cgi/${book.id}`)).toMatchObject({
    title: `${book.title} & Söhne`,
    length: 321,
    genre: null,
    creator: 'Ann Other',
    created_by: { id: member.id },
  });
  await page.goto(`edit.html?id=${book.id}`);
  await page.getByLabel('Title', { exact: true }).fill(book.title);
  await page.waitForResponse((answer) => answer.url().includes('media.cgi/?'));
  await expect(duplicates(page)).toHaveCount(0);
});

signedIn(
  'what was typed in an edit is back when the page is, until it is saved or thrown away',
  async ({ page, api }) => {
    const book = await mineIs(api);
    await page.goto(`edit.html?id=${book.id}`);
    await page.getByRole('textbox', { name: 'Description' }).fill('Half a sen');
    await page.goto('index.html');
    await page.goto(`edit.html?id=${book.id}`);
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Half a sen');
    await page.getByRole('button', { name: 'Start afresh' }).click();
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('');
    await expect(page.getByRole('button', { name: 'Start afresh' })).toBeHidden();
    await page.getByRole('textbox', { name: 'Description' }).fill('Another');
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(page).toHaveURL(/title\.html\?id=/);
    await page.goto(`edit.html?id=${book.id}`);
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue(book.title);
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('');
    await page.goto('edit.html');
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue(''); // an edit is no draft of a new title
  },
);

signedIn('who didn’t add it doesn’t edit it', async ({ page, api }) => {
  const { id } = await api.title('moby');
  await page.goto(`edit.html?id=${id}`);
  await expect(page.getByRole('heading', { name: 'Not yours to edit' })).toBeVisible();
  await expect(page.locator('#title-form')).toBeHidden();
});

signedIn('the drawn cover follows what is typed', async ({ page }) => {
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Movie' }).check();
  await page.getByLabel('Title', { exact: true }).fill('Unseen');
  await expect(page.locator('#cover')).toContainText('UNSEEN');
  await page.getByRole('radio', { name: 'Book' }).check();
  await expect(page.locator('#cover')).toContainText('Unseen');
});

test('a new title with a cover: chosen, shown, another dropped, sent with a bar that says how far', async ({
  page,
  member,
  api,
}) => {
  const title = newName();
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill(title);
  await page.locator('[name=_cover]').setInputFiles(png(20));
  await expect(page.locator('#cover canvas')).toBeVisible();
  await page.getByRole('button', { name: 'Not this one' }).click();
  await expect(page.locator('#cover canvas')).toHaveCount(0);
  await expect(page.locator('[name=_cover]')).toBeFocused();
  const bytes = [...picture.noise(300)];
  const carried = await page.evaluateHandle((data) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(data)], 'dropped.png', { type: 'image/png' }));
    return transfer;
  }, bytes);
  await page.dispatchEvent('#cover', 'dragover', { dataTransfer: carried });
  await expect(page.locator('.cover-in')).toHaveClass(/over/);
  await page.dispatchEvent('#cover', 'drop', { dataTransfer: carried });
  await expect(page.locator('#cover canvas')).toBeVisible();
  await page.evaluate(() => {
    // the upload is over in no time, so what the bar showed is written down
    const bar = document.querySelector('#cover-progress');
    new MutationObserver(() => {
      sessionStorage.setItem('seen', `${sessionStorage.getItem('seen') ?? ''} ${bar.hidden ? '-' : bar.value}`);
    }).observe(bar, { attributes: true });
  });
  await add(page).click();
  await expect(page.locator('title-view .cover.big img')).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem('seen'))).toMatch(/^( 0)+( 0\.\d+)*( 1)+ -$/);
  const media = await api.title(title);
  expect(await size(page, media.image_url)).toBe(300);
  expect(member.id).toBe(media.created_by.id);
});

signedIn('a cover is replaced, kept after all, and removed', async ({ page, api }) => {
  const book = await mineIs(api);
  await page.goto(`edit.html?id=${book.id}`);
  await page.locator('[name=_cover]').setInputFiles(png(24));
  await save(page).click();
  await expect(page.locator('title-view .cover.big img')).toBeVisible();
  const first = (await api.get(`media.cgi/${book.id}`)).image_url;
  expect(await size(page, first)).toBe(24);
  await page.goto(`edit.html?id=${book.id}`);
  await expect(page.locator('#cover img')).toBeVisible();
  await page.locator('[name=_cover]').setInputFiles(png(36));
  await save(page).click();
  await expect(page).toHaveURL(/title\.html/);
  const second = (await api.get(`media.cgi/${book.id}`)).image_url;
  expect(second).not.toBe(first);
  expect(await size(page, second)).toBe(36);
  await page.goto(`edit.html?id=${book.id}`);
  await page.getByRole('button', { name: 'Remove the cover' }).click();
  await expect(page.locator('#cover img')).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep the cover' }).click();
  await expect(page.locator('#cover img')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the cover' }).click();
  await save(page).click();
  await expect(page.locator('title-view .cover.big svg.cv')).toBeVisible();
  expect((await api.get(`media.cgi/${book.id}`)).image_url).toBe(null);
});

test.describe('changed elsewhere meanwhile', () => {
  test.use({ allow: /status of 412/ });

  signedIn('both values are shown where both were changed, and all else is saved', async ({ page, api }) => {
    const book = await mineIs(api, { genre: 'Old' });
    await page.goto(`edit.html?id=${book.id}`);
    await page.getByLabel('Title', { exact: true }).fill(`${book.title} II`);
    await page.getByRole('combobox', { name: 'Genre' }).fill('Mine');
    await api.patch(`media.cgi/${book.id}`, { genre: 'Theirs', description: 'Theirs, too' });
    await save(page).click();
    await expect(page.locator('.both')).toHaveText(/Changed elsewhere at \d\d:\d\d:Theirs/);
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await expect(page).toHaveURL(/title\.html\?id=/);
    expect(await api.get(`media.cgi/${book.id}`)).toMatchObject({
      title: `${book.title} II`,
      genre: 'Theirs',
      description: 'Theirs, too',
    });
  });
});

test.describe('refused', () => {
  test.use({ allow: /status of 4\d\d|ERR_FAILED/ });

  signedIn('nothing is chosen that one has not chosen, and the error says so', async ({ page }) => {
    await page.goto('edit.html');
    await page.getByLabel('Title', { exact: true }).fill(newName());
    await expect(page.getByRole('radio', { name: 'Book' })).not.toBeFocused();
    await add(page).click();
    await expect(page.locator('.kinds .field-error')).toHaveText('Choose one.');
    await expect(page.getByRole('radio', { name: 'Book' })).toBeFocused();
  });

  signedIn('a title that isn’t here', async ({ page }) => {
    await page.goto('edit.html?id=00000000-0000-4000-8000-000000000000');
    await expect(page.getByRole('heading', { name: 'Not here' })).toBeVisible();
    await expect(page.locator('#title-form')).toBeHidden();
  });

  signedIn('the type of a title on a shelf stays, and the form says so', async ({ page, api }) => {
    const book = await mineIs(api);
    await api.post('usermedia.cgi/', { media_id: book.id });
    await page.goto(`edit.html?id=${book.id}`);
    await page.getByRole('radio', { name: 'Movie' }).check();
    await save(page).click();
    await expect(page.locator('.kinds .field-error')).toBeVisible();
    await page.getByRole('radio', { name: 'Book' }).check();
    await page.getByLabel('Title', { exact: true }).fill('');
    await save(page).click();
    await expect(page.locator('.field', { has: page.locator('#title') }).locator('.field-error')).toContainText(
      'Title',
    );
    expect((await api.get(`media.cgi/${book.id}`)).title).toBe(book.title);
  });

  signedIn('a file that is no picture stays out, and is said beside it', async ({ page }) => {
    await page.goto('edit.html');
    await page
      .locator('[name=_cover]')
      .setInputFiles({ name: 'notes <b>.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await expect(page.locator('.cover-in .field-error')).toContainText(
      'notes <b>.txt is no JPEG, PNG or WebP picture.',
    );
    await page
      .locator('[name=_cover]')
      .setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture either') });
    await expect(page.locator('.cover-in .field-error')).toContainText('broken.png');
    await expect(page.locator('#cover canvas')).toHaveCount(0);
    await page.locator('[name=_cover]').setInputFiles(png());
    await expect(page.locator('.cover-in .field-error')).toHaveCount(0);
  });

  signedIn(
    'a cover that doesn’t get through leaves the title saved once, and goes when saved again',
    async ({ page, api }) => {
      const title = newName();
      await page.goto('edit.html');
      await page.getByRole('radio', { name: 'Game' }).check();
      await page.getByLabel('Title', { exact: true }).fill(title);
      await page.locator('[name=_cover]').setInputFiles(png());
      await page.route('**/image', (route) => route.abort());
      await add(page).click();
      await expect(page.locator('.cover-in .field-error')).toContainText('The title is saved, its cover is not');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edit the title');
      await expect(page).toHaveURL(/edit\.html\?id=/);
      await expect(duplicates(page)).toHaveCount(0);
      await page.unroute('**/image');
      await save(page).click();
      await expect(page.locator('title-view .cover.big img')).toBeVisible();
      expect((await api.get('media.cgi/', { q: title })).total).toBe(1);
    },
  );

  signedIn('a picture that is refused by the server is said to be, in words', async ({ page, api }) => {
    const book = await mineIs(api);
    await page.goto(`edit.html?id=${book.id}`);
    await page.route('**/media.cgi/*/image', (route) =>
      route.fulfill({
        status: 400,
        json: {
          success: false,
          error: {
            code: 'validation_error',
            message: 'One field needs attention.',
            details: [{ field: 'image', message: 'must be whole: it breaks off' }],
          },
        },
      }),
    );
    await page.locator('[name=_cover]').setInputFiles(png(24));
    await expect(page.locator('#cover canvas')).toBeVisible();
    await save(page).click();
    await expect(page.locator('.cover-in .field-error')).toContainText('its cover is not');
    expect((await api.get(`media.cgi/${book.id}`)).image_url).toBe(null);
  });

  test('when the network fails, all stays, and can be sent again', async ({ page, member, api }) => {
    const title = newName();
    await page.goto('edit.html');
    await page.getByRole('radio', { name: 'Movie' }).check();
    await page.getByLabel('Title', { exact: true }).fill(title);
    await page.getByRole('textbox', { name: 'Description' }).fill('With care');
    await page.route('**/media.cgi/', (route) => route.abort());
    await add(page).click();
    await expect(page.locator('.form-error')).toContainText('try again');
    await page.reload();
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('With care');
    await page.unroute('**/media.cgi/');
    await add(page).click();
    await expect(page.locator('title-view h2')).toHaveText(title);
    expect(await api.title(title)).toMatchObject({ description: 'With care', created_by: { id: member.id } });
    await page.goto('edit.html');
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue('');
  });

  signedIn('each error stands beside its input', { tag: '@phone' }, async ({ page }) => {
    await page.goto('edit.html');
    await add(page).click();
    await expect(page.locator('.kinds .field-error')).toBeVisible();
    await page.getByRole('radio', { name: 'Book' }).check();
    await page.getByRole('textbox', { name: 'First published' }).fill('last year');
    await page.getByRole('textbox', { name: 'Length in pages', exact: true }).fill('many');
    await page.getByRole('textbox', { name: 'ISBN', exact: true }).fill('9780141439540');
    await add(page).click();
    for (const [id, label] of Object.entries({
      title: 'Title',
      pub_date: 'First published',
      length: 'Length',
      isbn: 'ISBN',
    })) {
      const field = page.locator('.field', { has: page.locator(`#${id}`) });
      await expect(field.locator('.field-error')).toContainText(label);
      await expect(page.locator(`#${id}`)).toHaveAccessibleDescription(/.+/);
    }
    await expect(page.locator('.kinds .field-error')).toHaveCount(0);
    await expect(page.getByLabel('Title', { exact: true })).toBeFocused();
    await expect(page.getByRole('textbox', { name: 'Length in pages', exact: true })).toHaveValue('many');
  });

  signedIn('a second movie of that name and year is refused in words', async ({ page }) => {
    await page.goto('edit.html');
    await page.getByRole('radio', { name: 'Movie' }).check();
    await page.getByLabel('Title', { exact: true }).fill('VERTIGO');
    await page.getByRole('textbox', { name: 'Released', exact: true }).fill('1958');
    await add(page).click();
    await expect(page.locator('.field-error, .form-error').first()).toBeVisible();
    await expect(page.getByLabel('Title', { exact: true })).toHaveValue('VERTIGO');
  });
});
