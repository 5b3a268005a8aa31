// What only a phone has: fingers, a bar below, and sheets that come from there.
import { clean, settled, tooSmall, tooWide } from './eyes.js';
import { test, expect, card, enter, shelfButton, signedIn } from './fixtures.js';

test('the bar below leads everywhere, and You comes from below', async ({ page, api }) => {
  await enter(page, api, 'mara');
  await page.goto('index.html');
  const bar = page.getByRole('navigation', { name: 'Main, small screens' });
  await bar.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Library');
  await bar.getByRole('link', { name: 'Diary' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Diary');
  await bar.getByRole('link', { name: 'Add a title' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add a title');
  await bar.getByRole('button', { name: 'You' }).click();
  const sheet = await page.locator('#you').boundingBox();
  expect(Math.round(sheet.y + sheet.height)).toBe(page.viewportSize().height);
  expect(sheet.width).toBe(page.viewportSize().width);
  for (const name of ['Catalogue', 'Collection'])
    await expect(page.locator('#you').getByRole('link', { name })).toBeVisible();
  await clean(page, '#you');
  await page.keyboard.press('Escape');
  await clean(page, '.tabbar');
  // On its side it has no height to spare.
  await page.setViewportSize({ width: 667, height: 375 });
  for (const part of ['.bar', '.tabbar']) await expect(page.locator(part)).toHaveCSS('position', 'static');
});

test('three columns of posters', async ({ page }) => {
  await page.goto('catalogue.html');
  await expect(page.locator('title-card')).toHaveCount(24);
  const left = await page
    .locator('title-card')
    .evaluateAll((cards) => cards.map((card) => Math.round(card.getBoundingClientRect().left)));
  expect(new Set(left).size).toBe(3);
});

// A finger: it comes down on something, and goes where it is told, a move each 10 ms by its own clock.
async function finger(page, node) {
  const client = await page.context().newCDPSession(page);
  let timestamp = Date.now() / 1000;
  const send = (type, ...touchPoints) => {
    timestamp += 0.01;
    return client.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp });
  };
  await node.click({ trial: true }); // it is at rest
  const { x, y, width, height } = await node.boundingBox();
  const at = { x: x + width / 2, y: y + Math.min(20, height / 2) };
  await send('touchStart', at);
  return {
    async move(far) {
      for (let part = 1; part <= 8; part++) await send('touchMove', { ...at, y: at.y + (far * part) / 8 });
    },
    rest: () => (timestamp += 1),
    lift: () => send('touchEnd'),
  };
}
// The menu comes by a module that the first finger of a page has fetched.
signedIn(
  'the first finger that stays on a card opens the menu, which stays when it is lifted',
  async ({ page, api }) => {
    const { id } = await api.title('moby-dick');
    await api.post('usermedia.cgi/', { media_id: id });
    const menu = page.locator('shelf-menu:popover-open');
    for (const press of ['first', 'second']) {
      if (press === 'first') {
        await page.goto('catalogue.html?q=moby-dick');
        await expect(card(page, 'Moby-Dick')).toBeVisible();
      }
      const one = await finger(page, card(page, 'Moby-Dick'));
      await expect(menu, press).toBeVisible();
      // What browsers make of the lifting: a click, after which the page has had its turn.
      const clicked = page.evaluate(
        () =>
          new Promise((resolve) => {
            for (const kind of ['click', 'pointerup'])
              addEventListener(kind, () => requestAnimationFrame(() => requestAnimationFrame(resolve)), true);
          }),
      );
      await one.lift();
      await clicked;
      await page
        .locator('title-card > a')
        .evaluate((link) =>
          link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 })),
        );
      await expect(menu, press).toBeVisible();
      await expect(page.locator('.title-sheet'), press).toHaveCount(0);
      await page.keyboard.press('Escape');
      await expect(menu, press).toHaveCount(0);
    }
  },
);
// How far down it is by the finger. (Where its edge is changes with what comes into it, too.)
const down = (node) => node.evaluate((sheet) => getComputedStyle(sheet).translate);

