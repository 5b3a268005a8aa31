// Every page test fails on a console error, a violation of the policy, or a request to another host.
import { test as base, expect, request } from '@playwright/test';
import { startServer } from './server.js';
import { PASSWORD } from './setup.js';

export { expect, PASSWORD };

let count = 0;
// In figures: letters that come by chance would be found by what tests search for.
export const newName = () => `m${process.pid}.${Date.now() % 1e9}.${++count}`;

export const test = base.extend({
  // What a test brings about on purpose, such as the browser's own line about a 401.
  allow: [null, { option: true }],

  // A tab of its own, for what a tab keeps, in a profile that Playwright empties between tests (reuseContext, in the
  // configuration). Being offline stays, and so do rights: the former is given back by who takes it.
  page: async ({ context, baseURL, allow }, use) => {
    const page = await context.newPage();
    const problems = [];
    const host = new URL(baseURL).host;
    context.on('page', (other) => watch(other));
    const watch = (one) => {
      one.on('console', (message) => {
        const text = `${message.text()} (${message.location().url})`;
        // The doctor, and the first account's page, look for what must not be there.
        if (/status of 40\d/.test(text) && (/doctor\.html/.test(one.url()) || /\/data\/\.ht\./.test(text))) return;
        // A cover in a list that another test replaced before it was loaded.
        if (message.type() === 'error' && !allow?.test(text) && !/status of 404 .*images\.cgi/.test(text))
          problems.push(text);
      });
      one.on('pageerror', (error) => {
        const text = `${error.name}: ${error.message}`;
        // Chromium's own, when a transition between two pages is overtaken by the next page.
        if (!/^(Invalid|Abort|Timeout)\w*Error: Transition was /.test(text)) problems.push(error.stack || text);
      });
      one.on('request', (request) => {
        if (!request.url().startsWith('blob:') && new URL(request.url()).host !== host)
          problems.push(`request to ${request.url()}`);
      });
      one.on('dialog', (dialog) => {
        problems.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
    };
    watch(page);
    // A line of news stays for seconds; on a busy machine a test may come to it later. (Whose test waits for its end
    // has page.clock, which takes the place of this.)
    await context.addInitScript(() => {
      const real = window.setTimeout.bind(window);
      window.setTimeout = (run, wait, ...rest) => real(run, wait >= 5000 ? 20 * wait : wait, ...rest);
    });
    await use(page);
    for (const one of context.pages()) {
      await one.unrouteAll({ behavior: 'ignoreErrors' }); // what is held there is of no use to anybody any more
      await one.close();
    }
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
      // A connection kept alive may be closed by the server the moment it is used again.
      get: async (path, params) => ok(await by.get(at(path), { params, maxRetries: 2 })),
      delete: async (path) => ok(await by.delete(at(path), { headers, maxRetries: 2 })),
      ...Object.fromEntries(
        ['post', 'put', 'patch'].map((method) => [
          method,
          async (path, data) => ok(await by[method](at(path), { data, headers, maxRetries: 2 })),
        ]),
      ),
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

// The same for tests that don't ask who it is: every page of theirs is a member's.
export const asMember = {
  asMember: [
    async ({ member }, use) => {
      await use(member);
    },
    { auto: true },
  ],
};
export const signedIn = test.extend(asMember);

// (A picture has the origin of the pages, and costs less than one of them.)
export async function remember(page, { id, username, role }) {
  await page.goto('img/icon.svg');
  await page.evaluate(
    ([name, account]) => localStorage.setItem(name, JSON.stringify(account)),
    [own(page, 'account'), { id, username, role }],
  );
}

// What something that the browser remembers is called there: each installation has names of its own.
export const own = (page, name) => `vitrine.${name}:${new URL(page.url()).pathname.replace(/(?:img\/)?[^/]*$/, '')}`;

// Somebody who has an account already is signed in, without the page for that.
export const enter = async (page, api, username) =>
  remember(page, await api.post('auth.cgi/login', { username, password: PASSWORD }));

// The address of a module of the page.
export const moduleAt = (page, name) =>
  page.evaluate((to) => new URL(to, document.querySelector('script[src*="/js/"]').src).href, `../${name}`);

// The files that the service worker keeps, of the newest release it has, by their names.
export const keptShell = (page) =>
  page.evaluate(
    async (prefix) => {
      const newest = (await caches.keys()).findLast((name) => name.startsWith(prefix));
      const files = newest ? await (await caches.open(newest)).keys() : [];
      return files.map(({ url }) => url.slice(new URL('.', location.href).href.length)).sort();
    },
    `${own(page, 'shell')} `,
  );

export async function signIn(page, username, password = PASSWORD, home = '') {
  await page.goto(`${home}login.html`);
  await page.getByLabel('Username or e-mail').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/index\.html$/);
}

export const card = (page, title) => page.locator('title-card').filter({ has: page.locator('.t', { hasText: title }) });
export const toast = (page) => page.locator('.toast:popover-open');
export const shelfButton = (where) => where.locator('shelf-button').getByRole('button');

// The stars to give, and a press on the half of one that makes so many of them.
export const starSlider = (where) => where.getByRole('slider', { name: 'My rating' });
export async function pressStars(where, value, how = 'click') {
  const row = where.locator('.stars-in');
  await row.scrollIntoViewIfNeeded();
  const { width, height } = await row.boundingBox();
  await row[how]({ position: { x: (value / 5 - 0.05) * width, y: height / 2 } });
}

export async function choose(page, where, status) {
  await shelfButton(where).click();
  await page.locator('shelf-menu').getByRole('button', { name: status, exact: true }).click();
}

// What is done rarely with a title is in a menu of its own.
export async function rare(page, name) {
  await page.locator('title-view').getByRole('button', { name: 'More', exact: true }).click();
  await page.locator('.more-menu').getByRole('button', { name, exact: true }).click();
}

// What is asked for there waits until the function that this answers is called; `answer` is what it then gets.
export async function delay(page, what, answer = (route) => route.continue()) {
  let release;
  const released = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(what, async (route) => {
    await released;
    await answer(route);
  });
  return release;
}

// The answers to these GETs are read, and held until each is let go.
export async function hold(page, what) {
  const held = [];
  await page.route(what, async (route) => {
    if (route.request().method() !== 'GET') {
      await route.fallback();
      return;
    }
    const response = await route.fetch();
    await new Promise((go) => {
      held.push(go);
    });
    await route.fulfill({ response });
  });
  return held;
}

// The same tests on a server with a data folder of its own, for what the others must not see: an empty installation, or
// a very full one.
export const alone = test.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  server: async ({}, use) => {
    const server = await startServer();
    await use({ ...server, database: `${server.folder}/data/.ht.vitrine.db` });
    await server.stop();
  },
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },
});
