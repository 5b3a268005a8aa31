// The same job by plain HTML forms, as a browser without JavaScript sends them: cookies, Origin, 303 and pages of
// errors.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { assertError, everywhere, top } = require('./harness');

// Keeps cookies by their path, as browsers do.
class Browser {
  constructor(site) {
    Object.assign(this, { site, cookies: new Map() });
  }

  async send(method, where, { headers = {}, ...options } = {}) {
    const full = this.site.base + where;
    const carried = [...this.cookies]
      .filter(([, { at }]) => full.startsWith(at))
      .map(([name, { value }]) => `${name}=${value}`);
    const answer = await this.site.request(method, where, {
      ...options,
      headers: {
        Accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
        ...(carried.length ? { Cookie: carried.join('; ') } : {}),
        ...headers,
      },
    });
    for (const cookie of answer.all['set-cookie'] || []) {
      const [pair, ...attributes] = cookie.split(/; */);
      const [name, value] = pair.split('=');
      const at = attributes.find((a) => /^path=/i.test(a)).slice(5);
      if (attributes.some((a) => /^max-age=0$/i.test(a)) || !value) this.cookies.delete(name);
      else this.cookies.set(name, { value, at, attributes });
    }
    return answer;
  }

  get(where) {
    return this.send('GET', where);
  }

  // What a program gets of whoever is signed in here.
  async json(where) {
    return (await this.send('GET', where, { headers: { Accept: '*/*' } })).json;
  }

  form(where, fields, headers = {}) {
    return this.send('POST', where, {
      body: new URLSearchParams(fields),
      headers: { Origin: this.site.address, 'Sec-Fetch-Site': 'same-origin', ...headers },
    });
  }
}

