// The same job by plain HTML forms, as a browser without JavaScript sends them: cookies, Origin, 303 and pages of
// errors; and by nothing but the pages that the programs answer, whose links and forms are followed.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
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

const plain = (html) =>
  html
    .replaceAll(
      /&(lt|gt|quot|#39|amp);/g,
      (whole, name) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name],
    )
    .trim();
const attribute = (tag, name) => {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag);
  return found && plain(found[1]);
};

// The fields of a form with the values that they have at first.
function fieldsOf(form) {
  const fields = {};
  for (const [tag] of form.matchAll(/<input [^>]*>/g))
    if (!/ type="(?:checkbox|file)"/.test(tag)) fields[attribute(tag, 'name')] = attribute(tag, 'value') ?? '';
  for (const [, tag, text] of form.matchAll(/<textarea( [^>]*)>\n?([^<]*)/g))
    fields[attribute(tag, 'name')] = plain(text);
  for (const [, tag, options] of form.matchAll(/<select( [^>]*)>(.*?)<\/select>/gs)) {
    const [chosen] = /<option [^>]* selected>/.exec(options) ?? /<option [^>]*>/.exec(options);
    fields[attribute(tag, 'name')] = attribute(chosen, 'value');
  }
  return fields;
}

// What somebody sees who has only these pages: where one is, its links, and its forms by their buttons.
class Reader extends Browser {
  constructor(site) {
    super(site);
    this.page = null;
  }

