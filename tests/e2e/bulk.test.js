// Many titles of the shelf at once, as a client of the API changes them and takes it back; and from two devices.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

const NOWHERE = '00000000-0000-4000-8000-000000000000';

function tests(site) {
  let names = 0;
  const member = async () => (await site.register(`busy${names++}`)).access_token;
  // Entries of as many new titles.
  const shelve = (token, count) =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const made = await site.post('/media', { type: 'BOOK', title: `Book ${i}`, length: 100 }, { token });
        assert.equal(made.status, 201, made.text);
        const entry = await site.post('/user/media', { media_id: made.json.id }, { token });
        assert.equal(entry.status, 201, entry.text);
        return entry.json.id;
      }),
    );
  const bulk = (token, body, where = '/user/media/bulk') => site.post(where, body, { token });
  const done = async (...args) => {
    const { status, json, text } = await bulk(...args);
    assert.equal(status, 200, text);
    return json;
  };
  const shelf = async (token) => (await site.get('/user/media?page_size=100&sort=title_asc', { token })).json.records;
  const statuses = async (token) => (await shelf(token)).map(({ status }) => status).join(' ');

  for (const [style, where] of [
    ['short', '/user/media/bulk'],
    ['plain', '/cgi-bin/usermedia.cgi/bulk'],
  ])
    test(`many are changed and taken back by ${style} addresses`, async () => {
      const token = await member();
      const ids = await shelve(token, 3);
      const list_id = (await site.post('/lists', { name: 'By the fire' }, { token })).json.id;
      const before = await shelf(token);
      const changed = await done(token, { ids, status: 'COMPLETED', list_id }, where);
      assert.deepEqual(changed.changed, ids);
      assert.deepEqual(changed.listed, ids);
      for (const entry of await shelf(token)) {
        assert.equal(entry.progress, 100);
        assert.equal(entry.times, 1);
        assert.ok(entry.end_date);
      }
      assert.equal((await site.get(`/lists/${list_id}`, { token })).json.item_count, 3);
      const deleted = await done(token, { ids: ids.slice(1), delete: true }, where);
      assert.equal((await shelf(token)).length, 1);
      assert.deepEqual((await done(token, { undo: deleted.undo }, where)).restored, ids.slice(1));
      const undone = await done(token, { undo: changed.undo }, where);
      assert.deepEqual(undone.restored, ids);
      assert.deepEqual(undone.kept, []);
      assert.deepEqual(await shelf(token), before);
      assert.equal((await site.get(`/lists/${list_id}`, { token })).json.item_count, 0);
      assertError(await bulk(token, { undo: changed.undo }, where), 404, 'not_found');
      const tags = (name) => Array.from({ length: 20 }, (_, i) => `${name} ${i}`);
      await done(token, { ids: ids.slice(1), add_tags: tags('old') }, where);
      assertError(await bulk(token, { ids, add_tags: tags('new') }, where), 409, 'conflict');
      assert.deepEqual(
        (await shelf(token)).map((entry) => entry.tags.length),
        [0, 20, 20],
      );
    });

  test('five hundred in a form, and one more', async () => {
    const token = await member();
    const ids = await shelve(token, 2);
    const form = (all) => ({
      token,
      body: new URLSearchParams([['status', 'PAUSED'], ...all.map((id) => ['ids', id])]).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const send = (all) => site.request('POST', '/user/media/bulk', form(all));
    const full = Array.from({ length: 500 }, (_, i) => ids[i % 2]);
    const { status, json, text } = await send(full);
    assert.equal(status, 200, text);
    assert.deepEqual(json.changed, ids);
    assertError(await send([...full, ids[0]]), 400, 'validation_error');
  });

  test('what is somebody else’s is named, and nothing is done', async () => {
    const [ann, ben] = [await member(), await member()];
    const [mine, theirs] = [await shelve(ann, 2), await shelve(ben, 1)];
    const answer = await bulk(ann, { ids: [mine[0], ...theirs, NOWHERE, mine[1]], status: 'PAUSED' });
    assertError(answer, 404, 'not_found');
    assert.deepEqual(
      answer.json.error.details.map(({ field, message }) => [field, message.split(' ')[0]]),
      [
        ['ids', theirs[0]],
        ['ids', NOWHERE],
      ],
    );
    assert.equal(await statuses(ann), 'TO_DO TO_DO');
    const { undo } = await done(ben, { ids: theirs, delete: true });
    assertError(await bulk(ann, { undo }), 404, 'not_found');
    assert.equal((await shelf(ben)).length, 0);
    assertError(await site.post('/user/media/bulk', { ids: mine, delete: true }), 401, 'auth_failed');
  });

  test('two devices change the same titles at once: one after the other, and each is taken back', async () => {
    const token = await member();
    const ids = await shelve(token, 30);
    const answers = await Promise.all(['PAUSED', 'DROPPED'].map((status) => done(token, { ids, status })));
    const now = new Set((await shelf(token)).map(({ status }) => status));
    assert.equal(now.size, 1, [...now].join());
    const [late, early] = now.has('DROPPED') ? [...answers].reverse() : answers;
    assert.equal((await done(token, { undo: late.undo })).restored.length, 30);
    assert.equal((await done(token, { undo: early.undo })).restored.length, 30);
    assert.deepEqual(new Set((await shelf(token)).map(({ status }) => status)), new Set(['TO_DO']));
  });

  test('one undo from two devices works once', async () => {
    const token = await member();
    const ids = await shelve(token, 10);
    const { undo } = await done(token, { ids, delete: true });
    const answers = await Promise.all(Array.from({ length: 4 }, () => bulk(token, { undo })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404, 404, 404]);
    assert.equal((await shelf(token)).length, 10);
  });

  test('one title is changed while all are: nobody’s change is lost', async () => {
    const token = await member();
    const ids = await shelve(token, 20);
    const [all, ...single] = await Promise.all([
      done(token, { ids, status: 'PAUSED' }),
      ...ids.map((id, i) =>
        site.request('PATCH', `/user/media/${id}`, { token, body: i % 2 ? { note: 'mine' } : { progress: 7 } }),
      ),
    ]);
    for (const { status, text } of single) assert.equal(status, 200, text);
    const left = (await shelf(token)).filter((entry) => entry.note !== 'mine' && entry.progress !== 7);
    assert.deepEqual(left, []);
    const undone = await done(token, { undo: all.undo });
    assert.equal(undone.restored.length + undone.kept.length, 20);
    for (const entry of await shelf(token)) {
      assert.ok(entry.note === 'mine' || entry.progress === 7);
      assert.equal(entry.status, undone.kept.some(({ id }) => id === entry.id) ? 'PAUSED' : 'TO_DO');
    }
  });
}

everywhere('bulk', tests);
everywhere('bulk', tests, { base: '/~ann/vitrine' });
