// `make bench`: the design's figures as ratios to floors, measured in turns, since the machine is shared. A floor is
// the same web folder behind the same server and settings, with usermedia.cgi replaced by a program that only says
// hello. One table, with the range of the ratio, and the processors' time of a request (server and programs) beside its
// floor's: on a machine without a processor to spare the ratio is theirs. What misses its goal is marked; a request
// that fails ends it with status 1. ONLY='imports lists' are those figures alone.
'use strict';
const child_process = require('node:child_process');
const { execFileSync } = child_process;
const fs = require('node:fs');
const path = require('node:path');
const { Site, folder, freePort, top, workFolder } = require('../e2e/harness');
const { startProviders, keys } = require('../providers/server');
const { measureImports } = require('./imports');
const tools = require('./tools');
const { median } = tools;

const quick = process.env.QUICK === '1';
const ROUNDS = Math.max(3, Number(process.env.ROUNDS || (quick ? 3 : 7)));
const SECONDS = Number(process.env.SECONDS || (quick ? 1 : 2));
const REQUESTS = Number(process.env.REQUESTS || (quick ? 5000 : 20000)); // of a worker whose memory is watched
const LARGE = quick ? 100000 : 1000000,
  SMALL = 10000; // catalogues
const EXPORTED = quick ? 20000 : 100000; // titles on one shelf
const bin = path.resolve(top, process.argv[2] || 'build', 'bench');
const tool = (name) => path.join(bin, name);

const rows = [];
const work = workFolder();
const sites = [];
let seed;

// A row of the table. `goal` is { least } or { most }, or nothing where there is only something to know.
function report(what, value, unit, goal, note = '') {
  const good = !goal || (goal.least !== undefined ? value >= goal.least : value <= goal.most);
  const said = !goal ? '' : goal.least !== undefined ? `≥ ${goal.least}` : `≤ ${goal.most}`;
  rows.push({
    what,
    value: `${Number.isInteger(value) ? value : value.toFixed(value < 10 ? 2 : 1)}${unit}`,
    said,
    good: goal ? good : undefined,
    note,
  });
}

// The seeded installation in a folder of its own, for one that is served or for programs run by hand.
const copyData = (to) => tools.copyData(seed.data, to);
const wrk = (site, call, seconds = SECONDS) => tools.wrk(site, call, seed, seconds);
const environment = (conf, options) => tools.environment(conf, seed.token, options);