  // An address of the site, as a path below its base.
  #below(address) {
    const url = new URL(address, this.site.address);
    assert.equal(url.origin, this.site.address);
    assert.ok(url.pathname.startsWith(`${this.site.base}/`), url.pathname);
    return `${url.pathname.slice(this.site.base.length)}${url.search}`;
  }

  async go(where, status = 200) {
    this.page = await this.get(where);
    this.where = where;
    assert.equal(this.page.status, status, this.page.text);
    assert.match(this.page.headers['content-type'], /^text\/html/);
    assert.match(this.page.headers.vary, /\bAccept\b/);
    return this;
  }

  sees(pattern) {
    assert.match(this.page.text, pattern);
    return this;
  }

  follow(words) {
    const link = [...this.page.text.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].find(
      ([, , text]) => plain(text.replaceAll(/<[^>]*>/g, '')) === words,
    );
    assert.ok(link, `${words} in ${this.page.text}`);
    return this.go(this.#below(plain(link[1])));
  }

  async press(words, typed = {}, status = 303) {
    const form = [...this.page.text.matchAll(/<form [^>]*method="post".*?<\/form>/gs)]
      .map(([whole]) => whole)
      .find((whole) => plain(/<button[^>]*>([^<]*)/.exec(whole)[1]) === words);
    assert.ok(form, `${words} in ${this.page.text}`);
    const fields = fieldsOf(form);
    for (const name of Object.keys(typed)) assert.ok(name in fields, `${name} in ${Object.keys(fields)}`);
    const answer = await this.form(this.#below(attribute(form, 'action')), { ...fields, ...typed });
    assert.equal(answer.status, status, answer.text);
    if (status === 303) return this.go(this.#below(answer.headers.location));
    this.page = answer;
    return this;
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

  for (const style of ['', '/cgi-bin']) {
    const at = (program, path = '') =>
      style ? `${style}/${program}.cgi${path}` : `/${program === 'usermedia' ? 'user/media' : program}${path}`;

    test(`everything by the pages' own links and forms, by ${style || 'short'} addresses`, async () => {
      const reader = new Reader(site);
      const name = `reader${style.length}`;
      const title = `Emma <${name}>`;
      await reader.go(at('usermedia'), 401);
      await reader.sees(/Sign in first/).follow('Create an account');
      await reader.press('Create account', { username: name, password: 'short' }, 400);
      await reader.sees(/Password must/).press('Create account', { password: 'correct horse battery' });
      await reader.sees(new RegExp(`Signed in as <b>${name}</b>`)).follow('More is in the catalogue');
      await reader.press('Add a title', { type: 'BOOK', title, isbn: '123' }, 400);
      await reader.sees(/ISBN must/).press('Add a title', { isbn: '' });
      assert.ok(reader.where.startsWith(at('media', '/')), reader.where);
      await reader.press('Put it on my shelf', { status: 'IN_PROGRESS' });
      await reader.press('Save', { progress: '12', note: 'a\r\nb', start_date: '2026-02-03' });
      await reader.press('Rate it', { value: '4.5' });
      await reader.press('Write a review', { content: 'Good & <b>.' });
      await reader.press('Add it', { format: 'Paperback' });
      const { id, my } = await reader.json(`${reader.where}`);
      assert.deepEqual(
        [my.entry.status, my.entry.progress, my.entry.note, my.entry.start_date, my.rating, my.review.content],
        ['IN_PROGRESS', 12, 'a\nb', '2026-02-03T00:00:00Z', 4.5, 'Good & <b>.'],
      );
      assert.equal(my.copies[0].format, 'Paperback');
      await reader.follow('Paperback');
      await reader.press('Save', { platform: 'attic' });
      await reader.press('Delete this copy');
      await reader.follow('Library');
      await reader.follow('In progress 1');
      await reader.follow(title);
      await reader.press('Take my rating back');
      await reader.press('Delete my review');
      await reader.press('Take it off my shelf');
      await reader.press('Delete the title');
      assert.equal((await site.get(at('media', `/${id}`))).status, 404);
      await reader.follow('Settings');
      await reader.press('Save', { name: 'Ann' });
      await reader.follow('Where I am signed in');
      await reader.follow('Settings');
      await reader.press('Sign out');
      await reader.sees(/Nobody is signed in/).press('Sign in', { username: name, password: 'correct horse battery' });
      await reader.sees(new RegExp(`Signed in as <b>${name}</b>`));
    });
  }

  for (const style of ['', '/cgi-bin']) {
    const at = (program, where = '') => (style ? `${style}/${program}.cgi${where}` : `/${program}${where}`);

    test(`a list by the pages' own links and forms, by ${style || 'short'} addresses`, async () => {
      const { access_token: token } = await site.register(`lister${style.length}`);
      const titles = ['Sphere <1>', 'Solaris', 'Stalker'].map((title) => `${title} ${style.length}`);
      const ids = [];
      for (const title of titles) ids.push((await site.post('/media', { type: 'MOVIE', title }, { token })).json.id);
      const reader = new Reader(site);
      await reader.go(at('lists'), 401);
      await reader.press('Sign in', { username: `lister${style.length}`, password: 'correct horse battery' });
      await reader.sees(/Nothing is here yet/).press('Make a list', { name: '', visibility: 'private' }, 400);
      await reader.sees(/Name must not be empty/).press('Make a list', { name: 'By the <fire>', is_ranked: 'true' });
      await reader.sees(/<h1>By the &lt;fire&gt;<\/h1>/);
      for (const [i, title] of titles.entries()) {
        await reader.go(at('media', `/${ids[i]}`));
        await reader.follow('Put it on a list');
        await reader.press('Put it on this list');
        await reader.follow('By the <fire>');
        await reader.sees(new RegExp(`row-name"[^>]*>${title.replace('<', '&lt;').replace('>', '&gt;')}`));
      }
      const where = reader.where;
      const order = async () =>
        (await reader.json(where)).items.map(({ media }) => titles.indexOf(media.title)).join('');
      assert.equal(await order(), '012');
      const buttons = (word) => reader.page.text.split(`>${word}<span class="vh">: `).length - 1;
      assert.deepEqual([buttons('Up'), buttons('Down'), buttons('Take it off')], [2, 2, 3]);
      await reader.press('Up');
      assert.equal(reader.where, where);
      assert.equal(await order(), '102');
      await reader.press('Down');
      assert.equal(await order(), '012');
      await reader.follow(`Change it: ${titles[0]}`);
      await reader.press('Save', { position: '0' }, 400);
      await reader.go(where).then(() => reader.follow(`Change it: ${titles[0]}`));
      await reader.press('Save', { position: '9', note: 'a\r\nb <b>' });
      await reader.follow('All of the list');
      await reader.sees(/a\nb &lt;b&gt;/);
      assert.equal(await order(), '120');
      await reader.press('Take it off');
      assert.equal(await order(), '20');
      await reader.go(at('lists', `?media_id=${ids[2]}`));
      await reader.press('Take it off');
      await reader.sees(/Put it on this list/).follow('By the <fire>');
      assert.equal(await order(), '0');
      await reader.follow('About this list');
      await reader.press('Save', { visibility: 'public', description: 'Long nights.' });
      // Who isn't signed in reads it, and has no forms.
      const stranger = new Reader(site);
      await stranger.go(where);
      await stranger
        .sees(/<h1>By the &lt;fire&gt;/)
        .sees(/Long nights\./)
        .sees(/a\nb &lt;b&gt;/);
      assert.doesNotMatch(stranger.page.text, /method="post"/);
      await stranger.follow('About this list');
      assert.doesNotMatch(stranger.page.text, /method="post"/);
      await reader.press('Save', { visibility: 'private' });
      await stranger.go(where, 401);
      await stranger.sees(/Sign in/);
      await reader.press('Delete the list');
      await reader.sees(/Nothing is here yet/);
    });
  }

  test('lynx reads the pages', async () => {
    const token = (await site.post('/auth/register', { username: 'lynx', password: 'correct horse battery' })).json;
    await site.post(
      '/media',
      { type: 'BOOK', title: 'Read by lynx <b>', description: 'All of it.' },
      { token: token.access_token },
    );
    const read = (where) => {
      const { status, stdout, stderr } = spawnSync(
        'lynx',
        ['-cfg=/dev/null', '-lss=/dev/null', '-dump', '-width=100', `${site.address}${site.base}${where}`],
        { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: '/nonexistent', TERM: 'dumb', LANG: 'C.UTF-8' } },
      );
      assert.equal(status, 0, stderr);
      return stdout;
    };
    const list = read('/media?q=lynx');
    assert.match(list, /Catalogue/);
    assert.match(list, /\[\d+\]Read by lynx <b>/);
    const [, page] = new RegExp(`${site.base}(/media/[0-9a-f-]{36})$`, 'm').exec(list);
    assert.match(read(page), /Read by lynx <b>[^]*All of it\./);
    assert.match(read('/cgi-bin/auth.cgi/login'), /Username or e-mail/); // (of a 401 it shows nothing)

    // The screens: what they say there is true without a script, and leads on.
    const screens = {
      'index.html': [/one glass case[^]*All of Vitrine works without JavaScript/, 'media.cgi'],
      'library.html': [/Search your shelf _+ \(BUTTON\) Search\n[^]*your library is here/, 'usermedia.cgi'],
      'catalogue.html': [/the catalogue is here/, 'media.cgi'],
      'collection.html': [/your collection is here/, 'collection.cgi'],
      'lists.html': [/your lists are here/, 'lists.cgi'],
      'copy.html?id=1': [/A copy[^]*This copy without JavaScript/, 'collection.cgi'],
      'list.html?list=1': [/A list[^]*This list without JavaScript/, 'lists.cgi'],
      'settings.html': [/your settings are here/, 'users.cgi/me'],
      'import.html': [/your imports are here[^]*your exports here/, 'imports.cgi'],
      'admin.html': [/people and the installation are here/, 'users.cgi'],
      'title.html?id=1': [/A title[^]*This title without JavaScript/, 'media.cgi'],
      'edit.html': [
        /sign in first, unless[^]*By: Author, Director, Creator or Studio _[^]*in pages, minutes, episodes or hours _/,
        'auth.cgi/login?next=edit.html',
      ],
      'docs.html': [/openapi\.json holds all of it/, '../openapi.json'],
      'login.html': [/Username or e-mail _/, ''],
      'register.html': [/Username _/, ''],
      'reset.html': [/Where this installation sends mail/, ''],
      'doctor.html': [/what the programs find is here/, 'server.cgi/doctor'],
    };
    for (const [where, [said, led]] of Object.entries(screens)) {
      const screen = read(`/${where}`);
      const words = screen.replace(/\[\d+\]/g, '').replace(/\n\s+/g, (gap) => (gap.includes('\n\n') ? '\n' : ' '));
      assert.match(words, said, where);
      assert.match(words, /My account/, where);
      assert.doesNotMatch(
        words,
        /Hello|first account:|Sign out|Loading|Show the password|Switch between|Sign in to /,
        where,
      );
      if (!led) continue;
      const address = new URL(`cgi-bin/${led}`, `${site.address}${site.base}/`).href;
      assert.ok(
        new RegExp(`^ *\\d+\\. ${RegExp.escape?.(address) ?? address.replaceAll(/[.?]/g, '\\$&')}$`, 'm').test(screen),
        `${where}\n${screen}`,
      );
    }
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
