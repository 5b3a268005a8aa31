// One story over six doors: what is written through one is seen through all others at once, each in its own words; and
// one account is one account behind all of them.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { client, everywhere } = require('./harness');
const { form, formHeaders, noise } = require('./picture');

const password = 'correct horse battery';

// Each signs up where it is at home.
async function people(site) {
  const ann = await client(site).post(200, '/movieshelf/auth/register', {
    name: 'Ann',
    email: 'ann@example.com',
    password,
  });
  const ben = await client(site).post(201, '/mycoll/accounts/create/', {
    username: 'michael',
    email: 'ben@example.com',
    password,
  });
  await client(site).post(201, '/kallaxy/api/users', { username: 'cleo', email: 'cleo@example.com', password });
  const cleo = await client(site).post(201, '/kallaxy/auth/login', { username: 'cleo', password });
  return {
    ann: client(site, ann.data.accessToken),
    ben: client(site, ben.access),
    cleo: client(site, cleo.access_token),
  };
}

everywhere('dialects', (site) => {
  test('a film, its copy, its record and its book, through six doors', async () => {
    const { ann, ben, cleo } = await people(site);
    const nobody = client(site);

    // MovieShelf: Ann adds Sphere with a poster, and rates it.
    const { data: film } = await ann.post(200, '/movieshelf/movies', {
      title: 'Sphere',
      releaseDate: '1998-02-13T00:00:00.000Z',
      synopsis: 'A ship below the sea.',
    });
    const poster = await ann.post(200, `/movieshelf/movies/${film.id}/poster`, form(noise(40)), {
      headers: formHeaders,
    });
    assert.match(poster.data.url, /\/media\//);
    const rated = await ann.put(200, `/movieshelf/movies/${film.id}/rating`, { value: 4 });
    assert.equal(rated.data.averageRating, 4);

    // MyColl: Ben owns it on DVD. It is the film that is there.
    const mine = await ben.post(201, '/mycoll/api/v1/movies/', {
      title: 'Sphere',
      release_year: 1998,
      mpaa_rating: 'PG-13',
      runtime_minutes: 134,
    });
    await ben.post(201, '/mycoll/api/v1/movies/copies/', { movie: mine.id, platform: 'Shelf', form: 'DVD' });
    const [owned] = (await ben.get(200, '/collection')).items;
    assert.equal(owned.id, film.id);
    assert.equal(owned.copies[0].format, 'DVD');
    assert.ok(owned.image_url);
    assert.equal((await nobody.get(200, `/mediatracker/media/${mine.id}`)).title, 'Sphere');

    // Kallaxy: Cleo saw it in March.
    const record = await cleo.post(201, '/kallaxy/api/records', {
      medium_id: film.id,
      start_date: '2026-03-01T20:00:00Z',
      end_date: '2026-03-04T22:00:00Z',
      comments: 'With popcorn',
    });
    assert.equal(record.is_finished, true);
    const [seen] = (await cleo.get(200, '/user/media')).records;
    assert.deepEqual([seen.status, seen.duration, seen.note], ['COMPLETED', 3, 'With popcorn']);

    // BookTracker: the admin adds the novel, Ben reads it; Media Tracker has it in progress, and it is finished there.
    const novel = await ann.post(201, '/booktracker/books', { title: 'Sphere', author: 'Michael Crichton' });
    await ben.post(201, `/booktracker/my-library/${novel.id}`, { status: 'Reading' });
    const [reading] = (await ben.get(200, '/mediatracker/user/media')).filter((one) => one.media_id === novel.id);
    assert.equal(reading.status, 'IN_PROGRESS');
    await ben.put(200, `/mediatracker/user/media/${reading.id}`, { status: 'COMPLETED' });
    const [read] = await ben.get(200, '/booktracker/my-library');
    assert.equal(read.status, 'Completed');
    const rating = await ben.patch(200, `/booktracker/my-library/${novel.id}`, { rating: 5, review_text: 'Deep.' });
    assert.equal(rating.rating, 5);
    assert.equal((await ben.get(200, '/stats')).finished.total, 1);

    // Ours pauses it: a design that has no word for that shows the nearest, and what is sent back so stays.
    const { records } = await ben.get(200, '/user/media?type=BOOK');
    await ben.patch(200, `/user/media/${records[0].id}`, { status: 'PAUSED' });
    assert.equal((await ben.get(200, '/booktracker/my-library'))[0].status, 'Reading');
    await ben.patch(200, `/booktracker/my-library/${novel.id}`, { status: 'Reading' });
    assert.equal((await ben.get(200, `/user/media/${records[0].id}`)).status, 'PAUSED');

    // MovieShelf: Ann deletes the film. It is gone behind all doors, and what all had of it with it.
    assert.equal((await ann.delete(200, `/movieshelf/movies/${film.id}`)).success, true);
    await nobody.get(404, `/mediatracker/media/${mine.id}`);
    await ben.get(404, `/mycoll/api/v1/movies/${mine.id}`);
    assert.deepEqual(await ben.get(200, '/mycoll/api/v1/movies/copies/'), []);
    await cleo.get(404, '/kallaxy/api/records');
    await cleo.get(404, '/kallaxy/api/media?title=Sphere&media_type=movie');
    await nobody.get(404, `/media/${film.id}`);
    assert.deepEqual(
      (await nobody.get(200, '/booktracker/books')).map(({ title }) => title),
      ['Sphere'],
    );
  });

  test('an account is one behind all doors', async () => {
    const nobody = client(site);
    const one = { username: 'dora', email: 'dora@example.com', password };
    await nobody.post(201, '/kallaxy/api/users', one);
    const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
    const tokens = [
      (await nobody.post(201, '/kallaxy/auth/login', { username: 'dora', password })).access_token,
      (await nobody.post(200, '/mycoll/accounts/token/', { username: 'dora', password })).access,
      (await nobody.post(200, '/movieshelf/auth/login', { email: one.email, password })).data.accessToken,
      (await nobody.post(200, '/mediatracker/auth/login', { username: 'dora', password })).token,
      (
        await nobody.post(
          200,
          '/booktracker/auth/token',
          `username=dora&password=${encodeURIComponent(password)}`,
          form,
        )
      ).access_token,
      (await nobody.post(200, '/auth/login', { username: 'dora', password })).access_token,
    ];
    for (const token of tokens) {
      const dora = client(site, token);
      assert.equal((await dora.get(200, '/users/me')).username, 'dora');
      assert.equal((await dora.get(200, '/kallaxy/api/users')).email, one.email);
      assert.equal((await dora.get(200, '/movieshelf/users/me')).data.email, one.email);
      assert.deepEqual(await dora.get(200, '/mycoll/api/v1/movies/'), []);
      assert.deepEqual(await dora.get(200, '/booktracker/my-library'), []);
      assert.deepEqual(await dora.get(200, '/mediatracker/user/media'), []);
    }
  });

  // As Kallaxy's client does, which gives every GET a body, "null" where it has nothing to ask.
  test('a question may be the body of a GET, behind this server, too', async () => {
    const { access_token: token } = (await site.post('/auth/login', { username: 'cleo', password })).json;
    const asked = (where, body) =>
      site.request('GET', where, { token, body, headers: { 'Content-Type': 'application/json' } });
    await client(site, token).post(201, '/kallaxy/api/media', {
      title: 'Dune',
      media_type: 'book',
      creator: 'Frank Herbert',
      pub_date: '1965',
    });
    const found = await asked('/kallaxy/api/media', JSON.stringify({ title: 'dune', media_type: 'book' }));
    assert.equal(found.status, 200, found.text);
    assert.equal(found.json.creator, 'Frank Herbert');
    assert.equal((await asked('/kallaxy/api/users', 'null')).json.username, 'cleo');
    assert.equal((await asked('/kallaxy/auth/login', JSON.stringify({ password }))).status, 200);
    assert.equal((await asked('/kallaxy/auth/login', JSON.stringify({ password: 'no' }))).status, 401);
    const byQuery = `/kallaxy/auth/login?password=${encodeURIComponent(password)}`;
    assert.equal((await site.get(byQuery, { token })).status, 400);
  });
});
