// What providers do besides answering: each is `(req, res, answer) => …`, which answers in their place. `answer` makes
// the provider's own: {status, headers, type, body}.
'use strict';
const zlib = require('node:zlib');

const END = 1000; // pieces of what never ends, should nobody go away

// Takes the connection and says nothing, until the client goes.
const hang = () => () => {};

// Goes away: at once, or in the middle of its answer.
const drop = () => (req, res) => res.destroy();
const cutOff = () => (req, res, answer) => {
  const bytes = Buffer.from(JSON.stringify(answer().body));
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  res.write(bytes.subarray(0, bytes.length >> 1), () => res.destroy());
};

// An answer that never ends: as fast as it is taken.
const endless =
  (piece = ' '.repeat(64 * 1024)) =>
  (req, res) => {
    let left = END;
    res.writeHead(200, { 'Content-Type': 'application/json' });
    const more = () => {
      while (left-- > 0 && res.write(piece));
      if (left <= 0) res.end();
    };
    res.on('drain', more);
    more();
  };

// A few bytes that unpack to so many.
const packed =
  (size = 64 << 20) =>
  (req, res) => {
    const bytes = zlib.gzipSync(Buffer.alloc(size, 0x20));
    res.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
      'Content-Length': bytes.length,
    });
    res.end(bytes);
  };

// Any answer. `headers` such as Retry-After.
const says =
  (status, { headers = {}, body = '', type = 'application/json' } = {}) =>
  (req, res) => {
    res.writeHead(status, { 'Content-Type': type, ...headers });
    res.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };
const limited = (retryAfter) =>
  says(429, {
    headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
    body: { status: 429, message: 'Too Many Requests.' },
  });
const html = (status = 200) =>
  says(status, { type: 'text/html; charset=utf-8', body: '<!doctype html><title>Sorry</title><p>Are you a robot?' });
const redirect = (to, status = 302) => says(status, { type: 'text/html', headers: { Location: to } });
const picture = (bytes, type = 'image/jpeg') => says(200, { type, body: bytes });

// Its own answer, changed.
const changed = (change) => (req, res, answer) => {
  const { status, body } = answer();
  says(status, { body: change(structuredClone(body)) })(req, res);
};

// The same numbers for the same seed (mulberry32).
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const others = [
  null,
  true,
  false,
  0,
  -1,
  7.5,
  1e300,
  '',
  'x',
  ' ',
  '\u0000',
  'tt',
  '-1',
  '/../..',
  [],
  {},
  [[]],
  [null],
  { value: {} },
  { '': [] },
  'é'.repeat(30000),
  '\ud83c\udfac',
  '<b',
  '&#0;&#xffffffff;&amp',
  'https://127.0.0.1/',
  'file:///etc/passwd',
];

// Members of other types than they have, here and there.
function twist(value, random, chance = 0.25) {
  if (random() < chance) return others[Math.floor(random() * others.length)];
  if (Array.isArray(value)) return value.map((one) => twist(one, random, chance));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, twist(one, random, chance)]));
  return value;
}
// (What has a NUL in it is no JSON that we take: that is another test.)
const wrongTypes = (seed) => (req, res, answer) => {
  const { status, body } = answer();
  const random = numbers(seed);
  const members =
    body && typeof body === 'object'
      ? Object.assign(
          Array.isArray(body) ? [] : {},
          Object.fromEntries(Object.entries(body).map(([name, one]) => [name, twist(one, random)])),
        )
      : body;
  says(status, { body: JSON.stringify(members).replaceAll('\\u0000', '') })(req, res);
};

module.exports = {
  changed,
  cutOff,
  drop,
  endless,
  hang,
  html,
  limited,
  packed,
  picture,
  redirect,
  says,
  wrongTypes,
};
