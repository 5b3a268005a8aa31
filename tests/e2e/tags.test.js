// Tags as members use them: by each style of address, whatever is in a tag; and by the pages' own forms.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

// As it stands in a path: some servers refuse %2F.
const inPath = (tag) => encodeURIComponent(tag).replaceAll('%2F', '/');

function tests(site) {
  const html = { Accept: 'text/html,*/*;q=0.8' };
  const shelve = async (token, tags) => {
    const book = (await site.post('/media', { type: 'BOOK', title: 'Emma' }, { token })).json;
    const entry = await site.post('/user/media', { media_id: book.id, tags }, { token });
    assert.equal(entry.status, 201, entry.text);
    assert.deepEqual(entry.json.tags, tags);
    return `/user/media/${entry.json.id}`;
  };

  const styles = [
    ['short', '/tags', '/user/media'],
    ['middle', '/diary/tags', '/user/media'],
    ['plain', '/cgi-bin/diary.cgi/tags', '/cgi-bin/usermedia.cgi'],
  ];
  for (const [style, tags, shelf] of styles)
    test(`titles are tagged, found, renamed, merged by ${style} addresses`, async () => {
      const { access_token: token } = await site.register(`tagger-${style}`);
      const [first, second] = [await shelve(token, ['slow burn', 'Beach']), await shelve(token, ['sea'])];
      const all = async (query = '') =>
        (await site.get(tags + query, { token })).json.tags.map(({ name, count }) => `${name} ${count}`);
      assert.deepEqual(await all(), ['Beach 1', 'sea 1', 'slow burn 1']);
      assert.deepEqual(await all('?q=BEA&sort=count_desc'), ['Beach 1']);
      assert.equal((await site.get(`${shelf}?tag=b%C3%A9ach&tag=sea`, { token })).json.total, 2);

      const one = await site.get(`${tags}/sea`, { token });
      assert.deepEqual(one.json, { name: 'sea', count: 1 });
      const rename = (name, headers = {}) => site.request('PATCH', `${tags}/sea`, { token, body: { name }, headers });
      assertError(await rename('beach', { 'If-Match': '"x"' }), 412, 'precondition_failed');
      assertError(await rename('x'.repeat(51)), 400, 'validation_error');
      const merged = await rename('beach', { 'If-Match': one.headers.etag });
      assert.deepEqual([merged.status, merged.json], [200, { name: 'Beach', count: 2 }]);
      assert.deepEqual((await site.get(second, { token })).json.tags, ['Beach']);
      assertError(await rename('beach'), 404, 'not_found');

      const other = (await site.register(`stranger-${style}`)).access_token;
      assertError(await site.request('DELETE', `${tags}/Beach`, { token: other }), 404, 'not_found');
      assert.equal((await site.request('DELETE', `${tags}/beach`, { token })).status, 204);
      assert.deepEqual((await site.get(first, { token })).json.tags, ['slow burn']);
    });

  test('a tag has an address, whatever is in it', async () => {
    const { access_token: token } = await site.register('odd-tagger');
    const odd = [
      '24/7',
      'a, b',
      '50%',
      '%41',
      'a?b',
      '#1',
      'c++',
      'it\'s "so" <b>;',
      '❤️',
      'Été',
      'a\\b',
      '.net',
      'x.conf',
      '&',
    ];
    const path = await shelve(token, odd);
    for (const tags of ['/tags', '/cgi-bin/diary.cgi/tags'])
      for (const tag of odd) {
        const answer = await site.get(`${tags}/${inPath(tag)}`, { token });
        assert.equal(answer.status, 200, `${tags} ${tag}: ${answer.text}`);
        assert.deepEqual(answer.json, { name: tag, count: 1 });
        const page = await site.get(`${tags}/${inPath(tag)}`, { token, headers: html });
        assert.match(page.headers['content-type'], /^text\/html/);
        assert.match(page.text, /Take it off everything/);
      }
    for (const tag of odd)
      assert.equal((await site.get(`/user/media?tag=${encodeURIComponent(tag)}`, { token })).json.total, 1);
    for (const tag of odd) {
      const gone = await site.request('DELETE', `/tags/${inPath(tag)}`, { token });
      assert.equal(gone.status, 204, `${tag}: ${gone.text}`);
    }
    assert.deepEqual((await site.get(path, { token })).json.tags, []);
  });

  test('tags are pages, too, with forms', async () => {
    const { access_token: token } = await site.register('plain-tagger');
    const path = await shelve(token, ['24/7', '<b>']);
    const send = (where, body) =>
      site.request('POST', where, { token, body: new URLSearchParams(body), headers: html });
    const entry = await site.get(path, { token, headers: html });
    assert.match(entry.text, /<textarea[^>]*name="tags"[^>]*>\n24\/7\n&lt;b&gt;<\/textarea>/);
    const saved = await send(path, { _method: 'PATCH', tags: '24/7\r\n\r\n two words \r\n' });
    assert.equal(saved.status, 303, saved.text);
    assert.deepEqual((await site.get(path, { token })).json.tags, ['24/7', 'two words']);

    const shelf = await site.get('/user/media?tag=two+words', { token, headers: html });
    assert.match(shelf.text, /24\/7, two words/);
    const all = await site.get('/tags', { token, headers: html });
    assert.match(all.text, /href="[^"]*\?tag=two%20words"/);
    const [, address] = /href="([^"]*\/tags\/24\/7)"/.exec(all.text);
    const below = (where) => new URL(where, site.address).pathname.slice(site.base.length);
    const page = await site.get(below(address), { token, headers: html });
    const [, action, next] =
      /<form method="post" action="([^"]*)"><input[^>]*value="PATCH"><input[^>]*name="next" value="([^"]*)"/.exec(
        page.text,
      );
    const renamed = await send(below(action), { _method: 'PATCH', next, name: 'always' });
    assert.equal(renamed.status, 303, renamed.text);
    const list = await site.get(below(renamed.headers.location), { token, headers: html });
    assert.match(list.text, /always/);
    const refused = await send('/tags/always', { _method: 'PATCH', name: 'a/' });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /must not begin or end with \//);
    assert.equal((await send('/tags/always', { _method: 'DELETE', next })).status, 303);
    assert.deepEqual((await site.get(path, { token })).json.tags, ['two words']);
  });
}

everywhere('tags', tests);
