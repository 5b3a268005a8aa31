// What travels, and how many times it has to be waited for, behind both servers as they are shipped.
import { enter, test as base, expect } from './fixtures.js';
import { startServer } from './server.js';
import { fill } from './setup.js';

const KB = 1024;

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
    // A browser that has been nowhere, with mara signed in; what it gets is in `traffic`, in the order of events.
    fresh: async ({ page, api, context, baseURL }, use) => {
      await enter(page, api, 'mara');
      const other = await context.browser().newContext({ baseURL, storageState: await context.storageState() });
      await use(await other.newPage());
      await other.close();
    },
    traffic: async ({ fresh }, use) => {
      const client = await fresh.context().newCDPSession(fresh);
      await client.send('Network.enable');
      await client.send('Network.setCacheDisabled', { cacheDisabled: false });
      const traffic = { client, requests: new Map(), round: 0 };
      client.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
        traffic.requests.set(requestId, { url: request.url, type, round: traffic.round + 1, size: 0 });
      });
      client.on('Network.requestServedFromCache', ({ requestId }) => traffic.requests.delete(requestId));
      client.on('Network.responseReceived', ({ requestId, response }) => {
        const request = traffic.requests.get(requestId);
        if (!request) return;
        if (response.fromDiskCache) traffic.requests.delete(requestId);
        else traffic.round = Math.max(traffic.round, request.round);
      });
      client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        const request = traffic.requests.get(requestId);
        if (request) request.size = encodedDataLength;
      });
      await use(traffic);
    },
  });

  test.describe(`behind ${server}`, () => {
    test('the first visit of the library is light', async ({ fresh, traffic }) => {
      await fresh.goto('library.html');
      await expect(fresh.locator('title-card').first()).toBeVisible();
      await fresh.waitForLoadState('networkidle');
      const sizes = [...traffic.requests.values()].map(({ url, size }) => [url.replace(/.*vitrine\//, ''), size]);
      const of = (pattern) => sizes.filter(([url]) => pattern.test(url));
      const sum = (some) => some.reduce((all, [, size]) => all + size, 0);
      const fonts = of(/\.woff2$/);
      const rest = sizes.filter(([url]) => !/\.woff2$|images\.cgi/.test(url));
      expect(rest.length).toBeGreaterThan(10);
      console.log(
        server,
        sum(rest),
        sum(fonts),
        JSON.stringify(
          rest.sort((a, b) => a[1] - b[1]),
          null,
          0,
        ).replaceAll('],', '],\n'),
        fonts,
      );
      expect(sum(rest), JSON.stringify(rest, null, 1)).toBeLessThan(40 * KB);
      expect(sum(fonts), JSON.stringify(fonts, null, 1)).toBeLessThan(100 * KB);
      expect(of(/latin-ext|-a\.woff2/).length, 'a title with a letter of its own').toBeGreaterThan(0);
    });

    test('a click waits for few answers', async ({ fresh, traffic }) => {
      for (const name of ['catalogue.html', 'library.html']) {
        await fresh.goto(name);
        await expect(fresh.locator('title-card').first()).toBeVisible();
        await fresh.waitForLoadState('networkidle');
      }
      // So long that what is asked for together is all asked for before the first of it comes.
      await traffic.client.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 1500,
        downloadThroughput: -1,
        uploadThroughput: -1,
      });
      Object.assign(traffic, { round: 0, requests: new Map() });
      await fresh.locator('.rail').getByRole('link', { name: 'Catalogue' }).click();
      await expect(fresh).toHaveURL(/catalogue/);
      await expect(fresh.locator('title-card').first()).toBeVisible();
      const asked = [...traffic.requests.values()].map(({ url, round }) => [url, round]);
      console.log(server, traffic.round, asked);
      expect(traffic.round, JSON.stringify(asked, null, 1)).toBeLessThanOrEqual(3);
    });
  });
}
