// The lines of README by which a web server leads pages to https, while programs refuse what comes by http.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { assertError, top } = require('./harness');
const { host } = require('./hosts');

const README = fs.readFileSync(path.join(top, 'README.md'), 'utf8');
const linesFrom = (first) => {
  const at = README.indexOf(`\n    ${first}`);
  assert.notEqual(at, -1, first);
  return README.slice(at + 1, README.indexOf('\n\n', at)).replaceAll(/^ {4}/gm, '');
};
const headers = { Host: 'books.example' };

function leadsPages(site, to) {
  test('pages are led to https', async () => {
    for (const page of ['/', '/index.html', '/login.html', '/title.html?id=1']) {
      const answer = await site.fetch(page, headers);
      assert.ok([301, 308].includes(answer.status), `${page}: ${answer.status} ${answer.text}`);
      const wanted = `https://${to}${site.base}${page}`;
      assert.ok([wanted, `${wanted}index.html`].includes(answer.headers.location), answer.headers.location);
    }
  });
  test('calls are not: they are refused', async () => {
    for (const where of ['/cgi-bin/media.cgi/', '/cgi-bin/media.cgi', '/media', '/nowhere'])
      assertError(await site.get(where, { headers }), 403, 'https_required');
    assertError(await site.post('/cgi-bin/auth.cgi/login', { username: 'ann' }, { headers }), 403, 'https_required');
  });
}

host(
  'Apache, whose pages lead to https by a line in the folder above',
  {
    settings: { https: 'required' },
    prepare: (site) => site.put(path.join(site.web, '../.htaccess'), linesFrom('<If "%{REQUEST_SCHEME}')),
  },
  (site) => leadsPages(site, 'your.host'),
);

host(
  'lighttpd, whose pages lead to https',
  {
    server: 'lighttpd',
    rules: 'cgi',
    settings: { https: 'required' },
    lines: () => [linesFrom('$HTTP["scheme"]')],
  },
  (site) => leadsPages(site, 'books.example'),
);
