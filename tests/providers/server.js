// Every provider of lib/lookup on the loopback, each with a port for its API and one for its pictures. They answer as
// the real ones do (books.js, screens.js, games.js), until a test has one do something else (switches.js), and remember
// all that was asked.
//
//	const providers = await startProviders();
//	… settings: providers.settings …
//	const undo = providers.when('tvmaze', /^\/search/, switches.hang());
//	providers.asked('tvmaze')	// [{path, query, headers, url}]
//
// By hand, for `make run CONFIG=FILE`:	node tests/providers/server.js >FILE
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { openlibrary, googlebooks, GOOGLE_KEY } = require('./books');
const { rawg, RAWG_KEY } = require('./games');
const { pictures } = require('./pictures');
const { tmdb, tvmaze, wikidata, TMDB_KEY, TMDB_TOKEN } = require('./screens');
const switches = require('./switches');

const keys = { google_books_key: GOOGLE_KEY, tmdb_key: TMDB_KEY, rawg_key: RAWG_KEY };
const sources = { openlibrary, googlebooks, tmdb, tvmaze, wikidata, rawg };

const noPicture = { status: 404, type: 'text/html', body: '<p>none</p>' };
const shown = (name, type = 'image/jpeg') => ({ status: 200, type, body: pictures[name]() });
const sent = (to) => ({ status: 302, headers: { Location: to }, type: 'text/html', body: '' });

// Pictures are where the providers have them. Open Library sends on twice, to where its archive keeps them.
const images = {
  openlibrary({ path, query }) {
    const [, id] = /^\/b\/id\/(\d+)-[SML]\.jpg$/.exec(path) ?? [];
    if (path === '/download/covers/40001.jpg') return sent('/items/covers/40001.jpg');
    if (path === '/items/covers/40001.jpg') return shown('jpeg');
    if (id === '40001') return sent('/download/covers/40001.jpg');
    if (id === '40009') return shown('png');
    return query.get('default') === 'false' ? noPicture : shown('blank');
  },
  googlebooks: ({ query }) =>
    query.get('edge') ? noPicture : shown(query.get('id') === 'gbGlass000001' ? 'webp' : 'wide'),
  tmdb: ({ path }) => (/^\/t\/p\/w\d+\/\w+\.jpg$/.test(path) ? shown('jpeg') : noPicture),
  tvmaze: ({ path }) => (/^\/uploads\/images\/\w+\/1\/82\.jpg$/.test(path) ? shown('large', 'image/png') : noPicture),
  wikidata: () => noPicture,
  rawg: ({ path }) => (path.startsWith('/media/games/') ? shown('png') : noPicture),
};

function send(req, res, { status, headers = {}, type, body }) {
  const isText = type || Buffer.isBuffer(body);
  const bytes = isText ? Buffer.from(body ?? '') : Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    'Content-Type': type ?? 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    ...headers,
  });
  res.end(bytes);
}

class Providers {
  constructor() {
    this.requests = []; // {source, of: 'api' | 'images', path, query, headers, url}, oldest first
    this.rules = [];
    this.waiting = [];
    this.puzzled = []; // what the fakes couldn't make anything of: a test's end finds none
    this.servers = {};
    this.settings = { lookup_allow_http: 'yes' };
  }

  async listen(source, of, answerOf) {
    const server = http.createServer((req, res) => this.answer(source, of, answerOf, req, res));
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    this.servers[`${source} ${of}`] = server;
    this.settings[`${source}_${of === 'api' ? '' : 'images_'}url`] = this.origin(source, of);
  }

  // The same source once more, by TLS: `pem` is localhost.pem (of localhost) or expired.pem. Returns its port.
  async listenByTls(source, pem, options = {}) {
    const bytes = fs.readFileSync(path.join(__dirname, pem));
    const server = https.createServer({ key: bytes, cert: bytes, ...options }, (req, res) =>
      this.answer(source, 'api', sources[source], req, res),
    );
    await new Promise((ready) => server.listen(0, 'localhost', ready));
    this.servers[`${source} ${pem} ${options.maxVersion}`] = server;
    return server.address().port;
  }

  answer(source, of, answerOf, req, res) {
    const url = new URL(req.url, 'http://localhost');
    const asked = { source, of, url: req.url, path: url.pathname, query: url.searchParams, headers: req.headers };
    res.on('error', () => {}); // who asked went away
    asked.connection = req.socket.remotePort;
    this.requests.push(asked);
    for (const resolve of this.waiting.splice(0)) resolve();
    const rule = this.rules.findLast((one) => one.source === source && one.of === of && one.path.test(req.url));
    // What no provider was ever asked is no answer of theirs.
    const answer = () => {
      try {
        return answerOf(asked);
      } catch (error) {
        this.puzzled.push(`${source} ${req.url}: ${error.stack}`);
        return { status: 400, type: 'text/plain', body: 'What?' };
      }
    };
    if (rule) rule.does(req, res, answer);
    else send(req, res, answer());
  }

  origin(source, of = 'api') {
    return `http://127.0.0.1:${this.servers[`${source} ${of}`].address().port}`;
  }

  // From now on a source does this where the address asked for matches; the newest rule counts. Returns what ends it.
  when(source, path, does, of = 'api') {
    const rule = { source, of, path, does };
    this.rules.push(rule);
    return () => {
      this.rules = this.rules.filter((one) => one !== rule);
    };
  }

  whenPicture(source, path, does) {
    return this.when(source, path, does, 'images');
  }

  asked(source, path = /^/, of = 'api') {
    return this.requests.filter((one) => one.source === source && one.of === of && path.test(one.url));
  }

  // Until a source has been asked for what matches.
  async until(source, path) {
    while (!this.asked(source, path).length) await new Promise((resolve) => this.waiting.push(resolve));
  }

  // As if nothing had been asked or arranged.
  reset() {
    this.requests.length = this.rules.length = 0;
  }

  close() {
    const all = Object.values(this.servers);
    return Promise.all(
      all.map(
        (server) =>
          new Promise((closed) => {
            server.close(closed);
            server.closeAllConnections();
          }),
      ),
    );
  }
}

async function startProviders() {
  const providers = new Providers();
  for (const [source, answerOf] of Object.entries(sources)) {
    await providers.listen(source, 'api', answerOf);
    await providers.listen(source, 'images', images[source]);
  }
  return providers;
}

module.exports = { TMDB_TOKEN, keys, pictures, startProviders, switches };

if (require.main === module)
  startProviders().then(({ settings }) => {
    for (const [name, value] of Object.entries({ ...settings, ...keys })) process.stdout.write(`${name} = ${value}\n`);
  });
