// Behind what stands in front of a host: TLS that ends there, a Host that it rewrites, addresses with ports, a password
// of its own. The proxy is real, and small; browsers are played by the headers that they send.
'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { after, before, test } = require('node:test');
const { assertError, everywhere } = require('./harness');

const PASSWORD = 'correct horse battery';
const BASIC = `Basic ${Buffer.from('stage:stage').toString('base64')}`;

// Sends on what it gets: `change` may edit the headers and path, or answer by itself.
function startProxy(site, change) {
  const server = http.createServer((req, res) => {
    const headers = { ...req.headers },
      to = { path: req.url };
    if (change(headers, to, res)) return;
    const upstream = http.request(
      { host: '127.0.0.1', port: site.port, method: req.method, path: to.path, headers, agent: false },
      (answer) => {
        res.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(res);
      },
    );
    upstream.on('error', () => res.destroy());
    req.pipe(upstream);
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

// The same site, asked through a proxy. Paths are the proxy's own.
function through(site, change, base = '') {
  let server;
  const asked = Object.create(site, { base: { value: base }, port: { get: () => server.address().port } });
  before(async () => {
    server = await startProxy(site, change);
  });
  after(() => new Promise((closed) => server.close(closed)));
  return asked;
}

const cookiesOf = (answer) => answer.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
let users = 0;
const register = async (site, headers) => {
  const answer = await site.post('/auth/register', { username: `ann${++users}`, password: PASSWORD }, { headers });
  assert.equal(answer.status, 201, answer.text);
  return answer;
};
const add = (site, headers) => site.post('/media', { type: 'GAME', title: 'Sphere' }, { headers });

// TLS ends in front, Host is kept.
everywhere('proxy that keeps Host', (site) => {
  const told = through(site, (headers) => {
    headers['x-forwarded-proto'] = 'https';
  });
  const silent = through(site, () => {});

  for (const [what, asked, secure] of [
    ['says so', told, true],
    ['says nothing', silent, false],
  ]) {
    test(`a browser on https writes, where the proxy ${what}`, async () => {
      const browser = { Host: 'books.example', Origin: 'https://books.example' };
      const answer = await register(asked, browser);
      assert.ok(
        answer.headers['set-cookie'].every((line) => /; Secure$/.test(line)),
        answer.headers['set-cookie'].join('\n'),
      );
      browser.Cookie = cookiesOf(answer);
      assert.equal((await add(asked, browser)).status, 201);
      assert.equal((await add(asked, { ...browser, Host: 'books.example:443' })).status, 201);
      assertError(await add(asked, { ...browser, Origin: 'https://evil.example' }), 403, 'csrf');
      assertError(
        await add(asked, { ...browser, Origin: 'https://evil.example', 'X-Forwarded-Host': 'evil.example' }),
        403,
        'csrf',
      );
      assertError(await add(asked, { ...browser, Origin: 'https://books.example:8443' }), 403, 'csrf');
      const plain = await add(asked, { ...browser, Origin: 'http://books.example' });
      if (secure) assertError(plain, 403, 'csrf');
      else assert.equal(plain.status, 201);
    });
  }
});

// TLS ends in front, Host is the server's own, and the path another: only base_url knows what browsers call it.
everywhere(
  'proxy that rewrites Host and path',
  (site) => {
    const asked = through(
      site,
      (headers, to) => {
        headers.host = `127.0.0.1:${site.port}`;
        to.path = to.path.replace(/^\/films/, '');
      },
      '/films',
    );

    test('a browser without Sec-Fetch-Site registers, writes and goes where it should', async () => {
      const browser = { Host: 'books.example', Origin: 'https://books.example' };
      const answer = await register(asked, browser);
      assert.equal(answer.headers.location, 'https://books.example/films/users/me');
      for (const line of answer.headers['set-cookie']) assert.match(line, /; Path=\/films\/; .*; Secure$/);
      browser.Cookie = cookiesOf(answer);
      const made = await add(asked, browser);
      assert.equal(made.status, 201, made.text);
      assert.equal(made.headers.location, `https://books.example/films/media/${made.json.id}`);
      const changed = await asked.request('PATCH', `/cgi-bin/media.cgi/${made.json.id}`, {
        body: { title: 'Cube' },
        headers: browser,
      });
      assert.equal(changed.status, 200, changed.text);
      for (const Origin of ['https://evil.example', 'http://books.example', 'https://books.example.evil', 'null'])
        assertError(await add(asked, { ...browser, Origin }), 403, 'csrf');
      assertError(
        await asked.post(
          '/auth/login',
          { username: 'ann', password: PASSWORD },
          { headers: { Origin: 'https://evil.example' } },
        ),
        403,
        'csrf',
      );
    });
  },
  { settings: { base_url: 'https://books.example/films' } },
);

// Host is rewritten, and the proxy tells what it was.
everywhere(
  'proxy that tells Host and client',
  (site) => {
    let address;
    const asked = through(site, (headers) => {
      headers['x-forwarded-host'] = [headers['x-forwarded-host'], headers.host].filter(Boolean).join(', ');
      headers['x-forwarded-for'] = [headers['x-forwarded-for'], address].filter(Boolean).join(', ');
      headers.host = 'backend';
    });

    for (const [text, wanted] of [
      ['203.0.113.7', '203.0.113.7'],
      ['203.0.113.8:51234', '203.0.113.8'],
      ['[2001:db8::5]:51234', '2001:db8::5'],
      ['"[2001:db8::6]:80"', '2001:db8::6'],
      ['2001:db8::7', '2001:db8::7'],
    ])
      test(`a client called ${text} is ${wanted}, whatever it says itself`, async () => {
        address = text;
        const { access_token: token } = (await register(asked, { 'X-Forwarded-For': '198.51.100.1' })).json;
        assert.deepEqual(
          (await asked.get('/users/me/sessions', { token })).json.sessions.map((one) => one.address),
          [wanted],
        );
      });
    test('a browser without Sec-Fetch-Site writes, and others do not', async () => {
      const browser = { Host: 'books.example:8080', Origin: 'http://books.example:8080' };
      browser.Cookie = cookiesOf(await register(asked, browser));
      assert.equal((await add(asked, browser)).status, 201);
      assertError(await add(asked, { ...browser, Origin: 'http://evil.example' }), 403, 'csrf');
      assertError(await add(asked, { ...browser, Origin: 'http://books.example' }), 403, 'csrf');
    });
  },
  { settings: { trusted_proxies: '127.0.0.1' } },
);

// A host's own password, as .htpasswd asks for it: the browser sends it along with every request.
everywhere('proxy with a password of its own', (site) => {
  const asked = through(site, (headers, to, res) => {
    if (headers.authorization !== BASIC) res.writeHead(401, { 'WWW-Authenticate': 'Basic realm="stage"' }).end();
    return headers.authorization !== BASIC;
  });

  test('who passed it is who the cookie says, and what is public is public', async () => {
    assert.equal((await asked.get('/media')).status, 401);
    const browser = { Authorization: BASIC, 'Sec-Fetch-Site': 'same-origin' };
    assert.equal((await asked.get('/media', { headers: browser })).status, 200);
    assertError(await asked.get('/users/me', { headers: browser }), 401, 'auth_failed');
    browser.Cookie = cookiesOf(await register(asked, browser));
    assert.equal((await asked.get('/users/me', { headers: browser })).status, 200);
    assert.equal((await add(asked, browser)).status, 201);
    assertError(await add(asked, { ...browser, 'Sec-Fetch-Site': 'cross-site' }), 403, 'csrf');
    assert.equal((await asked.post('/auth/refresh', undefined, { headers: browser })).status, 200);
  });
});

// https = required: what comes by http ends at once; what a proxy vouches for that is trusted is as ever.
everywhere(
  'proxy that ends TLS, where https is required',
  (site) => {
    const told = through(site, (headers) => {
      headers['x-forwarded-proto'] = 'https';
    });
    const silent = through(site, () => {});
    let admin;
    const YEAR = 'max-age=31536000';

    test('by http nothing is answered, at any address', async () => {
      for (const where of ['/media', '/cgi-bin/media.cgi/', '/auth/login', '/nowhere', '/server/health', '/docs/x']) {
        const answer = await silent.get(where);
        assertError(answer, 403, 'https_required');
        assert.equal(answer.headers['strict-transport-security'], undefined);
      }
      for (const door of [
        'mycoll/media',
        'kallaxy/media',
        'movieshelf/movies',
        'booktracker/books',
        'mediatracker/media',
      ])
        assert.equal((await silent.get(`/${door}`)).status, 403, door);
    });
    test('no account is made by http, and no large body is taken', async () => {
      const fields = { username: 'plain', password: PASSWORD };
      assertError(await silent.post('/auth/register', fields), 403, 'https_required');
      const answer = await silent.post('/server/restore', Buffer.alloc(2 << 20), {
        headers: { 'Content-Type': 'application/octet-stream' },
      });
      assertError(answer, 403, 'https_required');
      assert.equal((await told.post('/auth/login', fields)).status, 401, 'nobody is called so');
    });
    test('by https all is as ever, and browsers are told to stay with it', async () => {
      const answer = await register(told, { Host: 'books.example', Origin: 'https://books.example' });
      assert.equal(answer.headers['strict-transport-security'], YEAR);
      assert.ok(answer.headers['set-cookie'].every((line) => /; Secure$/.test(line)));
      const { access_token: token } = answer.json;
      admin = token; // the first account
      assert.equal((await told.get('/users/me', { token })).headers['strict-transport-security'], YEAR);
      assertError(await silent.get('/users/me', { token }), 403, 'https_required');
      assert.equal((await told.get('/index.html')).status, 200);
    });
    test('a browser gets a page, with the way', async () => {
      const headers = { Accept: 'text/html', Host: 'books.example' };
      const answer = await silent.get('/media', { headers });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.location, undefined);
      assert.match(answer.text, /<a href="https:\/\/books\.example\/media">Open it by https<\/a>/);
    });
    test('the doctor still visits its own program, by http', async () => {
      const headers = { Host: `127.0.0.1:${site.port}` }; // Apache takes the port from it
      const { checks } = (await told.get('/server/doctor', { token: admin, headers })).json;
      const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
      for (const name of ['PATH_INFO', 'short addresses', 'Authorization', 'https'])
        assert.equal(states[name], 'ok', JSON.stringify(checks));
    });
  },
  { settings: { https: 'required', trusted_proxies: '127.0.0.1' } },
);
