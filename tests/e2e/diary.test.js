// The diary as its members use it: again and again, by both styles of address; and by the pages' own forms.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

function tests(site) {
  const local = (address) => new URL(address, site.address).pathname;
  const html = { Accept: 'text/html,*/*;q=0.8' };

  const styles = [
    ['short', '/diary', '/user/media'],
    ['plain', '/cgi-bin/diary.cgi', '/cgi-bin/usermedia.cgi'],
  ];
  for (const [style, diary, shelf] of styles)
    test(`a book is read again and again by ${style} addresses`, async () => {
      const { access_token: token } = await site.register(`diarist-${style}`);
      const book = (await site.post('/media', { type: 'BOOK', title: `Emma ${style}`, length: 474 }, { token })).json;
      const entry = await site.post(
        shelf,
        { media_id: book.id, start_date: '2015-03-01', end_date: '2015-03-04' },
        { token },
      );
      assert.equal(entry.status, 201, entry.text);
      const shown = async () => (await site.get(`${shelf}/${entry.json.id}`, { token })).json;

      // What was never told to the diary is in it.
      const first = await site.get(diary, { token });
      assert.equal(first.status, 200, first.text);
      assert.equal(first.headers['cache-control'], 'private, no-cache');
      assert.deepEqual(
        first.json.diary.map(({ number, start_date, end_date }) => [number, start_date, end_date]),
        [[1, '2015-03-01', '2015-03-04']],
      );

      const again = await site.post(diary, { media_id: book.id }, { token });
      assert.equal(again.status, 201, again.text);
      assert.equal(again.json.number, 2);
      const record = `${diary}/${again.json.id}`;
      assert.equal(local(again.headers.location), site.base + record);
      let now = await shown();
      assert.deepEqual([now.status, now.end_date, now.progress, now.times], ['IN_PROGRESS', null, null, 1]);

      const old = await site.post(diary, { media_id: book.id, end_date: '2009', rating: 3 }, { token });
      assert.equal(old.json.number, 1);
      const { headers, json } = await site.get(record, { token });
      assert.equal(json.number, 3);
      const finish = (etag) =>
        site.request('PATCH', record, {
          token,
          body: { start_date: null, end_date: '2026-05' },
          headers: { 'If-Match': etag },
        });
      assertError(await finish(again.headers.etag), 412, 'precondition_failed');
      const finished = await finish(headers.etag);
      assert.equal(finished.status, 200, finished.text);
      now = await shown();
      assert.deepEqual(
        [now.status, now.end_date, now.dates_are_partial, now.progress, now.times],
        ['COMPLETED', '2026-05-01T00:00:00Z', true, 474, 3],
      );

      const replaced = await site.request('PUT', record, { token, body: { end_date: '2026-05', note: 'Once more.' } });
      assert.equal(replaced.status, 200, replaced.text);
      assert.deepEqual([replaced.json.end_date, replaced.json.note], ['2026-05', 'Once more.']);

      const years = async (query) =>
        (await site.get(`${diary}?${query}`, { token })).json.diary.map(({ end_date }) => end_date);
      assert.deepEqual(await years(''), ['2026-05', '2015-03-04', '2009']);
      assert.deepEqual(await years('year=2015&month=3&type=BOOK'), ['2015-03-04']);
      assert.deepEqual(await years(`media_id=${book.id}&page_size=1&page=2`), ['2015-03-04']);
      assertError(await site.get(`${diary}?month=3`, { token }), 400, 'validation_error');
      assertError(
        await site.post(diary, { media_id: book.id, end_date: '31/12/2009' }, { token }),
        400,
        'validation_error',
      );

      const other = (await site.register(`stranger-${style}`)).access_token;
      assertError(await site.get(record, { token: other }), 404, 'not_found');
      assertError(await site.request('DELETE', record, { token: other }), 404, 'not_found');
      assert.equal((await site.get(diary, { token: other })).json.total, 0);

      assert.equal((await site.request('DELETE', record, { token })).status, 204);
      now = await shown();
      assert.deepEqual([now.start_date, now.end_date], ['2015-03-01T00:00:00Z', '2015-03-04T00:00:00Z']);
    });

  test('a diary is a page, too, with forms', async () => {
    const { access_token: token } = await site.register('plain-diarist');
    const film = (await site.post('/movies', { title: 'Solaris <b>' }, { token })).json;
    const record = (await site.post('/diary', { media_id: film.id, end_date: '1972-03' }, { token })).json;
    const list = await site.get('/diary?year=1972', { token, headers: html });
    assert.match(list.headers['content-type'], /^text\/html/);
    assert.match(list.text, /Solaris &lt;b&gt;/);
    assert.match(list.text, new RegExp(`href="[^"]*${record.id}"`));
    const page = await site.get(`/diary/${record.id}`, { token, headers: html });
    assert.match(page.text, /name="end_date"[^>]*value="1972-03"/);
    for (const words of ['Save', 'Begin it again', 'Delete this record']) assert.ok(page.text.includes(words), words);
    const title = await site.get(`/media/${film.id}`, { token, headers: html });
    for (const words of ['Begin it again', 'Add to my diary', 'Each time through it'])
      assert.ok(title.text.includes(words), words);
    const sent = await site.request('POST', `/diary/${record.id}`, {
      token,
      body: new URLSearchParams({ _method: 'PATCH', end_date: '1972-03-20', note: 'With Ann.' }),
      headers: html,
    });
    assert.equal(sent.status, 303, sent.text);
    assert.equal((await site.get(`/diary/${record.id}`, { token })).json.end_date, '1972-03-20');
  });
}

everywhere('diary', tests);
