// Providers that are slow, broken, hostile or out of reach: a look-up shows what the others know, and nothing else
// suffers.
'use strict';
const assert = require('node:assert/strict');
const { execFile, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { after, before, test } = require('node:test');
const { Site, assertError, combinations, freePort, parseCgi, programs, top, twice } = require('./harness');
const { forget, logOf, q, statesOf, withProviders } = require('./lookup');
const { TMDB_TOKEN, keys, switches } = require('../providers/server');

const [first] = combinations;
const once = ({ server, mode }) => server === first.server && mode === first.mode;
const DAY = 86400;

withProviders('trouble', (fake) => {
  // What a search for series answers while TVmaze does this, and TMDb is well.
  async function searchWhile(site, who, does, path = /^/) {
    const undo = fake.providers.when('tvmaze', path, does);
    const answer = await site.get(`/lookup${q({ q: 'saltmarsh', type: 'TV_SHOW' })}`, who);
    undo();
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(
      answer.json.results.map((one) => one.external_id),
      ['tv/27'],
      answer.text,
    );
    return answer;
  }

  const shown = (answer) => statesOf(answer).tvmaze;

  const inTrouble = (site, who) => {
    for (const [what, does, state] of [
      ['500', switches.says(500, { body: '{"error": "x"}' }), 'failed'],
      ['404 for all', switches.says(404, { body: 'null' }), 'ok'],
      ['HTML', switches.html(), 'failed'],
      ['HTML as an error', switches.html(502), 'failed'],
      ['nothing', switches.says(200), 'failed'],
      ['half a text', switches.says(200, { body: '[{"score": 1, "show": {"id":' }), 'failed'],
      ['no JSON', switches.says(200, { body: "[{'show': 1}]" }), 'failed'],
      ['text that is no UTF-8', switches.says(200, { body: Buffer.from('["\xff"]', 'latin1') }), 'failed'],
      ['a text of a thousand brackets', switches.says(200, { body: '['.repeat(1000) + ']'.repeat(1000) }), 'failed'],
      ['half an answer', switches.cutOff(), 'failed'],
      ['an end at once', switches.drop(), 'failed'],
      ['an endless answer', switches.endless(), 'failed'],
      ['an endless text', switches.endless('"'), 'failed'],
      ['an answer that unpacks to 64 MiB', switches.packed(), 'failed'],
      ['another type of all', switches.says(200, { body: '{"show": []}' }), 'ok'],
      ['304 without a question', switches.says(304), 'failed'],
      ['a redirect without a place', switches.says(302), 'failed'],
      ['201', switches.says(201, { body: '[]' }), 'failed'],
    ])
      test(`one that answers ${what} costs its own results`, async () => {
        const answer = await searchWhile(site, who, does);
        assert.equal(shown(answer), state, answer.text);
        if (state !== 'ok')
          assert.match(answer.json.providers.find((one) => one.source === 'tvmaze').message, /TVmaze/);
        assert.equal(statesOf(answer).tmdb, 'ok');
      });

    test('a NUL in a text is no end of it', async () => {
      fake.providers.when('tvmaze', /^/, switches.says(200, { body: '[{"show": {"id": 1, "name": "a\\u0000b"}}]' }));
      const answer = await site.get(`/lookup${q({ q: 'nul', source: 'tvmaze' })}`, who);
      assert.match(answer.json.results[0].title, /^a\ufffd?b$/);
    });

    test('a long answer is read whole', async () => {
      const long = switches.changed((body) => [
        { show: { id: 1, name: 'Long', summary: 'x'.repeat(1900000) } },
        ...body,
      ]);
      fake.providers.when('tvmaze', /^/, long);
      const answer = await site.get(`/lookup${q({ q: 'salt', source: 'tvmaze' })}`, who);
      assert.deepEqual(
        answer.json.results.map((one) => one.title),
        ['Long', 'Saltmarsh', 'Salt & Ember'],
      );
    });

    test('what failed is asked anew, and what was no answer is not kept', async () => {
      assert.equal(shown(await searchWhile(site, who, switches.says(500))), 'failed');
      assert.equal(shown(await searchWhile(site, who, switches.html())), 'failed');
      assert.equal(shown(await site.get(`/lookup${q({ q: 'saltmarsh', type: 'TV_SHOW' })}`, who)), 'ok');
      assert.equal(fake.providers.asked('tvmaze').length, 3);
    });

    test('members of any other type are as if they were not there', async () => {
      const searches = {
        openlibrary: 'harbour',
        googlebooks: 'harbour',
        tmdb: 'lantern',
        tvmaze: 'salt',
        wikidata: 'lantern',
      };
      const details = {
        openlibrary: 'OL2001M',
        googlebooks: 'gbGlass000001',
        tmdb: 'movie/27',
        tvmaze: '82',
        rawg: '4200',
      };
      for (let seed = 1; seed <= 2; seed++) {
        forget(site);
        for (const source of Object.keys(fake.providers.settings).map((name) => /^(\w+)_url$/.exec(name)?.[1]))
          if (source && !source.endsWith('_images')) fake.providers.when(source, /^/, switches.wrongTypes(seed));
        for (const [source, words] of Object.entries({ ...searches, rawg: 'lantern' })) {
          const answer = await site.get(`/lookup${q({ source, q: words })}`, who);
          assert.ok([200, 503].includes(answer.status), answer.text);
          for (const one of answer.json.results ?? []) {
            assert.equal(typeof one.title, 'string');
            assert.equal(typeof one.external_id, 'string');
            assert.match(one.source_url ?? 'https://', /^https?:\/\//);
          }
        }
        for (const [source, id] of Object.entries({ ...details, wikidata: 'Q9000027' })) {
          const answer = await site.get(`/lookup/details${q({ source, id })}`, who);
          assert.ok([200, 404, 503].includes(answer.status), answer.text);
          const taken = await site.post('/lookup', { source, id }, who);
          assert.ok([200, 201, 404, 503].includes(taken.status), taken.text);
          if (taken.status === 201)
            assert.equal((await site.request('DELETE', `/media/${taken.json.id}`, who)).status, 204);
        }
      }
    });

    // --- where one doesn't go

    for (const [what, to] of [
      ['another host', () => 'https://evil.example/search/shows'],
      ['a host that ends in its name', () => 'https://evil-api.tvmaze.com.example/'],
      ['another port of the same host', () => `http://127.0.0.1:${fake.trap.port}/`],
      ['the same port by another name', () => fake.providers.origin('tvmaze').replace('127.0.0.1', 'localhost')],
      ['the same port with a name and a password', () => fake.providers.origin('tvmaze').replace('//', '//a:b@')],
      ['a place without a scheme', () => `//127.0.0.1:${fake.trap.port}/x`],
      ['the metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data/'],
      ['the loopback of IPv6', () => `http://[::1]:${fake.trap.port}/`],
      ['a number for a host', () => `http://2130706433:${fake.trap.port}/`],
      ['a file', () => 'file:///etc/passwd'],
      ['another protocol', () => `gopher://127.0.0.1:${fake.trap.port}/_x`],
      ['dict', () => `dict://127.0.0.1:${fake.trap.port}/x`],
      ['a text', () => 'data:application/json,[]'],
      ['what is no address', () => 'http://[x'],
    ])
      test(`one that sends on to ${what} isn't followed`, async () => {
        const answer = await searchWhile(site, who, switches.redirect(to()), /^\/search/);
        assert.equal(shown(answer), 'failed', answer.text);
        assert.equal(fake.providers.asked('tvmaze').length, 1);
        assert.deepEqual(fake.trap.seen, []);
      });

    test('one that sends on is followed five times, and no more', async () => {
      const hop = (left) =>
        fake.providers.when('tvmaze', new RegExp(`hops=${left}$`), (req, res, answer) => {
          if (left) switches.redirect(`/search/shows?q=saltmarsh&hops=${left - 1}`, 301 + (left % 2))(req, res);
          else switches.says(200, { body: answer().body })(req, res);
        });
      for (let left = 0; left < 6; left++) hop(left);
      let answer = await searchWhile(site, who, switches.redirect('/search/shows?q=saltmarsh&hops=4'), /q=saltmarsh$/);
      assert.equal(shown(answer), 'ok');
      assert.equal(fake.providers.asked('tvmaze').length, 6);
      forget(site);
      answer = await searchWhile(site, who, switches.redirect('/search/shows?q=saltmarsh&hops=5'), /q=saltmarsh$/);
      assert.equal(shown(answer), 'failed');
      assert.equal(fake.providers.asked('tvmaze', /hops=0$/).length, 1);
    });

    // --- later

    for (const [what, value, seconds] of [
      ['says how many seconds', '120', 120],
      ['says until when', () => new Date(Date.now() + 300000).toUTCString(), 300],
      ['says nothing', undefined, 60],
      ['says a week', String(7 * DAY), 3600],
      ['says what is no time', 'soon', 60],
      ['says a time that has passed', 'Wed, 21 Oct 2015 07:28:00 GMT', 60],
    ])
      test(`one that asks to wait and ${what} isn't asked meanwhile`, async () => {
        const answer = await searchWhile(site, who, switches.limited(typeof value === 'function' ? value() : value));
        assert.equal(shown(answer), 'limited', answer.text);
        assert.equal(fake.providers.asked('tvmaze').length, 1);
        // Not even for something else; alone it is 503, with the time.
        const alone = await site.get(`/lookup${q({ q: 'other', source: 'tvmaze' })}`, who);
        assertError(alone, 503, 'unavailable');
        assert.match(alone.json.error.message, /TVmaze/);
        const wait = Number(alone.headers['retry-after']);
        assert.ok(wait > seconds - 60 && wait <= seconds, `${wait} of ${seconds}`);
        assertError(await site.get(`/lookup/details${q({ source: 'tvmaze', id: 82 })}`, who), 503, 'unavailable');
        assert.equal(fake.providers.asked('tvmaze').length, 1);
      });

    test('503 is a time to wait, too', async () => {
      assert.equal(
        shown(await searchWhile(site, who, switches.says(503, { headers: { 'Retry-After': '9' } }))),
        'limited',
      );
      const alone = await site.get(`/lookup${q({ q: 'other', source: 'tvmaze' })}`, who);
      assert.ok(Number(alone.headers['retry-after']) <= 9);
    });

    test('what was answered before is still shown while it is not to be asked', async () => {
      await site.get(`/lookup${q({ q: 'salt', source: 'tvmaze' })}`, who);
      await searchWhile(site, who, switches.limited(60));
      const answer = await site.get(`/lookup${q({ q: 'salt', source: 'tvmaze' })}`, who);
      assert.equal(answer.status, 200);
      assert.equal(answer.json.results.length, 2);
    });

    test('only when all fail is it 503', async () => {
      fake.providers.when('tvmaze', /^/, switches.says(500));
      fake.providers.when('tmdb', /^/, switches.html());
      assertError(await site.get(`/lookup${q({ q: 'saltmarsh', type: 'TV_SHOW' })}`, who), 503, 'unavailable');
      const made = await site.post('/media', { type: 'TV_SHOW', title: 'By hand' }, who);
      assert.equal(made.status, 201);
    });

    test('Wikidata is asked where TMDb and RAWG fail', async () => {
      fake.providers.when('tmdb', /^/, switches.says(500));
      fake.providers.when('rawg', /^/, switches.drop());
      const answer = await site.get(
        `/lookup${q([
          ['q', 'lantern'],
          ['type', 'MOVIE'],
          ['type', 'GAME'],
        ])}`,
        who,
      );
      assert.deepEqual(answer.json.results.map((one) => one.external_id).sort(), ['Q9000027', 'Q9000040']);
      assert.equal(statesOf(answer).wikidata, 'ok');
      assert.equal(statesOf(answer).tmdb, 'failed');
      // One request at a time, as it asks for: the same connection serves them all.
      const connections = fake.providers.asked('wikidata').map((one) => one.connection);
      assert.ok(connections.length > 2);
      assert.equal(new Set(connections).size, 1, connections.join(' '));
    });

    test('what Wikidata says with 200 of its own trouble is no answer, and not kept', async () => {
      const lagging = switches.says(200, {
        headers: { 'Retry-After': '5' },
        body: { error: { code: 'maxlag', info: 'Waiting for 10.0.0.1: 7 seconds lagged.' } },
      });
      const game = `/lookup/details${q({ source: 'wikidata', id: 'Q9000040' })}`;
      const undo = fake.providers.when('wikidata', /props=labels&/, lagging);
      // Without the names the rest counts all the same.
      const nameless = await site.get(game, who);
      assert.equal(nameless.status, 200, nameless.text);
      assert.deepEqual([nameless.json.title, nameless.json.creator], ['Lantern Game', null]);
      const films = `/lookup${q({ q: 'lantern', source: 'wikidata' })}`;
      const waiting = await site.get(films, who);
      assertError(waiting, 503, 'unavailable');
      assert.ok(Number(waiting.headers['retry-after']) <= 5);
      undo();
      // As if the time had come: that it is to be waited for is all that is forgotten.
      spawnSync('sqlite3', [path.join(site.data, '.ht.lookup.db'), 'DELETE FROM waits']);
      assert.equal((await site.get(game, who)).json.creator, 'Glasshouse Games');
      fake.providers.when(
        'wikidata',
        /list=search/,
        switches.says(200, { body: { error: { code: 'internal_api_error' } } }),
      );
      assertError(await site.get(films, who), 503, 'unavailable');
    });
  };
  fake.everywhere('look-up in trouble', inTrouble, { only: twice });

  // A place where nobody should ever come.
  before(async () => {
    const seen = [];
    const server = net.createServer((socket) => {
      seen.push(socket.remotePort);
      socket.destroy();
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    fake.trap = { seen, port: server.address().port, server };
  });
  after(() => new Promise((closed) => fake.trap.server.close(closed)));

  // --- settings -----------------------------------------------------------------------------------------------------

  const secrets = {
    tmdb_key: 'ffffffffffffffffffffffffffffffff',
    google_books_key: 'AIzaNotTheKeyThatIsRightXXXXXXXXXXXXXXXX',
    rawg_key: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
  };

  fake.everywhere(
    'look-up with keys that are refused',
    (site, who) => {
      for (const [setting, source, type] of [
        ['tmdb_key', 'tmdb', 'TV_SHOW'],
        ['google_books_key', 'googlebooks', 'BOOK'],
        ['rawg_key', 'rawg', 'GAME'],
      ])
        test(`${setting}: a line in the log names it, the source is off, and the key is nowhere`, async () => {
          const before = logOf(site).length;
          const answer = await site.get(`/lookup${q({ q: 'lantern', type })}`, who);
          assert.equal(answer.status, 200, answer.text);
          assert.equal(statesOf(answer)[source], 'off');
          const lines = logOf(site)
            .slice(before)
            .split('\n')
            .filter((line) => line.includes(setting));
          assert.equal(lines.length, 1, lines.join('\n'));
          const asAdmin = await site.get(`/lookup${q({ q: 'lantern', type })}`, { token: who.admin });
          assert.match(asAdmin.json.providers.find((one) => one.source === source).message, new RegExp(setting));
          const doctor = await site.get('/server/doctor', { token: who.admin });
          const everything = [answer.text, asAdmin.text, doctor.text, logOf(site)].join();
          assert.ok(fake.providers.asked(source).some((one) => one.url.includes(secrets[setting])));
          assert.ok(!everything.includes(secrets[setting]), 'the key is shown');
          assertError(
            await site.get(`/lookup/details${q({ source, id: source === 'tmdb' ? 'tv/27' : '1' })}`, who),
            503,
            'unavailable',
          );
        });
    },
    { settings: secrets, only: twice },
  );

  const odd = { rawg_key: 'a+key/with=signs~0123456789' };

  fake.everywhere(
    'look-up with a key that is encoded on its way',
    (site, who) => {
      test('what answers have of it is not shown', async () => {
        fake.providers.when('rawg', /^/, (req, res) =>
          switches.says(200, {
            body: { next: `https://api.rawg.io${req.url}&page=2`, name: odd.rawg_key, results: [] },
          })(req, res),
        );
        const { status, text } = await site.get('/external_api/videogame/search?search=lantern', who);
        assert.equal(status, 200, text);
        assert.match(text, /key=\*+&page=2/);
        for (const key of [odd.rawg_key, encodeURIComponent(odd.rawg_key)]) assert.ok(!text.includes(key), text);
      });
    },
    { settings: odd, only: once },
  );

  fake.everywhere(
    'look-up with a token of version 4',
    (site, who) => {
      test('the token is a header, and not sent on', async () => {
        const answer = await site.get(`/lookup${q({ q: 'lantern', type: 'MOVIE' })}`, who);
        assert.equal(answer.json.results[0]?.external_id, 'movie/27');
        for (const one of fake.providers.asked('tmdb')) {
          assert.equal(one.headers.authorization, `Bearer ${TMDB_TOKEN}`);
          assert.ok(!one.query.has('api_key'));
          // Who asks is said, and where to reach them.
          assert.match(one.headers['user-agent'], /^Vitrine\/\d+\.\d+\.\d+ \(\+https:\/\/shelf\.example\/vitrine\)$/);
        }
        const seen = fake.providers.requests.length;
        fake.providers.when('tmdb', /query=moved/, switches.redirect('/3/search/movie?query=lantern'));
        await site.get(`/lookup${q({ q: 'moved', type: 'MOVIE' })}`, who);
        const [, second] = fake.providers.requests.slice(seen).filter((one) => one.source === 'tmdb');
        assert.equal(second.headers.authorization, undefined);
      });
    },
    { settings: { tmdb_key: TMDB_TOKEN, base_url: 'https://shelf.example/vitrine' }, only: twice },
  );

  fake.everywhere(
    'look-up that is off',
    (site, who) => {
      test('everything of it says so, and titles are added by hand', async () => {
        for (const answer of [
          await site.get('/lookup?q=lantern', who),
          await site.get('/lookup/details?source=tvmaze&id=82', who),
          await site.post('/lookup', { source: 'tvmaze', id: '82' }, who),
          await site.get('/collection/search?query=lantern', who),
          await site.get('/api/v1/movies/search?query=lantern', who),
          await site.get('/collection/search/details?query=27', who),
          await site.get('/external_api/book/search?title=harbour', who),
          await site.get('/external_api/book/isbn?isbn=9780999001011', who),
          await site.get('/external_api/book/author?author=OL501A', who),
          await site.get('/external_api/book/search_isbn?key=OL1001W', who),
          await site.get('/external_api/movie_tv/search_movie?query=lantern', who),
          await site.get('/external_api/movie_tv/search_tv?query=saltmarsh', who),
          await site.get('/external_api/movie_tv/search?query=lantern', who),
          await site.get('/external_api/movie_tv?movie_id=27', who),
          await site.get('/external_api/movie_tv/movie_credits?movie_id=27', who),
          await site.get('/external_api/videogame/search?search=lantern', who),
          await site.get('/external_api/videogame?id=4200', who),
        ])
          assertError(answer, 503, 'unavailable');
        assert.deepEqual((await site.get('/server/features')).json.lookup.sources, []);
        // The page says so, keeps what was typed, and leads to where a title is added by hand.
        const page = await site.get(`/lookup${q({ q: 'the "lantern"' })}`, {
          ...who,
          headers: { Accept: 'text/html' },
        });
        assert.equal(page.status, 503, page.text);
        assert.match(page.text, /Look-up is off here/);
        assert.match(page.text, /<input [^>]*name="q"[^>]* value="the &quot;lantern&quot;"/);
        assert.match(page.text, /<a [^>]*href="[^"]*\/media"[^>]*>Add a title by hand</);
        assert.equal((await site.post('/media', { type: 'MOVIE', title: 'By hand' }, who)).status, 201);
        assert.deepEqual(fake.providers.requests, []);
      });
    },
    { settings: { lookup: 'off' }, only: twice },
  );

  fake.everywhere(
    'look-up by a member who has as much as may be',
    (site, who) => {
      test('a title more is none, and a picture more is left out', async () => {
        const made = await site.post('/lookup', { source: 'tvmaze', id: '82' }, who);
        assert.equal(made.status, 201, made.text);
        assert.equal(made.json.image_url, null);
        assertError(await site.post('/lookup', { source: 'tvmaze', id: '83', status: 'TO_DO' }, who), 409, 'conflict');
        // What is there may be taken all the same.
        assert.equal((await site.post('/lookup', { source: 'tvmaze', id: '82', status: 'TO_DO' }, who)).status, 200);
        assert.equal((await site.get('/media', who)).json.total, 1);
      });
    },
    { settings: { quota_titles: 1, quota_pictures: 65536 }, only: once },
  );

  // Nothing listens where the providers should be.
  const nowhere = {};
  before(async () => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    for (const name of Object.keys(fake.providers.settings)) if (name.endsWith('_url')) nowhere[name] = origin;
  });

  fake.everywhere(
    'look-up without a network',
    (site, who) => {
      // The site's settings are those of `nowhere`, known only once it runs.
      test('it says so, and titles are added by hand', async () => {
        const answer = await site.get(`/lookup${q({ q: 'lantern' })}`, who);
        assertError(answer, 503, 'unavailable');
        assert.match(answer.json.error.message, /can't be reached/);
        assert.equal((await site.post('/media', { type: 'MOVIE', title: 'By hand' }, who)).status, 201);
        assertError(await site.post('/lookup', { source: 'tvmaze', id: '82' }, who), 503, 'unavailable');
        assert.match(logOf(site), /look-up at TVmaze: /);
      });
    },
    { settings: nowhere, only: twice },
  );

  // --- proxies ------------------------------------------------------------------------------------------------------

  // What a client says of a proxy (httpoxy) is nobody's.
  fake.everywhere('look-up and what clients say of proxies', (site, who) => {
    test('a header of the request is no proxy', async () => {
      const proxy = `http://127.0.0.1:${fake.trap.port}/`;
      const headers = { Proxy: proxy, 'X-Proxy': proxy, Http_Proxy: proxy };
      const answer = await site.get(`/lookup${q({ q: 'saltmarsh' })}`, { ...who, headers });
      assert.equal(answer.status, 200, answer.text);
      assert.ok(fake.providers.asked('tvmaze').length);
      assert.deepEqual(fake.trap.seen, []);
    });
  });

  // The one proxy that counts is the settings': for answers and for pictures.
  const through = { tmdb_key: keys.tmdb_key };
  const forward = (seen) => (req, res) => {
    seen.push(req.url);
    const to = new URL(req.url);
    http
      .request({ host: to.hostname, port: to.port, path: to.pathname + to.search, headers: req.headers }, (answer) => {
        res.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(res);
      })
      .on('error', () => res.destroy())
      .end();
  };
  before(async () => {
    const seen = [];
    const server = http.createServer(forward(seen));
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    through.lookup_proxy = `http://127.0.0.1:${server.address().port}`;
    fake.proxy = { seen, server };
  });
  after(() => new Promise((closed) => fake.proxy.server.close(closed)));

  fake.everywhere(
    'look-up through a proxy',
    (site, who) => {
      test('all goes through it, pictures too', async () => {
        fake.proxy.seen.length = 0;
        const made = await site.post('/lookup', { source: 'tmdb', id: 'movie/27' }, who);
        assert.equal(made.status, 201, made.text);
        assert.ok(made.json.image_url);
        assert.equal(fake.proxy.seen.length, fake.providers.requests.length);
        assert.ok(fake.proxy.seen.some((url) => url.startsWith(fake.providers.origin('tmdb', 'images'))));
      });
    },
    { settings: through, only: twice },
  );

  test('what the environment says of proxies is nobody’s', async () => {
    const site = new Site({ ...first, settings: { ...fake.providers.settings } });
    await site.start();
    try {
      const { access_token: token } = await site.register('ann');
      const proxy = `http://127.0.0.1:${fake.trap.port}`;
      const env = {
        VITRINE_CONF: site.conf,
        GATEWAY_INTERFACE: 'CGI/1.1',
        REQUEST_METHOD: 'GET',
        SCRIPT_NAME: '/cgi-bin/lookup.cgi',
        PATH_INFO: '/',
        QUERY_STRING: 'q=saltmarsh&source=tvmaze',
        HTTP_HOST: 'localhost',
        HTTP_AUTHORIZATION: `Bearer ${token}`,
        REMOTE_ADDR: '127.0.0.1',
      };
      for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'ftp_proxy']) {
        env[name] = proxy;
        env[name.toUpperCase()] = proxy;
      }
      fake.providers.reset();
      const run = promisify(execFile);
      const answer = parseCgi((await run(path.join(programs, 'lookup.cgi'), [], { env })).stdout);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.json.results[0].external_id, '82');
      assert.equal(fake.providers.asked('tvmaze').length, 1);
      assert.deepEqual(fake.trap.seen, []);
    } finally {
      await site.stop();
    }
  });

  // --- TLS

  // A certificate of its own that is believed; the same of a name that it isn't for; one that is over.
  const believed = {};
  const unbelieved = {};
  const old = {};
  before(async () => {
    const port = await fake.providers.listenByTls('tvmaze', 'localhost.pem');
    const over = await fake.providers.listenByTls('openlibrary', 'expired.pem');
    const before12 = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    const late = await fake.providers.listenByTls('tvmaze', 'localhost.pem', before12);
    const list = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-ca-')), 'ca.pem');
    const pems = ['localhost.pem', 'expired.pem'].map((name) =>
      fs.readFileSync(path.join(top, 'tests/providers', name)),
    );
    const certificates = pems.map((pem) => /-----BEGIN CERTIFICATE-----[^]*$/.exec(pem.toString())[0]);
    fs.writeFileSync(list, certificates.join(''));
    fs.chmodSync(path.dirname(list), 0o755);
    fake.list = list;
    Object.assign(unbelieved, { lookup_allow_http: 'no', tvmaze_url: `https://localhost:${port}` });
    Object.assign(believed, unbelieved, {
      ca_file: list,
      openlibrary_url: `https://localhost:${over}`,
      wikidata_url: `https://127.0.0.1:${port}`,
    });
    Object.assign(old, believed, { tvmaze_url: `https://localhost:${late}` });
    // Of the others none is to be asked, nor may they be by http.
    for (const name of Object.keys(fake.providers.settings))
      if (name.endsWith('_url')) for (const one of [believed, unbelieved, old]) one[name] ??= 'https://localhost:1';
  });
  after(() => fs.rmSync(path.dirname(fake.list), { recursive: true }));

  fake.everywhere(
    'look-up by TLS',
    (site, who) => {
      test('only a certificate that is believed, of that name and of now is one', async () => {
        const well = await site.get(`/lookup${q({ q: 'saltmarsh', source: 'tvmaze' })}`, who);
        assert.equal(well.status, 200, well.text);
        assert.equal(well.json.results[0].external_id, '82');
        for (const source of ['openlibrary', 'wikidata']) {
          const answer = await site.get(`/lookup${q({ q: 'lantern', source })}`, who);
          assertError(answer, 503, 'unavailable');
          assert.deepEqual(fake.providers.asked(source), [], source);
        }
      });
    },
    { settings: believed, only: twice },
  );

  fake.everywhere(
    'look-up by TLS of somebody',
    (site, who) => {
      test('a certificate that nobody vouches for is none', async () => {
        assertError(await site.get(`/lookup${q({ q: 'saltmarsh', source: 'tvmaze' })}`, who), 503, 'unavailable');
        assert.deepEqual(fake.providers.asked('tvmaze'), []);
        assert.match(logOf(site), /look-up at TVmaze: .*certificate/i);
      });
    },
    { settings: unbelieved, only: once },
  );

  fake.everywhere(
    'look-up by TLS of another time',
    (site, who) => {
      test('a server that knows no more than TLS 1.1 isn’t spoken to', async () => {
        assertError(await site.get(`/lookup${q({ q: 'saltmarsh', source: 'tvmaze' })}`, who), 503, 'unavailable');
        assert.deepEqual(fake.providers.asked('tvmaze'), []);
        assert.match(logOf(site), /look-up at TVmaze: .*(?:SSL|TLS|protocol)/i);
      });
    },
    { settings: old, only: once },
  );

  // A proxy is asked by TLS, too, and by the same certificates.
  const securely = {};
  before(async () => {
    const bytes = fs.readFileSync(path.join(top, 'tests/providers/localhost.pem'));
    const seen = [];
    const server = https.createServer({ key: bytes, cert: bytes }, forward(seen));
    await new Promise((ready) => server.listen(0, 'localhost', ready));
    Object.assign(securely, { lookup_proxy: `https://localhost:${server.address().port}`, ca_file: fake.list });
    fake.secureProxy = { seen, server };
  });
  after(() => new Promise((closed) => fake.secureProxy.server.close(closed)));

  fake.everywhere(
    'look-up through a proxy by TLS',
    (site, who) => {
      test('it is one that is believed', async () => {
        const answer = await site.get(`/lookup${q({ q: 'saltmarsh', source: 'tvmaze' })}`, who);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(fake.secureProxy.seen.length, 1);
        assert.equal(fake.providers.asked('tvmaze').length, 1);
      });
    },
    { settings: securely, only: once },
  );

  // --- families of addresses

  const four = { lookup_ipv4_only: 'yes' };
  const both = {};
  before(async () => {
    const server = http.createServer((req, res) => res.end('[]'));
    await new Promise((ready, failed) => server.on('error', failed).listen(0, '::1', ready));
    four.tvmaze_url = both.tvmaze_url = `http://[::1]:${server.address().port}`;
    fake.six = server;
  });
  after(() => new Promise((closed) => fake.six.close(closed)));

  for (const [what, settings, status] of [
    ['both families', both, 200],
    ['IPv4 only', four, 503],
  ])
    fake.everywhere(
      `look-up by ${what}`,
      (site, who) => {
        test('an address of IPv6 is asked, or isn’t', async () => {
          assert.equal((await site.get(`/lookup${q({ q: 'saltmarsh', source: 'tvmaze' })}`, who)).status, status);
        });
      },
      { settings, only: once },
    );

  // --- one that hangs -----------------------------------------------------------------------------------------------

  fake.everywhere(
    'look-up at one that hangs',
    (site, who) => {
      test('the others answer in time, and nobody else waits for it', async () => {
        fake.providers.when('tvmaze', /^\/search/, switches.hang());
        const answer = site.get(`/lookup${q({ q: 'saltmarsh', type: 'TV_SHOW' })}`, who);
        let isOver = false;
        answer.finally(() => {
          isOver = true;
        });
        await fake.providers.until('tvmaze', /saltmarsh/);
        // While it waits, others read and write, and are looked up for.
        assert.equal((await site.post('/media', { type: 'MOVIE', title: 'Meanwhile' }, who)).status, 201);
        assert.equal((await site.get('/media?q=meanwhile')).json.total, 1);
        assert.equal((await site.get(`/lookup${q({ q: 'harbour', type: 'BOOK' })}`, { token: who.admin })).status, 200);
        // No read snapshot is open either: all of the log can be put into the database.
        const database = path.join(site.data, '.ht.vitrine.db');
        const checkpoint = spawnSync('sqlite3', [database, 'PRAGMA wal_checkpoint(TRUNCATE)'], { encoding: 'utf8' });
        assert.equal(checkpoint.stdout.trim(), '0|0|0', checkpoint.stderr);
        // A second one takes the last slot; a third is told so, while both wait.
        const second = site.get(`/lookup${q({ q: 'ember', type: 'TV_SHOW' })}`, who);
        await fake.providers.until('tvmaze', /ember/);
        const third = await site.get(`/lookup${q({ q: 'harbour glass', type: 'BOOK' })}`, who);
        assertError(third, 503, 'unavailable');
        assert.match(third.json.error.message, /look-ups are under way/);
        assert.equal(isOver, false, 'it waited for the one that hangs');
        const { status, json, text } = await answer;
        assert.equal(status, 200, text);
        assert.equal(json.results[0].external_id, 'tv/27');
        assert.deepEqual(statesOf({ json }), { tmdb: 'ok', tvmaze: 'unreachable' });
        assert.equal((await second).status, 200);
      });

      test('one whose episodes are waited for has its slot still', async () => {
        let answerIt;
        fake.providers.when('tvmaze', /^\/lookup\/shows/, (req, res) => {
          answerIt = () => switches.says(404, { body: 'null' })(req, res);
        });
        const details = (id) => site.get(`/lookup/details${q({ source: 'tmdb', id })}`, who);
        const first = details('tv/27');
        await fake.providers.until('tvmaze', /^\/lookup\/shows/);
        const second = await details('movie/27');
        answerIt();
        assert.equal((await first).status, 200);
        assertError(second, 503, 'unavailable');
      });
    },
    { settings: { ...keys, lookup_slots: 2 }, only: once },
  );
});