function makeSeed() {
  const data = path.join(work, 'seed');
  fs.mkdirSync(data, { mode: 0o700 });
  const text = execFileSync(tool('seed'), [data], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const file = path.join(work, 'requests');
  fs.writeFileSync(file, text);
  seed = { data, ...tools.readSeed(file) };
}

// An installation of its own, with that much in it.
function seeded(name, ...sizes) {
  const conf = installation(name, false);
  const data = path.join(path.dirname(conf), 'data');
  fs.mkdirSync(data, { mode: 0o700 });
  const text = execFileSync(tool('seed'), [data, ...sizes.map(String)], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const [, token] = /^token (\S+)/m.exec(text) ?? [];
  return { conf, token, file: path.join(data, '.ht.vitrine.db') };
}
const fill = (file, sql) => execFileSync('sqlite3', [file], { input: sql, stdio: ['pipe', 'ignore', 'inherit'] });

// The web folder with another usermedia.cgi: the floor.
function floorFolder(program) {
  const to = path.join(work, program);
  fs.cpSync(folder, to, { recursive: true });
  fs.copyFileSync(tool(program), path.join(to, 'cgi-bin/usermedia.cgi'));
  return to;
}

async function start(options) {
  const site = new Site({ ...options });
  copyData(site.data);
  sites.push(site);
  await site.start();
  site.at = 0;
  return site;
}

async function stop(site) {
  sites.splice(sites.indexOf(site), 1);
  await site.stop();
}

// The same call at a site and at its floor, in turns.
async function compare(site, floor, call) {
  const ratios = [],
    rates = [],
    tails = [],
    tailRatios = [],
    cpus = [],
    floorCpus = [];
  for (let round = 0; round < ROUNDS; round++) {
    const pair = round % 2 ? [floor, site] : [site, floor];
    const [a, b] = pair.map((one) => wrk(one, call));
    const [mine, floors] = round % 2 ? [b, a] : [a, b];
    ratios.push(mine.rate / floors.rate);
    rates.push(mine.rate);
    tails.push(mine.p99);
    tailRatios.push(mine.p99 / floors.p99);
    cpus.push(mine.cpu);
    floorCpus.push(floors.cpu);
  }
  const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  const cpu = `CPU ${median(cpus).toFixed(2)} : ${median(floorCpus).toFixed(2)} ms`;
  return { ratio: median(ratios), rate: median(rates), p99: median(tails), tailRatio: median(tailRatios), spread, cpu };
}

const perSecond = (result) =>
  `${result.spread}; ${Math.round(result.rate)}/s, p99 ${result.p99.toFixed(1)} ms, ${result.cpu}`;

async function measureCgi(server, goals) {
  const site = await start({ server, mode: 'cgi' });
  const floor = await start({ server, mode: 'cgi', folder: seed.hello });
  const list = await compare(site, floor, 'list');
  report(`CGI list, ${server} / hello`, list.ratio, '', { least: goals.list }, perSecond(list));
  if (goals.post) {
    const post = await compare(site, floor, 'post');
    report('CGI post, 16 writers / hello', post.ratio, '', { least: goals.post }, perSecond(post));
    report('CGI post, 16 writers, p99', post.p99, ' ms', { most: 60 });
  }
  await stop(floor);
  await stop(site);
}

const memoryOf = (workers) =>
  workers.map(({ pid }) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));

// One worker's memory, after a thousand requests and after many.
async function watchMemory(site) {
  const sample = [];
  let sent = 0;
  for (const until of [1000, REQUESTS]) {
    while (sent < until * 2)
      // there are two workers
      sent += wrk(site, 'list', 1).requests;
    sample.push(Math.max(...memoryOf(site.workers('usermedia'))));
  }
  report(
    `memory of a FastCGI worker, after ${REQUESTS}`,
    sample[1] - sample[0],
    ' KiB more',
    { most: 0 },
    `${sample[1]} KiB`,
  );
}

async function measureFcgi() {
  const site = await start({ server: 'lighttpd', mode: 'fcgi' });
  const floor = await start({ server: 'lighttpd', mode: 'fcgi', folder: seed.noop });
  const one = await compare(site, floor, 'one');
  report('FastCGI one, lighttpd / noop', one.ratio, '', { least: 0.95 }, perSecond(one));
  const list = await compare(site, floor, 'list');
  report('FastCGI list, lighttpd / noop', list.ratio, '', undefined, perSecond(list));
  await watchMemory(site);
  await stop(floor);
  await stop(site);
  await comparePeer();
}

// The peer by itself, without a web server.
async function startPeer() {
  const conf = installation('peer-alone', true);
  const port = await freePort();
  const child = child_process.spawn(tool('peer'), [`127.0.0.1:${port}`], {
    env: { VITRINE_CONF: conf },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  const peer = {
    address: `http://127.0.0.1:${port}`,
    server: 'Go',
    mode: 'direct',
    at: 0,
    processes: () => [child],
    stop: () => {
      child.kill();
      return ended;
    },
  };
  sites.push(peer);
  for (;;) {
    // until it listens
    const answer = await fetch(peer.address).catch(() => null);
    if (answer) return peer;
    if (child.exitCode !== null) throw new Error('the peer did not start');
  }
}

async function comparePeer() {
  const goals = [
    { name: 'lighttpd', list: 3, post: 2 },
    { name: 'direct', list: 3, post: 1.5 },
  ];
  if (!fs.existsSync(tool('peer'))) {
    for (const { name, list, post } of goals)
      rows.push({
        what: `FastCGI list and post / Go, ${name}`,
        value: '–',
        said: `≥ ${list}, ≥ ${post}`,
        note: `skipped: needs ${process.env.PEER_PACKAGES}`,
      });
    return;
  }
  const behind = floorFolder('peer');
  for (const { name, ...goal } of goals) {
    // Both with shelves as they were seeded: the posts make them longer.
    const site = await start({ server: 'lighttpd', mode: 'fcgi' });
    const peer =
      name === 'direct' ? await startPeer() : await start({ server: 'lighttpd', mode: 'fcgi', folder: behind });
    for (const call of ['list', 'post']) {
      const result = await compare(site, peer, call);
      report(`FastCGI ${call} / Go, ${name}`, result.ratio, '', { least: goal[call] }, perSecond(result));
      if (call === 'post')
        report(`FastCGI post p99 / Go's, ${name}`, result.tailRatio, '', { most: 0.5 }, `${result.p99.toFixed(1)} ms`);
    }
    await stop(peer);
    await stop(site);
  }
}

// An installation without a server: its settings file.
function installation(name, seeded) {
  const at = path.join(work, name);
  fs.mkdirSync(at);
  fs.writeFileSync(path.join(at, 'vitrine.conf'), 'data_dir = data\n');
  if (seeded) copyData(path.join(at, 'data'));
  return path.join(at, 'vitrine.conf');
}

function spawn(rounds, env, ...programs) {
  return timesOf([tool('spawn'), String(rounds), ...programs], env);
}

// All on one processor: nothing waits for another to wake up, which adds as much to the floor as to the program.
function spawnOnOne(rounds, env, ...programs) {
  const first = /Cpus_allowed_list:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
  return timesOf(['taskset', '-c', first, tool('spawn'), String(rounds), ...programs], env);
}

function timesOf([command, ...args], env) {
  return execFileSync(command, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'inherit'] })
    .trim()
    .split('\n')
    .map((line) => {
      const [time, memory] = line.split(' ').map(Number);
      return { time, memory };
    });
}

function measureAlone() {
  const program = (name) => path.join(folder, 'cgi-bin', `${name}.cgi`);
  const conf = installation('alone', true);
  for (const [where, run, goal] of [
    ['', spawn, { most: 1.9 }],
    [', one processor', spawnOnOne],
  ]) {
    const runs = Array.from({ length: ROUNDS }, () =>
      run(quick ? 100 : 300, environment(conf), tool('hello'), program('usermedia')),
    );
    const times = runs.map(([hello, list]) => list.time / hello.time);
    const [hello, list] = [0, 1].map((i) => median(runs.map((one) => one[i].time)));
    report(
      `CGI list, exec to exit / hello${where}`,
      median(times),
      '×',
      goal,
      `${list.toFixed(0)} µs, hello ${hello.toFixed(0)} µs`,
    );
    if (goal)
      report('memory of a CGI list at its peak', Math.max(...runs.map((one) => one[1].memory)) / 1024, ' MiB', {
        most: 2.5,
      });
  }

  // The same SQL, the same file, and nothing else: by a plain program that prints the columns, and in a warm one.
  const number = (name, argument, env) => Number(execFileSync(tool(name), [argument], { encoding: 'utf8', env }));
  const floor = {
    ...environment(conf),
    FLOOR_DB: path.join(path.dirname(conf), 'data/.ht.vitrine.db'),
    FLOOR_SQL: execFileSync(tool('warm'), ['sql'], { encoding: 'utf8', env: environment(conf) }),
  };
  const plain = Array.from({ length: ROUNDS }, () =>
    spawn(quick ? 100 : 300, floor, tool('floor'), program('usermedia')),
  );
  report(
    'CGI list, exec to exit / its SQL, printed',
    median(plain.map(([sql, list]) => list.time / sql.time)),
    '×',
    { most: 0.8 },
    `its SQL ${median(plain.map(([sql]) => sql.time)).toFixed(0)} µs`,
  );

  const times = quick ? '5000' : '20000';
  const warm = Array.from({ length: ROUNDS }, () => [
    number('warm', times, environment(conf)),
    number('floor', times, floor),
  ]);
  const [list, sql] = [0, 1].map((i) => median(warm.map((one) => one[i])));
  report('list in a warm worker', list, ' µs');
  report(
    'list in a warm worker / its SQL, stepped',
    median(warm.map((one) => one[0] / one[1])),
    '×',
    { most: 1.5 },
    `its SQL ${sql.toFixed(1)} µs`,
  );

  const media = { door: '/media', name: 'media' };
  const first = Array.from({ length: ROUNDS }, (_, i) => {
    const env = environment(installation(`empty${i}`, false), media);
    delete env.HTTP_AUTHORIZATION;
    return spawn(1, env, program('media'))[0].time - spawn(1, env, program('media'))[0].time;
  });
  report('first request on an empty folder', median(first) / 1000, ' ms more', { most: 20 });
}

// The same calls on a large and on a small catalogue, by programs that start anew.
function measureSizes() {
  const [small, large] = [SMALL, LARGE].map((items) => seeded(`catalogue${items}`, items).conf);
  const calls = {
    'list page 1': '',
    'list page 1,000': 'page=1000&page_size=10',
    'list of a type, counted': 'type=BOOK',
    'q, 500 hits': 'q=zanzibar',
  };
  for (const [name, query] of Object.entries(calls)) {
    const time = (conf) => {
      const env = { ...environment(conf, { door: '/media', name: 'media' }), QUERY_STRING: query };
      delete env.HTTP_AUTHORIZATION;
      return spawn(quick ? 20 : 50, env, path.join(folder, 'cgi-bin/media.cgi'))[0].time;
    };
    const pairs = Array.from({ length: ROUNDS }, () => [time(small), time(large)]);
    report(
      `${name}, ${LARGE} items / ${SMALL}`,
      median(pairs.map(([a, b]) => b / a)),
      '×',
      { most: 1.3 },
      `${median(pairs.map(([, b]) => b)).toFixed(0)} µs`,
    );
  }
}

// A large diary and one of a tenth, its first page and one far behind; and what has a tag on those shelves.
function measureDiary() {
  const sizes = [1500, 15000];
  const [small, large] = sizes.map((records) => ({
    ...seeded(`diary${records}`, SMALL, records),
    last: records / 30,
  }));
  const diary = { door: '/diary', name: 'diary' };
  const records = `${sizes[1]} records / ${sizes[0]}`;
  const entries = `${(sizes[1] / 3) * 2} entries / ${(sizes[0] / 3) * 2}`;
  for (const [what, where, query] of [
    [`diary page 1, ${records}`, diary, () => ''],
    [`diary page of two thirds, ${records}`, diary, ({ last }) => `page=${last}`],
    [`diary page 1 of books, ${records}`, diary, () => 'type=BOOK'],
    [`diary page 1 of all but books, ${records}`, diary, () => 'type=MOVIE&type=TV_SHOW&type=GAME'],
    [`diary page 1 of a year, ${records}`, diary, () => 'year=2009'],
    [`a tag of each tenth, ${entries}`, { door: '/user/media', name: 'usermedia' }, () => 'tag=tenth+3'],
  ]) {
    const time = (one) => {
      const env = tools.environment(one.conf, one.token, { ...where, query: query(one) });
      return spawn(quick ? 20 : 50, env, path.join(folder, `cgi-bin/${where.name}.cgi`))[0].time;
    };
    const pairs = Array.from({ length: ROUNDS }, () => [time(small), time(large)]);
    report(
      what,
      median(pairs.map(([a, b]) => b / a)),
      '×',
      { most: 3 },
      `${median(pairs.map(([, b]) => b)).toFixed(0)} µs`,
    );
  }
}

// The time of a request in a warm worker, in microseconds.
const warm = ({ conf, token }, times, options) =>
  Number(execFileSync(tool('warm'), [times], { encoding: 'utf8', env: tools.environment(conf, token, options) }));

// The statistics of a year beside a page of the same shelf, in a warm worker; and those of ten times as much. (Of the
// seed's records those of a year lie as far from each other as can be.)
function measureStats() {
  const [small, large] = [15000, 150000].map((records) => seeded(`stats${records}`, (records / 3) * 2, records));
  const year = { door: '/stats', name: 'stats', query: 'year=2009' };
  const turns = Array.from({ length: ROUNDS }, () => [
    warm(small, 500),
    warm(small, 500, year),
    warm(large, 100),
    warm(large, 100, year),
  ]);
  const ratio = (a, b) => median(turns.map((one) => one[a] / one[b]));
  const took = (nth) => `${median(turns.map((one) => one[nth])).toFixed(0)} µs`;
  report('statistics of a year, 15000 records / list', ratio(1, 0), '×', { most: 3 }, took(1));
  report('statistics of a year, 150000 records / list', ratio(3, 2), '×', { most: 10 }, took(3));
  report('statistics of a year, 150000 records / 15000', ratio(3, 1), '×');
  const ever = ({ conf, token }) =>
    spawn(3, tools.environment(conf, token, { ...year, query: '' }), path.join(folder, 'cgi-bin/stats.cgi'))[0];
  const [all, whole] = [small, large].map(ever);
  report(
    'statistics of all time, 150000 records / 15000',
    whole.time / all.time,
    '×',
    undefined,
    `${(whole.time / 1e3).toFixed(0)} ms`,
  );
  report('memory of those at its peak', whole.memory / 1024, ' MiB');
}

// Copies in a hundred places, and what their facets cost.
const OWNED = (copies) => `
INSERT INTO copies (id, user_key, media_key, type, format, format_folded, location, location_folded, condition,
  condition_folded, whereabouts, price, currency, created_at, updated_at)
SELECT printf('00000000-0000-4000-8000-%012d', key), (SELECT min(key) FROM users), key, type,
  'Format ' || key % 12, 'format ' || key % 12, 'Home/Room ' || key % 10 || '/Shelf ' || key / 10 % 10,
  'home/room ' || key % 10 || '/shelf ' || key / 10 % 10, 'Good', 'good', 'home', 1250, 'EUR', 0, 0
FROM media_items ORDER BY key LIMIT ${copies};`;

function measureCollection() {
  const [few, many] = [200, 2000].map((copies) => {
    const one = seeded(`copies${copies}`, SMALL);
    fill(one.file, OWNED(copies));
    return one;
  });
  const facets = { door: '/collection', name: 'collection', rest: '/facets' };
  const cgi = ({ conf, token }) =>
    spawn(20, tools.environment(conf, token, facets), path.join(folder, 'cgi-bin/collection.cgi'))[0].time;
  const turns = Array.from({ length: ROUNDS }, () => [
    cgi(few),
    cgi(many),
    warm(few, 500, facets),
    warm(many, 500, facets),
  ]);
  const took = (nth) => `${median(turns.map((one) => one[nth])).toFixed(0)} µs`;
  const ratio = (nth) => median(turns.map((one) => one[nth + 1] / one[nth]));
  report('facets of 2000 copies / 200', ratio(0), '×', { most: 3 }, took(1));
  report('facets of 2000 copies / 200, in a warm worker', ratio(2), '×', undefined, took(3));
}

// A shelf of a hundred thousand titles, each with a time through it, a rating and tags.
const FILL = `
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${EXPORTED})
INSERT INTO media_items (id, type, title, title_folded, creator, description, genre, pub_date, length, metadata, source,
  curated, created_at, updated_at)
SELECT printf('00000000-0000-4000-8000-%012d', i), 'BOOK', 'Title ' || i, 'exported', 'Author ' || i,
  'About ' || hex(zeroblob(100)), 'Novel', '2001', 300, '{"ids":{"goodreads":"' || i || '"}}', 'USER_ADDED', 0, 0, 0
FROM n;
INSERT INTO entries (id, user_key, media_key, status, progress, note, tags, times, created_at, updated_at)
SELECT id, (SELECT min(key) FROM users), key, 'COMPLETED', 300, 'Note ' || key, 'one' || char(10) || 'two', 1, 0, 0
FROM media_items WHERE title_folded = 'exported';
INSERT INTO diary (id, user_key, entry_key, type, number, start_date, end_date, is_finished, progress, rating,
  created_at, updated_at)
SELECT e.id, e.user_key, e.key, 'BOOK', 1, '2009-07-01', '2009-07-12', 1, 300, 7, 0, 0
FROM entries e JOIN media_items m ON m.key = e.media_key WHERE m.title_folded = 'exported';
INSERT INTO ratings (user_key, media_key, value, created_at, updated_at)
SELECT e.user_key, e.media_key, 7, 0, 0
FROM entries e JOIN media_items m ON m.key = e.media_key WHERE m.title_folded = 'exported';
`;

// The rows that an export of it is made of.
const EXPORTED_ROWS = `
SELECT m.*, e.*, r.*, w.* FROM entries e JOIN media_items m ON m.key = e.media_key
LEFT JOIN ratings r ON r.media_key = e.media_key AND r.user_key = e.user_key
LEFT JOIN reviews w ON w.media_key = e.media_key AND w.user_key = e.user_key
WHERE e.user_key = (SELECT min(key) FROM users) ORDER BY e.media_key;
SELECT d.* FROM entries e JOIN diary d ON d.entry_key = e.key
WHERE e.user_key = (SELECT min(key) FROM users) ORDER BY e.media_key, d.number;
SELECT * FROM copies WHERE user_key = (SELECT min(key) FROM users) ORDER BY media_key;
`;

function measureExport() {
  const { conf, token, file } = seeded('exported', SMALL, 30);
  fill(file, FILL);
  for (const name of ['vitrine.json', 'vitrine.csv']) {
    const env = {
      ...tools.environment(conf, token, { door: '/exports', name: 'exports', rest: `/${name}` }),
      FLOOR_DB: file,
      FLOOR_SQL: EXPORTED_ROWS,
    };
    const [plain, written] = spawn(ROUNDS, env, tool('floor'), path.join(folder, 'cgi-bin/exports.cgi'));
    const took = `${(written.time / 1e6).toFixed(2)} s, its SQL ${(plain.time / 1e6).toFixed(2)} s`;
    report(`${name}, ${EXPORTED} titles / its SQL, printed`, written.time / plain.time, '×', { most: 2 }, took);
    report(`memory of ${name} at its peak`, written.memory / 1024, ' MiB', { most: 8 });
  }
}

// The last page of a long list, and of one of a tenth.
function measureLists() {
  const conf = installation('lists', true);
  const [large, small] = seed.lists.map(({ count, id }) => ({
    ...environment(conf, { door: '/lists', name: 'lists', rest: `/${id}/items` }),
    QUERY_STRING: `page=${count / 20}`,
  }));
  const time = (env) => spawn(quick ? 20 : 50, env, path.join(folder, 'cgi-bin/lists.cgi'))[0].time;
  const pairs = Array.from({ length: ROUNDS }, () => [time(small), time(large)]);
  report(
    `last page of a list, ${seed.lists[0].count} titles / ${seed.lists[1].count}`,
    median(pairs.map(([a, b]) => b / a)),
    '×',
    { most: 3 },
    `${median(pairs.map(([, b]) => b)).toFixed(0)} µs`,
  );
}

// What a look-up adds to a request by CGI, where every source answers at once: its program, and the way to them.
async function measureLookup() {
  const fake = await startProviders();
  const settings = { ...fake.settings, ...keys, rate_limit_lookups: 100000 };
  const site = await start({ server: 'lighttpd', mode: 'cgi', settings });
  const headers = { Authorization: `Bearer ${seed.token}` };
  const time = async (address) => {
    const from = process.hrtime.bigint();
    const answer = await fetch(`${site.address}${site.base}${address}`, { headers });
    const text = await answer.text();
    if (!answer.ok || /"state":"(?!ok")/.test(text)) throw new Error(`${address}: ${answer.status} ${text}`);
    return Number(process.hrtime.bigint() - from) / 1e6;
  };
  const pairs = [];
  // What was asked once is kept: each is another question.
  for (let nth = 0; nth < ROUNDS * 10; nth++)
    pairs.push([await time(`/media?q=lantern+${nth}`), await time(`/lookup?q=lantern+${nth}`)]);
  report(
    'GET /lookup, all sources / GET /media',
    median(pairs.map(([media, lookup]) => lookup - media)),
    ' ms more',
    { most: 25 },
    `${median(pairs.map(([, lookup]) => lookup)).toFixed(1)} ms`,
  );
  await stop(site);
  await fake.close();
}

