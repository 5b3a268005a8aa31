// What one owns: where it is, what it cost, who has it, and its labels; by both styles of address, and by forms.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

function tests(site) {
  for (const [style, collection] of [
    ['short', '/collection'],
    ['plain', '/cgi-bin/collection.cgi'],
  ])
    test(`a copy is placed, lent, counted, labelled and returned by ${style} addresses`, async () => {
      const { access_token: token } = await site.register(`owner-${style}`);
      const { json: book } = await site.post('/media', { type: 'BOOK', title: `Emma, ${style} & <b>` }, { token });
      const made = await site.post(
        `${collection}/copies`,
        {
          media_id: book.id,
          format: 'Paperback',
          location: 'Home // Study/',
          condition: 'Good',
          price: '12.5',
          currency: 'eur',
          lent_to: 'Anna',
          lent_on: '2024-01-02',
          due_on: '2024-02-03',
        },
        { token },
      );
      assert.equal(made.status, 201, made.text);
      const copy = made.json;
      assert.deepEqual(
        [copy.location, copy.price, copy.currency, copy.whereabouts, copy.is_overdue],
        ['Home/Study', '12.50', 'EUR', 'lent', true],
      );
      for (const [body, field] of [
        [{ price: '1.005' }, 'price'],
        [{ currency: 'XYZ' }, 'currency'],
        [{ due_on: '2024-01-01' }, 'due_on'],
        [{ location: Array(200).fill('a').join('/') }, 'location'],
      ]) {
        const refused = await site.request('PATCH', `${collection}/copies/${copy.id}`, { token, body });
        assertError(refused, 400, 'validation_error');
        assert.deepEqual(
          refused.json.error.details.map((one) => one.field),
          [field],
        );
      }
      const own = await site.get(`${collection}/copies/${copy.id}`, { token });
      assert.equal(own.json.updated_at, copy.updated_at, 'nothing was changed');

      const late = await site.get(`${collection}/copies?overdue=true&location=home`, { token });
      assert.deepEqual(
        late.json.copies.map(({ id, media }) => [id, media.title]),
        [[copy.id, book.title]],
      );
      const facets = (await site.get(`${collection}/facets`, { token })).json;
      assert.deepEqual(facets.locations, [
        { name: 'Home', count: 1 },
        { name: 'Home/Study', count: 1 },
      ]);
      assert.deepEqual([facets.whereabouts, facets.lent, facets.overdue], [{ home: 0, lent: 1, streaming: 0 }, 1, 1]);
      assert.deepEqual(facets.value, { EUR: '12.50' });

      const labels = await site.get(`${collection}/labels?overdue=true`, { token });
      assert.equal(labels.headers['content-type'], 'image/svg+xml');
      assert.match(labels.text, new RegExp(`<title>Emma, ${style} &amp; &lt;b&gt;</title>`));
      const known = { 'If-None-Match': labels.headers.etag };
      assert.equal((await site.get(`${collection}/labels?overdue=true`, { token, headers: known })).status, 304);

      const returned = await site.request('POST', `${collection}/copies/${copy.id}`, {
        token,
        body: new URLSearchParams({ _method: 'PATCH', lent_to: '', location: 'Home/Hall' }).toString(),
        headers: { Accept: 'text/html,*/*;q=0.8', 'Content-Type': 'application/x-www-form-urlencoded' },
      });
      assert.equal(returned.status, 303, returned.text);
      const after = (await site.get(`${collection}/copies/${copy.id}`, { token })).json;
      assert.deepEqual(
        [after.location, after.whereabouts, after.lent_on, after.due_on, after.price],
        ['Home/Hall', 'home', null, null, '12.50'],
      );
      assert.equal((await site.get(`${collection}/copies?lent=true`, { token })).json.total, 0);
    });
}
everywhere('collection', tests);
everywhere('collection', tests, { base: '/~ann/vitrine' });
