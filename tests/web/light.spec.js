// What travels, and how many times it has to be waited for, behind both servers as they are shipped.
import { enter, test as base, expect } from './fixtures.js';
import { startServer } from './server.js';
import { fill } from './setup.js';

const KB = 1024;
const MOST = 40 * KB;

for (const server of ['lighttpd', 'apache']) {
  const test = base.extend({
    site: [
      // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
      async ({}, use) => {
        const site = await startServer('', undefined, { SERVER: server });
        await fill(site.url);
        await use(site);
        await site.stop();
      },
      { scope: 'worker' },
    ],
    baseURL: async ({ site }, use) => {
      await use(site.url);
    },
    // A browser that has been nowhere, with mara signed in.
    fresh: async ({ page, api, context, baseURL }, use) => {
      await enter(page, api, 'mara');
      const other = await context.browser().newContext({ baseURL, storageState: await context.storageState() });
      await other.addInitScript(() => {
        const seen = new MutationObserver(() => {
          if (document.querySelector('title-card')) window.shown ??= performance.timeOrigin + performance.now();
        });
        seen.observe(document, { childList: true, subtree: true });
      });
      await use(await other.newPage());
      await other.close();
    },
    // What comes over the network: bytes with their headers; and in which round, as what is asked for once an answer is
    // there waits for that. (Chromium's own account of it: the page can't see headers.)
    traffic: async ({ fresh }, use) => {
      const client = await fresh.context().newCDPSession(fresh);
      const traffic = { client, requests: new Map(), rounds: 0 };
      client.on('Network.requestWillBeSent', ({ requestId, request, wallTime }) => {
        traffic.requests.set(requestId, { url: request.url, at: wallTime * 1000, round: traffic.rounds + 1, size: 0 });
      });
      client.on('Network.requestServedFromCache', ({ requestId }) => traffic.requests.delete(requestId));
      client.on('Network.responseReceived', ({ requestId, response }) => {
        const request = traffic.requests.get(requestId);
        if (response.fromDiskCache) traffic.requests.delete(requestId);
        else if (request) traffic.rounds = Math.max(traffic.rounds, request.round);
      });
      client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        const request = traffic.requests.get(requestId);
        if (request) request.size = encodedDataLength;
      });
      await client.send('Network.enable');
      await use(traffic);
    },
  });

  const arrived = async (page, name) => {
    await page.goto(name);
    await expect(page.locator('title-card').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
  };

  test.describe(`behind ${server}`, () => {
    test('the first visit of the library is light', async ({ fresh, traffic }) => {
      await arrived(fresh, 'library.html');
      const shown = await fresh.evaluate(() => window.shown);
      const all = [...traffic.requests.values()];
      const told = (some) =>
        JSON.stringify(
          some.map(({ url, size }) => [url, size]),
          null,
          1,
        );
      const sum = (some) => some.reduce((bytes, { size }) => bytes + size, 0);
      const isFont = ({ url }) => url.endsWith('.woff2');
      // Covers: their pictures, and what draws them where there is none.
      const isCover = ({ url }) => /images\.cgi|title\/(?:picture|drawn-cover)\.js/.test(url);
      const rest = all.filter((one) => !isFont(one) && !isCover(one));
      const first = rest.filter(({ at }) => at <= shown);
      // How much room is left.
      console.log(`first visit behind ${server}: ${sum(first)} bytes in ${first.length} answers, ${sum(rest)} in all`);
      expect(first.length).toBeGreaterThan(6);
      expect(sum(first), told(first)).toBeLessThan(MOST);
      // With what is fetched for later: what a click does.
      expect(sum(rest), told(rest)).toBeLessThan(MOST + 4 * KB);
      const fonts = all.filter(isFont);
      expect(
        fonts.filter(({ url }) => /extended/.test(url)).length,
        'a title with a letter of its own',
      ).toBeGreaterThan(0);
      expect(sum(fonts), told(fonts)).toBeLessThan(100 * KB);
    });

    // By rounds and not by a clock: one is as long as the line is.
    test('a click waits for few answers', async ({ fresh, traffic }) => {
      const { client } = traffic;
      for (const name of ['catalogue.html', 'library.html']) await arrived(fresh, name);
      const line = { offline: false, downloadThroughput: -1, uploadThroughput: -1 };
      const click = async (name) => {
        const at = Date.now();
        await fresh.locator('.rail').getByRole('link', { name }).click();
        await expect(fresh).toHaveURL(new RegExp(name.toLowerCase()));
        await expect(fresh.locator('title-card').first()).toBeVisible();
        return Math.round((await fresh.evaluate(() => window.shown)) - at);
      };
      // What that is in time is told, for a machine that has nothing else to do.
      for (const latency of [100, 300]) {
        await client.send('Network.emulateNetworkConditions', { ...line, latency });
        const taken = [];
        for (const name of ['Catalogue', 'Library', 'Catalogue', 'Library']) taken.push(await click(name));
        console.log(`a click at ${latency} ms behind ${server}: ${taken.join(', ')} ms`);
      }
      // So long that what is asked for together is all asked for before the first of it comes.
      await client.send('Network.emulateNetworkConditions', { ...line, latency: 1500 });
      Object.assign(traffic, { rounds: 0, requests: new Map() });
      await click('Catalogue');
      const asked = [...traffic.requests.values()].map(({ url, round }) => [url, round]);
      expect(asked.length).toBeGreaterThan(1);
      expect(traffic.rounds, JSON.stringify(asked, null, 1)).toBeLessThanOrEqual(2);
    });
  });
}