function print() {
  const head = { what: 'what', value: 'measured', said: 'goal', note: '' };
  const width = (column) => Math.max(...[head, ...rows].map((row) => row[column].length));
  const widths = { what: width('what'), value: width('value'), said: width('said') };
  for (const row of [head, ...rows])
    console.log(
      `${row.what.padEnd(widths.what)}  ${row.value.padStart(widths.value)}  ${row.said.padEnd(widths.said)}  ` +
        `${(row.good === undefined ? '' : row.good ? 'ok' : 'MISS').padEnd(4)}  ${row.note}`.trimEnd(),
    );
}

const measures = {
  alone: measureAlone,
  sizes: measureSizes,
  diary: measureDiary,
  stats: measureStats,
  collection: measureCollection,
  lists: measureLists,
  exports: measureExport,
  cgi: async () => {
    await measureCgi('lighttpd', { list: 0.6, post: 0.55 });
    await measureCgi('apache', { list: 0.6 });
  },
  lookup: measureLookup,
  fcgi: measureFcgi,
  imports: () => measureImports({ start, stop, report, wrk, seed }),
};

async function main() {
  const only = (process.env.ONLY || Object.keys(measures).join(' ')).split(' ');
  const unknown = only.filter((name) => !measures[name]);
  if (unknown.length) throw new Error(`ONLY: ${unknown} is none of ${Object.keys(measures).join(', ')}`);
  makeSeed();
  seed.hello = floorFolder('hello');
  seed.noop = floorFolder('noop');
  for (const name of only) await measures[name]();
}

let failed = false;
main()
  .catch((error) => {
    console.error(error);
    failed = true;
  })
  .finally(async () => {
    for (const site of [...sites])
      await stop(site).catch((error) => {
        console.error(error.message);
        failed = true;
      });
    fs.rmSync(work, { recursive: true, force: true });
    print();
    process.exitCode = failed ? 1 : 0;
  });