function tests(site) {
  const local = (answer) => {
    const url = new URL(answer.headers.location, site.address);
    assert.equal(url.origin, site.address);
    return url.pathname + url.search;
  };

  test('register, add, shelve, change and sign out by forms', async () => {
    const browser = new Browser(site);
    const registered = await browser.form('/cgi-bin/auth.cgi/register', {
      username: 'ann',
      password: 'correct horse battery',
      email: '',
      next: `${site.base}/library.html`,
    });
    assert.equal(registered.status, 303, registered.text);
    assert.equal(local(registered), `${site.base}/library.html`);
    assert.equal(registered.text.includes('eyJ'), false, 'no token in a page');
    const { access_token: access, refresh_token: refresh } = Object.fromEntries(browser.cookies);
    for (const [cookie, same] of [
      [access, 'Lax'],
      [refresh, 'Strict'],
    ]) {
      assert.ok(cookie.attributes.includes('HttpOnly'), cookie.attributes.join());
      assert.ok(cookie.attributes.includes(`SameSite=${same}`), cookie.attributes.join());
      assert.ok(!cookie.attributes.includes('Secure'), 'this is plain HTTP');
      assert.equal(cookie.at, `${site.base}/`);
    }

    const added = await browser.form('/cgi-bin/media.cgi', {
      type: 'BOOK',
      title: 'Emma',
      creator: 'Jane Austen',
      pub_date: '1815',
    });
    assert.equal(added.status, 303, added.text);
    const found = (await site.get('/media?q=emma')).json.media[0];
    assert.equal(found.title, 'Emma');
    assert.ok(local(added).includes(found.id), local(added));

    const shelved = await browser.form('/cgi-bin/usermedia.cgi', {
      media_id: found.id,
      next: `${site.base}/index.html`,
    });
    assert.equal(shelved.status, 303, shelved.text);
    const [entry] = (await browser.json('/user/media')).records;
    assert.equal(entry.status, 'TO_DO');
    const changed = await browser.form(`/cgi-bin/usermedia.cgi/${entry.id}`, {
      _method: 'PATCH',
      status: 'COMPLETED',
      next: `${site.base}/index.html`,
    });
    assert.equal(changed.status, 303, changed.text);
    assert.equal((await browser.json(`/user/media/${entry.id}`)).status, 'COMPLETED');
    assert.equal((await browser.form(`/cgi-bin/usermedia.cgi/${entry.id}`, { _method: 'DELETE' })).status, 303);
    assert.equal((await browser.json('/user/media')).total, 0);

    const out = await browser.form('/cgi-bin/auth.cgi/logout', { next: `${site.base}/index.html` });
    assert.equal(out.status, 303, out.text);
    assert.equal(browser.cookies.size, 0);
    assertError(
      await site.get('/user/media', { headers: { Cookie: `access_token=${access.value}` } }),
      401,
      'auth_failed',
    );
  });

  test('a failing form is answered by a page that says what is wrong, and shows no markup of others', async () => {
    const browser = new Browser(site);
    const answer = await browser.form('/cgi-bin/auth.cgi/register', {
      username: '<script>alert(1)</script>',
      password: 'short',
    });
    assert.equal(answer.status, 400);
    assert.match(answer.headers['content-type'], /^text\/html/);
    assert.match(answer.headers['content-security-policy'], /default-src 'none'/);
    assert.match(answer.text, /username/);
    assert.match(answer.text, /password/);
    assert.doesNotMatch(answer.text, /<script/);
    assert.equal(browser.cookies.size, 0);
  });

  test('another site cannot post with our cookies', async () => {
    const browser = new Browser(site);
    await browser.form('/auth/register', { username: 'victim', password: 'correct horse battery' });
    const fields = { type: 'BOOK', title: 'Planted' };
    for (const headers of [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': '' },
      { Origin: `${site.address}.evil.example`, 'Sec-Fetch-Site': '' },
      { Origin: '', 'Sec-Fetch-Site': '' },
      { Origin: '', 'Sec-Fetch-Site': 'same-site' },
    ]) {
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value));
      const cookie = [...browser.cookies].map(([name, { value }]) => `${name}=${value}`).join('; ');
      const answer = await site.post('/media', new URLSearchParams(fields), { headers: { ...sent, Cookie: cookie } });
      assertError(answer, 403, 'csrf');
    }
    assert.deepEqual((await site.get('/media?q=planted')).json.media, []);
    assert.equal((await browser.form('/media', fields)).status, 303);
  });

  test('the form of README works as it is pasted', async () => {
    const [, example] = /```html\n([^]*?<form[^]*?)```/.exec(fs.readFileSync(path.join(top, 'README.md'), 'utf8'));
    const attribute = (tag, name) => new RegExp(`<${tag}\\b[^>]*\\b${name}="([^"]*)"`).exec(example)[1];
    assert.equal(attribute('form', 'method'), 'post');
    const fields = { title: 'Pasted', type: /<select name="type"><option>(\w+)/.exec(example)[1] };
    const [, hidden, value] = /<input type="hidden" name="(\w+)" value="([^"]*)"/.exec(example);
    const browser = new Browser(site);
    await browser.form('/auth/register', { username: 'paster', password: 'correct horse battery' });
    const answer = await browser.form(`/${attribute('form', 'action')}`, { ...fields, [hidden]: value });
    assert.equal(answer.status, 303, answer.text);
    assert.equal(local(answer), `${site.base}/${value}`);
    assert.equal((await browser.get(`/${value}`)).status, 200);
    assert.equal(
      (await site.get('/media?q=pasted')).json.media[0].title,
      'Pasted',
      'and what was added is on that page',
    );
  });

  test('next leads nowhere else', async () => {
    let n = 0;
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '\\\\evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      '/x\r\nX-Injected: yes',
      'http:evil.example',
      ' //evil.example',
    ]) {
      const answer = await new Browser(site).form('/auth/register', {
        username: `next-${n++}`,
        password: 'correct horse battery',
        next,
      });
      assert.equal(answer.status, 303, answer.text);
      local(answer);
      assert.doesNotMatch(answer.headers.location, /evil|alert/);
      assert.equal(answer.headers['x-injected'], undefined);
    }
  });
}

everywhere('forms', tests);
everywhere('forms', tests, { base: '/~ann/vitrine' });
