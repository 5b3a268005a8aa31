// Two installations on one host name, as on classic hosts (/~ann beside /~bob): they share an origin, and nothing else.
import http from 'node:http';
import { test as base, expect, keptShell, newName, PASSWORD, signIn } from './fixtures.js';
import { startServer } from './server.js';

// Ann's and Bob's, each by a server of its own behind one address.
const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  homes: async ({}, use) => {
    const names = ['ann', 'bob'];
    const sites = await Promise.all(names.map((name) => startServer('', `/~${name}/vitrine`)));
    const gate = http.createServer((request, response) => {
      const site = sites[names.findIndex((name) => request.url.startsWith(`/~${name}/`))];
      const { method, url: path, headers } = request;
      const onward = http.request({ port: site.port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    await new Promise((listening) => {
      gate.listen(0, '127.0.0.1', listening);
    });
    await use(names.map((name) => `http://127.0.0.1:${gate.address().port}/~${name}/vitrine/`));
    gate.closeAllConnections();
    await new Promise((closed) => {
      gate.close(closed);
    });
    await Promise.all(sites.map(({ stop }) => stop()));
  },
  baseURL: async ({ homes }, use) => {
    await use(homes[0]);
  },
});
test.use({ serviceWorkers: 'allow', allow: /Failed to load resource/ });

// How many files are kept for when the network is away.
async function shell(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  return (await keptShell(page)).length;
}

test('keep apart who is signed in, what was typed, the theme, and what is kept for later', async ({
  page,
  context,
  homes,
}) => {
  const [ann, bob] = homes;
  const names = [newName(), newName()];
  for (const [at, home] of homes.entries()) {
    const answer = await page.request.post(`${home}cgi-bin/auth.cgi/register`, {
      data: { username: names[at], password: PASSWORD },
      headers: { Origin: new URL(home).origin },
    });
    expect(answer.status()).toBe(201);
  }
  await context.clearCookies();
  await signIn(page, names[0]);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(names[0]);
  await expect.poll(() => shell(page)).toBeGreaterThan(50);
  const files = await shell(page);
  await page.getByRole('button', { name: 'Switch between light and dark' }).click();
  await page.goto('edit.html');
  await page.getByRole('radio', { name: 'Game' }).check();
  await page.getByLabel('Title', { exact: true }).fill('Ann’s draft');
  const kept = await page.evaluate(() => ({ ...localStorage }));

  // Bob's has heard of none of it, and leaves all of it as it is.
  await page.goto(bob);
  await expect(page.locator('html')).toHaveAttribute('data-account', 'out');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('body')).not.toContainText(names[0]);
  await expect.poll(() => shell(page)).toBe(files);
  await page.goto(`${bob}edit.html`);
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('');
  expect(await page.evaluate(() => ({ ...localStorage }))).toMatchObject(kept);
  await signIn(page, names[1], PASSWORD, bob);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(names[1]);

  await page.goto(`${ann}edit.html`);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('.me')).toContainText(names[0]);
  await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Ann’s draft');
  expect(await shell(page)).toBe(files);
});
