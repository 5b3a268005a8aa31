// Static files: their types, their headers and the policy that web.md wants on every page.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { everywhere, folder, partsOf } = require('./harness');

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/vnd.microsoft.icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
];

// The one page that compiles something: what reads barcodes where the browser can't.
const COMPILING = POLICY.map((rule) => (rule.startsWith('script-src') ? `${rule} 'wasm-unsafe-eval'` : rule));

// A picture shows nothing but itself.
const PICTURE = ["default-src 'none'", "frame-ancestors 'none'"];

const parts = partsOf(folder);
const files = fs
  .readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
  .filter((name) => !name.startsWith('cgi-bin/') && (!name.startsWith('v-') || name.startsWith(parts)));

function tests(site) {
  test('there are pages', () => {
    assert.ok(files.includes('index.html'));
  });

  for (const name of files)
    test(`${name} is served as what it is`, async () => {
      const answer = await site.get(`/${name}?v=1`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['content-type'], TYPES[path.extname(name)]);
      assert.deepEqual(answer.all['x-content-type-options'], ['nosniff']);
      // What never changes is kept without asking again.
      const kept = name.startsWith('v-');
      assert.deepEqual(answer.all['referrer-policy'], kept || /svg$/.test(name) ? undefined : ['same-origin']);
      assert.deepEqual(answer.all['cache-control'], [kept ? 'max-age=31536000, immutable' : 'no-cache']);
      assert.equal(answer.headers['x-powered-by'], undefined);
      if (/\.(html|svg)$/.test(name)) {
        assert.equal(answer.all['content-security-policy'].length, 1);
        const wanted = name.endsWith('.svg') ? PICTURE : name === 'scan.html' ? COMPILING : POLICY;
        assert.deepEqual(answer.headers['content-security-policy'].split(/; */), wanted);
      }
    });

  test('pages show without a script only what is true without one', async () => {
    for (const name of files.filter((file) => file.endsWith('.html'))) {
      const { text } = await site.get(`/${name}`);
      const shown = text.replaceAll(/<!--by script\n[^]*?\n *-->/g, '');
      assert.ok(shown.length < text.length, name);
      const untrue =
        /<!--|<[^>]* data-for="(?:in|admin)"|<button[^>]* (?:type="button"|popover)|<(?!span)[^>]* hidden\b/;
      assert.doesNotMatch(shown, untrue, name);
      // Whose account it is nobody knows there: one link leads to it.
      const foot = shown.match(/class="rail-foot">([^]*?)<\/aside>/)[1];
      assert.equal(foot.match(/<a /g).length, 1, name);
      assert.match(foot, /<noscript>.*href="cgi-bin\/users\.cgi\/me"/, name);
    }
  });

  test('what is missing of a version is not kept as if it were there', async () => {
    for (const where of [`/${parts}/js/none.js`, '/v-0123456789/css/app.css', `/${parts}/`]) {
      const answer = await site.get(where);
      assert.equal(answer.status, 404, where);
      assert.match(answer.headers['cache-control'], /no-cache/);
    }
  });

  test('the folder itself is the first page', async () => {
    const page = await site.get('/index.html');
    for (const where of ['/', '/?x=1']) {
      const answer = await site.get(where);
      assert.equal(answer.status, 200);
      assert.equal(answer.text, page.text);
      assert.equal(answer.headers['content-security-policy'], page.headers['content-security-policy']);
    }
    if (site.base) {
      const answer = await site.get('');
      assert.equal(answer.status, 301);
      assert.equal(new URL(answer.headers.location, site.address).pathname, `${site.base}/`);
    }
  });

  const packed = { 'Accept-Encoding': 'gzip' };
  // As a browser asks for what it has.
  const known = ({ headers }) =>
    headers.etag ? { 'If-None-Match': headers.etag } : { 'If-Modified-Since': headers['last-modified'] };
  async function travelsCompressed(where, options = {}) {
    const [answer, plain] = [await site.get(where, { ...options, headers: packed }), await site.get(where, options)];
    assert.equal(answer.headers['content-encoding'], 'gzip', where);
    assert.equal(plain.headers['content-encoding'], undefined, where);
    assert.match(answer.headers.vary, /Accept-Encoding/i, where);
    assert.ok(answer.bytes.length < plain.bytes.length, where);
    assert.equal(answer.text, plain.text, where);
    for (const [one, headers] of [
      [answer, packed],
      [plain, {}],
    ]) {
      const { etag, 'last-modified': time } = one.headers;
      if (where.startsWith('/v-')) assert.deepEqual([etag, time], [undefined, undefined], 'nothing to ask by');
      else
        assert.equal(
          (await site.get(where, { ...options, headers: { ...headers, ...known(one) } })).status,
          304,
          where,
        );
    }
    return answer;
  }

  test('text travels compressed', async () => {
    for (const name of ['css/app.css', 'js/ui/shell.js', 'vendor/icons.svg'])
      await travelsCompressed(`/${parts}/${name}`);
    for (const name of ['index.html', 'openapi.json', 'img/icon.svg']) await travelsCompressed(`/${name}`);
    const font = await site.get(`/${parts}/vendor/fonts/inter-latin.woff2`, { headers: packed });
    assert.equal(font.headers['content-encoding'], undefined);
  });

  test('of what programs answer only what is read of lists and titles travels compressed', async () => {
    const signed = await site.register('ann');
    const token = signed.access_token;
    const book = { title: 'Orlando', author: 'Virginia Woolf', description: 'A biography. '.repeat(40) };
    const { id } = (await site.post('/books', book, { token })).json;
    const entry = (await site.post('/user/media', { media_id: id, note: 'Again. '.repeat(60) }, { token })).json;
    for (const where of ['/media', `/media/${id}`, '/books', '/user/media', `/user/media/${entry.id}`, '/my-library']) {
      const answer = await travelsCompressed(where, { token });
      assert.match(answer.headers.vary, /Authorization/, where);
    }
    // The tag of a compressed answer is as good as the other.
    const { etag } = (await site.get(`/user/media/${entry.id}`, { token, headers: packed })).headers;
    const change = (value) =>
      site.request('PATCH', `/user/media/${entry.id}`, {
        token,
        headers: { 'If-Match': value },
        body: { note: 'Once' },
      });
    assert.equal((await change(etag)).status, 200);
    assert.equal((await change(etag)).status, 412);

    const refreshed = await site.post('/auth/refresh', { refresh_token: signed.refresh_token }, { headers: packed });
    assert.equal(refreshed.status, 200, refreshed.text);
    const others = [refreshed, await change('*')];
    for (const where of ['/users/me', '/users/me/sessions', '/server/version', '/server/health'])
      others.push(await site.get(where, { token, headers: packed }));
    for (const answer of others) {
      assert.equal(answer.headers['content-encoding'], undefined);
      assert.equal(answer.headers['content-length'], String(answer.bytes.length));
    }
  });

  test('a page that did not change is not sent again', async () => {
    const first = await site.get('/index.html');
    const headers = first.headers.etag
      ? { 'If-None-Match': first.headers.etag }
      : { 'If-Modified-Since': first.headers['last-modified'] };
    assert.equal((await site.get('/index.html', { headers })).status, 304);
  });
}

everywhere('pages', tests);
everywhere('pages', tests, { base: '/~ann/vitrine' });
