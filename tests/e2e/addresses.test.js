// Every address of api.md §1 reaches its program, at / and under a sub-path, with nothing edited.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere, folder, partsOf } = require('./harness');

const PASSWORD = 'correct horse battery';

// What a browser makes of a path in an answer, when it has asked for this one.
const resolve = (site, from, to) => new URL(to, `${site.address}${site.base}${from}`).pathname;

// Cookies as RFC 6265 (5.1.4) sends them back: for paths that begin with theirs, letter by letter.
class Jar {
  cookies = [];

  take(answer) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value, path] = /^(\w+)=([^;]*); Path=([^;]*);/.exec(line);
      this.cookies = this.cookies.filter((one) => one.name !== name || one.path !== path);
      this.cookies.push({ name, value, path });
    }
    return answer;
  }

  headers(path) {
    const sent = this.cookies.filter((one) => path.startsWith(one.path)).map(({ name, value }) => `${name}=${value}`);
    return { 'Sec-Fetch-Site': 'same-origin', ...(sent.length ? { Cookie: sent.join('; ') } : {}) };
  }
}

function tests(site) {
  // All of these need no account, and answer as only their program does.
  for (const where of [
    '/media',
    '/media/',
    '/cgi-bin/media.cgi',
    '/cgi-bin/media.cgi/',
    '/media?page=1',
    '//media',
    '/x/../media',
    '/%6dedia',
    '/cgi-bin/../media',
    '/media/.',
  ])
    test(`GET ${where} is the catalogue`, async () => {
      const answer = await site.get(where);
      assert.equal(answer.status, 200, answer.text);
      assert.ok(Array.isArray(answer.json.media));
    });
  for (const where of ['/books', '/books/', '/cgi-bin/books.cgi/'])
    test(`GET ${where} is the books`, async () => {
      assert.deepEqual((await site.get(where)).json.books, []);
    });
  for (const where of [
    '/server/health',
    '/server/health/',
    '/cgi-bin/server.cgi/health',
    '/cgi-bin/server.cgi/health/',
  ])
    test(`GET ${where} is the health`, async () => {
      const answer = await site.get(where);
      assert.equal(answer.status, 200);
      assert.equal(answer.json.status, 'ok');
    });
  for (const where of ['/user/media', '/user/media/', '/cgi-bin/usermedia.cgi', '/cgi-bin/usermedia.cgi/'])
    test(`GET ${where} is a shelf, which needs somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of ['/diary', '/diary/', '/cgi-bin/diary.cgi', '/cgi-bin/diary.cgi/', '/diary/?year=2009'])
    test(`GET ${where} is a diary, which needs somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of ['/tags', '/tags/', '/tags?q=a', '/diary/tags', '/cgi-bin/diary.cgi/tags', '/tags/slow%20burn/'])
    test(`GET ${where} is tags, which need somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of ['/tonight', '/tonight/?seed=a', '/tonight/members', '/cgi-bin/collection.cgi/tonight'])
    test(`GET ${where} is what is at hand, which needs somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of ['/stats', '/stats/', '/stats?year=2009', '/stats/years/', '/cgi-bin/stats.cgi/years'])
    test(`GET ${where} is statistics, which need somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of ['/lists', '/lists/', '/cgi-bin/lists.cgi', '/cgi-bin/lists.cgi/', '/lists/?scope=members'])
    test(`GET ${where} is lists, which need somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of ['/movies', '/movies/', '/cgi-bin/movies.cgi'])
    test(`GET ${where} is the movies`, async () => {
      assert.deepEqual((await site.get(where)).json.movies, []);
    });
  for (const where of [
    '/my-library',
    '/my-library/',
    '/collection',
    '/collection/',
    '/collection/copies',
    '/api/v1/movies',
    '/api/v1/movies/',
    '/api/v1/movies/copies/',
    '/cgi-bin/library.cgi',
    '/cgi-bin/collection.cgi/copies',
  ])
    test(`GET ${where} is mine, which needs somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of [
    '/users',
    '/users/',
    '/users/me',
    '/users/me/sessions/',
    '/cgi-bin/users.cgi',
    '/cgi-bin/users.cgi/me',
    '/invites',
    '/invites/?page=2',
    '/cgi-bin/users.cgi/invites',
  ])
    test(`GET ${where} is accounts, which need somebody`, async () => {
      assertError(await site.get(where), 401, 'auth_failed');
    });
  for (const where of [
    '/auth/register',
    '/auth/register/',
    '/accounts/create',
    '/accounts/create/',
    '/cgi-bin/auth.cgi/register',
  ])
    test(`POST ${where} registers`, async () => {
      const answer = await site.post(where, { username: 'x' });
      assertError(answer, 400, 'validation_error');
      assert.deepEqual(answer.json.error.details.map(({ field }) => field).sort(), ['password', 'username']);
    });
  for (const where of ['/auth/login', '/accounts/token', '/accounts/token/'])
    test(`POST ${where} logs in`, async () => {
      assertError(await site.post(where, { username: 'nobody', password: 'not a password' }), 401, 'auth_failed');
    });
  for (const where of ['/auth/refresh', '/accounts/token/refresh', '/accounts/token/refresh/'])
    test(`POST ${where} refreshes`, async () => {
      assertError(await site.post(where, { refresh_token: '0'.repeat(64) }), 401, 'auth_failed');
    });

  // Also those of programs that this release doesn't have, folders, and what only begins like a program or a file.
  for (const where of [
    '/nothing',
    '/nothing/',
    '/no/thing.html',
    '/movies/1',
    '/cgi-bin/movies.cgi/1',
    '/cgi-bin/',
    '/css/',
    '/mediax',
    '/media.cgi',
    '/cgi-bin/media.cgix',
    '/cgi-bin/nothing.cgi',
    '/index.html/x',
    '/user',
    '/user/',
    '/user/mediax',
    '/accounts/',
    '/api',
    '/api/v1/',
    '/api/v1/moviesx',
    '/my-libraryx',
    '/library',
    '/usermedia',
    '/diaryx',
    '/listsx',
    '/usersx',
    '/images',
    '/Media',
    '/cgi-bin/MEDIA.cgi',
    '/nothing?a=b',
    '/%3f',
    '/a%20b',
    '/%E2%98%83',
    '/%25',
    '/a;b',
    '/media/a/b/c/d',
    '/media/%3b',
  ])
    test(`GET ${where} is not found, in the API's words`, async () => {
      assertError(await site.get(where), 404, 'not_found');
    });
  for (const method of ['POST', 'PUT', 'DELETE'])
    test(`${method} of an unknown path too`, async () => {
      assertError(await site.request(method, '/nothing', method === 'DELETE' ? {} : { body: {} }), 404, 'not_found');
    });

  test('a folder without its slash is not listed', async () => {
    for (const where of ['/css', `/${partsOf(folder)}/js`, '/cgi-bin']) {
      const answer = await site.get(where);
      assert.ok([301, 404].includes(answer.status), `${where}: ${answer.status}`);
      assert.doesNotMatch(answer.text, /\.css|\.js\b|media\.cgi/);
    }
  });

  // Three worlds of decoding: none may decode twice, and none may let a path climb out.
  test('a path is decoded once', async () => {
    for (const where of ['/media/%252e%252e/x', '/media/%2541', '/media/a%3Fpage=x', '/media/%2525'])
      assertError(await site.get(where), 404, 'not_found');
    // Decoded twice, this would be a query with a bad page: 400.
    assertError(await site.get('/media/%253Fpage%253D0'), 404, 'not_found');
  });

  test('.. and encoded slashes stay inside', async () => {
    for (const where of [
      '/../../../../etc/passwd',
      '/cgi-bin/../../../etc/passwd',
      '/cgi-bin/media.cgi/../../../../etc/passwd',
      '/cgi-bin/media.cgi/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2f..%2fetc%2fpasswd',
      '/cgi-bin/media.cgi/..%2f..%2f..%2fetc%2fpasswd',
      '/css/..%5c..%5cetc/passwd',
      '/%2e%2e%2f%2e%2e%2fetc/passwd',
    ]) {
      const answer = await site.get(where);
      assert.ok([400, 403, 404].includes(answer.status), `${where}: ${answer.status}`);
      assert.doesNotMatch(answer.text, /root:/);
    }
  });

  test('control characters in a path harm nobody', async () => {
    for (const where of [
      '/media/%00',
      '/media/a%0d%0aX-Injected:%20yes',
      '/%0d%0aX-Injected:%20yes',
      '/docs/%0d%0aX-Injected:%20yes',
    ]) {
      const answer = await site.get(where);
      assert.ok([400, 403, 404].includes(answer.status), `${where}: ${answer.status}`);
      assert.equal(answer.headers['x-injected'], undefined);
    }
  });
}

