// The demo data: it loads whole, by the programs themselves, and gives every screen something true to show.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { cgi, programs, top, workFolder } = require('./harness');

const TYPES = ['BOOK', 'MOVIE', 'TV_SHOW', 'GAME'];
const lines = (name) =>
  fs
    .readFileSync(path.join(top, 'db', name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const days = (time) => (Date.now() - Date.parse(time)) / 86400000;

describe('the demo data', () => {
  const work = workFolder();
  const conf = path.join(work, 'vitrine.conf');
  const titles = lines('demo.jsonl');
  const shelves = lines('demo-shelf.jsonl');
  const lists = lines('demo-lists.jsonl');
  const tokens = {};
  let loaded; // with what it took of the processor: the machine may be busy with other things

  function get(program, where, query = {}, user = null) {
    const answer = cgi(program, {
      conf,
      env: {
        PATH_INFO: where,
        QUERY_STRING: new URLSearchParams(query).toString(),
        ...(user ? { HTTP_AUTHORIZATION: `Bearer ${tokens[user]}` } : {}),
      },
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }
  const everything = (program, list, query, user) =>
    [1, 2, 3].flatMap((page) => get(program, '/', { ...query, page, page_size: 100 }, user)[list]);

  before(() => {
    fs.writeFileSync(conf, `data_dir = ${work}/data\n`);
    loaded = spawnSync('sh', ['-c', 'sh "$0" "$1"; rc=$?; times; exit $rc', path.join(top, 'db/demo.sh'), programs], {
      encoding: 'utf8',
      env: { ...process.env, VITRINE_CONF: conf },
    });
    for (const username of ['mara', 'jonas']) {
      const input = JSON.stringify({ username, password: 'vitrine-demo' });
      const answer = cgi('auth', {
        conf,
        input,
        env: {
          REQUEST_METHOD: 'POST',
          PATH_INFO: '/login',
          CONTENT_TYPE: 'application/json',
          CONTENT_LENGTH: Buffer.byteLength(input),
        },
      });
      assert.equal(answer.status, 200, loaded.stderr + answer.text);
      tokens[username] = answer.json.access_token;
    }
  });
  after(() => fs.rmSync(work, { recursive: true, force: true }));

  test('loads without a complaint, quickly, and says how to sign in', () => {
    assert.equal(loaded.status, 0, loaded.stderr);
    assert.equal(loaded.stderr, '');
    assert.match(loaded.stdout, /mara \(the admin\) or jonas, password vitrine-demo/);
    const [, user, system] = /^(?:.*\n)*(\d+m[\d.]+)s (\d+m[\d.]+)s\n$/.exec(loaded.stdout);
    const seconds = (time) => Number(time.split('m')[0]) * 60 + Number(time.split('m')[1]);
    assert.ok(seconds(user) + seconds(system) < 5, `${user} ${system}`);
  });

  test('is not loaded over what is there', () => {
    const again = spawnSync('sh', [path.join(top, 'db/demo.sh'), programs], {
      encoding: 'utf8',
      env: { ...process.env, VITRINE_CONF: conf },
    });
    assert.notEqual(again.status, 0);
    assert.match(again.stderr, /^demo: auth \/register failed: /);
    assert.equal(get('media', '/').total, titles.length);
  });

  test('has every title with every fact of its line, by whom it says', () => {
    const there = new Map(everything('media', 'media').map((media) => [`${media.type} ${media.title}`, media]));
    assert.equal(there.size, titles.length);
    for (const { user = 'mara', ...facts } of titles) {
      const media = there.get(`${facts.type} ${facts.title}`);
      for (const [name, value] of Object.entries(facts))
        assert.deepEqual(media[name], value, `${facts.title}: ${name}`);
      assert.equal(media.created_by.username, user);
    }
    for (const type of TYPES) assert.ok(get('media', '/', { type }).total >= 25, type);
    assert.ok(titles.filter(({ isbn }) => isbn).length >= 40);
  });

  test('has each shelf as its lines say, in use today', () => {
    for (const user of ['mara', 'jonas']) {
      const records = new Map(
        everything('usermedia', 'records', {}, user).map((entry) => [
          `${entry.media.type} ${entry.media.title}`,
          entry,
        ]),
      );
      const wanted = shelves.filter((line) => line.user === user);
      assert.equal(records.size, wanted.length);
      for (const line of wanted) {
        const entry = records.get(`${line.type} ${line.title}`);
        assert.equal(entry.status, line.status, line.title);
        assert.equal(entry.note, line.note ?? null, line.title);
        assert.deepEqual(entry.tags, line.tags ?? [], line.title);
        assert.equal(entry.rating, line.rating ?? null, line.title);
        assert.equal(Boolean(entry.review_id), Boolean(line.review), line.title);
        for (const name of ['start_date', 'end_date'])
          assert.equal(
            entry[name] ? Math.floor(days(entry[name])) : null,
            line[name] ? -line[name] : null,
            `${line.title}: ${name}`,
          );
      }
      const entries = [...records.values()];
      assert.ok(entries.filter(({ status, progress }) => status === 'IN_PROGRESS' && progress > 0).length >= 3);
      assert.ok(entries.filter(({ status, end_date: end }) => status === 'COMPLETED' && days(end) < 14).length >= 2);
      assert.ok(entries.filter(({ status }) => status === 'TO_DO').length >= 5);
      assert.deepEqual([...new Set(entries.map(({ status }) => status))].sort(), [
        'COMPLETED',
        'DROPPED',
        'IN_PROGRESS',
        'PAUSED',
        'TO_DO',
      ]);
    }
    assert.equal(get('users', '/me', {}, 'mara').role, 'admin');
    assert.equal(get('users', '/me', {}, 'jonas').role, 'member');
  });

  test('has lists, with their titles in the order of their lines', () => {
    for (const [at, line] of lists.entries()) {
      if (!line.name) continue;
      const { user, ...wanted } = line;
      const list = get('lists', '/', {}, user).lists.find(({ name }) => name === line.name);
      for (const [name, value] of Object.entries(wanted)) assert.equal(list[name], value, line.name);
      const end = lists.findIndex(({ name }, other) => name && other > at);
      assert.deepEqual(
        get('lists', `/${list.id}/items`, { page_size: 100 }, user).items.map(({ media, note }) => [media.title, note]),
        lists.slice(at + 1, end < 0 ? lists.length : end).map(({ title, note = null }) => [title, note]),
      );
    }
    assert.equal(get('lists', '/', {}, 'mara').total, 2);
  });

  test('has ranks, averages and reviews by both', () => {
    for (const type of TYPES) {
      const [first, second] = get('media', '/', { type, sort: 'rank' }).media;
      assert.deepEqual([first.rank, second.rank], [1, 2]);
      assert.ok(first.average_rating >= 4.5, first.title);
    }
    const all = everything('media', 'media');
    const both = all.filter(({ review_count: count }) => count === 2);
    assert.ok(both.length >= 6);
    assert.equal(
      all.reduce((sum, media) => sum + media.review_count, 0),
      shelves.filter(({ review }) => review).length,
    );
    const { reviews } = get('media', `/${both[0].id}/reviews`);
    assert.deepEqual(reviews.map(({ user }) => user.username).sort(), ['jonas', 'mara']);
    for (const review of reviews)
      assert.ok(shelves.some((line) => line.user === review.user.username && line.review === review.content));
    assert.ok(
      all.some(({ average_rating: average }) => average % 1),
      'opinions differ',
    );
  });

  test('has copies of many formats and platforms, and others’ titles for each', () => {
    for (const user of ['mara', 'jonas']) {
      const copies = get('collection', '/copies', { page_size: 100 }, user).copies;
      const wanted = shelves.filter((line) => line.user === user).flatMap((line) => line.copies ?? []);
      const facts = ({ format, platform = null, note = null, vod_link: link = null }) =>
        JSON.stringify([format, platform, note, link]);
      assert.deepEqual(copies.map(facts).sort(), wanted.map(facts).sort());
      assert.ok(new Set(copies.map(({ format }) => format)).size >= 6);
      assert.ok(new Set(copies.map(({ platform }) => platform)).size >= 4);
      assert.ok(
        get('collection', '/', { owned: true, page_size: 100 }, user).items.some((item) => item.copies.length === 2),
      );
      assert.ok(get('media', '/', { scope: 'not_mine' }, user).total >= 18, 'lately added by others');
    }
  });
});
