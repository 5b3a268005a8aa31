// Lists, as a client of the API keeps them: in an order, for oneself, members or everybody, and from two devices.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

function tests(site) {
  const local = (address) => new URL(address, site.address).pathname;
  let names = 0;
  const member = async () => (await site.register(`lister${names++}`)).access_token;
  const titles = (token, count) =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const { status, json } = await site.post('/media', { type: 'GAME', title: `Game ${i}` }, { token });
        assert.equal(status, 201);
        return json.id;
      }),
    );
  const make = async (token, fields = {}) =>
    (await site.post('/lists', { name: 'By the fire', ...fields }, { token })).json;
  const add = async (token, list, media_id, more = {}) => {
    const { status, json, text } = await site.post(`/lists/${list.id}/items`, { media_id, ...more }, { token });
    assert.equal(status, 201, text);
    return json;
  };
  const order = async (token, list) => {
    const { json } = await site.get(`/lists/${list.id}/items?page_size=100`, { token });
    assert.deepEqual(
      json.items.map(({ position }) => position),
      json.items.map((_, i) => i + 1),
    );
    assert.equal(json.total, json.items.length);
    assert.equal(json.list.item_count, json.items.length);
    return json.items.map(({ media }) => media.title.slice(-1)).join('');
  };

  for (const [style, lists] of [
    ['short', '/lists'],
    ['plain', '/cgi-bin/lists.cgi'],
  ])
    test(`a list is kept by ${style} addresses`, async () => {
      const token = await member();
      const [first, second] = await titles(token, 2);
      const made = await site.post(lists, { name: 'By the fire', is_ranked: true }, { token });
      assert.equal(made.status, 201, made.text);
      assert.equal(local(made.headers.location), `${site.base}${lists}/${made.json.id}`);
      const list = `${lists}/${made.json.id}`;
      assert.equal((await site.get(list, { token })).headers['cache-control'], 'private, no-cache');
      const added = await site.post(`${list}/items`, { media_id: first, note: 'Why' }, { token });
      assert.equal(added.status, 201, added.text);
      assert.equal(local(added.headers.location), `${site.base}${list}/items/${added.json.id}`);
      const item = `${list}/items/${added.json.id}`;
      assert.equal((await site.get(item, { token })).json.note, 'Why');
      assert.equal((await site.post(`${list}/items`, { media_id: second, position: 1 }, { token })).status, 201);
      assertError(await site.post(`${list}/items`, { media_id: first }, { token }), 409, 'conflict');
      assert.equal((await site.get(item, { token })).json.position, 2);
      const moved = await site.request('PATCH', item, { token, body: { position: 1 } });
      assert.equal(moved.status, 200, moved.text);
      assert.equal(moved.json.position, 1);
      const page = await site.get(`${list}/items?page=2&page_size=1`, { token });
      assert.equal(page.json.items[0].media_id, second);
      assert.match(page.headers.link, /rel="prev"/);
      const renamed = await site.request('PUT', list, { token, body: { name: 'Winter' } });
      assert.equal(renamed.status, 200, renamed.text);
      assert.equal(renamed.json.is_ranked, true);
      assert.equal(renamed.json.item_count, 2);
      const shown = await site.request('PATCH', list, {
        token,
        body: { visibility: 'members' },
        headers: { 'If-Match': renamed.headers.etag },
      });
      assert.equal(shown.status, 200, shown.text);
      assert.equal(shown.json.visibility, 'members');
      assert.deepEqual(
        (await site.get(`${lists}?media_id=${first}`, { token })).json.lists.map(({ item_id }) => item_id),
        [added.json.id],
      );
      assert.equal((await site.request('DELETE', item, { token })).status, 204);
      assertError(await site.get(item, { token }), 404, 'not_found');
      assert.equal((await site.request('DELETE', list, { token })).status, 204);
      assertError(await site.get(list, { token }), 404, 'not_found');
    });

  test('who sees a list, and who changes it', async () => {
    const [ann, ben] = [await member(), await member()];
    const [title] = await titles(ann, 1);
    for (const [visibility, others, strangers] of [
      ['private', 404, 401],
      ['members', 200, 401],
      ['public', 200, 200],
    ]) {
      const list = await make(ann, { visibility });
      const item = await add(ann, list, title);
      for (const where of ['', '/items', `/items/${item.id}`]) {
        assert.equal((await site.get(`/lists/${list.id}${where}`, { token: ben })).status, others);
        assert.equal((await site.get(`/lists/${list.id}${where}`)).status, strangers);
      }
      const refused = others === 200 ? [403, 'forbidden'] : [404, 'not_found'];
      for (const [method, where, body] of [
        ['PATCH', '', { name: 'Mine' }],
        ['PUT', '', { name: 'Mine' }],
        ['DELETE', ''],
        ['POST', '/items', { media_id: title }],
        ['PATCH', `/items/${item.id}`, { position: 1 }],
        ['DELETE', `/items/${item.id}`],
      ])
        assertError(await site.request(method, `/lists/${list.id}${where}`, { token: ben, body }), ...refused);
    }
    const shown = await site.get('/lists?scope=members', { token: ben });
    assert.deepEqual(shown.json.lists.map(({ visibility }) => visibility).sort(), ['members', 'public']);
    assert.equal((await site.get('/lists', { token: ben })).json.total, 0);
  });

  test('two devices move at once: nothing is lost, and who saw an old order is told', async () => {
    const token = await member();
    const list = await make(token);
    const items = [];
    for (const id of await titles(token, 8)) items.push(await add(token, list, id));
    const address = ({ id }) => `/lists/${list.id}/items/${id}`;
    const { etag } = (await site.get(address(items[7]), { token })).headers;
    const answers = await Promise.all(
      items.flatMap((item, i) =>
        [1, 8, i].map((position) => site.request('PATCH', address(item), { token, body: { position: position || 1 } })),
      ),
    );
    for (const { status, text } of answers) assert.equal(status, 200, text);
    assert.equal([...(await order(token, list))].sort().join(''), '01234567');
    const position = (await site.get(address(items[7]), { token })).json.position;
    await site.request('PATCH', address(items[7]), { token, body: { position: position === 3 ? 4 : 3 } });
    const late = { token, body: { position: 1 }, headers: { 'If-Match': etag } };
    assertError(await site.request('PATCH', address(items[7]), late), 412, 'precondition_failed');
    const now = (await site.get(address(items[7]), { token })).headers.etag;
    const sure = { ...late, headers: { 'If-Match': now } };
    assert.equal((await site.request('PATCH', address(items[7]), sure)).json.position, 1);
    assert.match(await order(token, list), /^7/);
  });

  test('what two devices add at once has positions of its own', async () => {
    const token = await member();
    const list = await make(token);
    const ids = await titles(token, 8);
    await Promise.all(ids.map((id, i) => add(token, list, id, i % 2 ? { position: 1 } : {})));
    assert.equal([...(await order(token, list))].sort().join(''), '01234567');
    const again = await Promise.all(
      [0, 1].map(() => site.post(`/lists/${list.id}/items`, { media_id: ids[0] }, { token })),
    );
    for (const answer of again) assertError(answer, 409, 'conflict');
  });

  test('a title that is deleted leaves no gap', async () => {
    const token = await member();
    const list = await make(token);
    const ids = await titles(token, 3);
    for (const id of ids) await add(token, list, id);
    assert.equal((await site.request('DELETE', `/media/${ids[1]}`, { token })).status, 204);
    assert.equal(await order(token, list), '02');
  });
}

everywhere('lists', tests);
everywhere('lists', tests, { base: '/~ann/vitrine' });

everywhere(
  'lists of a private catalogue',
  (site) => {
    test('strangers see none of them', async () => {
      const { access_token: token } = await site.register('ann');
      const { id } = (await site.post('/lists', { name: 'By the fire', visibility: 'public' }, { token })).json;
      for (const where of ['/lists', `/lists/${id}`, `/lists/${id}/items`])
        assertError(await site.get(where), 401, 'auth_failed');
    });
  },
  { settings: { catalogue: 'private' } },
);