// What depends on how the installation's own path is written.
function spelling(site) {
  for (const where of ['/media', '/media/?page=1', '//media', '/cgi-bin/media.cgi', '/cgi-bin//media.cgi/'])
    test(`GET ${where} is the catalogue`, async () => {
      assert.equal((await site.get(where)).status, 200);
    });
  for (const where of ['', '/user/media', '/api/v1/movies', '/my-library', '/accounts/token'])
    test(`${where || 'the start'} is reached`, async () => {
      assert.equal((await site.get(`${where}/`)).status, { '': 200, '/accounts/token': 405 }[where] ?? 401);
    });
  test("an unknown path is not found, in the API's words", async () => {
    assertError(await site.get('/nothing'), 404, 'not_found');
  });

  test('/docs is the page, /docs/ leads to it', async () => {
    const answer = await site.get('/docs/');
    assert.equal(answer.status, 301);
    assert.equal(decodeURI(resolve(site, '/docs/', answer.headers.location)), `${site.served}/docs.html`);
  });

  test('the folder without its slash leads to it', async () => {
    if (!site.base) return;
    const answer = await site.get('');
    assert.equal(answer.status, 301, answer.text);
    assert.match(answer.headers.location, /^[!-~]+$/);
    assert.equal(decodeURI(new URL(answer.headers.location, site.address).pathname), `${site.served}/`);
  });

  test('a browser stays signed in, and every link leads on, in the style of the request', async () => {
    for (const style of ['', '/cgi-bin']) {
      const at = (program, rest = '') => (style ? `/cgi-bin/${program}.cgi${rest}` : `/${program}${rest}`);
      const jar = new Jar(),
        go = async (method, where, body, headers = {}) =>
          jar.take(
            await site.request(method, where, { body, headers: { ...jar.headers(site.base + where), ...headers } }),
          );
      const username = `ann${style.length}`;
      const made = await go('POST', at('auth', '/register'), { username, password: PASSWORD });
      assert.equal(made.status, 201, made.text);
      assert.ok(
        jar.cookies.length >= 2 && jar.cookies.every(({ path }) => path === `${site.base}/`),
        JSON.stringify(jar.cookies),
      );
      assert.equal(resolve(site, '/', made.headers.location), `${site.base}${at('users', '/me')}`);
      assert.equal((await go('GET', at('users', '/me'))).json.username, username);

      const item = await go('POST', at('media'), { type: 'GAME', title: username });
      assert.equal(item.status, 201, item.text);
      const found = resolve(site, '/', item.headers.location);
      assert.equal(found, `${site.base}${at('media', `/${item.json.id}`)}`);
      assert.equal((await go('GET', found.slice(site.base.length))).json.title, username);
      const list = await go('GET', at('media', '?page_size=1'));
      const [, first] = /^<([^>]*)>; rel="first"/.exec(list.headers.link);
      assert.equal(resolve(site, '/', first), `${site.base}${at('media')}`);
      assert.equal((await go('GET', `${at('media')}${new URL(first, site.address).search}`)).status, 200);

      const form = { Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' };
      const next = await go(
        'POST',
        at('auth', '/login'),
        `username=${username}&password=${encodeURIComponent(PASSWORD)}&next=library.html`,
        form,
      );
      assert.equal(next.status, 303, next.text);
      assert.equal(resolve(site, '/', next.headers.location), `${site.base}/library.html`);
      const wrong = await go('POST', at('auth', '/login'), `username=${username}&password=x`, form);
      const [, link] = /<a href="([^"]*)">Create an account/.exec(wrong.text);
      assert.equal(resolve(site, '/', link), `${site.base}${at('auth', '/register')}`);
      assert.equal((await go('GET', '/library.html')).status, 200);
      assert.equal((await go('POST', at('auth', '/refresh'))).status, 200);
      assert.equal((await go('POST', at('auth', '/logout'))).status, 204);
    }
  });
}

everywhere('addresses', tests);
everywhere('addresses', tests, { base: '/~ann/vitrine' });
// As clients write them: a path has many spellings, and a browser keeps to the one that it was given.
for (const base of [
  '',
  '/~ann/vitrine',
  '/%7Eann//vitrine',
  '//~ann/My%20Films/B%C3%BCro+1.0',
  '/b%c3%bcro/media/cgi-bin',
])
  everywhere('spelling', spelling, { base });
