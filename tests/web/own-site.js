// Tests on an installation of their own, one for each worker: its first account, `keeper`, is the only administrator
// until a test says otherwise.
//
//   import { test, expect } from './own-site.js';
//   test.use({ settings: 'base_url = {site}\nsendmail = {folder}/sendmail\n' });     // lines of vitrine.conf
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { asMember, enter, test as base, expect, newName, PASSWORD, remember, toast } from './fixtures.js';
import { startServer } from './server.js';

export { enter, expect, newName, PASSWORD, remember, toast };
export const KEEPER = 'keeper';

export const test = base.extend({
  settings: ['', { option: true, scope: 'worker' }],

  site: [
    async ({ settings, playwright }, use) => {
      const site = await startServer(settings);
      const admin = await playwright.request.newContext({
        baseURL: site.url,
        extraHTTPHeaders: { Origin: new URL(site.url).origin },
      });
      const ok = async (answer) => {
        expect(answer.ok(), `${answer.url()}: ${answer.status()} ${await answer.text()}`).toBe(true);
        return answer.status() === 204 ? null : answer.json();
      };
      await ok(await admin.post('cgi-bin/auth.cgi/register', { data: { username: KEEPER, password: PASSWORD } }));
      await use({
        ...site,
        // What happens on the other side: by the administrator, or by somebody who signs in elsewhere.
        get: async (where, params) => ok(await admin.get(`cgi-bin/${where}`, { params, maxRetries: 2 })),
        patch: async (where, data) => ok(await admin.patch(`cgi-bin/${where}`, { data, maxRetries: 2 })),
        post: async (where, data) => ok(await admin.post(`cgi-bin/${where}`, { data, maxRetries: 2 })),
        delete: async (where) => ok(await admin.delete(`cgi-bin/${where}`, { maxRetries: 2 })),
        register: async (fields) => {
          const context = await playwright.request.newContext({
            baseURL: site.url,
            extraHTTPHeaders: { Origin: new URL(site.url).origin },
          });
          const user = await ok(await context.post('cgi-bin/auth.cgi/register', { data: fields, maxRetries: 2 }));
          await context.dispose();
          return user;
        },
        elsewhere: async (
          username,
          password = PASSWORD,
          agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile ' +
            'Safari/604',
        ) => {
          const context = await playwright.request.newContext({
            baseURL: site.url,
            extraHTTPHeaders: { Origin: new URL(site.url).origin, 'User-Agent': agent },
          });
          const answer = await context.post('cgi-bin/auth.cgi/login', { data: { username, password }, maxRetries: 2 });
          return {
            status: answer.status(),
            isIn: async () => (await context.get('cgi-bin/users.cgi/me')).status() === 200,
          };
        },
      });
      await admin.dispose();
      await site.stop();
    },
    { scope: 'worker' },
  ],

  baseURL: async ({ site }, use) => {
    await use(site.url);
  },

  // The browser's sign-in, made an hour old: its access token, signed again with the installation's own key.
  grow: async ({ site, context }, use) => {
    await use(async () => {
      const cookie = (await context.cookies()).find(({ name }) => name === 'access_token');
      const [head, body] = cookie.value.split('.');
      const token = JSON.parse(Buffer.from(body, 'base64url'));
      const older = JSON.stringify({ ...token, auth_time: token.auth_time - 3600 });
      const text = `${head}.${Buffer.from(older).toString('base64url')}`;
      const key = fs.readFileSync(path.join(site.folder, 'data/.ht.key'));
      await context.addCookies([
        { ...cookie, value: `${text}.${crypto.createHmac('sha256', key).update(text).digest('base64url')}` },
      ]);
    });
  },
});

export const signedIn = test.extend(asMember);
