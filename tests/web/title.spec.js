// A title, where everything meets: on its page and over lists. Each change is saved at once, shown, and undone whole.
import {
  signedIn,
  test,
  expect,
  PASSWORD,
  card,
  choose,
  hold,
  newName,
  pressStars,
  rare,
  remember,
  shelfButton,
  signIn,
  starSlider,
  toast,
  delay,
} from './fixtures.js';

const view = (page) => page.locator('title-view');
const undo = (page) => toast(page).getByRole('button', { name: 'Undo' }).click();
const radio = (page, name) => view(page).getByRole('radio', { name, exact: true });
const myReview = (page) => page.getByRole('textbox', { name: 'My review' });
const note = (page) => page.getByLabel('My note');
const lastWords = async (page) => {
  await expect(toast(page)).toBeVisible();
  await page.mouse.move(1, 1); // who points at it is still reading
  await expect(page.locator('.toast:hover')).toHaveCount(0);
  await page.clock.fastForward(61_000);
};

// A book of this member's own, and perhaps a place on the shelf for it.
async function book(api, entry, more = {}) {
  const media = await api.post('media.cgi/', {
    type: 'BOOK',
    title: newName(),
    creator: 'Ann Other',
    length: 300,
    ...more,
  });
  return { media, entry: entry ? await api.post('usermedia.cgi/', { media_id: media.id, ...entry }) : null };
}
const open = async (page, { id }) => {
  await page.goto(`title.html?id=${id}`);
  await expect(view(page).getByRole('heading', { level: 1 })).toBeVisible();
};
const mine = async (api, { id }) => (await api.get(`media.cgi/${id}`)).my;
// An entry as it was, but for when it was last touched.
const same = (entry) => ({ ...entry, updated_at: expect.any(String) });

async function others(api, count) {
  const names = [];
  for (let i = 0; i < count; i++) {
    const username = newName();
    await api.post('auth.cgi/register', { username, password: PASSWORD });
    names.push(username);
  }
  return names;
}

signedIn('facts, average and rank; links lead to more of it', async ({ page, api }) => {
  const media = await api.title('middlemarch');
  await api.put(`media.cgi/${media.id}/rating`, { value: 4 });
  const { average_rating: average, rating_count: count, rank } = await api.get(`media.cgi/${media.id}`);
  await open(page, media);
  await expect(page).toHaveTitle('Middlemarch · Vitrine');
  await expect(view(page).locator('.facts')).toContainText('904 pages');
  await expect(view(page).locator('.facts')).toContainText('9780141439549');
  await expect(view(page).locator('.average')).toContainText(average.toFixed(1));
  await expect(view(page).locator('.average')).toContainText(`${count} rating`);
  await expect(view(page).locator('.average')).toContainText(`#${rank} among books`);
  await view(page).locator('.facts').getByRole('link', { name: 'George Eliot' }).click();
  await expect(page).toHaveURL(/catalogue\.html\?creator=George(\+|%20)Eliot$/);
  await expect(card(page, 'Middlemarch')).toBeVisible();
});

