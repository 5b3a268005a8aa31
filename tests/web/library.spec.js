import { unreadable } from './eyes.js';
import { signedIn, test, expect, card, choose, shelfButton, toast } from './fixtures.js';

const titles = (page) => page.locator('#list .card .t');

async function shelve(api, entries) {
  for (const [q, entry] of Object.entries(entries))
    await api.post('usermedia.cgi/', { media_id: (await api.title(q)).id, ...entry });
}

signedIn('an empty shelf leads on', async ({ page }) => {
  await page.goto('library.html');
  await expect(page.getByRole('heading', { name: 'Nothing on this shelf yet' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Browse the catalogue' }).click();
  await expect(page).toHaveURL(/catalogue\.html$/);
});

test('nobody’s shelf asks whose', async ({ page }) => {
  await page.goto('library.html');
  await expect(page.getByRole('heading', { name: 'Sign in to see your shelf' })).toBeVisible();
  await expect(page.locator('#mine')).toBeHidden();
});

test.describe('with titles', () => {
  signedIn.beforeEach(async ({ page, api }) => {
    await shelve(api, {
      'a wizard of earthsea': { status: 'TO_DO' },
      foundation: { status: 'IN_PROGRESS', progress: 20 },
      'tokyo story': { status: 'COMPLETED' },
      celeste: { status: 'PAUSED' },
      '<img src=x': { status: 'DROPPED' },
    });
    await page.goto('library.html');
    await expect(titles(page)).toHaveCount(5);
  });

  signedIn('tabs count and filter, and keep the address', { tag: '@phone' }, async ({ page }) => {
    for (const [tab, count] of Object.entries({
      All: 5,
      'In progress': 1,
      Want: 1,
      Finished: 1,
      Paused: 1,
      Dropped: 1,
    })) {
      await expect(page.locator('.tabs label', { hasText: tab }).locator('small')).toHaveText(String(count));
    }
    await page.getByRole('radio', { name: 'Finished' }).check();
    await expect(titles(page)).toHaveText(['Tokyo Story']);
    await expect(page).toHaveURL(/status=COMPLETED/);
    await page.getByRole('checkbox', { name: 'Books' }).check();
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await expect(page.locator('.tabs label', { hasText: 'All' }).locator('small')).toHaveText('3');
    await page.reload();
    await expect(page.getByRole('checkbox', { name: 'Books' })).toBeChecked();
    await expect(page.getByRole('radio', { name: 'Finished' })).toBeChecked();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect(titles(page)).toHaveCount(5);
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
  });

  signedIn('two types checked are two types shown', async ({ page }) => {
    for (const name of ['Movies', 'Games']) await page.getByRole('checkbox', { name }).check({ force: true });
    await expect(titles(page)).toHaveText(['Celeste', 'Tokyo Story']);
    await expect(page).toHaveURL(/type=MOVIE&type=GAME$/);
    await page.reload();
    await expect(titles(page)).toHaveText(['Celeste', 'Tokyo Story']);
    await page.getByRole('searchbox').fill('xyzzy');
    await expect(page.locator('#summary')).toHaveText('No match among your 5 titles');
  });

  signedIn('search and sort', async ({ page }) => {
    await page.getByLabel('Sort by').selectOption('title_asc');
    await expect(titles(page).last()).toHaveText('Tokyo Story');
    await page.getByRole('searchbox').fill('ozu');
    await expect(titles(page)).toHaveText(['Tokyo Story']);
    await page.getByRole('searchbox').fill('<img');
    await expect(titles(page)).toHaveText(['<img src=x onerror=alert(1)>']);
  });

  signedIn('a change of status moves the title between the tabs', async ({ page, api }) => {
    await choose(page, card(page, 'Foundation'), 'Paused');
    await expect(page.locator('.tabs label', { hasText: 'Paused' }).locator('small')).toHaveText('2');
    await expect(page.locator('.tabs label', { hasText: 'In progress' }).locator('small')).toHaveText('0');
    await expect(shelfButton(card(page, 'Foundation'))).toHaveAccessibleName('Foundation: Paused. Change');
    expect((await api.shelf()).filter(({ status }) => status === 'PAUSED')).toHaveLength(2);
  });

  signedIn('what is taken off comes back whole by Undo', async ({ page, api }) => {
    const before = (await api.shelf()).find(({ media }) => media.title === 'Foundation');
    await choose(page, card(page, 'Foundation'), 'Take off my shelf');
    await expect(titles(page)).toHaveCount(4);
    await expect(page.locator('.tabs label', { hasText: 'All' }).locator('small')).toHaveText('4');
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await expect(titles(page)).toHaveCount(5);
    expect((await api.shelf()).find(({ media }) => media.title === 'Foundation')).toEqual(before);
  });

  signedIn('what is taken off is gone once the Undo is', async ({ page, api }) => {
    await page.clock.install();
    await choose(page, card(page, 'Celeste'), 'Take off my shelf');
    await expect(toast(page)).toContainText('Off your shelf: Celeste');
    const sent = page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await page.mouse.move(1, 1);
    await page.clock.fastForward(61_000);
    expect((await sent).status()).toBe(204);
    expect(await api.shelf()).toHaveLength(4);
  });

  signedIn('leaving the page ends the Undo', async ({ page, api }) => {
    await choose(page, card(page, 'Celeste'), 'Take off my shelf');
    await expect(titles(page)).toHaveCount(4);
    await page.goto('index.html');
    await expect.poll(async () => (await api.shelf()).length).toBe(4);
  });

  signedIn(
    'posters or lines, which are remembered and sorted by their heads',
    { tag: '@phone' },
    async ({ page, api, isMobile }) => {
      await api.put(`media.cgi/${(await api.title('celeste')).id}/rating`, { value: 4 });
      await page.getByRole('radio', { name: 'List' }).check();
      await expect(page).toHaveURL(/view=list/);
      // Until the list has been drawn anew a card may be none.
      const left = async (name) => (await card(page, name).boundingBox())?.x ?? NaN;
      await expect.poll(async () => (await left('Foundation')) - (await left('Celeste'))).toBe(0);
      for (const part of ['1951', '20 / 296']) await expect(card(page, 'Foundation').getByText(part)).toBeVisible();
      await page.goto('index.html');
      await page.goto('library.html');
      await expect(page.locator('#list.list .card')).toHaveCount(5);
      if (isMobile) {
        // Whatever it is sorted by can be read, also beside filters that are counted: each of the words fits.
        for (const counted of ['', '1']) {
          await page.goto(`library.html${counted && '?owned=false'}`);
          await expect(page.locator('.narrow small')).toHaveText(counted);
          const cut = await page.locator('#filters [name=sort]').evaluate((select) => {
            const { font, paddingLeft, paddingRight } = getComputedStyle(select);
            const pen = Object.assign(document.createElement('canvas').getContext('2d'), { font });
            const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
            return [...select.options].map(({ text }) => text).filter((text) => pen.measureText(text).width > room);
          });
          expect(cut).toEqual([]);
        }
        return;
      }
      // What is beside it stays there, whether or not filters are counted.
      for (const width of [768, 900, 959, 960, 1100]) {
        await page.setViewportSize({ width, height: 800 });
        const middle = (selector) =>
          page.locator(selector).evaluate((node) => {
            const { top, height } = node.getBoundingClientRect();
            return Math.round(top + height / 2);
          });
        expect(await middle('.seg'), `${width}`).toBe(await middle('.order'));
        expect(await middle('.narrow'), `${width}`).toBe(await middle('.order'));
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.getByRole('button', { name: 'Sort by title' }).click();
      await expect(titles(page).last()).toHaveText('Tokyo Story');
      await page.getByRole('button', { name: 'Sort by title, now upwards' }).click();
      await expect(titles(page).first()).toHaveText('Tokyo Story');
      await expect(page.getByRole('button', { name: 'Sort by title, now downwards' })).toBeFocused();
      await page.getByRole('button', { name: 'Sort by rating' }).click();
      await expect(titles(page).first()).toHaveText('Celeste');
    },
  );

  signedIn('the shelf is narrowed by what is on it, with counts', async ({ page, api }) => {
    const media = await api.title('celeste');
    await api.put(`media.cgi/${media.id}/rating`, { value: 4 });
    await api.post('collection.cgi/copies', { media_id: media.id, format: 'Cartridge' });
    await page.locator('#narrow summary').click();
    const panel = page.locator('.narrow-panel');
    await panel.getByRole('checkbox', { name: 'Cartridge 1' }).check();
    await expect(titles(page)).toHaveText(['Celeste']);
    await expect(page.locator('.tabs label', { hasText: 'All' }).locator('small')).toHaveText('1');
    await panel.getByLabel('My rating').selectOption('Not rated');
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
    await expect(page).toHaveURL(/rated=false&format=Cartridge/);
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect(titles(page)).toHaveCount(5);
    await page.goBack();
    await expect(page.locator('#pills .pill bdi')).toHaveText(['Not rated', 'Cartridge']);
    // On the narrowest phones its tools are whole, with filters and without: words that have room, icons for the rest.
    for (const name of ['library.html?rated=false&format=Cartridge', 'library.html']) {
      await page.goto(name);
      await expect(page.locator('.tabs label', { hasText: 'All' }).locator('small')).not.toBeEmpty();
      for (const width of [320, 360, 375, 389, 390, 479, 480]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await unreadable(page), `${name} at ${width}`).toEqual([]);
        const tops = await page
          .locator('#narrow summary, .order, .seg')
          .evaluateAll((nodes) => nodes.map((node) => Math.round(node.getBoundingClientRect().top)));
        expect(new Set(tops).size, `${name} at ${width}: one row`).toBe(1);
      }
    }
  });
});

signedIn('a shelf of many pages keeps its place', async ({ page, api }) => {
  const { media } = await api.get('media.cgi/', { page_size: 36, sort: 'title_asc' });
  for (const { id } of media) await api.post('usermedia.cgi/', { media_id: id });
  await page.goto('library.html?sort=title_asc');
  await expect(titles(page)).toHaveCount(24);
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(titles(page)).toHaveCount(12);
  await expect(page).toHaveURL(/page=2/);
  await page.goBack();
  await expect(titles(page)).toHaveCount(24);
});

signedIn(
  'a right click or the menu key on a card opens the menu of its status; with Shift the browser’s',
  async ({ page, api }) => {
    await api.post('usermedia.cgi/', { media_id: (await api.title('beloved')).id });
    await page.goto('library.html?view=list');
    const link = page.locator('title-card > a');
    const menu = page.locator('shelf-menu');
    await expect(link).toBeVisible();
    await page.evaluate(() => {
      window.left = [];
      addEventListener('contextmenu', (event) => window.left.push(!event.defaultPrevented));
    });
    await link.click({ button: 'right', modifiers: ['Shift'] });
    await link.click({ button: 'right', position: { x: 90, y: 20 } });
    await expect(menu).toBeVisible();
    expect(await page.evaluate(() => window.left)).toEqual([true, false]);
    const [at, box] = [await link.boundingBox(), await menu.boundingBox()];
    expect(Math.round(box.x - at.x)).toBe(90);
    await menu.getByRole('button', { name: 'Paused' }).click();
    await expect(shelfButton(page)).toHaveAccessibleName('Beloved: Paused. Change');
    await link.focus();
    await page.keyboard.press('ContextMenu');
    await expect(menu.getByRole('button', { name: 'Paused' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    await expect(link).toBeFocused();
  },
);
