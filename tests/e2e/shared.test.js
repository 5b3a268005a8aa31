// What is shown to others behind each server: by every style of address, without an account or a script; and that the
// secret of it is in no log.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { before, test } = require('node:test');
const { assertError, everywhere } = require('./harness');

const BROWSER = { Accept: 'text/html,*/*;q=0.8' };

function tests(site) {
  let token, list, shares;
  const local = (address) => new URL(address, site.address).pathname.slice(site.base.length);
  const ended = (address, end) => `${address}${end}`;

  before(async () => {
    token = (await site.register('ann')).access_token;
    const made = async (where, body) => (await site.post(where, body, { token })).json;
    const title = await made('/media', { type: 'BOOK', title: '=Dune, or', creator: 'Frank Herbert' });
    await made('/user/media', { media_id: title.id, status: 'COMPLETED', end_date: '2026-03-05' });
    list = await made('/lists', { name: 'By the fire', visibility: 'public' });
    await made(`/lists/${list.id}/items`, { media_id: title.id, note: 'Why' });
    shares = {
      short: await made('/shares', { what: 'shelf' }),
      plain: (await site.post('/cgi-bin/shared.cgi/shares', { what: 'list', list_id: list.id }, { token })).json,
    };
  });

  for (const style of ['short', 'plain'])
    test(`a share is read by ${style} addresses`, async () => {
      const at = local(shares[style].url);
      assert.match(at, style === 'short' ? /^\/shared\/[0-9a-f]{64}$/ : /^\/cgi-bin\/shared\.cgi\/[0-9a-f]{64}$/);
      const page = await site.get(at);
      assert.equal(page.status, 200, page.text);
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.text, /=Dune, or/);
      assert.match(page.text, new RegExp(`<meta property="og:url" content="http://[^"]*${site.base}${at}">`));
      for (const [end, type, words] of [
        ['.json', 'application/json', /"title":"=Dune, or"/],
        ['.rss', 'application/rss+xml', /<title>[^<]*=Dune, or<\/title>/],
        ['.ics', 'text/calendar', /SUMMARY:[^\r]*=Dune\\, or\r\n/],
        ['.csv', 'text/csv', /"'=Dune, or"/],
      ]) {
        const feed = await site.get(ended(at, end));
        assert.equal(feed.status, 200, feed.text);
        assert.ok(feed.headers['content-type'].startsWith(type), feed.headers['content-type']);
        assert.match(feed.text, words);
        assert.equal(feed.headers['x-robots-tag'], 'noindex');
        assert.equal(feed.headers['referrer-policy'], 'no-referrer');
      }
      assert.equal(page.headers['x-robots-tag'], 'noindex');
      const head = await site.request('HEAD', ended(at, '.rss'));
      assert.equal(head.status, 200);
      assert.equal(head.headers['x-robots-tag'], 'noindex');
    });

  test('shared.html?t= is the page itself, and leads to it where nothing is rewritten', async () => {
    const [, secret] = /([0-9a-f]{64})$/.exec(shares.short.url);
    const page = await site.get(`/shared.html?t=${secret}`, { headers: BROWSER });
    assert.equal(page.status, 200);
    assert.match(page.text, /=Dune, or/);
    assert.equal(page.headers['x-robots-tag'], 'noindex');
    const script = await site.get('/shared.html', { headers: BROWSER });
    assert.match(script.text, /<meta http-equiv="refresh" content="0; url=cgi-bin\/shared\.cgi">/);
    const Referer = `${site.address}${site.base}/shared.html?t=${secret}`;
    const led = await site.get('/cgi-bin/shared.cgi', { headers: { ...BROWSER, Referer } });
    assert.equal(led.status, 303);
    assert.equal(local(led.headers.location), `/cgi-bin/shared.cgi/${secret}`);
  });

  test('a public list opens by list.html?id= without an account and a script', async () => {
    for (const name of ['id', 'list']) {
      const Referer = `${site.address}${site.base}/list.html?${name}=${list.id}`;
      const led = await site.get('/cgi-bin/lists.cgi', { headers: { ...BROWSER, Referer } });
      assert.equal(led.status, 303);
      const page = await site.get(local(led.headers.location), { headers: BROWSER });
      assert.equal(page.status, 200);
      assert.match(page.text, /=Dune, or/);
    }
  });

  test('what was revoked, cut or changed is 404, and no log has a secret', async () => {
    const at = local(shares.plain.url);
    const renewed = (await site.post(`/shares/${shares.plain.id}/renew`, undefined, { token })).json;
    const now = local(renewed.url);
    for (const end of ['', '.json', '.rss', '.ics', '.csv'])
      for (const address of [at, now.slice(0, -1), `${now.slice(0, -1)}${now.endsWith('0') ? 1 : 0}`]) {
        const gone = await site.get(ended(address, end));
        assertError(gone, 404, 'not_found');
        assert.equal(gone.headers['x-robots-tag'], 'noindex');
      }
    assert.equal((await site.get(now)).status, 200);
    assert.equal((await site.request('DELETE', `/shares/${renewed.id}`, { token })).status, 204);
    assertError(await site.get(now), 404, 'not_found');
    const log = fs.existsSync(site.log) ? fs.readFileSync(site.log, 'utf8') : '';
    for (const { url } of [shares.short, shares.plain, renewed]) assert.ok(!log.includes(url.slice(-64)));
  });
}

everywhere('shared', tests);
everywhere('shared', tests, { base: '/~ann/vitrine' });
