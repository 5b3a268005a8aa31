// Without a network: the shell is there, the API's answers are not kept, and the page says so and keeps what was read.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { signedIn, test, expect, card, keptShell, newName } from './fixtures.js';
import { root } from './server.js';

test.use({ serviceWorkers: 'allow', allow: /Failed to load resource|ERR_INTERNET_DISCONNECTED|net::ERR/ });
test.afterEach(({ context }) => context.setOffline(false));

const FOLDER = /^v-[0-9a-f]+\//;
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
  const names = (await keptShell(page)).map((name) => name.replace(FOLDER, ''));
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
  expect(names.filter((name) => /cgi-bin|docs|openapi/.test(name))).toEqual([]);
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
    await page.goto('index.html');
    await expect(page.getByRole('alert')).toHaveCount(1); // one cause is said once
    await expect(page.locator('#new-h')).toBeHidden();
    await context.setOffline(false);
    await back(page);
    await expect(page.locator('title-card').first()).toBeVisible();
    await expect(page.locator('#new-h')).toBeVisible();
    await expect(page.getByText('You are offline.')).toHaveCount(0);

    // So do pages of one thing.
    for (const [name, there] of [
      [`title.html?id=${media.id}`, page.getByRole('heading', { name: media.title })],
      [`edit.html?id=${media.id}`, page.getByLabel('Title', { exact: true })],
      ['settings.html#sessions-h', page.locator('#sessions').getByText('This one')],
    ]) {
      await context.setOffline(true);
      await page.goto(name);
      await expect(page.getByRole('alert'), name).toContainText('can’t be reached');
      await context.setOffline(false);
      await back(page);
      await expect(there, name).toBeVisible();
      await expect(page.getByRole('alert'), name).toHaveCount(0);
    }
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

test('a network that is said to be back a moment too early is tried again', async ({ page, member, api }) => {
  const media = await api.post('media.cgi/', { type: 'BOOK', title: newName() });
  await api.post('usermedia.cgi/', { media_id: media.id, status: 'IN_PROGRESS' });
  await page.goto(`title.html?id=${media.id}`);
  let refused = 0;
  await page.route('**/usermedia.cgi/**', async (route) => {
    if (route.request().method() === 'GET' || refused === 2) return route.fallback();
    refused++;
    return route.abort('internetdisconnected');
  });
  await page.getByLabel('My note').fill('Written on a train');
  await page.getByLabel('My note').blur();
  await expect(page.locator('.note-state')).toContainText('Not saved');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(page.locator('.note-state')).toHaveText('Saved');
  expect(refused).toBe(2);
  expect((await api.get(`media.cgi/${media.id}`)).my.entry).toMatchObject({
    note: 'Written on a train',
    user_id: member.id,
  });
});

// ---- a new release --------------------------------------------------------------------------------------------------

// The server behind an address at which the next release comes once `next` is set to its folder: its pages and its
// worker are others, and what they are made of is there. What `lost` fits never arrives.
const updated = test.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  site: async ({}, use) => {
    const { port, pathname } = new URL(process.env.VITRINE_BASE_URL);
    const [now] = fs.readFileSync(path.join(root, 'build/site/index.html'), 'utf8').match(/v-[0-9a-f]+/);
    const site = { now, next: null, lost: /$^/ };
    const gate = http.createServer((request, response) => {
      if (site.lost.test(request.url)) {
        response.destroy();
        return;
      }
      const to = request.url.replace(site.next, now);
      const headers = { ...request.headers, 'accept-encoding': 'identity' };
      const onward = http.request({ port, method: request.method, path: to, headers }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          // A tag of the one release is none of the other.
          const others = Object.entries(answer.headers).filter(
            ([name]) => !/^(etag|last-modified|content-length)$/.test(name),
          );
          let body = Buffer.concat(parts);
          if (site.next && /\.(?:html|js)$/.test(to))
            body = body
              .toString()
              .replaceAll(now, site.next)
              .replace(/VERSION = '\w+'/, "VERSION = 'next'");
          response.writeHead(answer.statusCode, Object.fromEntries(others)).end(body);
        });
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    await new Promise((listening) => {
      gate.listen(0, '127.0.0.1', listening);
    });
    await use({
      ...site,
      set: (change) => Object.assign(site, change),
      url: `http://127.0.0.1:${gate.address().port}${pathname}`,
    });
    gate.closeAllConnections();
    await new Promise((closed) => {
      gate.close(closed);
    });
  },
  baseURL: async ({ site }, use) => {
    await use(site.url);
  },
});
const NEXT = 'v-0000000000';
const folders = async (page) =>
  [...new Set((await keptShell(page)).map((name) => FOLDER.exec(name)?.[0]).filter(Boolean))].map((name) =>
    name.slice(0, -1),
  );
const look = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {
      /* that is for the worker to bear */
    });
    const coming = registration.installing ?? registration.waiting;
    if (coming && !['activated', 'redundant'].includes(coming.state))
      await new Promise((done) => {
        coming.addEventListener('statechange', () => ['activated', 'redundant'].includes(coming.state) && done());
      });
    return coming?.state;
  });
const madeOf = (page) => page.evaluate(() => document.querySelector('script').src.match(/v-[0-9a-f]+/)[0]);

updated('a new release takes over whole, and pages of the one before go on', async ({ page, context, site }) => {
  await installed(page);
  expect(await folders(page)).toEqual([site.now]);
  site.set({ next: NEXT });
  expect(await look(page)).toBe('activated');
  expect(await folders(page)).toEqual([NEXT]);
  // This page is of the one before, and so is what it fetches now, even without a network.
  await context.setOffline(true);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  expect(await madeOf(page)).toBe(site.now);
  await open(page, 'library.html');
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible();
  expect(await madeOf(page)).toBe(NEXT);
});

updated('a new release that the network cuts off leaves the whole of the old one', async ({ page, context, site }) => {
  await installed(page);
  const before = await keptShell(page);
  expect(before.length).toBeGreaterThan(50);
  // A part is lost; or a page is still of the release before.
  for (const lost of [new RegExp(`${NEXT}/js/title/title-view`), /doctor\.html/]) {
    site.set({ next: NEXT, lost });
    expect(await look(page)).toBe('redundant');
    expect(await keptShell(page)).toEqual(before);
  }
  await context.setOffline(true);
  await open(page, 'library.html');
  await expect(page.getByText('You are offline.')).toBeVisible();
  expect(await madeOf(page)).toBe(site.now);
});

test('it can be installed: a manifest, with icons that are there', async ({ page, request }) => {
  await page.goto('index.html');
  const manifest = await (await request.get('app.webmanifest')).json();
  expect(manifest).toMatchObject({ name: 'Vitrine', display: 'standalone', scope: './' });
  for (const { src } of manifest.icons)
    expect((await request.get(src)).headers()['content-type']).toBe('image/svg+xml');
  for (const { url } of [{ url: manifest.start_url }, ...manifest.shortcuts])
    expect((await request.get(url)).status()).toBe(200);
  const touch = await page.locator('link[rel=apple-touch-icon]').getAttribute('href'); // iOS reads no manifest's
  expect((await request.get(touch)).headers()['content-type']).toBe('image/png');
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
});
