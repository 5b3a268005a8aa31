// `make bench-against OLD=CHECKOUT`: what `make bench` measures of this checkout beside what it measures of another, in
// turns, each with a database that its own tools made. One table: both figures, and ours as a ratio to the other's.
// Instructions are counted by callgrind: they are the same whatever else the machine does. What is worse by more than a
// tenth, or has 2 % more instructions, is marked.
'use strict';
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { folder, top, workFolder } = require('../e2e/harness');
const { copyData, environment, median, readSeed, wrk } = require('./tools');

const quick = process.env.QUICK === '1';
const ROUNDS = Math.max(3, Number(process.env.ROUNDS || (quick ? 3 : 9)));
const SECONDS = Number(process.env.SECONDS || (quick ? 1 : 2));
const LARGE = quick ? 100000 : 1000000,
  SMALL = 10000;
const FEW = { list: 100, post: 40 }; // rounds of a program that is started by hand

const work = workFolder();
const rows = [];
const sites = [];

// A checkout: its tools, its web folder, a database that its `seed` has filled, and the requests that go with it.
function makeSide(name, checkout) {
  const tool = (one) => path.join(checkout, 'build/bench', one);
  const side = { name, tool, folder: path.join(work, `${name}-site`), data: path.join(work, `${name}-data`) };
  fs.cpSync(folder, side.folder, { recursive: true });
  fs.rmSync(path.join(side.folder, 'cgi-bin'), { recursive: true });
  fs.cpSync(path.join(checkout, 'build/cgi-bin'), path.join(side.folder, 'cgi-bin'), { recursive: true });
  fs.mkdirSync(side.data, { mode: 0o700 });
  const text = execFileSync(tool('seed'), [side.data], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const file = path.join(work, `${name}-requests`);
  fs.writeFileSync(file, text);
  // Its own settings and server files, which others may not know.
  side.Site = require(path.join(checkout, 'tests/e2e/harness')).Site;
  return Object.assign(side, readSeed(file));
}

// `figures` are pairs, the other's first. Less is better, or `more` is.
function report(what, unit, figures, { more = false, most = 1.1, digits = 0 } = {}) {
  const ratios = figures.map(([old, now]) => now / old);
  const [old, now] = [0, 1].map((i) => median(figures.map((pair) => pair[i])));
  const ratio = median(ratios);
  rows.push({
    what,
    old: `${old.toFixed(digits)}${unit}`,
    now: `${now.toFixed(digits)}${unit}`,
    ratio: ratio.toFixed(3),
    spread: figures.length > 1 ? `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}` : '',
    worse: (more ? 1 / ratio : ratio) > most ? 'WORSE' : '',
  });
}

// The same of both, in turns.
function inTurns(sides, measure, rounds = ROUNDS) {
  return Array.from({ length: rounds }, (_, round) => {
    const order = round % 2 ? [1, 0] : [0, 1];
    const pair = [];
    for (const i of order) pair[i] = measure(sides[i]);
    return pair;
  });
}

function installation(side, name, seeded) {
  const at = path.join(work, `${side.name}-${name}`);
  fs.mkdirSync(at);
  fs.writeFileSync(path.join(at, 'vitrine.conf'), 'data_dir = data\n');
  if (seeded) copyData(side.data, path.join(at, 'data'));
  return path.join(at, 'vitrine.conf');
}

const program = (side, name) => path.join(side.folder, 'cgi-bin', `${name}.cgi`);

function spawned(side, rounds, env, name) {
  const [time, memory] = execFileSync(side.tool('spawn'), [String(rounds), program(side, name)], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
    .trim()
    .split(' ')
    .map(Number);
  return { time, memory };
}

function instructions(command, args, env, input = '') {
  const { stderr, stdout } = spawnSync(
    'valgrind',
    ['--tool=callgrind', '--callgrind-out-file=/dev/null', command, ...args],
    { env, input, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const counted = /Collected : (\d+)/.exec(stderr);
  if (!counted || /^Status: [45]/.test(stdout)) throw new Error(`${command}: ${stderr}\n${stdout}`);
  return Number(counted[1]);
}

function countInstructions(sides) {
  const confs = new Map(sides.map((side) => [side, installation(side, 'counted', true)]));
  let at = 0;
  const cgi = (name, options) => (side) => {
    const env = environment(confs.get(side), side.token, {
      name,
      ...options,
      rest: options.rest ? options.rest(side) : '',
    });
    const body = options.body ? options.body(side) : '';
    if (body) Object.assign(env, { CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(body.length) });
    return instructions(program(side, name), [], env, body);
  };
  const calls = {
    'shelf list': cgi('usermedia', {}),
    'shelf one': cgi('usermedia', { rest: (side) => `/${side.entry}` }),
    'shelf post': cgi('usermedia', {
      method: 'POST',
      body: (side) => JSON.stringify({ media_id: side.media[Math.floor(at++ / 2) + 100], status: 'IN_PROGRESS' }),
    }),
    'media list': cgi('media', { door: '/media' }),
    'media q': cgi('media', { door: '/media', query: 'q=orwell' }),
    health: cgi('server', { door: '/server', rest: () => '/version' }),
  };
  for (const [name, call] of Object.entries(calls)) {
    inTurns(sides, call, 1); // the first one writes what a restart has to
    report(`instructions, CGI ${name}`, '', inTurns(sides, call, 3), { most: 1.02 });
  }
  const warm = (side) => {
    const env = environment(confs.get(side), side.token);
    const [few, many] = [100, 300].map((count) => instructions(side.tool('warm'), [String(count)], env));
    return (many - few) / 200;
  };
  report('instructions, list in a warm worker', '', inTurns(sides, warm, 1), { most: 1.02 });
}

function measureAlone(sides) {
  const confs = new Map(sides.map((side) => [side, installation(side, 'alone', true)]));
  const runs = inTurns(
    sides,
    (side) => spawned(side, FEW.list, environment(confs.get(side), side.token), 'usermedia'),
    3 * ROUNDS,
  );
  report(
    'CGI list, exec to exit',
    ' µs',
    runs.map((pair) => pair.map((one) => one.time)),
  );
  report(
    'CGI list, memory at its peak',
    ' KiB',
    runs.map((pair) => pair.map((one) => one.memory)),
  );
  const ones = inTurns(
    sides,
    (side) =>
      spawned(side, FEW.list, environment(confs.get(side), side.token, { rest: `/${side.entry}` }), 'usermedia'),
    3 * ROUNDS,
  );
  report(
    'CGI one, exec to exit',
    ' µs',
    ones.map((pair) => pair.map((one) => one.time)),
  );
  const warm = (side) =>
    Number(
      execFileSync(side.tool('warm'), ['5000'], { encoding: 'utf8', env: environment(confs.get(side), side.token) }),
    );
  report('list in a warm worker', ' µs', inTurns(sides, warm), { digits: 1 });

  let made = 0;
  const media = { door: '/media', name: 'media' };
  const first = (side) => {
    const env = environment(installation(side, `empty${made++}`, false), null, media);
    return spawned(side, 1, env, 'media').time;
  };
  report('first request on an empty folder', ' µs', inTurns(sides, first, 3 * ROUNDS), { most: 1.25 });
}

function measureSizes(sides) {
  const catalogues = {};
  for (const items of [SMALL, LARGE])
    catalogues[items] = new Map(
      sides.map((side) => {
        const conf = installation(side, `catalogue${items}`, false);
        const data = path.join(path.dirname(conf), 'data');
        fs.mkdirSync(data, { mode: 0o700 });
        execFileSync(side.tool('seed'), [data, String(items)], { stdio: ['ignore', 'ignore', 'inherit'] });
        return [side, conf];
      }),
    );
  const calls = {
    'media list page 1': '',
    'media list page 1,000': 'page=1000&page_size=10',
    'media list of a type': 'type=BOOK',
    'media q, 500 hits': 'q=zanzibar',
  };
  for (const items of [SMALL, LARGE])
    for (const [name, query] of Object.entries(calls)) {
      const time = (side) => {
        const env = environment(catalogues[items].get(side), null, { door: '/media', name: 'media', query });
        return spawned(side, quick ? 20 : 50, env, 'media').time;
      };
      report(`${name}, ${items} items`, ' µs', inTurns(sides, time));
    }
}

async function start(side, server, mode) {
  const site = new side.Site({ server, mode, folder: side.folder });
  copyData(side.data, site.data);
  sites.push(site);
  await site.start();
  return Object.assign(site, { side, at: 0 });
}

async function measureServer(sides, server, mode, calls) {
  const pair = [await start(sides[0], server, mode), await start(sides[1], server, mode)];
  const kind = mode === 'cgi' ? 'CGI' : 'FastCGI';
  for (const call of calls) {
    const results = inTurns(pair, (site) => wrk(site, call, site.side, SECONDS));
    const of = (name) => results.map((two) => two.map((one) => one[name]));
    report(`${kind} ${call}, ${server}`, '/s', of('rate'), { more: true });
    report(`${kind} ${call}, ${server}, processors' time`, ' ms', of('cpu'), { digits: 3 });
    if (call === 'post') report(`${kind} post, ${server}, p99`, ' ms', of('p99'), { digits: 1, most: 1.5 });
  }
  for (const site of pair) {
    sites.splice(sites.indexOf(site), 1);
    await site.stop();
  }
}

function print() {
  const head = { what: 'what', old: 'old', now: 'now', ratio: 'ratio', spread: 'spread', worse: '' };
  const width = (column) => Math.max(...[head, ...rows].map((row) => row[column].length));
  for (const row of [head, ...rows])
    console.log(
      (
        `${row.what.padEnd(width('what'))}  ${row.old.padStart(width('old'))}  ${row.now.padStart(width('now'))}  ` +
        `${row.ratio.padStart(width('ratio'))}  ${row.spread.padEnd(width('spread'))}  ${row.worse}`
      ).trimEnd(),
    );
}

async function main() {
  const sides = [makeSide('old', path.resolve(process.argv[2])), makeSide('now', top)];
  countInstructions(sides);
  if (process.env.ONLY === 'instructions') return;
  measureAlone(sides);
  measureSizes(sides);
  await measureServer(sides, 'lighttpd', 'cgi', ['list', 'post']);
  await measureServer(sides, 'apache', 'cgi', ['list']);
  await measureServer(sides, 'lighttpd', 'fcgi', ['one', 'list', 'post']);
}

let failed = false;
main()
  .catch((error) => {
    console.error(error);
    failed = true;
  })
  .finally(async () => {
    for (const site of [...sites]) await site.stop().catch((error) => console.error(error.message));
    fs.rmSync(work, { recursive: true, force: true });
    print();
    process.exitCode = failed ? 1 : 0;
  });
