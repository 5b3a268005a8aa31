// Look-up: found, taken, refreshed, with its picture and its episodes; MyColl's and Kallaxy's words for it. Behind both
// servers, by CGI and FastCGI; the providers are those of tests/providers.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { test } = require('node:test');
const { assertError } = require('./harness');
const { q, statesOf, withProviders } = require('./lookup');
const { keys, pictures, switches } = require('../providers/server');

const titles = (answer) => answer.json.results.map((one) => one.title);
const column = (answer, name) => answer.json.results.map((one) => one[name]);
// Where a path or link of ours is, below the site: /lookup/picture?…
const below = (site, link) =>
  new URL(link, `${site.address}${site.base}/`).href.slice(`${site.address}${site.base}`.length);

withProviders('look-up', (fake) => {
  fake.everywhere('look-up', (site, who) => {
    const search = (parameters, options = who) => site.get(`/lookup${q(parameters)}`, options);
    const details = (source, id) => site.get(`/lookup/details${q({ source, id })}`, who);
    const take = async (source, id, more = {}) => {
      const answer = await site.post('/lookup', { source, id, ...more }, who);
      assert.ok([200, 201].includes(answer.status), answer.text);
      return answer.json;
    };

    // --- searches

    test('one search asks all sources side by side, and shows what each knows', async () => {
      const answer = await search({ q: 'lantern' });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(column(answer, 'external_id'), ['movie/27', '4200', 'movie/29']);
      assert.deepEqual(statesOf(answer), {
        openlibrary: 'ok',
        googlebooks: 'ok',
        tmdb: 'ok',
        tvmaze: 'ok',
        rawg: 'ok',
      });
      const [film] = answer.json.results;
      assert.deepEqual(Object.keys(film), [
        'source',
        'external_id',
        'type',
        'title',
        'creator',
        'pub_date',
        'picture_url',
        'source_url',
        'media_id',
        'my',
      ]);
      assert.equal(film.source_url, 'https://www.themoviedb.org/movie/27');
      for (const one of answer.json.providers) {
        assert.deepEqual(Object.keys(one), ['source', 'state', 'message', 'attribution']);
        assert.match(one.attribution.url, /^https:/);
      }
      const { text } = answer.json.providers.find((one) => one.source === 'tmdb').attribution;
      assert.equal(text, 'This product uses the TMDB API but is not endorsed or certified by TMDB.');
      assert.match(answer.headers['cache-control'], /private|no-store/);
    });

    test('a search by type asks those of the type', async () => {
      const answer = await search([
        ['q', 'harbour'],
        ['type', 'BOOK'],
      ]);
      assert.deepEqual(Object.keys(statesOf(answer)), ['openlibrary', 'googlebooks']);
      // The same book at both is one, two works of one title are two.
      assert.deepEqual(column(answer, 'external_id'), ['OL2001M', 'gbOther000002']);
      assert.deepEqual(titles(await search({ q: 'twin lakes', type: 'BOOK' })), ['Twin Lakes', 'Twin Lakes']);
      const both = await search([
        ['q', 'saltmarsh'],
        ['type', 'TV_SHOW'],
        ['type', 'GAME'],
      ]);
      assert.deepEqual(Object.keys(statesOf(both)), ['tmdb', 'tvmaze', 'rawg']);
      assert.deepEqual(column(both, 'external_id'), ['tv/27']);
    });

    test('what is looked for arrives as it was typed, in every parameter', async () => {
      const words = 'Fish & "Chips" #1 100% a=b +c/d?é 日本';
      assert.equal((await search({ q: words })).status, 200);
      for (const [source, name] of [
        ['openlibrary', 'q'],
        ['googlebooks', 'q'],
        ['tmdb', 'query'],
        ['tvmaze', 'q'],
        ['rawg', 'search'],
      ]) {
        const [asked] = fake.providers.asked(source);
        assert.equal(asked.query.get(name), words, source);
      }
      for (const { query } of fake.providers.asked('tmdb')) assert.equal(query.get('include_adult'), 'false');
      assert.equal(fake.providers.asked('rawg')[0].query.get('search_precise'), 'true');
      assert.ok(fake.providers.asked('googlebooks')[0].query.get('country'));
      for (const { headers } of fake.providers.requests) {
        assert.match(headers['user-agent'], /^Vitrine\/\d+\.\d+\.\d+$/);
        assert.match(headers.accept, /application\/json/);
        assert.equal(headers.cookie, undefined);
        assert.equal(headers.referer, undefined);
      }
    });

    for (const [what, typed, source, id] of [
      ['an ISBN', '9780999001011', 'openlibrary', 'OL2001M'],
      ['an ISBN with hyphens', '978-0-9990010-1-1', 'openlibrary', 'OL2001M'],
      ['an ISBN-10 with spaces', '0 9990010 1 9', 'openlibrary', 'OL2001M'],
      ["an edition's page", 'https://openlibrary.org/books/OL2001M/Harbour_of_Glass', 'openlibrary', 'OL2001M'],
      ["a work's page", 'https://openlibrary.org/works/OL1001W', 'openlibrary', 'OL2001M'],
      ["a film's page", 'https://www.themoviedb.org/movie/27-the-lantern-keepers', 'tmdb', 'movie/27'],
      ["a series' page", 'https://www.tvmaze.com/shows/82/saltmarsh', 'tvmaze', '82'],
      ["a game's page", 'https://rawg.io/games/lantern-run', 'rawg', '4200'],
      ["an item's page", 'https://www.wikidata.org/wiki/Q9000040', 'wikidata', 'Q9000040'],
      ['an IMDb id', 'tt9000027', 'tmdb', 'movie/27'],
      ['an IMDb page', 'https://m.imdb.com/title/tt9000101/?ref_=x', 'tmdb', 'tv/27'],
    ])
      test(`${what} is looked up as such`, async () => {
        const answer = await search({ q: typed });
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual([answer.json.results[0]?.source, answer.json.results[0]?.external_id], [source, id]);
        assert.equal(answer.json.results.length, 1, answer.text);
      });

    test('a search by ISBN never takes another book for it', async () => {
      const answer = await search({ q: '9780999001011', source: 'googlebooks' });
      assert.deepEqual(column(answer, 'external_id'), ['gbGlass000001']);
      assert.deepEqual(column(await search({ q: '9780999001059', source: 'googlebooks' }), 'external_id'), []);
    });

    test('answers are kept, also of what is unknown', async () => {
      for (let i = 0; i < 3; i++) {
        await search({ q: 'lantern' });
        assert.equal((await details('tvmaze', '82')).status, 200);
        assertError(await details('tvmaze', '99'), 404, 'not_found');
        assertError(await details('openlibrary', 'OL9999M'), 404, 'not_found');
      }
      const urls = fake.providers.requests.map((one) => one.source + one.url);
      assert.deepEqual([...new Set(urls)], urls, 'asked twice');
      assert.equal(fake.providers.asked('tvmaze').length, 3 + fake.providers.asked('tvmaze', /episodes\?/).length);
    });

    test('a search is kept for a day, a title for a week, what is unknown for a day, and no key', async () => {
      await search({ q: 'lantern' });
      await details('tmdb', 'movie/27');
      await details('tvmaze', '99');
      const database = `${site.data}/.ht.lookup.db`;
      const ask = (sql) => spawnSync('sqlite3', [database, sql], { encoding: 'utf8' }).stdout.trim().split('\n');
      const days = (like) =>
        ask(`SELECT round((until - unixepoch()) / 86400.0) || '|' || source FROM answers WHERE path LIKE '${like}'`);
      assert.deepEqual(days('/3/search/movie%'), ['1.0|tmdb']);
      assert.deepEqual(days('/3/movie/27?%'), ['7.0|tmdb']);
      assert.deepEqual(days('/shows/99?%'), ['1.0|tvmaze']);
      const bytes = fs
        .readdirSync(site.data)
        .filter((name) => name.startsWith('.ht.lookup.'))
        .map((name) => fs.readFileSync(`${site.data}/${name}`, 'latin1'))
        .join();
      for (const key of Object.values(keys)) assert.ok(!bytes.includes(key), 'a key is kept');
    });

    // --- for people

    test('without a script a title is found and taken by forms', async () => {
      const headers = { Accept: 'text/html,*/*;q=0.8' };
      const page = await site.get(`/lookup${q({ q: 'saltmarsh', type: 'TV_SHOW' })}`, { ...who, headers });
      assert.equal(page.status, 200, page.text);
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.doesNotMatch(page.text, /<script|javascript:/i);
      assert.match(page.text, /Saltmarsh/);
      assert.doesNotMatch(page.text, /(src|href)="https?:\/\/[^"]*tvmaze\.com[^"]*\.jpg/);
      // Each result is a form that takes it: what is in its fields is sent.
      const form = page.text.split(/<form/).find((one) => /value="tv\/27"/.test(one));
      assert.ok(form, page.text);
      assert.match(form, /method="post"/);
      const fields = [...form.matchAll(/name="(\w+)"[^>]*value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
      const taken = await site.post('/lookup', new URLSearchParams(fields), { ...who, headers });
      assert.equal(taken.status, 303, taken.text);
      const { json: shelf } = await site.get('/media?q=saltmarsh', who);
      assert.equal(shelf.media[0].external_id, 'tv/27');
      await site.request('DELETE', `/media/${shelf.media[0].id}`, who);
      const one = await site.get(`/lookup/details${q({ source: 'tvmaze', id: '82' })}`, { ...who, headers });
      assert.equal(one.status, 200, one.text);
      assert.match(one.text, /A marsh &amp; who lives there/);
      const none = await site.get(`/lookup${q({ q: 'nothing at all' })}`, { ...who, headers });
      assert.equal(none.status, 200);
      const wrong = await site.get('/lookup?q=a&type=COMIC', { ...who, headers });
      assert.equal(wrong.status, 400);
      assert.match(wrong.headers['content-type'], /^text\/html/);
    });

    // --- one title

    test('details are what POST /media takes', async () => {
      for (const [source, id, type] of [
        ['openlibrary', 'OL2001M', 'BOOK'],
        ['googlebooks', 'gbGlass000001', 'BOOK'],
        ['tmdb', 'movie/27', 'MOVIE'],
        ['tmdb', 'tv/27', 'TV_SHOW'],
        ['tvmaze', '82', 'TV_SHOW'],
        ['wikidata', 'Q9000027', 'MOVIE'],
        ['wikidata', 'Q9000040', 'GAME'],
        ['rawg', '4200', 'GAME'],
      ]) {
        const answer = await details(source, id);
        assert.equal(answer.status, 200, answer.text);
        const { json } = answer;
        assert.deepEqual(
          [json.type, json.source, json.external_source, json.external_id, json.image_url],
          [type, 'EXTERNAL', source, id, null],
        );
        assert.match(json.source_url, /^https:\/\//);
        assert.match(json.attribution?.url ?? 'https:', /^https:/);
        assert.ok(Array.isArray(json.seasons) || type !== 'TV_SHOW', answer.text);
        // (One ISBN is one book, and a film of the same year and title one film.)
        const made = await site.post('/media', json, who);
        assert.ok([201, 409].includes(made.status), made.text);
        if (made.status === 201) {
          for (const name of ['title', 'creator', 'description', 'genre', 'pub_date', 'isbn', 'length', 'metadata'])
            assert.deepEqual(made.json[name], json[name], name);
          assert.equal((await site.request('DELETE', `/media/${made.json.id}`, who)).status, 204);
        }
      }
    });

    for (const id of [
      '',
      ' ',
      '/',
      '..',
      '../82',
      '82/../83',
      '82?x=1',
      '82#x',
      "82'",
      '82"',
      '82\r\nX: y',
      '82\0',
      '8 2',
      '82%',
      '%2e%2e',
      'x'.repeat(101),
      '-1',
      '٨٢',
    ])
      test(`an id that is ${JSON.stringify(id.slice(0, 20))} is none`, async () => {
        for (const source of ['openlibrary', 'googlebooks', 'tmdb', 'tvmaze', 'wikidata', 'rawg']) {
          const answer = await details(source, id);
          assert.ok([400, 404].includes(answer.status), `${source}: ${answer.text}`);
          const taken = await site.post('/lookup', { source, id }, who);
          assert.ok([400, 404].includes(taken.status), `${source}: ${taken.text}`);
        }
        for (const { path } of fake.providers.requests) assert.doesNotMatch(decodeURIComponent(path), /\/\.\.|\s/);
      });

    test('a source that there isn’t is 400', async () => {
      for (const source of ['imdb', 'TMDB', '', '../tmdb', 'tmdb\n']) {
        // (lighttpd refuses a line break in an address by itself.)
        if (source === 'tmdb\n') assert.equal((await details(source, '1')).status, 400);
        else assertError(await details(source, '1'), 400, 'validation_error');
        assertError(await site.post('/lookup', { source, id: '1' }, who), 400, 'validation_error');
      }
      assertError(await search({ q: 'a', source: 'imdb' }), 400, 'validation_error');
      assertError(await site.get('/lookup/details', who), 400, 'validation_error');
      assertError(await site.get('/lookup', who), 400, 'validation_error');
      assert.deepEqual(fake.providers.requests, []);
    });

    test('only members look up', async () => {
      for (const where of ['/lookup?q=a', '/lookup/details?source=tvmaze&id=82', '/external_api/book/search?title=a'])
        assertError(await site.get(where), 401, 'auth_failed');
      assertError(await site.post('/lookup', { source: 'tvmaze', id: '82' }), 401, 'auth_failed');
      assert.deepEqual(fake.providers.requests, []);
    });

    // --- pictures

    test('pictures come through us, for anybody, and are made small', async () => {
      const answer = await search({ q: 'saltmarsh', source: 'tvmaze' });
      const [{ picture_url: link }] = answer.json.results;
      assert.match(link, /lookup(\.cgi)?\/picture\?/);
      assert.ok(!new URL(link, site.address).host.includes('tvmaze'));
      const picture = await site.get(below(site, link));
      assert.equal(picture.status, 200, picture.text);
      assert.match(picture.headers['content-type'], /^image\/(jpeg|png|webp)$/);
      assert.match(picture.headers['content-security-policy'], /default-src 'none'/);
      assert.equal(picture.headers['x-content-type-options'], 'nosniff');
      assert.match(picture.headers['cache-control'], /max-age=\d+/);
      assert.ok(picture.bytes.length < pictures.large().length / 4, `${picture.bytes.length} bytes`);
      const asked = fake.providers.asked('tvmaze', /^/, 'images').length;
      assert.equal((await site.get(below(site, link))).status, 200);
      assert.equal(fake.providers.asked('tvmaze', /^/, 'images').length, asked, 'the picture isn’t kept');
    });

    test('an address that was changed is nobody’s', async () => {
      const [{ picture_url: link }] = (await search({ q: 'saltmarsh', source: 'tvmaze' })).json.results;
      const url = new URL(link, site.address);
      const u = url.searchParams.get('u');
      const s = url.searchParams.get('s');
      const changed = (parameters) => site.get(`/lookup/picture${q(parameters)}`);
      const flipped = (s[0] === '0' ? '1' : '0') + s.slice(1);
      for (const parameters of [
        { u: u.replace('82', '83'), s },
        { u, s: flipped },
        { u, s: '' },
        { u, s: s.slice(0, -1) },
        { u, s: s.toUpperCase() === s ? `${s}0` : s.toUpperCase() },
        { u: '', s },
        { u },
        { s },
        {},
        { u: 'http://169.254.169.254/', s },
        { u: 'file:///etc/passwd', s },
        { u: `${u}\r\nX: y`, s },
      ]) {
        const answer = await changed(parameters);
        assert.ok([400, 403, 404].includes(answer.status), `${JSON.stringify(parameters)}: ${answer.text}`);
        assert.ok(answer.json || /\r\n/.test(parameters.u), 'in the envelope');
      }
      assert.deepEqual(fake.providers.asked('tvmaze', /^/, 'images'), []);
      assert.equal((await changed({ u, s })).status, 200);
    });

    test('what is no picture is not shown, nor kept with a title that is made all the same', async () => {
      for (const name of ['blank', 'tiny', 'small', 'html', 'svg', 'gif', 'cut', 'bomb', 'heavy', 'wide', 'narrow']) {
        fake.providers.whenPicture('tmdb', /^/, switches.picture(pictures[name]()));
        const made = await take('tmdb', 'movie/27');
        assert.equal(made.image_url, null, name);
        const [{ picture_url: link }] = (await search({ q: 'lantern keepers', source: 'tmdb' })).json.results;
        const answer = await site.get(below(site, link));
        assert.ok([404, 503].includes(answer.status), `${name}: ${answer.status}`);
        assert.equal((await site.request('DELETE', `/media/${made.id}`, who)).status, 204);
        fake.providers.reset();
        require('./lookup').forget(site);
      }
    });

    for (const [what, does] of [
      ['is gone', switches.says(404)],
      ['breaks off', switches.drop()],
      ['is sent on to another host', switches.redirect('http://169.254.169.254/x.jpg')],
      ['is sent on for ever', switches.redirect('/t/p/w500/lantern.jpg')],
      ['has no end', switches.endless()],
      ['unpacks to 64 MiB', switches.packed()],
    ])
      test(`a title whose picture ${what} is made without it`, async () => {
        fake.providers.whenPicture('tmdb', /^/, does);
        const made = await take('tmdb', 'movie/27');
        assert.equal(made.image_url, null);
        assert.equal((await site.request('DELETE', `/media/${made.id}`, who)).status, 204);
      });

    test('a cover is ours: cleaned, and no larger than it is shown', async () => {
      const book = await take('openlibrary', 'OL2008M');
      const image = await site.get(below(site, book.image_url));
      assert.equal(image.status, 200);
      assert.ok(!image.bytes.includes('SECRET'));
      const show = await take('tvmaze', '82');
      const large = await site.get(below(site, show.image_url));
      const [width, height] = sizeOf(large.bytes);
      assert.ok(Math.max(width, height) <= 900, `${width} × ${height}`);
      // Three hops of Open Library's archive.
      fake.providers.reset();
      const sent = await take('openlibrary', 'OL2001M');
      assert.ok(sent.image_url);
      assert.equal(fake.providers.asked('openlibrary', /^/, 'images').length, 3);
      for (const one of [book, show, sent]) await site.request('DELETE', `/media/${one.id}`, who);
    });

    test('a blank of Open Library is never asked for', async () => {
      await take('openlibrary', 'OL2010M').then((made) => {
        assert.equal(made.image_url, null);
        return site.request('DELETE', `/media/${made.id}`, who);
      });
      for (const one of fake.providers.asked('openlibrary', /^/, 'images'))
        assert.equal(one.query.get('default'), 'false');
    });

    // --- taking one

    test('a title is taken once, with what its user does with it', async () => {
      const first = await site.post('/lookup', { source: 'tmdb', id: 'movie/27' }, who);
      assert.equal(first.status, 201, first.text);
      assert.equal(below(site, first.headers.location), `/media/${first.json.id}`);
      assert.equal(first.json.my.entry, null);
      assert.ok(first.json.image_url);
      const body = { source: 'tmdb', id: 'movie/27', status: 'COMPLETED', rating: 4.5, format: 'DVD', platform: 'PAL' };
      const second = await site.post('/lookup', body, who);
      assert.equal(second.status, 200, second.text);
      assert.equal(second.json.id, first.json.id);
      assert.equal(second.json.my.entry.status, 'COMPLETED');
      assert.equal(second.json.my.rating, 4.5);
      assert.equal(second.json.my.copies[0].format, 'DVD');
      const [found] = (await search({ q: 'lantern keepers', type: 'MOVIE' })).json.results;
      assert.equal(found.media_id, first.json.id);
      assert.equal(found.my.status, 'COMPLETED');
      assert.equal((await site.request('DELETE', `/media/${first.json.id}`, who)).status, 204);
    });

    test('a book that is there by its ISBN is that book', async () => {
      const hand = await site.post('/media', { type: 'BOOK', title: 'By hand', isbn: '9780999001028' }, who);
      const found = await search({ q: '9780999001028' });
      assert.equal(found.json.results[0].media_id, hand.json.id);
      const taken = await site.post('/lookup', { source: 'openlibrary', id: 'OL2007M' }, who);
      assert.equal(taken.status, 200);
      assert.equal(taken.json.id, hand.json.id);
      assert.equal(taken.json.title, 'By hand');
      await site.request('DELETE', `/media/${hand.json.id}`, who);
    });

    test('two who take the same at once get one title', async () => {
      const both = await Promise.all(
        [who.token, who.admin].map((token) =>
          site.post('/lookup', { source: 'rawg', id: '4200', status: 'TO_DO' }, { token }),
        ),
      );
      assert.deepEqual(both.map((one) => one.status).sort(), [200, 201], both.map((one) => one.text).join());
      assert.equal(both[0].json.id, both[1].json.id);
      await site.request('DELETE', `/media/${both[0].json.id}`, { token: who.admin });
    });

    test('what the catalogue hasn’t is looked up from its page', async () => {
      const headers = { Accept: 'text/html' };
      const page = await site.get(`/media${q({ q: 'salt & ember' })}`, { ...who, headers });
      assert.match(page.text, /Nothing here is like that/);
      const [, address] = page.text.match(/<a [^>]*href="([^"]*)"[^>]*>Look it up elsewhere</);
      const there = await site.get(address.replaceAll('&amp;', '&').replace(/^.*(?=\/lookup\b)/, ''), {
        ...who,
        headers,
      });
      assert.equal(there.status, 200, there.text);
      assert.match(there.text, /Salt &amp; Ember/);
    });

    test('its page has its facts, its seasons, its source, and the form that takes it', async () => {
      const headers = { Accept: 'text/html' };
      const all = await site.get(`/lookup${q({ q: 'ember', type: 'TV_SHOW' })}`, { ...who, headers });
      assert.match(all.text, /<a [^>]*href="https:\/\/www\.tvmaze\.com"/);
      assert.match(all.text, /<a [^>]*href="[^"]*\/details\?source=tvmaze&amp;id=83"[^>]*>Salt &amp; Ember</);
      const page = await site.get(`/lookup/details${q({ source: 'tvmaze', id: '82' })}`, { ...who, headers });
      assert.equal(page.status, 200, page.text);
      assert.doesNotMatch(page.text, /Without a name/);
      assert.match(page.text, /Season 1<[^]*Low Water[^]*Season 2</);
      assert.match(page.text, /<a [^>]*href="https:\/\/www\.tvmaze\.com\/shows\/82\/saltmarsh"/);
      assert.match(page.text, /<img [^>]*src="[^"]*\/picture\?/);
      const form = page.text.split(/<form/).find((one) => /name="source" value="tvmaze"/.test(one));
      assert.ok(form, page.text);
      assert.match(form, /name="id" value="82"/);
      const answer = await site.post('/lookup', new URLSearchParams({ source: 'tvmaze', id: '82', status: 'TO_DO' }), {
        ...who,
        headers,
      });
      assert.doesNotMatch(form, /name="next"/); // it leads to what it makes
      assert.equal(answer.status, 303, answer.text);
      // Of what is here there are its episodes, and its source may be asked again.
      const where = answer.headers.location.replace(/^.*(?=\/media\/)/, '');
      const title = await site.get(where, { ...who, headers });
      assert.match(title.text, /<a [^>]*href="[^"]*\/episodes"[^>]*>Episodes</);
      assert.match(title.text, /<a [^>]*href="https:\/\/www\.tvmaze\.com\/shows\/82\/saltmarsh"/);
      assert.match(title.text, /<form [^>]*action="[^"]*\/media\/[-0-9a-f]+\/refresh"/);
      const episodes = await site.get(`${where}/episodes`, { ...who, headers });
      assert.match(episodes.text, /Season 1<[^]*Low Water/);
      assert.doesNotMatch(episodes.text, /Without a name/);
      await site.request('DELETE', where, who);
    });

    test('a form of a page takes one, too', async () => {
      const answer = await site.post('/lookup', new URLSearchParams({ source: 'tvmaze', id: '83', status: 'TO_DO' }), {
        ...who,
        headers: { Accept: 'text/html' },
      });
      assert.equal(answer.status, 303, answer.text);
      const { json } = await site.get('/media?q=ember', who);
      assert.equal(json.total, 1);
      assert.equal(json.media[0].my.status, 'TO_DO');
      await site.request('DELETE', `/media/${json.media[0].id}`, who);
    });

    // --- refresh

    test('a refresh asks anew and fills what is empty, or replaces all', async () => {
      const { id } = await take('tmdb', 'movie/28');
      assert.equal(
        (await site.request('PATCH', `/media/${id}`, { ...who, body: { title: 'Mine', creator: 'Me' } })).status,
        200,
      );
      const told = switches.changed((body) => ({
        ...body,
        title: 'Told',
        overview: 'At last.',
        runtime: 90,
        credits: { crew: [{ name: 'Cy', job: 'Director' }] },
      }));
      fake.providers.when('tmdb', /movie\/28/, told);
      const filled = await site.post(`/media/${id}/refresh`, undefined, who);
      assert.equal(filled.status, 200, filled.text);
      assert.deepEqual(
        [filled.json.title, filled.json.creator, filled.json.description, filled.json.length],
        ['Mine', 'Me', 'At last.', 90],
      );
      const all = await site.post(`/media/${id}/refresh`, { all: true }, who);
      assert.deepEqual([all.json.title, all.json.creator], ['Told', 'Cy']);
      // By the programs' own addresses: sent on, as a POST.
      const sent = await site.post(`/cgi-bin/media.cgi/${id}/refresh`, undefined, who);
      assert.equal(sent.status, 307);
      assert.equal(
        (
          await site.request(
            'POST',
            below(site, new URL(sent.headers.location, `${site.address}${site.base}/cgi-bin/media.cgi/`).href),
            who,
          )
        ).status,
        200,
      );
      // What it says is that it fails, and then nothing is lost.
      fake.providers.when('tmdb', /movie\/28/, switches.says(500));
      assertError(await site.post(`/media/${id}/refresh`, { all: true }, who), 503, 'unavailable');
      assert.equal((await site.get(`/media/${id}`, who)).json.title, 'Told');
      await site.request('DELETE', `/media/${id}`, who);
    });

    test('only who may change a title refreshes it', async () => {
      const made = await site.post('/lookup', { source: 'tmdb', id: 'movie/28' }, { token: who.admin });
      assertError(await site.post(`/media/${made.json.id}/refresh`, undefined, who), 403, 'forbidden');
      assertError(await site.post(`/media/${made.json.id}/refresh`), 401, 'auth_failed');
      assertError(
        await site.post(`/media/${made.json.id}/refresh`, { all: 'perhaps' }, { token: who.admin }),
        400,
        'validation_error',
      );
      assertError(
        await site.post('/media/00000000-0000-4000-8000-000000000000/refresh', undefined, who),
        404,
        'not_found',
      );
      await site.request('DELETE', `/media/${made.json.id}`, { token: who.admin });
      const hand = await site.post('/media', { type: 'GAME', title: 'By hand' }, who);
      const none = await site.post(`/media/${hand.json.id}/refresh`, undefined, who);
      assert.ok([400, 404, 409].includes(none.status), none.text);
    });

    test('an ISBN that another book has fills no gap', async () => {
      const [other, made] = [
        await site.post('/media', { type: 'BOOK', title: 'Has it', isbn: '9783999001067' }, who),
        await site.post(
          '/media',
          { type: 'BOOK', title: 'Gap', source: 'EXTERNAL', external_source: 'openlibrary', external_id: 'OL2002M' },
          who,
        ),
      ];
      const filled = await site.post(`/media/${made.json.id}/refresh`, undefined, who);
      assert.equal(filled.status, 200, filled.text);
      assert.equal(filled.json.isbn, null);
      assert.ok(filled.json.creator);
      assertError(await site.post(`/media/${made.json.id}/refresh`, { all: true }, who), 409, 'conflict');
      for (const { json } of [other, made]) await site.request('DELETE', `/media/${json.id}`, who);
    });

    test('a title is not filled with what is of another type', async () => {
      const made = await site.post(
        '/media',
        { type: 'BOOK', title: 'No series', source: 'EXTERNAL', external_source: 'tvmaze', external_id: '82' },
        who,
      );
      assert.equal(made.status, 201, made.text);
      assertError(await site.post(`/media/${made.json.id}/refresh`, { all: true }, who), 409, 'conflict');
      const after = await site.get(`/media/${made.json.id}`, who);
      assert.deepEqual([after.json.title, after.json.length], ['No series', null]);
      assert.deepEqual((await site.get(`/media/${made.json.id}/episodes`, who)).json.seasons, []);
      await site.request('DELETE', `/media/${made.json.id}`, who);
    });

    // --- episodes

    test('whose episodes they are stays with a series of another source', async () => {
      const { json } = await details('tmdb', 'tv/27');
      assert.equal(json.metadata.ids.tvmaze, '82');
      assert.equal(json.metadata.ids.imdb, 'tt9000101', 'beside what it has');
      assert.ok(json.seasons.some((one) => one.episodes.some(({ title }) => title === 'Low Water')));
    });

    test('a series has its episodes, and an entry what is next', async () => {
      const { id } = await take('tvmaze', '82', { status: 'IN_PROGRESS' });
      const { json, status, text } = await site.get(`/media/${id}/episodes`, who);
      assert.equal(status, 200, text);
      assert.deepEqual(
        json.seasons.filter((one) => one.number).map((one) => one.episodes.length),
        [3, 2],
      );
      assert.deepEqual(json.seasons.find((one) => one.number === 1).episodes[0], {
        number: 1,
        title: 'Low Water',
        air_date: '2016-01-05',
        length: 45,
      });
      assert.equal(json.seasons.find((one) => one.number === 1).episodes[2].title, 'The & Heron');
      assert.equal((await site.get(`/media/${id}`, who)).json.length, 5);
      const entry = async () => (await site.get('/user/media?q=saltmarsh', who)).json.records[0];
      const at = async (progress) => {
        const one = await entry();
        assert.equal(
          (await site.request('PATCH', `/user/media/${one.id}`, { ...who, body: { progress } })).status,
          200,
        );
        const { next_episode: next } = (await entry()).media;
        return next && [next.season, next.number, next.title];
      };
      assert.deepEqual(await at(0), [1, 1, 'Low Water']);
      assert.deepEqual(await at(3), [2, 1, 'High Water']);
      assert.deepEqual(await at(5), null);
      // By hand.
      const seasons = [
        { number: 1, title: null, episodes: [{ number: 1, title: 'Only', air_date: null, length: null }] },
      ];
      const put = await site.request('PUT', `/media/${id}/episodes`, { ...who, body: { seasons } });
      assert.equal(put.status, 200, put.text);
      assert.deepEqual((await site.get(`/media/${id}/episodes`)).json.seasons, seasons);
      assertError(await site.request('PUT', `/media/${id}/episodes`, { body: { seasons } }), 401, 'auth_failed');
      // One of every day is asked again for what is new, however much of it is there.
      const daily = (count) => Array.from({ length: count }, (_, i) => ({ number: i + 1 }));
      const long = { seasons: [{ number: 1, episodes: daily(2600) }] };
      assert.equal((await site.request('PUT', `/media/${id}/episodes`, { ...who, body: long })).status, 200);
      const told = daily(2601).map((one) => ({ ...one, season: 1, type: 'regular' }));
      fake.providers.when('tvmaze', /episodes/, switches.says(200, { body: told }));
      assert.equal((await site.post(`/media/${id}/refresh`, undefined, who)).json.length, 2601);
      await site.request('DELETE', `/media/${id}`, who);
    });

    test("TMDb's series has TVmaze's episodes, or its own", async () => {
      const known = await take('tmdb', 'tv/27');
      const { seasons } = (await site.get(`/media/${known.id}/episodes`, who)).json;
      assert.equal(seasons.find((one) => one.number === 2).episodes[1].title, 'Flood');
      const own = await take('tmdb', 'tv/31');
      assert.deepEqual(
        (await site.get(`/media/${own.id}/episodes`, who)).json.seasons[0].episodes.map((one) => one.title),
        ['Part 1', 'Part 2'],
      );
      assert.equal(own.length, 2);
      for (const { id } of [known, own]) await site.request('DELETE', `/media/${id}`, who);
    });

    // --- MyColl

    test('MyColl searches films and takes one', async () => {
      for (const base of ['/collection', '/api/v1/movies']) {
        const found = await site.get(`${base}/search?query=lantern`, who);
        assert.equal(found.status, 200, found.text);
        assert.ok(Array.isArray(found.json ?? JSON.parse(found.text)));
        const [film, other] = found.json;
        assert.deepEqual(
          [film.id, film.title, film.release_year, film.overview],
          [27, 'Lyktväktarna', '2011', 'They keep the lanterns.'],
        );
        assert.match(film.poster_path, /lookup(\.cgi)?\/picture\?/);
        assert.equal((await site.get(below(site, film.poster_path))).status, 200);
        assert.deepEqual([other.title, other.poster_path], ['Lantern Song', '']);
        const one = await site.get(`${base}/search/details?query=27`, who);
        assert.equal(one.status, 200, one.text);
        const { image_link: image, ...rest } = one.json;
        assert.match(image, /lookup(\.cgi)?\/picture\?/);
        for (const [name, value] of Object.entries({
          title: 'The Lantern Keepers',
          release_year: '2011',
          overview: 'They keep the lanterns.',
          mpaa_rating: 'PG-13',
          runtime_minutes: 104,
          tmdb_page_link: 'https://www.themoviedb.org/movie/27',
        }))
          assert.equal(rest[name], value, name);
        // What was read is sent back as it is.
        const added = await site.post(`${base}/`, one.json, who);
        assert.equal(added.status, 201, added.text);
        assert.deepEqual([added.json.type, added.json.title, added.json.length], ['MOVIE', 'The Lantern Keepers', 104]);
        await site.request('DELETE', `/media/${added.json.id}`, who);
        for (const path of ['/search', '/search?query=', '/search/details', '/search/details?query='])
          assertError(await site.get(`${base}${path}`, who), 400, 'validation_error');
        assertError(await site.get(`${base}/search?query=a`), 401, 'auth_failed');
        assertError(await site.get(`${base}/search/details?query=99999`, who), 404, 'not_found');
      }
      const empty = await site.get('/collection/search?query=nothing+at+all', who);
      assert.equal(empty.text.trim(), '[]');
      for (const path of ['/search?query=lantern', '/search/details?query=27']) {
        const sent = await site.get(`/cgi-bin/collection.cgi${path}`, who);
        assert.equal(sent.status, 307);
        assert.equal((await site.get(below(site, sent.headers.location), who)).status, 200);
      }
    });

    // --- Kallaxy

    for (const [path, source, has] of [
      ['/book/search?title=harbour', 'openlibrary', (body) => body.docs?.[0].title === 'Harbour of Glass'],
      ['/book/isbn?isbn=9780999001011', 'openlibrary', (body) => body.title === 'Harbour of Glass'],
      ['/book/author?author=OL501A', 'openlibrary', (body) => body.name === 'Ines Calloway'],
      ['/book/search_isbn?key=OL1001W', 'openlibrary', (body) => 'isbn13' in body && 'isbn10' in body],
      ['/movie_tv/search_movie?query=lantern', 'tmdb', (body) => body.results?.[0].id === 27],
      ['/movie_tv/search_tv?query=saltmarsh', 'tmdb', (body) => body.results?.[0].id === 27],
      ['/movie_tv/search?query=lantern', 'tmdb', (body) => body.results?.length >= 2],
      ['/movie_tv?movie_id=27', 'tmdb', (body) => body.id === 27],
      ['/movie_tv/movie_credits?movie_id=27', 'tmdb', (body) => body.crew?.length === 3],
      ['/videogame/search?search=lantern&platforms=4,7', 'rawg', (body) => body.results?.[0].id === 4200],
      ['/videogame?id=4200', 'rawg', (body) => body.id === 4200],
    ])
      test(`Kallaxy's ${path} is answered`, async () => {
        const answer = await site.get(`/external_api${path}`, who);
        assert.equal(answer.status, 200, answer.text);
        assert.ok(has(answer.json), answer.text);
        assert.ok(fake.providers.asked(source).length);
        for (const key of Object.values(keys)) assert.ok(!answer.text.includes(key), 'a key is shown');
        assertError(await site.get(`/external_api${path}`), 401, 'auth_failed');
        const bad = await site.get(`/external_api${path.replace(/=.*/, '=')}`, who);
        assertError(bad, 400, 'validation_error');
      });

    test('features say what can be looked up', async () => {
      const { json } = await site.get('/server/features');
      assert.deepEqual(json.lookup.sources, ['openlibrary', 'googlebooks', 'tmdb', 'tvmaze', 'wikidata', 'rawg']);
    });

    test('no key is in an answer or the log', async () => {
      const texts = [];
      for (const where of [
        '/lookup?q=lantern',
        '/lookup/details?source=rawg&id=4200',
        '/server/features',
        '/server/health',
      ])
        texts.push((await site.get(where, who)).text);
      texts.push((await site.get('/server/doctor', { token: who.admin })).text);
      texts.push(require('./lookup').logOf(site));
      for (const key of Object.values(keys)) assert.ok(!texts.join().includes(key));
    });
  });
});

// Width and height of a JPEG, PNG or lossy WebP.
function sizeOf(bytes) {
  if (bytes.subarray(1, 4).toString() === 'PNG') return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.subarray(8, 12).toString() === 'WEBP') {
    const kind = bytes.subarray(12, 16).toString();
    if (kind === 'VP8 ') return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
    const bits = bytes.readUInt32LE(21);
    return kind === 'VP8L'
      ? [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1]
      : [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
  }
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2))
    if (bytes[at + 1] >= 0xc0 && bytes[at + 1] <= 0xc3) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
  throw new Error('no picture');
}
