// Every page test fails on a console error, a violation of the policy, or a request to another host.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect, request } from '@playwright/test';
import { PASSWORD } from './setup.js';

export { expect, PASSWORD };

let count = 0;
export const newName = () => `m${process.pid}.${Date.now().toString(36)}.${++count}`;

export const test = base.extend({
  // What a test brings about on purpose, such as the browser's own line about a 401.
  allow: [null, { option: true }],

  page: async ({ page, baseURL, allow }, use) => {
    const problems = [];
    const host = new URL(baseURL).host;
    page.context().on('page', (other) => watch(other));
    const watch = (one) => {
      one.on('console', (message) => {
        const text = `${message.text()} (${message.location().url})`;
        if (message.type() === 'error' && !allow?.test(text)) problems.push(text);
      });
      one.on('pageerror', (error) => {
        const text = `${error.name}: ${error.message}`;
        // Chromium's own, when a transition between two pages is overtaken by the next page.
        if (!/^(Invalid|Abort|Timeout)\w*Error: Transition was /.test(text)) problems.push(error.stack || text);
      });
      one.on('request', (request) => { if (!request.url().startsWith('blob:') && new URL(request.url()).host !== host) problems.push(`request to ${request.url()}`); });
      one.on('dialog', (dialog) => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    };
    watch(page);
    await use(page);
    expect(problems).toEqual([]);
  },

  // The API as this browser's user, by the same cookies.
  api: async ({ context, baseURL }, use) => {
    const headers = { Origin: new URL(baseURL).origin };
    const ok = async (answer) => {
      expect(answer.ok(), `${answer.url()}: ${answer.status()} ${await answer.text()}`).toBe(true);
      return answer.status() === 204 ? null : answer.json();
    };
    const at = (path) => new URL(`cgi-bin/${path}`, baseURL).href;
    const calls = (by) => ({
      get: async (path, params) => ok(await by.get(at(path), { params })),
      delete: async (path) => ok(await by.delete(at(path), { headers })),
      ...Object.fromEntries(['post', 'put', 'patch'].map((method) => [method, async (path, data) => ok(await by[method](at(path), { data, headers }))])),
    });
    const mine = calls(context.request);
    await use({
      ...mine,
      // Somebody else, by a session of their own.
      as: async (username, run) => {
        const other = await request.newContext();
        const theirs = calls(other);
        await theirs.post('auth.cgi/login', { username, password: PASSWORD });
        await run(theirs);
        await other.dispose();
      },
      title: async (q) => (await mine.get('media.cgi/', { q })).media[0],
      shelf: async () => (await mine.get('usermedia.cgi/', { page_size: 100 })).records,
    });
  },

  // A new member, signed in by cookies and remembered by the page.
  member: async ({ page, api }, use) => {
    const user = await api.post('auth.cgi/register', { username: newName(), password: PASSWORD });
    await remember(page, user);
    await use(user);
  },
});

export async function remember(page, { id, username, role }) {
  await page.goto('404.html');
  await page.evaluate((account) => localStorage.setItem('vitrine.account', JSON.stringify(account)), { id, username, role });
}

export async function signIn(page, username, password = PASSWORD) {
  await page.goto('login.html');
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/index\.html$/);
}

export const card = (page, title) => page.locator('title-card').filter({ has: page.locator('.t', { hasText: title }) });
export const toast = (page) => page.locator('.toast:popover-open');
export const shelfButton = (where) => where.locator('shelf-button').getByRole('button');

export async function choose(page, where, status) {
  await shelfButton(where).click();
  await page.locator('shelf-menu').getByRole('button', { name: status, exact: true }).click();
}

// A server with a data folder of its own, for what the others must not see: an empty installation, or a very full one.
async function ownServer() {
  const port = await new Promise((resolve) => { const probe = net.createServer().listen(0, '127.0.0.1', () => { const { port: free } = probe.address(); probe.close(() => resolve(free)); }); });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-own.'));
  fs.chmodSync(folder, 0o711);
  fs.writeFileSync(path.join(folder, 'test.conf'), 'rate_limit_address = 1000000\nscrypt_log_n = 10\nscrypt_p = 1\n');
  const run = spawn('sh', ['lib/run.sh', 'build/site'], {
    cwd: path.resolve(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, SERVER: process.env.SERVER || 'lighttpd', MODE: process.env.MODE || 'cgi', PORT: port, BASE: '/~bob/shelf', DEMO: '0', CONFIG: `${folder}/test.conf`, RUN: `${folder}/run`, DATA: `${folder}/data` },
  });
  await new Promise((resolve, reject) => { run.stdout.once('data', resolve); run.once('exit', () => reject(new Error('the server did not start'))); });
  return {
    url: `http://127.0.0.1:${port}/~bob/shelf/`,
    database: `${folder}/data/.ht.vitrine.db`,
    async stop() {
      const ended = new Promise((resolve) => { run.once('exit', resolve); });
      run.kill('SIGTERM');
      await ended;
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

// The same tests on such a server.
export const alone = test.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  server: async ({}, use) => {
    const server = await ownServer();
    await use(server);
    await server.stop();
  },
  baseURL: async ({ server }, use) => { await use(server.url); },
});
