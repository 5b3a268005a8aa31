// Static files: their types, their headers and the policy that web.md wants on every page.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { everywhere, folder } = require('./harness');

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

const files = fs
  .readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
  .filter((name) => !name.startsWith('cgi-bin/'));

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
      assert.deepEqual(answer.all['referrer-policy'], ['same-origin']);
      assert.deepEqual(answer.all['cache-control'], ['no-cache']);
      assert.equal(answer.headers['x-powered-by'], undefined);
      if (/\.(html|svg)$/.test(name)) {
        assert.equal(answer.all['content-security-policy'].length, 1);
        const wanted = name === 'docs.html' ? POLICY.map((part) => part.replace(/^img-src.*/, '$& data:')) : POLICY;
        assert.deepEqual(answer.headers['content-security-policy'].split(/; */), wanted);
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

  // (lighttpd's module for that is a package of its own.)
  test(
    'pages travel compressed behind Apache, answers of programs never',
    { skip: site.server !== 'apache' },
    async () => {
      const packed = { headers: { 'Accept-Encoding': 'gzip' } };
      for (const where of ['/index.html', '/css/app.css', '/js/ui/shell.js', '/img/icon.svg']) {
        const answer = await site.get(where, packed);
        assert.equal(answer.headers['content-encoding'], 'gzip', where);
        const again = await site.get(where, {
          headers: { ...packed.headers, 'If-Modified-Since': answer.headers['last-modified'] },
        });
        assert.equal(again.status, 304, where);
        assert.equal((await site.get(where)).headers['content-encoding'], undefined, where);
      }
      assert.equal((await site.get('/media', packed)).headers['content-encoding'], undefined);
    },
  );

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
