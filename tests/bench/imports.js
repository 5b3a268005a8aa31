// The figures of an import: what it takes beside plain inserts of the same rows, how long a step is, what memory the
// largest file needs, and what others notice of it while they write.
//
//   await measureImports({ start, stop, report, wrk, seed });
//   node imports.js ADDRESS TOKEN ID    steps, until the import has ended
'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');

const ROWS = 5000,
  PLAIN = 1000, // of them by plain inserts: each takes the same time
  LARGEST = 32 << 20; // bytes, import_max
const HEAD =
  'Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,' +
  'Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,' +
  'Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies\n';

function isbnOf(nth) {
  const digits = `979${String(nth).padStart(9, '0')}`;
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 3 : 1), 0);
  return digits + ((10 - (sum % 10)) % 10);
}
const bookOf = (nth) => ({
  title: `Lantern and ladder ${nth}`,
  creator: `Robin Author${nth % 700}`,
  isbn: isbnOf(nth),
  rating: (nth % 5) + 1,
  day: `2020-03-${String((nth % 28) + 1).padStart(2, '0')}`,
});
function rowOf(nth, review = '') {
  const { title, creator, isbn, rating, day } = bookOf(nth);
  const read = day.replaceAll('-', '/');
  return (
    `${nth},${title},${creator},,,,"=""${isbn}""",${rating},4.0,Press,Paperback,${200 + (nth % 300)},2001,1999,` +
    `${read},2019/01/01,,,read,${review},,,1,0\n`
  );
}
function fileOf(rows, review) {
  return HEAD + Array.from({ length: rows }, (_, nth) => rowOf(nth + 1, review)).join('');
}

async function call(at, method, path, body, type = 'application/json') {
  const answer = await fetch(at.address + path, {
    method,
    body,
    headers: { Authorization: `Bearer ${at.token}`, 'Content-Type': type },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text && JSON.parse(text);
}
const upload = (at, file) => call(at, 'POST', '/imports', file, 'text/csv');

// Steps until it has got to one of the states, or so many times; says what the longest took, in milliseconds.
async function step(at, id, until, { run = false, most = Infinity } = {}) {
  let longest = 0;
  for (let nth = 0; nth < most; nth++) {
    const from = performance.now();
    const made = await call(at, 'POST', `/imports/${id}/steps`, JSON.stringify(run ? { run: true } : {}));
    longest = Math.max(longest, performance.now() - from);
    if (until.includes(made.state)) return { made, longest };
    if (made.state === 'failed') throw new Error(`import ${id}: ${made.message}`);
  }
  return { longest };
}

// The same books by hand: each call for itself, as a client without imports would.
async function insert(at, from, count) {
  for (let nth = from; nth < from + count; nth++) {
    const { title, creator, isbn, rating, day } = bookOf(nth);
    const book = { type: 'BOOK', title, creator, isbn, pub_date: '1999', length: 300 };
    const { id } = await call(at, 'POST', '/media', JSON.stringify(book));
    const entry = { media_id: id, status: 'COMPLETED', start_date: null, end_date: day };
    await call(at, 'POST', '/user/media', JSON.stringify(entry));
    await call(at, 'PUT', `/media/${id}/rating`, JSON.stringify({ value: rating }));
  }
}

const elapsed = async (work) => {
  const from = performance.now();
  const result = await work();
  return { ms: performance.now() - from, ...result };
};
const addressOf = (site, seed) => ({ address: site.address + site.base.replace(/\/$/, ''), token: seed.token });

async function compareToInserts({ start, stop, report, seed }) {
  const site = await start({ server: 'lighttpd', mode: 'fcgi' });
  const at = addressOf(site, seed);
  const moved = await elapsed(async () => {
    const { id } = await upload(at, fileOf(ROWS));
    await step(at, id, ['planned']);
    const { made } = await step(at, id, ['done'], { run: true });
    if (made.counts.new !== ROWS) throw new Error(`not all were new: ${JSON.stringify(made.counts)}`);
    return {};
  });
  const plain = await elapsed(() => insert(at, ROWS + 1, PLAIN));
  const each = [moved.ms / ROWS, plain.ms / PLAIN];
  report(
    `import of ${ROWS} books, planned and run / inserts`,
    each[0] / each[1],
    '×',
    { most: 3 },
    `${each[0].toFixed(1)} ms a row, inserted ${each[1].toFixed(1)} ms`,
  );
  await stop(site);
}

async function watchSteps({ start, stop, report, seed }) {
  const site = await start({ server: 'lighttpd', mode: 'cgi' });
  const at = addressOf(site, seed);
  const { id } = await upload(at, fileOf(ROWS));
  const planned = await step(at, id, ['planned']);
  const run = await step(at, id, ['done'], { run: true });
  report('longest step of an import, CGI', Math.max(planned.longest, run.longest) / 1000, ' s', { most: 1.5 });
  await stop(site);
}

async function watchLargest({ start, stop, report, seed }) {
  const site = await start({ server: 'lighttpd', mode: 'fcgi' });
  const at = addressOf(site, seed);
  const review = 'Long, and worth it. '.repeat(40);
  const rows = Math.floor((LARGEST - HEAD.length) / (rowOf(10000, review).length + 2));
  const { id } = await upload(at, fileOf(rows, review));
  await step(at, id, ['planned'], { most: 40 });
  await step(at, id, ['done'], { run: true, most: 5 });
  const peaks = site
    .workers('imports')
    .map(({ pid }) => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));
  report('memory of an import of 32 MiB at its peak', Math.max(...peaks) / 1024, ' MiB', { most: 32 });
  await stop(site);
}

async function watchOthers({ start, stop, report, wrk, seed }) {
  const site = await start({ server: 'lighttpd', mode: 'fcgi' });
  const at = addressOf(site, seed);
  const { id } = await upload(at, fileOf(ROWS));
  await step(at, id, ['planned']);
  const alone = wrk(site, 'post');
  const child = spawn(process.execPath, [__filename, at.address, at.token, id], { stdio: 'inherit' });
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
  });
  const beside = wrk(site, 'post');
  child.kill();
  await ended;
  report(
    'FastCGI post p99 beside an import / alone',
    beside.p99 / alone.p99,
    '×',
    { most: 2 },
    `${beside.p99.toFixed(1)} ms, alone ${alone.p99.toFixed(1)} ms`,
  );
  await stop(site);
}

async function measureImports(bench) {
  await compareToInserts(bench);
  await watchSteps(bench);
  await watchLargest(bench);
  await watchOthers(bench);
}

module.exports = { measureImports };

if (require.main === module) {
  const [address, token, id] = process.argv.slice(2);
  step({ address, token }, id, ['done'], { run: true }).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
