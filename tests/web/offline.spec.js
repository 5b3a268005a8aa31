// Without a network: the shell is there, the API's answers are not kept, and the page says so and keeps what was read.
import { signedIn, test, expect, card, newName, own } from './fixtures.js';

test.use({ serviceWorkers: 'allow', allow: /Failed to load resource|ERR_INTERNET_DISCONNECTED|net::ERR/ });

const kept = (page) =>
  page.evaluate(
    async (name) => {
      const cache = await caches.open(name);
      return (await cache.keys()).map(({ url }) => url.slice(new URL('.', location.href).href.length));
    },
    own(page, 'shell'),
  );
// A file of the shell, by way of the worker.
const read = (page, name) =>
  page.evaluate(
    (url) =>
      new Promise((done) => {
        const link = Object.assign(document.createElement('link'), {
          rel: 'preload',
          as: url.endsWith('css') ? 'style' : 'script',
          href: url,
          onload: done,
          onerror: done,
        });
        document.head.append(link);
      }),
    name,
  );
// Installed, with all it keeps, and in charge of the page.
async function installed(page) {
  await page.goto('index.html');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
}

// A page that is opened without a network. Chromium's stand-in for that doesn't reach each new document (150 goes on
// telling it that it is online, where a network that is really gone says otherwise), so this does.
async function open(page, name) {
  await page.addInitScript(() => {
    if (!sessionStorage.online) Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
  });
  await page.goto(name);
}
const back = (page) =>
  page.evaluate(() => {
    sessionStorage.online = 'again';
    delete navigator.onLine;
    dispatchEvent(new Event('online'));
  });

signedIn('the whole shell is kept, and nothing of the API', async ({ page }) => {
  await installed(page);
  await page.goto('library.html');
  await expect(page.getByRole('heading', { name: 'Nothing on this shelf yet' })).toBeVisible();
  const names = await kept(page);
  for (const name of [
    'index.html',
    'library.html',
    'catalogue.html',
    'title.html',
    'edit.html',
    'login.html',
    'css/app.css',
    'js/ui/shell.js',
    'js/pages/library.js',
    'js/title/title-view.js',
    'js/ui/keys-help.js',
    'js/ui/sign-in.js',
    'img/star.svg',
    'vendor/icons.svg',
    'vendor/fonts/inter-latin.woff2',
  ])
    expect(names).toContain(name);
  expect(names.filter((name) => /cgi-bin|docs|swagger|openapi/.test(name))).toEqual([]);
});

signedIn(
  'offline says so, keeps what was read, and goes on when the network is back',
  { tag: '@phone' },
  async ({ page, api, context }) => {
    const media = await api.post('media.cgi/', { type: 'BOOK', title: newName() });
    await api.post('usermedia.cgi/', { media_id: media.id });
    await installed(page);
    await page.goto('library.html');
    await expect(card(page, media.title)).toBeVisible();
    await context.setOffline(true);
    await expect(page.getByText('You are offline.')).toBeVisible();
    await page.getByRole('radio', { name: 'Finished' }).check();
    await expect(page.locator('.toast:popover-open')).toContainText('can’t be reached');
    await expect(card(page, media.title)).toBeVisible(); // what was read stays

    await open(page, 'catalogue.html'); // never seen before
    await expect(page.getByText('You are offline.')).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('can’t be reached');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeAttached();
    await context.setOffline(false);
    await back(page);
    await expect(page.locator('title-card').first()).toBeVisible();
    await expect(page.getByText('You are offline.')).toHaveCount(0);
  },
);

test('a note that is typed offline is saved when the network is back', async ({ page, member, api, context }) => {
  const media = await api.post('media.cgi/', { type: 'BOOK', title: newName() });
  await api.post('usermedia.cgi/', { media_id: media.id, status: 'IN_PROGRESS' });
  await page.goto(`title.html?id=${media.id}`);
  await expect(page.getByLabel('My note')).toBeVisible();
  await context.setOffline(true);
  await page.getByLabel('My note').fill('Written on a mountain');
  await page.getByLabel('My note').blur();
  await expect(page.locator('.note-state')).toContainText('Not saved');
  await context.setOffline(false);
  await expect(page.locator('.note-state')).toHaveText('Saved');
  expect((await api.get(`media.cgi/${media.id}`)).my.entry).toMatchObject({
    note: 'Written on a mountain',
    user_id: member.id,
  });
});

test('a new release that the network cuts off leaves the whole of the old one', async ({ page, context }) => {
  await installed(page);
  await expect.poll(async () => (await kept(page)).length).toBeGreaterThan(50);
  const before = (await kept(page)).sort();
  await page.evaluate(
    async (name) => {
      const cache = await caches.open(name);
      const css = await cache.match('css/app.css');
      await cache.put(
        'css/app.css',
        new Response(await css.text(), { headers: { 'Content-Type': 'text/css', ETag: '"another"' } }),
      );
    },
    own(page, 'shell'),
  );
  await read(page, 'css/app.css'); // tells the worker that there is a new one
  await context.setOffline(true);
  await open(page, 'library.html');
  await expect(page.getByText('You are offline.')).toBeVisible();
  await read(page, 'js/ui/keys-help.js');
  expect((await kept(page)).sort()).toEqual(before);
});

test('it can be installed: a manifest, with icons that are there', async ({ page, request }) => {
  await page.goto('index.html');
  const manifest = await (await request.get('app.webmanifest')).json();
  expect(manifest).toMatchObject({ name: 'Vitrine', display: 'standalone', scope: './' });
  for (const { src } of manifest.icons)
    expect((await request.get(src)).headers()['content-type']).toBe('image/svg+xml');
  for (const { url } of [{ url: manifest.start_url }, ...manifest.shortcuts])
    expect((await request.get(url)).status()).toBe(200);
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
});