signedIn('sheets go down by a finger, follow it, and come back when it lets go early', async ({ page, api }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const { id } = await api.title('moby-dick');
  await api.post('usermedia.cgi/', { media_id: id });
  // It grows as what there is to choose from arrives.
  const narrow = async () => {
    await page.locator('#narrow summary').click();
    await expect(page.locator('.narrow-panel').getByRole('checkbox').first()).toBeVisible();
  };
  for (const [name, open, sheet, handle = sheet] of [
    ['library.html', () => page.getByRole('button', { name: 'You' }).click(), '#you'],
    ['library.html', () => shelfButton(card(page, 'Moby-Dick')).click(), 'shelf-menu'],
    ['library.html', () => page.locator('title-card > a').click(), '.title-sheet', '.sheet-tools'],
    ['library.html', narrow, '.narrow-panel', '.narrow-panel .grab'],
    ['collection.html?add=', () => null, '.pick-sheet', '.pick-sheet .grab'],
  ]) {
    if (!page.url().endsWith(name)) await page.goto(name);
    await open();
    const [box, held] = [page.locator(sheet), page.locator(handle)];
    await expect(box, sheet).toBeVisible();
    await expect.poll(() => held.evaluate((node) => getComputedStyle(node).touchAction), sheet).toBe('none');
    await settled(page);
    await box.evaluate((node) => Promise.all(node.getAnimations().map(({ finished }) => finished)));
    const early = await finger(page, held);
    await early.move(30);
    await expect.poll(() => down(box), sheet).toBe('0px 30px');
    await early.move(-40); // no further up than it was
    await expect.poll(() => down(box), sheet).toBe('0px');
    early.rest();
    await early.lift();
    await expect.poll(() => box.evaluate(({ style }) => style.translate), sheet).toBe('');
    await expect(box).toBeVisible();
    const late = await finger(page, held);
    await late.move(Math.round((await box.boundingBox()).height / 2));
    late.rest();
    await late.lift();
    await expect(box, sheet).toBeHidden();
    expect(await box.evaluateAll((all) => all.map(({ style }) => style.translate).join('')), sheet).toBe('');
  }
  await page.goto('library.html');
  await page.locator('title-card > a').click();
  await expect(page.locator('title-view')).toBeVisible();
  await expect(page).toHaveURL(/id=/);
  const tools = page.locator('.sheet-tools');
  await expect.poll(() => tools.evaluate((node) => getComputedStyle(node).touchAction)).toBe('none');
  await page
    .locator('.title-sheet')
    .evaluate((node) => Promise.all(node.getAnimations().map(({ finished }) => finished)));
  const thrown = await finger(page, tools);
  await thrown.move(80);
  await thrown.lift();
  await page.keyboard.press('Escape'); // while it goes: that is one step back, not two
  await expect(page.locator('title-view')).toHaveCount(0);
  await expect(page).toHaveURL(/library\.html$/);
  await expect(page.locator('title-card > a')).toBeFocused();
  // What is higher than the window is scrolled instead.
  await page.setViewportSize({ width: 667, height: 300 });
  await shelfButton(card(page, 'Moby-Dick')).click();
  const menu = page.locator('shelf-menu');
  await expect.poll(() => menu.evaluate((node) => getComputedStyle(node).touchAction)).toBe('auto');
  await expect(menu.locator('.menu-h')).toBeInViewport();
  const off = menu.getByRole('button', { name: 'Take off my shelf' });
  await expect(off).not.toBeInViewport();
  const up = await finger(page, menu.getByRole('button', { name: 'Paused' }));
  await up.move(-250);
  await up.lift();
  await expect(off).toBeInViewport();
  await expect(menu).toBeVisible();
});

signedIn('a finger that stays on a card opens the menu of its status', async ({ page, api }) => {
  const { id } = await api.title('beloved');
  await page.goto('catalogue.html?q=beloved');
  const link = card(page, 'Beloved').locator('> a');
  const menu = page.locator('shelf-menu');
  const fetched = page.waitForResponse(/card-menu\.js/);
  await page.getByRole('heading', { level: 1 }).tap();
  await fetched;
  await page.clock.install();
  const stays = await finger(page, link);
  await page.clock.runFor(600);
  await expect(menu).toBeVisible();
  await stays.lift();
  await page.clock.runFor(100);
  await expect(menu).toBeVisible();
  await expect(page.locator('title-view')).toHaveCount(0); // nor does it open the title
  await expect(menu.getByRole('button', { name: 'Take off my shelf' })).toHaveCount(0);
  await menu.getByRole('button', { name: 'Finished' }).tap();
  await expect.poll(async () => (await api.shelf())[0]).toMatchObject({ media_id: id, status: 'COMPLETED' });
  await expect(menu).toBeHidden();
  // One that scrolls the page, or is lifted soon, opens none.
  const scrolls = await finger(page, link);
  await scrolls.move(-60);
  await page.clock.runFor(600);
  await scrolls.lift();
  await expect(menu).toBeHidden();
  await link.tap();
  await page.clock.runFor(600);
  await expect(page.locator('title-view')).toBeVisible();
  await expect(menu).toBeHidden();
});

