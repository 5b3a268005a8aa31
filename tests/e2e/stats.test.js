// Statistics and tonight, by both styles of address, and their pages.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

function tests(site) {
  const html = { Accept: 'text/html,*/*;q=0.8' };

  const styles = [
    ['short', '/stats', '/tonight'],
    ['plain', '/cgi-bin/stats.cgi', '/cgi-bin/collection.cgi/tonight'],
  ];
  for (const [style, stats, tonight] of styles)
    test(`a year is counted and an evening planned by ${style} addresses`, async () => {
      const { access_token: token } = await site.register(`reader-${style}`);
      const friend = await site.register(`friend-${style}`);
      const { access_token: theirs } = friend;
      const post = async (where, body, who = token) => {
        const answer = await site.post(where, body, { token: who });
        assert.equal(answer.status, 201, answer.text);
        return answer.json;
      };
      const book = await post('/media', { type: 'BOOK', title: `Emma ${style}`, length: 474, genre: 'Novel' });
      for (const end_date of ['2025-03', '2025-07-12', '2024'])
        await post('/diary', { media_id: book.id, end_date, rating: 4.5 });

      const { status, headers, json, text } = await site.get(`${stats}?year=2025&type=BOOK`, { token });
      assert.equal(status, 200, text);
      assert.equal(headers['cache-control'], 'private, no-cache');
      assert.deepEqual([json.finished.total, json.pages, json.ratings.average, json.days_active], [2, 948, 4.5, 1]);
      assert.deepEqual(json.genres, [{ name: 'Novel', count: 2 }]);
      assert.equal(json.year_before.finished, 1);
      const known = { 'If-None-Match': headers.etag };
      assert.equal((await site.get(`${stats}?year=2025&type=BOOK`, { token, headers: known })).status, 304);
      assert.deepEqual((await site.get(`${stats}/years`, { token })).json.years, [
        { year: 2025, count: 2 },
        { year: 2024, count: 1 },
      ]);
      assertError(await site.get(`${stats}?year=25`, { token }), 400, 'validation_error');
      const page = await site.get(`${stats}/years`, { token, headers: html });
      assert.match(page.text, new RegExp(`href="${site.base}${stats.replaceAll('.', '\\.')}/\\?year=2025"`));

      const film = await post('/movies', { title: `Sphere ${style}` });
      await post('/collection/copies', { media_id: film.id, format: 'DVD', location: 'Home' });
      await post('/user/media', { media_id: film.id, status: 'TO_DO' }, theirs);
      const users = `users=${friend.id}`;
      const refused = await site.get(`${tonight}?${users}`, { token });
      assertError(refused, 403, 'forbidden');
      const nobody = await site.get(`${tonight}?users=${book.id}`, { token });
      assert.equal(nobody.text, refused.text, 'who is unwilling is as if nobody');
      const willing = await site.request('PATCH', '/users/me', { token: theirs, body: { tonight: 'members' } });
      assert.equal(willing.json.tonight, 'members');
      const members = (await site.get(`${tonight}/members`, { token })).json.members;
      assert.ok(members.some(({ id }) => id === friend.id));
      const drawn = (await site.get(`${tonight}?${users}&type=MOVIE&seed=a`, { token })).json;
      assert.equal(drawn.total, 1);
      assert.deepEqual(
        [drawn.titles[0].media.id, drawn.titles[0].wanted_by.map(({ username }) => username), drawn.titles[0].at],
        [
          film.id,
          [`reader-${style}`, `friend-${style}`],
          [{ username: `reader-${style}`, format: 'DVD', whereabouts: 'home', vod_link: null }],
        ],
      );
      const evening = await site.get(`${tonight}?${users}`, { token, headers: html });
      assert.match(evening.text, new RegExp(`<h1>Tonight</h1>[^]*Sphere ${style}`));
    });
}
everywhere('stats', tests);
everywhere('stats', tests, { base: '/~ann/vitrine' });