test('over a list it has an address; Back, Escape and the cross close it', { tag: '@phone' }, async ({ page, api }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const media = await api.title('middlemarch');
  await page.goto('catalogue.html?q=middlemarch');
  const link = card(page, 'Middlemarch').locator('a').first();
  await link.click();
  await expect(page).toHaveURL(new RegExp(`q=middlemarch&id=${media.id}`));
  await expect(view(page).getByRole('heading', { level: 2 })).toBeFocused();
  await expect(page).toHaveTitle('Middlemarch · Vitrine');
  await page.goBack();
  await expect(view(page)).toHaveCount(0);
  await expect(link).toBeFocused();
  await page.goForward();
  await expect(view(page)).toBeVisible();
  await page.getByRole('link', { name: 'Open on a page of its own' }).click();
  await expect(page).toHaveURL(new RegExp(`title\\.html\\?id=${media.id}`));
  await page.goto(`catalogue.html?q=middlemarch&id=${media.id}`);
  await expect(view(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(view(page)).toHaveCount(0);
  await expect(page).toHaveURL(/catalogue\.html\?q=middlemarch$/);
  await link.click();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(view(page)).toHaveCount(0);
  await expect(page).toHaveURL(/catalogue\.html\?q=middlemarch$/);
});

signedIn('status: saved at once, and Undo gives back dates and progress', { tag: '@phone' }, async ({ page, api }) => {
  const { media, entry } = await book(api, {
    status: 'IN_PROGRESS',
    progress: 41,
    start_date: '2026-01-02',
    note: 'By the fire',
  });
  await open(page, media);
  await radio(page, 'Finished').check();
  await expect(toast(page)).toContainText(`${media.title}: Finished`);
  await expect(page.getByLabel('Finished', { exact: true }).last()).not.toHaveValue('');
  expect((await mine(api, media)).entry).toMatchObject({ status: 'COMPLETED', progress: 300 });
  await undo(page);
  await expect(radio(page, 'In progress')).toBeChecked();
  await expect(view(page).getByRole('spinbutton', { name: 'Progress' })).toHaveValue('41');
  expect((await mine(api, media)).entry).toEqual(same(entry));
});

signedIn(
  'one click says that it was seen; the chosen status again takes it off, and the focus stays',
  async ({ page, api }) => {
    const { media } = await book(api, null, { description: 'What it is about.' });
    await open(page, media);
    await expect(view(page).locator('[name=status]:checked')).toHaveCount(0);
    await radio(page, 'Finished').check();
    await expect(toast(page)).toContainText('On your shelf');
    await expect(note(page)).toBeVisible();
    await expect(radio(page, 'Finished')).toBeFocused();
    expect((await mine(api, media)).entry).toMatchObject({ status: 'COMPLETED' });
    // As it is read: what it is before what is mine, what is rare last.
    const order = await view(page).evaluate((node) =>
      [
        ...node.querySelectorAll('h1, [name=status], .rate, .about, #d-note, my-copies, title-reviews, .more-button'),
      ].map(({ id, name, localName, className }) => id || name || className || localName),
    );
    expect([...new Set(order)].map((name) => name.split(' ').pop())).toEqual(
      ['d-title', 'status', 'rate', 'about', 'd-note', 'part', 'more-button'].filter(Boolean),
    );
    await page.evaluate(() => document.querySelector('.toast:popover-open')?.hidePopover());
    await radio(page, 'Finished').click();
    await expect(toast(page)).toContainText('Off your shelf');
    await expect(view(page).locator('[name=status]:checked')).toHaveCount(0);
    await expect(radio(page, 'Finished')).toBeFocused();
    await undo(page);
    await expect(radio(page, 'Finished')).toBeChecked();
    expect((await mine(api, media)).entry).toMatchObject({ status: 'COMPLETED' });
  },
);

test('progress: by number, by slider, by step; each with Undo', { tag: '@phone' }, async ({ page, member, api }) => {
  const { media, entry } = await book(api, { status: 'IN_PROGRESS', progress: 10 });
  await open(page, media);
  const number = view(page).getByRole('spinbutton', { name: 'Progress' });
  await number.fill('31');
  await number.press('Enter');
  await expect(toast(page)).toContainText(`${media.title}: 31 of 300 pages`);
  await expect(view(page).getByRole('slider', { name: 'How far' })).toHaveValue('31');
  await view(page).getByRole('button', { name: '25 pages further' }).click();
  await expect(toast(page)).toContainText('56 of 300');
  await undo(page);
  await expect(number).toHaveValue('31');
  await view(page).getByRole('slider', { name: 'How far' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(toast(page)).toContainText('32 of 300');
  expect((await mine(api, media)).entry).toMatchObject({ id: entry.id, progress: 32, user_id: member.id });
});

signedIn('a field is saved once for many changes, and Undo takes back all of them', async ({ page, api }) => {
  const { media, entry } = await book(api, { status: 'IN_PROGRESS', progress: 10, note: 'Old' });
  const sent = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.postDataJSON());
  });
  await page.clock.install();
  await open(page, media);
  const number = view(page).getByRole('spinbutton', { name: 'Progress' });
  // Enter says change and submit.
  await number.fill('50');
  await number.press('Enter');
  await expect(toast(page)).toContainText('50 of 300');
  await undo(page);
  await expect(number).toHaveValue('10');
  await page.clock.fastForward(1000);
  expect(sent).toEqual([{ progress: 50 }, { progress: 10 }]);
  // Keys on the slider, and on the stars: however long a busy machine takes for them, none is late.
  const press = async (key, times) => {
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
    await page.clock.fastForward(500);
    await page.clock.resume();
  };
  sent.length = 0;
  await view(page).getByRole('slider', { name: 'How far' }).focus();
  await press('ArrowRight', 5);
  await expect(toast(page)).toContainText('15 of 300');
  await undo(page);
  await expect(number).toHaveValue('10');
  await starSlider(view(page)).focus();
  await press('ArrowRight', 9);
  await expect(toast(page)).toContainText('4.5 of 5 stars');
  expect(sent).toEqual([{ progress: 15 }, { progress: 10 }, { value: 4.5 }]);
  // A note that ends in a line break.
  sent.length = 0;
  await note(page).fill('Line one\n');
  await page.clock.fastForward(2600);
  await expect(page.locator('.note-state')).toHaveText('Saved');
  await note(page).blur();
  await page.clock.fastForward(3000);
  await page.goto('404.html');
  expect(sent).toEqual([{ note: 'Line one\n' }]);
  expect((await mine(api, media)).entry).toMatchObject({ id: entry.id, progress: 10, note: 'Line one\n' });
});

test.describe('in two places at once', () => {
  test.use({ allow: /status of 412/ });
  const comeBack = (page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  // As it was changed by another device: this one isn't told.
  const elsewhere = (api, { entry }, fields) => api.patch(`usermedia.cgi/${entry.id}`, fields);

  signedIn('two tabs show the same, and so does whoever comes back', async ({ page, api, context }) => {
    const made = await book(api, { status: 'TO_DO', note: 'Old' });
    const tab = await context.newPage();
    await open(page, made.media);
    await tab.goto('library.html');
    await expect(shelfButton(card(tab, made.media.title))).toHaveAccessibleName(/: Want\./);
    await radio(page, 'In progress').check();
    await expect(shelfButton(card(tab, made.media.title))).toHaveAccessibleName(/: In progress\./);
    await open(tab, made.media);
    await note(tab).fill('From tab two');
    await note(tab).blur();
    await expect(note(page)).toHaveValue('From tab two');
    await elsewhere(api, made, { note: 'From the telephone', status: 'PAUSED' });
    await comeBack(page);
    await expect(note(page)).toHaveValue('From the telephone');
    await expect(radio(page, 'Paused')).toBeChecked();
  });

  signedIn('both texts of a note are shown, and one is chosen', async ({ page, api }) => {
    const made = await book(api, { status: 'IN_PROGRESS', note: 'Old', progress: 3 });
    await open(page, made.media);
    const both = view(page).locator('.both');
    await note(page).focus();
    await note(page).fill('Mine');
    await elsewhere(api, made, { note: 'Theirs <b>', progress: 7 });
    await note(page).blur();
    await expect(both).toContainText(/^Changed elsewhere at \d\d:\d\d:Theirs <b>/);
    await expect(note(page)).toHaveValue('Mine');
    await expect(view(page).getByRole('spinbutton', { name: 'Progress' })).toHaveValue('7');
    expect((await mine(api, made.media)).entry.note).toBe('Theirs <b>');
    await both.getByRole('button', { name: 'Keep mine' }).click();
    await expect(page.locator('.note-state')).toHaveText('Saved');
    await expect(both).toHaveCount(0);
    expect((await mine(api, made.media)).entry).toMatchObject({ note: 'Mine', progress: 7 });
    // What nobody else touched is saved without a question.
    await elsewhere(api, made, { progress: 8 });
    await note(page).fill('Mine again');
    await note(page).blur();
    await expect(page.locator('.note-state')).toHaveText('Saved');
    expect((await mine(api, made.media)).entry).toMatchObject({ note: 'Mine again', progress: 8 });
    await note(page).fill('Mine for the third time');
    await elsewhere(api, made, { note: 'Theirs' });
    await page.reload(); // what was typed is kept, and so is what it began from
    await view(page).getByRole('button', { name: 'Save the note' }).click();
    await both.getByRole('button', { name: 'Take theirs' }).click();
    await expect(note(page)).toHaveValue('Theirs');
    expect((await mine(api, made.media)).entry.note).toBe('Theirs');
  });

  signedIn('what somebody begins to use within the Undo stays', async ({ page, api }) => {
    const { media } = await book(api, null);
    await page.clock.install();
    await open(page, media);
    await rare(page, 'Delete this title');
    await expect(page.getByText('This title is deleted.')).toBeVisible();
    await api.as('jonas', (them) => them.post('usermedia.cgi/', { media_id: media.id }));
    await lastWords(page);
    await expect(toast(page)).toContainText('It has been changed meanwhile.');
    await expect(page.getByText('This title is deleted.')).toHaveCount(0);
    await rare(page, 'Delete this title');
    await expect(page.getByRole('dialog')).toContainText('1 other person uses it.');
  });

  signedIn('both texts of a review', async ({ page, api }) => {
    const { media } = await book(api, { status: 'COMPLETED' });
    const { id } = await api.post(`media.cgi/${media.id}/reviews`, { content: 'Old' });
    await open(page, media);
    await view(page).getByRole('button', { name: 'Edit my review' }).click();
    await myReview(page).fill('Mine');
    await api.patch(`reviews.cgi/${id}`, { content: 'Theirs' });
    await page.getByRole('button', { name: 'Save my review' }).click();
    await expect(view(page).locator('.both')).toContainText('Theirs');
    await view(page).getByRole('button', { name: 'Keep mine' }).click();
    await expect(view(page).locator('.mine .words')).toHaveText('Mine');
    await undo(page);
    await expect(view(page).locator('.mine .words')).toHaveText('Theirs');
  });
});

signedIn('dates and rating: saved at once, and Undo', { tag: '@phone' }, async ({ page, api }) => {
  const { media } = await book(api, { status: 'COMPLETED', start_date: '2026-01-02', end_date: '2026-02-03' });
  await open(page, media);
  await page.getByLabel('Started').fill('2026-01-20');
  await expect(toast(page)).toContainText('started 20 January 2026');
  expect((await mine(api, media)).entry).toMatchObject({
    start_date: '2026-01-20T00:00:00Z',
    end_date: '2026-02-03T00:00:00Z',
    duration: 14,
  });
  await undo(page);
  await expect(page.getByLabel('Started')).toHaveValue('2026-01-02');

  await pressStars(view(page), 4);
  await expect(toast(page)).toContainText('4 of 5 stars');
  await expect(view(page).locator('.average')).toContainText('4.0');
  await pressStars(view(page), 2);
  await expect(view(page).locator('.average')).toContainText('2.0');
  await undo(page);
  await expect(view(page).locator('.average')).toContainText('4.0');
  await expect(starSlider(view(page))).toHaveValue('4');
  await view(page).getByRole('button', { name: 'Take my rating back' }).click();
  await expect(view(page).locator('.average')).toContainText('Nobody has rated it yet');
  expect((await mine(api, media)).rating).toBeNull();
});

signedIn('half a star, wherever one presses', { tag: '@phone' }, async ({ page, api, isMobile }) => {
  const { media } = await book(api, { status: 'COMPLETED' });
  await open(page, media);
  const [slider, row] = [starSlider(view(page)), view(page).locator('.stars-in')];
  await expect(slider).toHaveAttribute('aria-valuetext', 'not rated');
  for (const value of [0.5, 1, 2.5, 3, 5, 4.5]) {
    await pressStars(view(page), value, isMobile ? 'tap' : 'click');
    await expect(toast(page)).toContainText(`${media.title}: ${value} of 5 stars`);
    await expect(slider).toHaveValue(String(value));
    await expect.poll(async () => (await mine(api, media)).rating).toBe(value);
  }
  await expect(slider).toHaveAttribute('aria-valuetext', '4.5 of 5 stars');
  await expect(view(page).locator('.rate output')).toHaveText('4.5 of 5');
  await expect(view(page).locator('.average')).toContainText('4.5');
  // All ends of a star are the same star: what is pressed is what one sees.
  const { width, height } = await row.boundingBox();
  for (const [part, value] of [
    [0.01, 0.5],
    [0.09, 0.5],
    [0.11, 1],
    [0.61, 3.5],
    [0.69, 3.5],
    [0.99, 5],
  ]) {
    await row.click({ position: { x: part * width, y: height / 2 } });
    await expect(slider).toHaveValue(String(value));
  }
  await expect.poll(async () => (await mine(api, media)).rating).toBe(5);
  // Beside the first one is nothing to press, and no pull takes a rating back.
  const { x, y } = await row.boundingBox();
  if (isMobile) await page.touchscreen.tap(x - 3, y + height / 2);
  else await page.mouse.click(x - 3, y + height / 2);
  await expect(slider).toHaveValue('5');
  if (!isMobile) {
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x - 40, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await expect(slider).toHaveValue('0.5');
    await expect.poll(async () => (await mine(api, media)).rating).toBe(0.5);
    await row.click({ position: { x: 0.99 * width, y: height / 2 } });
    await expect.poll(async () => (await mine(api, media)).rating).toBe(5);
    await row.hover({ position: { x: 0.45 * width, y: height / 2 } });
    await expect(row).toHaveAttribute('title', '2.5 stars');
    await page.mouse.move(0, 0);
    await expect(row).toHaveAttribute('title', '');
  }
});

signedIn('half a star by keys, and how it is shown', async ({ page, api }) => {
  const { media } = await book(api, { status: 'COMPLETED' });
  await api.as('jonas', async (them) => {
    await them.put(`media.cgi/${media.id}/rating`, { value: 4.5 });
    await them.post(`media.cgi/${media.id}/reviews`, { content: 'Nearly.' });
  });
  await open(page, media);
  const slider = starSlider(view(page));
  const press = async (keys, value) => {
    for (const key of keys) await page.keyboard.press(key);
    await expect(slider).toHaveValue(String(value));
    await expect.poll(async () => (await mine(api, media)).rating).toBe(value || null);
    await expect(slider).toBeFocused();
  };
  await slider.focus();
  await press(['ArrowRight'], 0.5);
  await press(['ArrowUp', 'ArrowRight'], 1.5);
  await press(['ArrowLeft'], 1);
  await press(['End'], 5);
  await press(['ArrowDown'], 4.5);
  await press(['3'], 3); // of this field, and no status
  expect((await mine(api, media)).entry.status).toBe('COMPLETED');
  await press(['0'], 0);
  await press(['4', 'ArrowRight'], 4.5);
  for (const part of ['title-reviews', 'title-history'])
    await expect(
      view(page).locator(part).getByRole('img', { name: '4.5 of 5 stars' }).locator('.star.half'),
    ).toHaveCount(1);
  for (const way of ['', '&view=list']) {
    await page.goto(`library.html?q=${media.title}${way}`);
    await expect(card(page, media.title).locator('a')).toContainText('My rating: 4.5');
  }
});

signedIn(
  'a note is saved while typing and when the field is left; Undo gives the old one back',
  async ({ page, api }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS', note: 'Old' });
    await page.clock.install();
    await open(page, media);
    await note(page).fill('New, and long');
    await page.clock.fastForward(2600);
    await expect(page.locator('.note-state')).toHaveText('Saved');
    expect((await mine(api, media)).entry.note).toBe('New, and long');
    await undo(page);
    await expect(note(page)).toHaveValue('Old');
    await note(page).fill('');
    await note(page).blur();
    await expect(toast(page)).toContainText('Note removed');
    expect((await mine(api, media)).entry.note).toBeNull();
    await note(page).pressSequentially('On the way out');
    await page.goto('404.html'); // no time to save it
    await expect.poll(async () => (await mine(api, media)).entry.note).toBe('On the way out');
    await open(page, media);
    await expect(note(page)).toHaveValue('On the way out');
    await expect(page.locator('.note-state')).toHaveText('');
  },
);

signedIn(
  'taken off the shelf: nothing is sent until Undo is over, so that all comes back, with its copies',
  async ({ page, api }) => {
    const { media } = await book(api, {
      status: 'IN_PROGRESS',
      progress: 41,
      start_date: '2026-01-02',
      note: 'By the fire',
    });
    await api.post('collection.cgi/copies', { media_id: media.id, format: 'Paperback', note: 'lent' });
    const before = await mine(api, media);
    const sent = [];
    page.on('request', (request) => {
      if (request.method() === 'DELETE') sent.push(request.url());
    });
    await page.clock.install();
    await open(page, media);
    await rare(page, 'Take off my shelf');
    await expect(view(page).locator('[name=status]:checked')).toHaveCount(0);
    await expect(view(page).locator('.copies')).toHaveCount(0);
    await undo(page);
    await expect(radio(page, 'In progress')).toBeChecked();
    await expect(view(page).locator('.copies li')).toHaveCount(1);
    await expect(note(page)).toHaveValue('By the fire');
    expect(sent).toEqual([]);
    expect(await mine(api, media)).toEqual(before);

    await rare(page, 'Take off my shelf');
    const gone = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await lastWords(page);
    expect((await gone).status()).toBe(204);
    expect(await mine(api, media)).toMatchObject({ entry: null, copies: [] });
  },
);

signedIn('what was taken off is gone when the page is left', async ({ page, api }) => {
  const { media } = await book(api, { status: 'TO_DO' });
  await open(page, media);
  await rare(page, 'Take off my shelf');
  await page.goto('404.html');
  await expect.poll(async () => (await mine(api, media)).entry).toBeNull();
});

signedIn('copies: add, edit, remove; each with Undo', { tag: '@phone' }, async ({ page, api }) => {
  const { media } = await book(api);
  await open(page, media);
  const copies = view(page).locator('.copies li');
  await view(page).getByRole('button', { name: 'Add a copy' }).click();
  await page.getByLabel('Format').fill('<b>Hardcover</b>');
  await page.getByLabel('Platform').fill('Shelf B2');
  await page.getByRole('button', { name: 'Add the copy' }).click();
  await expect(copies).toHaveText([/<b>Hardcover<\/b>\s*Shelf B2/]);
  await expect(radio(page, 'Want')).toBeChecked(); // adding a copy shelves it
  await copies.getByRole('button', { name: 'Edit the copy' }).click();
  await page.getByLabel('Link').fill('https://example.org/shelf');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(copies.getByRole('link', { name: 'example.org' })).toHaveAttribute('rel', /noopener/);
  await undo(page);
  await expect(copies.getByRole('link')).toHaveCount(0);
  const before = (await mine(api, media)).copies;
  await copies.getByRole('button', { name: 'Remove the copy' }).click();
  await expect(copies).toHaveCount(0);
  await undo(page);
  await expect(copies).toHaveCount(1);
  expect((await mine(api, media)).copies).toEqual(before);
  await copies.getByRole('button', { name: 'Remove the copy' }).click();
  await page.goto('404.html');
  await expect.poll(async () => (await mine(api, media)).copies).toEqual([]);
});

signedIn('my review: write, edit, delete; each with Undo', async ({ page, api }) => {
  const { media } = await book(api, { status: 'COMPLETED' });
  await page.clock.install();
  await open(page, media);
  const review = view(page).locator('.mine .words');
  await myReview(page).fill('Fine.\n<img src=x onerror=alert(1)>');
  await page.getByRole('button', { name: 'Post my review' }).click();
  await expect(review).toHaveText('Fine.\n<img src=x onerror=alert(1)>');
  await undo(page);
  await expect(myReview(page)).toHaveValue('Fine.\n<img src=x onerror=alert(1)>'); // back to a draft
  expect((await mine(api, media)).review).toBeNull();
  await page.getByRole('button', { name: 'Post my review' }).click();
  await expect(review).toBeVisible();
  await view(page).getByRole('button', { name: 'Edit my review' }).click();
  await myReview(page).fill('Better than fine.');
  await page.getByRole('button', { name: 'Save my review' }).click();
  await expect(review).toHaveText('Better than fine.');
  await undo(page);
  await expect(review).toContainText('Fine.');
  const before = (await mine(api, media)).review;
  await view(page).getByRole('button', { name: 'Delete my review' }).click();
  await expect(myReview(page)).toBeVisible();
  await undo(page);
  await expect(review).toContainText('Fine.');
  expect((await mine(api, media)).review).toEqual(before);
  await view(page).getByRole('button', { name: 'Delete my review' }).click();
  await lastWords(page);
  await expect.poll(async () => (await mine(api, media)).review).toBeNull();
});

test('the reviews of others come ten at a time, each once', async ({ page, api, context }) => {
  const [owner, ...people] = await others(api, 13);
  let media = null;
  await api.as(owner, async (them) => {
    media = await them.post('media.cgi/', { type: 'GAME', title: newName() });
  });
  for (const [at, name] of people.entries()) {
    await api.as(name, async (them) => {
      await them.post(`media.cgi/${media.id}/reviews`, { content: `Review ${at} <script>alert(1)</script>` });
      if (at === 0) await them.put(`media.cgi/${media.id}/rating`, { value: 3 });
    });
  }
  await context.clearCookies();
  await open(page, media);
  const words = view(page).locator('.reviews .words');
  await expect(words).toHaveCount(10);
  await expect(words.first()).toHaveText('Review 11 <script>alert(1)</script>'); // the newest first
  await page.getByRole('button', { name: 'More reviews' }).click();
  await expect(words).toHaveCount(12);
  await expect(words.last()).toHaveText('Review 0 <script>alert(1)</script>');
  await expect(view(page).locator('.review').last().getByRole('img', { name: '3 of 5 stars' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'More reviews' })).toHaveCount(0);
  await expect(page.locator('main script')).toHaveCount(0);
});

signedIn('who added it edits and deletes it, with Undo while nobody else uses it', async ({ page, api }) => {
  const { media, entry } = await book(api, { status: 'TO_DO', note: 'Mine' });
  await page.clock.install();
  await open(page, media);
  await expect(view(page).getByRole('link', { name: 'Edit' })).toHaveAttribute('href', `edit.html?id=${media.id}`);
  await rare(page, 'Delete this title');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('This title is deleted.').getByRole('link')).toHaveAttribute('href', 'catalogue.html');
  await undo(page);
  await expect(page.getByText('This title is deleted.')).toHaveCount(0);
  expect((await mine(api, media)).entry).toEqual(entry);
  await rare(page, 'Delete this title');
  const gone = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await lastWords(page);
  expect((await gone).status()).toBe(204);
  await expect(page.getByText('That title is deleted.')).toBeVisible();
});

signedIn('a title that others use is deleted after a question', { tag: '@phone' }, async ({ page, api, context }) => {
  const { media } = await book(api, null);
  const cookies = await context.cookies();
  await context.clearCookies(); // who signs in anew ends the session before
  const [other] = await others(api, 1);
  await api.as(other, (them) => them.post('usermedia.cgi/', { media_id: media.id, note: 'Theirs' }));
  await context.clearCookies();
  await context.addCookies(cookies);
  await page.goto(`catalogue.html?q=${media.title}&id=${media.id}`);
  await rare(page, 'Delete this title');
  const question = page.getByRole('dialog', { name: new RegExp(`Delete “${media.title}”`) });
  await expect(question).toContainText('1 other person uses it. It disappears from every shelf');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(view(page)).toBeVisible();
  await rare(page, 'Delete this title');
  await question.getByRole('button', { name: 'Delete it' }).click();
  await expect(toast(page)).toContainText('deleted');
  await expect(view(page)).toHaveCount(0);
  await expect(card(page, media.title)).toHaveCount(0);
  expect((await api.get('media.cgi/', { q: media.title })).total).toBe(0);
});

signedIn('who neither added it nor is an admin has no buttons for that', async ({ page, api }) => {
  await open(page, await api.title('middlemarch'));
  await expect(radio(page, 'Finished')).toBeVisible();
  await expect(view(page).getByRole('link', { name: 'Edit' })).toHaveCount(0);
  await view(page).getByRole('button', { name: 'More', exact: true }).click();
  await expect(page.locator('.more-menu .item')).toHaveText(['Log for another day']);
});

test.describe('nothing typed is lost', () => {
  test.use({ allow: /Failed to load resource/ });
  const lose = async (context) => {
    for (const name of ['access_token', 'refresh_token']) await context.clearCookies({ name });
  };
  const signInAgain = async (page) => {
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
  };

  async function typeForAnHour(page, api) {
    const { media } = await book(api, { status: 'IN_PROGRESS' });
    await open(page, media);
    await note(page).fill('Typed for an hour');
    return media;
  }

  test('the session ran out: sign in in place, and the note and the review are saved', async ({
    page,
    member,
    api,
    context,
  }) => {
    const media = await typeForAnHour(page, api);
    await lose(context);
    await note(page).blur();
    await signInAgain(page);
    await expect(page.locator('.note-state')).toHaveText('Saved');
    await myReview(page).fill('A whole page of thoughts');
    await lose(context);
    await page.getByRole('button', { name: 'Post my review' }).click();
    await signInAgain(page);
    await expect(view(page).locator('.mine .words')).toHaveText('A whole page of thoughts');
    expect(await mine(api, media)).toMatchObject({
      entry: { note: 'Typed for an hour', user_id: member.id },
      review: { content: 'A whole page of thoughts' },
    });
  });

  test('the session ran out and the sign-in is given up: the text stays, also over a reload', async ({
    page,
    member,
    api,
    context,
  }) => {
    const media = await typeForAnHour(page, api);
    await myReview(page).fill('A whole page of thoughts'); // leaving the note saves it
    await expect(page.locator('.note-state')).toHaveText('Saved');
    await note(page).fill('And one more');
    await lose(context);
    await note(page).blur();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect(page.locator('.note-state')).toContainText('Not saved');
    await expect(note(page)).toHaveValue('And one more');
    await expect(myReview(page)).toHaveValue('A whole page of thoughts');
    // Signed in again by the page for that, all is there.
    await signIn(page, member.username);
    await open(page, media);
    await expect(note(page)).toHaveValue('And one more');
    await expect(myReview(page)).toHaveValue('A whole page of thoughts');
    await view(page).getByRole('button', { name: 'Save the note' }).click();
    await expect(page.locator('.note-state')).toHaveText('Saved');
    expect((await mine(api, media)).entry.note).toBe('And one more');
  });

  test('the network failed: note, progress, date, review and copy stay, say what to do, and can be sent again', async ({
    page,
    member,
    api,
  }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS', progress: 5 });
    await open(page, media);
    await page.route('**/cgi-bin/**', (route) => route.abort());
    await note(page).fill('On a train');
    await note(page).blur();
    await expect(page.locator('.note-state')).toContainText(
      'Not saved: The server can’t be reached. Nothing is lost: try again',
    );
    const number = view(page).getByRole('spinbutton', { name: 'Progress' });
    await number.fill('77');
    await number.press('Enter');
    await expect(view(page).locator('.prog .form-error')).toContainText('try again');
    await page.getByLabel('Started').fill('2026-01-20');
    await expect(view(page).locator('.dates .form-error')).toContainText('try again');
    await myReview(page).fill('Written in a tunnel');
    await page.getByRole('button', { name: 'Post my review' }).click();
    await expect(view(page).locator('#review .form-error')).toContainText('try again');
    await view(page).getByRole('button', { name: 'Add a copy' }).click();
    await page.getByLabel('Format').fill('E-book');
    await page.getByRole('button', { name: 'Add the copy' }).click();
    await expect(view(page).locator('.copy-form .form-error')).toContainText('try again');
    for (const [field, text] of [
      [note(page), 'On a train'],
      [number, '77'],
      [page.getByLabel('Started'), '2026-01-20'],
      [myReview(page), 'Written in a tunnel'],
      [page.getByLabel('Format'), 'E-book'],
    ])
      await expect(field).toHaveValue(text);

    await page.unroute('**/cgi-bin/**');
    await page.getByRole('button', { name: 'Add the copy' }).click();
    await expect(view(page).locator('.copies li')).toHaveCount(1);
    await view(page).getByRole('button', { name: 'Save the note' }).click();
    await expect(page.locator('.note-state')).toHaveText('Saved');
    await number.fill('78');
    await number.press('Enter');
    await expect // what failed before goes with it
      .poll(async () => (await mine(api, media)).entry)
      .toMatchObject({ progress: 78, start_date: '2026-01-20T00:00:00Z' });
    await page.getByLabel('Started').fill('2026-01-21');
    await expect(toast(page)).toContainText('started 21 January 2026');
    await page.getByRole('button', { name: 'Post my review' }).click();
    await expect(view(page).locator('.mine .words')).toHaveText('Written in a tunnel');
    expect(await mine(api, media)).toMatchObject({
      entry: { note: 'On a train', progress: 78, start_date: '2026-01-21T00:00:00Z', user_id: member.id },
      review: { content: 'Written in a tunnel' },
      copies: [{ format: 'E-book' }],
    });
  });

  test('what is being typed stays when something else changes meanwhile', async ({ page, member, api }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS', progress: 5 });
    await open(page, media);
    const number = view(page).getByRole('spinbutton', { name: 'Progress' });
    await number.fill('');
    await number.pressSequentially('78');
    await radio(page, 'Paused').evaluate((input) => {
      input.click();
    }); // the focus stays
    await expect(toast(page)).toContainText('Paused');
    await expect(number).toHaveValue('78');
    await number.press('Enter');
    await expect(toast(page)).toContainText('78 of 300');
    expect((await mine(api, media)).entry).toMatchObject({ progress: 78, user_id: member.id });
  });

  test('a review that a visitor typed is posted once they have signed in', async ({ page, api, context }) => {
    const [reader] = await others(api, 1);
    const { media } = await book(api);
    await context.clearCookies();
    await open(page, media);
    await myReview(page).fill('Passing through');
    await page.getByRole('button', { name: 'Post my review' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign in to go on' });
    await dialog.getByLabel('Username or e-mail').fill(reader);
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await expect(view(page).locator('.mine .words')).toHaveText('Passing through');
    expect((await mine(api, media)).review.content).toBe('Passing through');
  });

  test('an error of the API stands beside its field, and what is taken back is what failed', async ({
    page,
    member,
    api,
  }) => {
    const { media, entry } = await book(api, { status: 'COMPLETED', start_date: '2026-03-01', end_date: '2026-03-05' });
    await open(page, media);
    await page.getByLabel('Started').fill('2026-03-09');
    await expect(view(page).locator('.dates .field-error')).toBeVisible();
    await expect(page.getByLabel('Started')).toHaveValue('2026-03-09');
    await page.getByLabel('Started').fill('2026-03-04');
    await expect(view(page).locator('.dates .field-error')).toHaveCount(0);
    await expect(toast(page)).toContainText('4 March');
    await page.route('**/cgi-bin/usermedia.cgi/**', (route) => route.abort());
    await radio(page, 'Dropped').click();
    await expect(toast(page)).toContainText('can’t be reached');
    await expect(radio(page, 'Finished')).toBeChecked();
    expect((await mine(api, media)).entry).toMatchObject({ id: entry.id, status: 'COMPLETED', user_id: member.id });
  });

  signedIn('what one member typed isn’t shown to the next in the same tab', async ({ page, api, context }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS' });
    await open(page, media);
    await page.route('**/cgi-bin/usermedia.cgi/**', (route) => route.abort());
    await note(page).fill('A secret');
    await note(page).blur();
    await expect(page.locator('.note-state')).toContainText('Not saved');
    await page.unroute('**/cgi-bin/usermedia.cgi/**');
    await context.clearCookies();
    const next = await api.post('auth.cgi/register', { username: newName(), password: PASSWORD });
    await api.post('usermedia.cgi/', { media_id: media.id, status: 'IN_PROGRESS' });
    await page.goto('404.html');
    await remember(page, next);
    await open(page, media);
    await expect(note(page)).toHaveValue('');
  });
});

signedIn('a film has its own words, and one day; Finished and begun again asks', async ({ page, api }) => {
  const film = { type: 'MOVIE', pub_date: '1975-04-25', length: 125 };
  const { media } = await book(api, { status: 'TO_DO' }, film);
  await open(page, media);
  await expect(view(page).locator('.facts')).toContainText(/Released\s*25 April 1975/);
  await expect(view(page).locator('.facts')).toContainText(/Length\s*2 h 5 min/);
  await radio(page, 'Finished').check();
  const watched = view(page).getByLabel('Watched on');
  await expect(view(page).locator('.dates input:visible')).toHaveCount(1);
  await watched.fill('2026-02-03');
  await expect(toast(page)).toContainText('watched on 3 February 2026');
  await expect(view(page).locator('day-input:visible .in-words')).toHaveText('3 February 2026');
  // A day to come is none on which something was seen.
  expect(await watched.getAttribute('max')).toMatch(/^20\d\d-\d\d-\d\d$/);
  await watched.fill('2099-01-01');
  await expect(view(page).locator('.dates .field-error')).toHaveText('Watched on must not be after today.');
  expect((await mine(api, media)).entry.end_date).toBe('2026-02-03T00:00:00Z');
  await watched.fill('2026-02-03');
  await expect(view(page).locator('.dates .field-error')).toHaveCount(0);

  await radio(page, 'In progress').check();
  const question = view(page).getByRole('group', { name: 'Again, or not finished?' });
  await expect(question).toBeVisible();
  await expect(toast(page)).toHaveText(/: In progress\s*Undo$/);
  expect((await mine(api, media)).entry).toMatchObject({ progress: 125, end_date: '2026-02-03T00:00:00Z' });
  await question.getByRole('button', { name: 'Start a second time' }).click();
  await expect(toast(page)).toContainText('the 2nd time');
  await expect(question).toHaveCount(0);
  expect((await mine(api, media)).entry).toMatchObject({ status: 'IN_PROGRESS', end_date: null, times: 1 });
  await undo(page);
  await expect.poll(async () => (await mine(api, media)).entry.status).toBe('COMPLETED');
  expect((await mine(api, media)).entry).toMatchObject({ progress: 125, end_date: '2026-02-03T00:00:00Z', times: 1 });
  await radio(page, 'In progress').check();
  await question.getByRole('button', { name: 'It wasn’t finished' }).click();
  await expect(toast(page)).toContainText('not finished after all');
  await expect(question).toHaveCount(0);
  expect((await mine(api, media)).entry).toMatchObject({ status: 'IN_PROGRESS', end_date: null, times: 0 });
});

test.describe('west of Greenwich, in a language of its own', () => {
  test.use({ timezoneId: 'America/Los_Angeles', locale: 'en-US' });

  signedIn('days are the same for everybody, and written as there', async ({ page, api }) => {
    await page.clock.setFixedTime('2026-03-02T04:00:00Z'); // still the 1st there
    const { media } = await book(api, { status: 'TO_DO' }, { pub_date: '1999-03-31', length: 1234 });
    await open(page, media);
    await expect(view(page).locator('.facts')).toContainText('March 31, 1999');
    await expect(view(page).locator('.facts')).toContainText('1,234 pages');
    await radio(page, 'Finished').check();
    await expect(view(page).locator('day-input:visible .in-words')).toHaveText(['no date', 'March 1, 2026']);
    expect((await mine(api, media)).entry.end_date).toBe('2026-03-01T00:00:00Z');
    await expect(page.getByLabel('Finished', { exact: true }).last()).toHaveAttribute('max', '2026-03-01');
    await page.getByLabel('Started').fill('2026-02-28');
    await expect(toast(page)).toContainText('started February 28, 2026');
    await page.reload();
    await expect(view(page).locator('day-input:visible .in-words')).toHaveText(['February 28, 2026', 'March 1, 2026']);
  });
});

test.describe('far from Greenwich', () => {
  test.use({ timezoneId: 'Pacific/Kiritimati' }); // 14 hours ahead

  signedIn('days are those of whose shelf it is', async ({ page, api }) => {
    await page.clock.setFixedTime('2026-03-01T12:00:00Z'); // the 2nd there
    const { media, entry } = await book(api, { status: 'TO_DO' });
    await open(page, media);
    await radio(page, 'In progress').check();
    await expect(page.getByLabel('Started')).toHaveValue('2026-03-02');
    await radio(page, 'Finished').check();
    await expect(page.getByLabel('Finished', { exact: true }).last()).toHaveValue('2026-03-02');
    expect((await mine(api, media)).entry).toMatchObject({
      start_date: '2026-03-02T00:00:00Z',
      end_date: '2026-03-02T00:00:00Z',
      duration: 0,
    });
    await undo(page);
    await expect(radio(page, 'In progress')).toBeChecked();
    expect((await mine(api, media)).entry).toMatchObject({ start_date: '2026-03-02T00:00:00Z', end_date: null });
    // What a program tells may be an instant: it has the day that it has here.
    await api.patch(`usermedia.cgi/${entry.id}`, { start_date: '2026-02-27T12:00:00Z' });
    await page.reload();
    await expect(page.getByLabel('Started')).toHaveValue('2026-02-28');
    // A title that is added, and one that is begun from a list.
    const title = newName();
    await page.goto('edit.html');
    await page.getByRole('radio', { name: 'Book' }).check();
    await page.getByLabel('Title', { exact: true }).fill(title);
    await page.getByRole('radio', { name: 'In progress' }).check();
    await page.getByRole('button', { name: 'Add to the catalogue' }).click();
    await expect(page.getByLabel('Started')).toHaveValue('2026-03-02');
    const other = await book(api, { status: 'TO_DO' });
    await page.goto(`catalogue.html?q=${other.media.title}`);
    await choose(page, card(page, other.media.title), 'Finished');
    await expect(toast(page)).toContainText('Finished');
    expect((await mine(api, other.media)).entry).toMatchObject({ start_date: null, end_date: '2026-03-02T00:00:00Z' });
  });
});

test.describe('slow', () => {
  signedIn('nothing at first, then a skeleton of the right size', { tag: '@phone' }, async ({ page, api }) => {
    const { media } = await book(api, null);
    await page.goto(`catalogue.html?q=${media.title}`);
    await expect(card(page, media.title)).toBeVisible();
    const release = await delay(page, `**/media.cgi/${media.id}`);
    await card(page, media.title).locator('a').first().click();
    await expect(page.locator('.spot.skeleton')).toBeVisible();
    // Also without motion it begins where it would come from, until the next frame.
    await page
      .getByRole('dialog')
      .evaluate((dialog) => Promise.all(dialog.getAnimations().map(({ finished }) => finished)));
    const cover = await page.locator('.spot.skeleton .cover').boundingBox();
    release();
    await expect(view(page)).toBeVisible();
    expect(await view(page).locator('.cover.big').boundingBox()).toEqual(cover);
  });
});

test.describe('fingers are faster than a network', () => {
  test('each step counts from the one before it, also from a number just typed', async ({ page, member, api }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS', progress: 10 });
    await open(page, media);
    const number = view(page).getByRole('spinbutton', { name: 'Progress' });
    await number.fill('100');
    const step = view(page).getByRole('button', { name: '25 pages further' });
    await step.dblclick();
    await expect(toast(page)).toContainText('150 of 300');
    await expect(number).toHaveValue('150');
    await expect(view(page).getByRole('slider', { name: 'How far' })).toHaveValue('150');
    expect((await mine(api, media)).entry).toMatchObject({ progress: 150, user_id: member.id });
  });

  test('a number that is being typed isn’t overwritten by other news', async ({ page, member, api }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS', progress: 10 });
    await open(page, media);
    const held = await hold(page, `**/media.cgi/${media.id}`);
    await pressStars(view(page), 4);
    await expect.poll(() => held.length).toBe(1);
    const number = view(page).getByRole('spinbutton', { name: 'Progress' });
    await number.fill('12');
    held[0]();
    await expect(view(page).locator('.average')).toContainText('4.0');
    await expect(number).toHaveValue('12');
    await number.press('End');
    await number.pressSequentially('3');
    await number.press('Enter');
    await expect(toast(page)).toContainText('123 of 300');
    expect((await mine(api, media)).entry).toMatchObject({ progress: 123, user_id: member.id });
  });

  test('a year is saved when it is whole', async ({ page, member, api }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS', start_date: '2026-01-20' });
    const sent = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(request.postDataJSON());
    });
    await open(page, media);
    await page.getByLabel('Started').focus();
    for (let i = 0; i < 2; i++) await page.keyboard.press('Tab'); // the day, the month, the year
    await page.keyboard.type('2024', { delay: 60 });
    await expect(toast(page)).toContainText('started 20 January 2024');
    await expect(page.getByLabel('Started')).toHaveValue('2024-01-20');
    expect(sent).toEqual([{ start_date: '2024-01-20' }]);
    expect((await mine(api, media)).entry).toMatchObject({ start_date: '2024-01-20T00:00:00Z', user_id: member.id });
  });

  signedIn('an old answer never takes the place of a newer one', async ({ page, api }) => {
    const { media } = await book(api);
    await open(page, media);
    const held = await hold(page, `**/media.cgi/${media.id}`);
    await pressStars(view(page), 4);
    await expect.poll(() => held.length).toBe(1);
    await pressStars(view(page), 2);
    await expect.poll(() => held.length).toBe(2);
    held[1]();
    await expect(view(page).locator('.average')).toContainText('2.0');
    const old = page.waitForResponse((answer) => answer.url().endsWith(media.id));
    held[0]();
    await (await old).finished();
    await expect(view(page).locator('.average')).toContainText('2.0');
    await expect(starSlider(view(page))).toHaveValue('2');
  });

  signedIn('older news takes back no status just chosen, and closes no menu', async ({ page, api }) => {
    const { media } = await book(api, { status: 'TO_DO' });
    await open(page, media);
    const held = await hold(page, `**/media.cgi/${media.id}`);
    await pressStars(view(page), 4);
    await expect.poll(() => held.length).toBe(1);
    const answer = await delay(page, '**/usermedia.cgi/*');
    await radio(page, 'In progress').check();
    await view(page).getByRole('button', { name: 'More', exact: true }).click();
    const off = page.locator('.more-menu').getByRole('button', { name: 'Take off my shelf' });
    await off.focus();
    held[0]();
    await expect(view(page).locator('.average')).toContainText('4.0');
    await expect(radio(page, 'In progress')).toBeChecked();
    await expect(off).toBeFocused();
    answer();
    await expect(toast(page)).toContainText('In progress');
    await expect(radio(page, 'In progress')).toBeChecked();
    await off.click();
    await expect(toast(page)).toContainText('Off your shelf');
    await expect(view(page).locator('[name=status]:checked')).toHaveCount(0);
    await undo(page);
    await expect(radio(page, 'In progress')).toBeChecked();
  });

  test('taken off while a change is on its way: it stays off, and Undo or anew is as one says', async ({
    page,
    member,
    api,
  }) => {
    const { media, entry } = await book(api, { status: 'IN_PROGRESS', progress: 41 });
    await open(page, media);
    let answer = await delay(page, `**/usermedia.cgi/${entry.id}`);
    await note(page).fill('By the fire');
    await radio(page, 'Paused').check();
    await rare(page, 'Take off my shelf');
    const [changed, noted] = ['status', 'note'].map((name) =>
      page.waitForResponse((one) => one.request().postDataJSON()?.[name] !== undefined),
    );
    answer();
    await (await changed).finished();
    await (await noted).finished();
    await expect(toast(page)).toContainText('Off your shelf');
    await expect(view(page).locator('[name=status]:checked')).toHaveCount(0);
    await undo(page);
    await expect(radio(page, 'Paused')).toBeChecked();
    await expect(note(page)).toHaveValue('By the fire');
    // Put back before the Undo is over, it begins anew.
    answer = await delay(page, `**/usermedia.cgi/${entry.id}`);
    await radio(page, 'In progress').check();
    await rare(page, 'Take off my shelf');
    await radio(page, 'Want').check();
    answer();
    await expect(toast(page)).toContainText('On your shelf');
    await expect(radio(page, 'Want')).toBeChecked();
    const now = (await mine(api, media)).entry;
    expect(now).toMatchObject({ status: 'TO_DO', progress: null, user_id: member.id });
    expect(now.id).not.toBe(entry.id);
  });

  test('a copy that is added before the Undo is over stays', async ({ page, member, api }) => {
    const { media } = await book(api, { status: 'IN_PROGRESS' });
    await open(page, media);
    await rare(page, 'Take off my shelf');
    await view(page).getByRole('button', { name: 'Add a copy' }).click();
    await page.getByLabel('Format').fill('Paperback');
    await page.getByRole('button', { name: 'Add the copy' }).click();
    await expect(toast(page)).toContainText('Yours: Paperback');
    await page.goto('404.html');
    expect(await mine(api, media)).toMatchObject({
      entry: { status: 'TO_DO', user_id: member.id },
      copies: [{ format: 'Paperback' }],
    });
  });

  test('a review is deleted and another one posted at once', async ({ page, member, api }) => {
    const { media } = await book(api);
    await api.post(`media.cgi/${media.id}/reviews`, { content: 'Too short.' });
    await open(page, media);
    await view(page).getByRole('button', { name: 'Delete my review' }).click();
    await myReview(page).fill('Just right.');
    await page.getByRole('button', { name: 'Post my review' }).click();
    await expect(view(page).locator('.mine .words')).toHaveText('Just right.');
    expect((await mine(api, media)).review).toMatchObject({ content: 'Just right.', user: { id: member.id } });
  });

  test('asking twice for more reviews skips none', async ({ page, api }) => {
    const media = await api.title('middlemarch');
    const review = (at) => ({
      id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      media_id: media.id,
      user: { id: media.id, username: `reader${at}`, avatar_url: null },
      content: `Review ${at}`,
      rating: null,
      created_at: '2026-01-02T00:00:00Z',
      updated_at: '2026-01-02T00:00:00Z',
    });
    await page.route('**/reviews?**', (route) => {
      const n = Number(new URL(route.request().url()).searchParams.get('page'));
      return route.fulfill({
        json: {
          reviews: Array.from({ length: n < 3 ? 10 : 5 }, (_, at) => review(n * 10 + at)),
          page: n,
          page_size: 10,
          total: 25,
        },
      });
    });
    await open(page, media);
    const words = view(page).locator('.reviews .words');
    await expect(words).toHaveCount(10);
    await page.getByRole('button', { name: 'More reviews' }).evaluate((button) => {
      button.click();
      button.click();
    });
    await expect(words).toHaveCount(20);
    await page.getByRole('button', { name: 'More reviews' }).click();
    await expect(words).toHaveCount(25);
  });
});

signedIn('a copy that is being typed stays while another one is pointed at', async ({ page, api }) => {
  const { media } = await book(api);
  await api.post('collection.cgi/copies', { media_id: media.id, format: 'Hardcover' });
  await open(page, media);
  await view(page).getByRole('button', { name: 'Add a copy' }).click();
  await page.getByLabel('Format').fill('E-book');
  for (const name of ['Edit the copy', 'Remove the copy']) {
    await view(page).getByRole('button', { name }).click();
    await expect(page.getByLabel('Format')).toHaveValue('E-book');
    await expect(page.getByLabel('Format')).toBeFocused();
  }
  expect((await mine(api, media)).copies).toMatchObject([{ format: 'Hardcover' }]);
});

signedIn('an address that no browser can read is shown, and leads nowhere', async ({ page, api }) => {
  const { media } = await book(api, null, { type: 'MOVIE', trailer_url: 'https://example.org:port/trailer' });
  await api.post('collection.cgi/copies', { media_id: media.id, format: 'VOD', vod_link: 'https://[example/' });
  await open(page, media);
  await expect(view(page).locator('.facts')).toContainText('https://example.org:port/trailer');
  await expect(view(page).locator('.copies li')).toContainText('https://[example/');
  await expect(view(page).getByRole('link', { name: /example/ })).toHaveCount(0);
  await page.goto('collection.html');
  await expect(page.locator('owned-title')).toContainText('https://[example/');
});