signedIn('a finger that stays selects in the library, and so do taps after it', async ({ page, api }) => {
  for (const q of ['moby-dick', 'celeste']) await api.post('usermedia.cgi/', { media_id: (await api.title(q)).id });
  await page.goto('library.html');
  await expect(page.locator('title-card')).toHaveCount(2);
  const count = page.getByRole('region', { name: 'Selected titles' }).getByRole('status');
  const one = await finger(page, card(page, 'Moby-Dick'));
  await expect(count).toHaveText('1 selected');
  await one.lift();
  await card(page, 'Celeste').locator('.t').tap();
  await expect(count).toHaveText('2 selected');
  await card(page, 'Moby-Dick').locator('.t').tap();
  await expect(count).toHaveText('1 selected');
  await expect(page.locator('shelf-menu:popover-open, .title-sheet')).toHaveCount(0);
});

// ---- settings -------------------------------------------------------------------------------------------------------
const sections = (page) => page.getByRole('navigation', { name: 'Sections' });
const shown = (page, what) => page.locator(what).filter({ visible: true });

signedIn('settings are a list first, and one section at a time; Back is back in the list', async ({ page }) => {
  await page.goto('settings.html');
  await expect(shown(page, '#mine > .set, .safe')).toHaveCount(0);
  await expect(page.locator('#factor-state')).toHaveText('Off');
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1200);
  await settled(page);
  await clean(page, 'main', { colours: false });
  expect(await tooSmall(page)).toEqual([]);
  expect(await tooWide(page)).toBeLessThanOrEqual(0);

  await sections(page).getByRole('link', { name: 'Delete the account' }).scrollIntoViewIfNeeded();
  const at = await page.evaluate(() => scrollY);
  await sections(page).getByRole('link', { name: 'Sharing' }).click();
  await expect(shown(page, '#mine > .set, .safe')).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Sharing' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'All settings' })).toBeInViewport();
  await expect(sections(page)).toBeHidden();
  await page.getByRole('link', { name: 'Skip to content' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(shown(page, '#mine > .set, .safe')).toHaveCount(1);
  await page.goBack();
  await expect(sections(page)).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(at);

  await sections(page).getByRole('link', { name: 'Password' }).click();
  await expect(page.getByRole('heading', { name: 'Password' })).toBeFocused();
  await expect(shown(page, '.safe')).toHaveCount(1);
  await clean(page, 'main', { colours: false });
  await page.getByLabel('Current password').fill('half-ty');
  await page.getByRole('link', { name: 'All settings' }).click();
  await expect(sections(page)).toBeVisible();
  await expect(shown(page, '#mine > .set, .safe')).toHaveCount(0);
  await page.goBack();
  await expect(page.getByLabel('Current password')).toHaveValue('half-ty');
  await expect(page.getByRole('region', { name: 'Second factor' })).toBeHidden();
});

signedIn('each link of the settings leads to what it is called, and an address to its section', async ({ page }) => {
  await page.goto('settings.html');
  await expect(sections(page)).toBeVisible();
  const all = await sections(page).getByRole('link').filter({ visible: true }).all();
  const where = await Promise.all(all.map((one) => one.getAttribute('href')));
  expect(where.length).toBeGreaterThan(12);
  for (const part of where) {
    const name = await page.locator(`.set-list a[href="${part}"] span`).textContent();
    await page.goto(`settings.html${part}`);
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(shown(page, '#mine > .set')).toHaveCount(1);
    expect(await tooWide(page), part).toBeLessThanOrEqual(0);
  }
  await page.goto('settings.html#security');
  await expect(shown(page, '.safe')).toHaveCount(4); // without the invitations
  await page.goto('settings.html#none-such');
  await expect(sections(page)).toBeVisible();
});
