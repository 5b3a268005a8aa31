// The whole life of each seed's user, by the seed's own paths, behind lighttpd (CGI) and Apache (FastCGI); and all of
// them on one database. What they meet on the way is every answer that openapi.json promises.
'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { assertError, client, everywhere } = require('./harness');
const { keys, startProviders } = require('../providers/server');

const PASSWORD = 'correct horse battery';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const fields = (answer) => answer.error.details.map(({ field }) => field);

// MyColl: "GET: a list view of all of the movies in your collection", "create a new user and receive a JWT pair".
async function mycoll(site) {
  const made = await client(site).post(201, '/accounts/create/', { username: 'michael', password: PASSWORD });
  const pair = await client(site).post(200, '/accounts/token/', { username: 'michael', password: PASSWORD });
  assert.ok(made.access_token && pair.access_token && pair.refresh_token);
  const fresh = await client(site).post(200, '/accounts/token/refresh/', { refresh: pair.refresh_token });
  const me = client(site, fresh.access_token);
  assert.deepEqual((await me.get(200, '/api/v1/movies/')).items, []);

  const sphere = await me.post(201, '/api/v1/movies/', { title: 'Sphere', pub_date: '1998' });
  assert.equal(sphere.type, 'MOVIE');
  assert.equal(sphere.status, 'TO_DO');
  const again = await me.post(201, '/api/v1/movies/', { title: 'SPHERE', pub_date: '1998-02-13' });
  assert.equal(again.id, sphere.id, 'what is there is used');
  const dvd = await me.post(201, '/api/v1/movies/copies/', { movie_id: sphere.id, format: 'DVD' });
  const vod = await me.post(201, '/api/v1/movies/copies/', {
    movie_id: sphere.id,
    format: 'VOD',
    platform: 'Prime Video',
    vod_link: 'https://video.example/sphere',
  });
  assert.deepEqual((await me.get(200, `/api/v1/movies/${sphere.id}`)).copies.map(({ format }) => format).sort(), [
    'DVD',
    'VOD',
  ]);
  assert.equal((await me.get(200, '/api/v1/movies/?format=vod&platform=prime%20video')).total, 1);
  assert.equal((await me.get(200, '/api/v1/movies/?format=Blu-ray')).total, 0);
  assert.equal((await me.get(200, '/api/v1/movies/copies/')).total, 2);

  assert.equal(
    (
      await me.put(200, `/api/v1/movies/${sphere.id}/`, {
        title: 'Sphere',
        creator: 'Barry Levinson',
        pub_date: '1998',
      })
    ).creator,
    'Barry Levinson',
  );
  const other = await me.post(201, '/api/v1/movies/', { title: 'Congo' });
  assert.deepEqual(fields(await me.put(409, `/api/v1/movies/${other.id}`, { title: 'Sphere' })), ['title']);
  assert.deepEqual(fields(await me.post(400, '/api/v1/movies/', { pub_date: 'soon' })).sort(), ['pub_date', 'title']);
  await me.put(200, `/api/v1/movies/copies/${vod.id}`, { format: 'VOD' });
  assert.equal((await me.get(200, `/api/v1/movies/copies/${vod.id}/`)).platform, null);
  assert.equal((await me.patch(200, `/collection/copies/${vod.id}`, { platform: 'Elsewhere' })).platform, 'Elsewhere');
  await me.delete(204, `/api/v1/movies/copies/${dvd.id}/`);
  await me.get(404, `/api/v1/movies/copies/${dvd.id}`);
  const [film] = await me.get(200, '/api/v1/movies/search?query=lantern');
  const details = await me.get(200, `/api/v1/movies/search/details?query=${film.id}`);
  assert.equal(details.mpaa_rating, 'PG-13');
  const lantern = await me.post(201, '/api/v1/movies/', details);
  assert.deepEqual([lantern.title, lantern.type, lantern.length], [details.title, 'MOVIE', details.runtime_minutes]);
  await me.delete(204, `/api/v1/movies/${lantern.id}`);
  await me.get(400, '/api/v1/movies/search');
  await me.delete(204, `/api/v1/movies/${sphere.id}`);
  assert.equal(
    (await me.get(200, '/api/v1/movies/copies/')).total,
    0,
    '"delete a movie and its related copies from your collection"',
  );
  assert.equal((await me.get(200, `/media/${sphere.id}`)).title, 'Sphere', 'the catalogue keeps it');

  // Books are his too, by the address that isn't only for movies; a stranger's title he may own, but not edit.
  const stranger = client(site, (await site.register('crichton')).access_token);
  const book = await stranger.post(201, '/collection', {
    type: 'BOOK',
    title: 'Sphere',
    creator: 'Michael Crichton',
    isbn: '0-394-56110-4',
  });
  const found = await me.post(201, '/collection', { type: 'BOOK', title: 'Sphere, the novel', isbn: '9780394561103' });
  assert.equal(found.id, book.id);
  await me.put(403, `/collection/${book.id}`, { title: 'Mine' });
  await me.get(404, `/api/v1/movies/${book.id}`);
  await me.delete(204, `/collection/${book.id}`);
  const known = await me.post(201, '/collection', { media_id: book.id });
  assert.equal(known.id, book.id);
  await me.post(409, '/user/media', { media_id: book.id });
  return me;
}

// Kallaxy: media and records, "auto-calculated days interval", records by type, password confirmation, recovery by an
// admin.
async function kallaxy(site, admin) {
  const made = await client(site).post(201, '/auth/register', {
    username: 'VincNT21',
    password: PASSWORD,
    email: 'vincnt21@example.com',
  });
  assert.match(made.id, UUID);
  assert.match(made.created_at, TIME);
  assert.match(made.refresh_token, /^[0-9a-f]{64}$/);
  const me = client(site, made.access_token);
  const ring = await me.post(201, '/media', {
    media_type: 'book',
    title: 'The Fellowship of the Ring',
    creator: 'J.R.R. Tolkien',
    pub_date: '1954',
    image_url: 'https://covers.example/fellowship.gif',
    metadata: { pages: 423 },
  });
  assert.deepEqual([ring.type, ring.metadata], ['BOOK', { pages: 423 }]);
  assert.equal((await me.post(201, '/media', { media_type: 'serie', title: 'The Wire' })).type, 'TV_SHOW');
  const record = await me.post(201, '/user/media', {
    medium_id: ring.id,
    start_date: '2025-03-26T14:20:23.525332Z',
    end_date: '2025-03-31T08:47:29.205805+00:00',
    comments: 'my personal review of this…',
  });
  assert.deepEqual(
    [record.duration, record.is_finished, record.status, record.note],
    [4, true, 'COMPLETED', 'my personal review of this…'],
  );
  assert.equal(record.start_date, '2025-03-26T14:20:23Z');
  assert.deepEqual(fields(await me.patch(400, `/user/media/${record.id}`, { end_date: '2025-03-01' })), ['end_date']);
  assert.equal(
    (await me.put(200, `/user/media/${record.id}`, { start_date: '2025-03-26', end_date: '2025-04-05' })).duration,
    10,
  );
  const grouped = await me.get(200, '/user/media?group=type');
  assert.deepEqual(
    Object.entries(grouped.records).map(([type, of]) => [type, of.length]),
    [
      ['TV_SHOW', 0],
      ['MOVIE', 0],
      ['BOOK', 1],
      ['GAME', 0],
    ],
  );
  assert.equal(grouped.records.BOOK[0].media.title, 'The Fellowship of the Ring');
  assert.equal(
    (await me.put(200, `/media/${ring.id}`, { title: 'The Fellowship of the Ring' })).metadata.pages,
    undefined,
  );

  // "parametersConfirmPassword", and what it is for.
  assertError(await site.post('/auth/confirm-password', { password: 'wrong' }, { token: me.token }), 403, 'forbidden');
  const confirmed = client(site, (await me.post(200, '/auth/confirm-password', { password: PASSWORD })).access_token);
  assert.deepEqual(fields(await confirmed.patch(409, '/users/me', { username: 'BOSS' })), ['username']);
  assert.deepEqual(fields(await confirmed.put(409, '/users/me', { username: 'Boss' })), ['username']);
  assert.equal(
    (await confirmed.patch(200, '/users/me', { email: 'vincent@example.com' })).email,
    'vincent@example.com',
  );
  const changed = await confirmed.put(200, '/users/me', {
    username: 'VincNT21',
    email: 'vincent@example.com',
    password: 'another horse battery',
  });
  assert.equal(changed.email, 'vincent@example.com');

  // "PasswordResetRequest": message, link, token; "responseVerifyResetToken": valid, email.
  const sent = await client(site).post(202, '/auth/password-reset', { email: 'vincent@example.com' });
  assert.deepEqual(Object.keys(sent), ['message']);
  const reset = await admin.post(201, `/users/${made.id}/password-reset`);
  assert.match(reset.reset_link, /reset\.html\?token=/);
  assert.equal((await client(site).get(200, `/auth/password-reset/${reset.reset_token}`)).valid, true);
  await client(site).post(200, `/auth/password-reset/${reset.reset_token}`, { password: PASSWORD });
  await client(site).get(404, `/auth/password-reset/${reset.reset_token}`);
  await client(site).post(404, `/auth/password-reset/${reset.reset_token}`, { password: PASSWORD });
  const anew = await client(site).post(200, '/auth/login', { username: 'vincnt21', password: PASSWORD });
  const home = client(site, anew.access_token);
  await home.get(200, '/users/me/sessions');
  const elsewhere = await client(site).post(200, '/auth/login', { email: 'VINCENT@example.com', password: PASSWORD });
  const sessions = (await home.get(200, '/users/me/sessions')).sessions;
  await home.delete(204, `/users/me/sessions/${sessions.find(({ current }) => !current).id}`);
  assertError(await site.get('/users/me', { token: elsewhere.access_token }), 401, 'auth_failed');
  await home.delete(204, `/user/media/${record.id}`);
  await home.get(404, `/user/media/${record.id}`);
  return home;
}

// MovieShelf: rate, review, upload a poster, and an admin who moderates.
async function movieshelf(site, admin) {
  const me = client(site, (await site.register('reviewer')).access_token);
  const critic = client(site, (await site.register('critic')).access_token);
  const movie = await me.post(201, '/movies', {
    title: 'Metropolis',
    director: 'Fritz Lang',
    release_date: '1927-01-10',
    synopsis: 'A city above a city.',
  });
  assert.equal(movie.created_by.username, 'reviewer');
  assert.deepEqual(
    fields(await me.post(409, '/movies', { title: 'METROPOLIS' })),
    ['title'],
    '"unique title (case-insensitive)"',
  );
  const second = await critic.post(201, '/movies', { title: 'M', release_date: '1931' });
  await critic.patch(403, `/movies/${movie.id}`, { title: 'Mine' });
  assert.equal((await me.patch(200, `/movies/${movie.id}`, { genre: 'Science fiction' })).genre, 'Science fiction');
  await critic.put(409, `/movies/${second.id}`, { title: 'metropolis', release_date: '1927' });
  await critic.patch(409, `/movies/${second.id}`, { title: 'metropolis', release_date: null });
  await critic.put(200, `/movies/${second.id}`, { title: 'M', release_date: '1931-05-11' });

  // "Upsert [user,movie] rating; maintain averageRating transactionally."
  assert.deepEqual(await me.put(200, `/movies/${movie.id}/rating`, { value: 5 }), {
    value: 5,
    average_rating: 5,
    rating_count: 1,
  });
  assert.deepEqual(await critic.put(200, `/movies/${movie.id}/rating`, { value: 2 }), {
    value: 2,
    average_rating: 3.5,
    rating_count: 2,
  });
  for (const value of [0, 0.25, 5.5, 6, '5', '4,5', null])
    assert.deepEqual(fields(await critic.put(400, `/movies/${movie.id}/rating`, { value })), ['value']);
  await critic.put(200, `/movies/${second.id}/rating`, { value: 3 });
  assert.deepEqual(
    (await me.get(200, '/movies?sort=rank')).movies.slice(0, 2).map(({ title, rank }) => [title, rank]),
    [
      ['Metropolis', 1],
      ['M', 2],
    ],
  );
  assert.equal((await me.get(200, '/movies?stars=4&scope=mine')).total, 1, '"minimum rounded average rating"');
  assert.equal((await me.get(200, '/movies?scope=not_mine&q=met')).total, 0);
  assertError(await site.get('/movies?scope=mine'), 401, 'auth_failed');
  const paged = await me.get(200, '/movies?sort=release_asc&page=2&pageSize=1');
  assert.deepEqual([paged.movies[0].title, paged.page_size], ['M', 1]);
  await critic.delete(204, `/movies/${movie.id}/rating`);
  assert.equal((await me.get(200, `/movies/${movie.id}`)).average_rating, 5);

  const review = await critic.post(201, `/movies/${movie.id}/reviews`, {
    content: '<script>alert(1)</script> & all that',
  });
  assert.equal(review.content, '<script>alert(1)</script> & all that', 'text is only ever text');
  assert.match(
    (await critic.post(409, `/movies/${movie.id}/reviews`, { content: 'Twice' })).error.details[0].message,
    new RegExp(review.id),
  );
  assert.equal((await me.get(200, `/movies/${movie.id}`)).review_count, 1);
  assert.equal(
    (await critic.patch(200, `/reviews/${review.id}`, { content: 'Longer, on a second look.' })).content,
    'Longer, on a second look.',
  );
  await me.patch(403, `/reviews/${review.id}`, { content: 'Not mine' });
  await me.delete(403, `/reviews/${review.id}`);
  assert.equal((await client(site).get(200, `/movies/${movie.id}/reviews`)).total, 1);
  await admin.delete(204, `/reviews/${review.id}`);
  assert.equal((await me.get(200, `/movies/${movie.id}`)).review_count, 0, '"admin can moderate reviews/movies"');

  // "POST /movies/:id/poster → { mediaId, url }", "GET /media/:id → streams image by ID".
  const poster = await me.upload(201, `/movies/${movie.id}/poster`, 8);
  assert.equal((await me.get(200, `/movies/${movie.id}`)).poster_url, poster.url);
  await critic.upload(403, `/movies/${movie.id}/poster`, 8);
  assert.equal((await site.get(`/media/${poster.image_id}`)).headers.location, poster.url);
  assert.equal((await site.get(poster.url.slice(site.base.length))).status, 200);
  const avatar = await me.upload(201, '/users/me/avatar', 8);
  assert.equal((await me.get(200, '/users/me')).avatar_url, avatar.url);
  assert.equal((await me.patch(200, '/users/me', { name: 'R. E. Viewer' })).name, 'R. E. Viewer');
  await me.delete(204, '/users/me/avatar');
  await me.get(404, `/images/${avatar.image_id}`);

  const refreshed = await client(site).post(200, '/auth/login', { username: 'reviewer', password: PASSWORD });
  const cookies = { Cookie: `refresh_token=${refreshed.refresh_token}`, 'Sec-Fetch-Site': 'same-origin' };
  const renewed = await site.post('/auth/refresh', undefined, { headers: cookies });
  assert.equal(renewed.status, 200, renewed.text);
  assert.equal(renewed.json.refresh_token, undefined, 'it is in the cookie');
  assert.equal((await site.post('/auth/refresh', undefined, { headers: cookies })).status, 200, 'another tab');
  assertError(await site.post('/auth/refresh', undefined, { headers: cookies }), 401, 'auth_failed');
  await client(site, renewed.json.access_token).post(401, '/auth/logout', {});
  await me.post(204, '/auth/logout', { everywhere: true });
  await critic.delete(403, `/movies/${movie.id}`);
  await admin.delete(204, `/movies/${movie.id}`);
  await critic.get(404, `/movies/${movie.id}/reviews`);
  await critic.delete(204, `/movies/${second.id}`);
  return critic;
}

// BookTracker: the global catalogue is the admin's; a reader moves a book from Wishlist to Completed.
async function booktracker(site, admin) {
  const made = await client(site).post(201, '/auth/register', { email: 'reader@example.com', password: PASSWORD });
  assert.equal(made.username, 'reader', 'made from the e-mail');
  const token = await site.post(
    '/auth/token',
    new URLSearchParams({ grant_type: 'password', username: 'reader', password: PASSWORD }),
  );
  assert.equal(token.status, 200, token.text);
  const me = client(site, token.json.access_token);
  const book = await admin.post(201, '/books', {
    title: 'Nineteen Eighty-Four',
    author: 'George Orwell',
    isbn: '0-451-52493-4',
    genre: 'Fiction',
    publication_year: 1949,
  });
  const emma = await admin.post(201, '/books', { title: 'Emma', author: 'Jane Austen', genre: 'Fiction' });
  assert.deepEqual(
    fields(await admin.post(409, '/books', { title: 'Once more', author: 'G. O.', isbn: '9780451524935' })),
    ['isbn'],
  );
  await admin.put(409, `/books/${emma.id}`, { title: 'Emma', author: 'Jane Austen', isbn: '9780451524935' });
  await admin.patch(409, `/books/${emma.id}`, { isbn: '9780451524935' });
  await me.post(403, '/books', { title: 'Mine', author: 'Me' });
  await me.patch(403, `/books/${book.id}`, { title: 'Mine' });
  await me.delete(403, `/books/${book.id}`);
  assert.deepEqual(
    (await client(site).get(200, '/books?genre=fiction&author=Orwell')).books.map(({ title }) => title),
    ['Nineteen Eighty-Four'],
  );
  assert.equal(
    (await admin.put(200, `/books/${emma.id}`, { title: 'Emma', author: 'Jane Austen', publication_year: 1815 }))
      .publication_year,
    1815,
  );
  assert.equal((await admin.patch(200, `/books/${emma.id}`, { genre: 'Romance' })).genre, 'Romance');
  const cover = await admin.upload(201, `/books/${emma.id}/cover`, 8);
  assert.equal((await me.get(200, `/books/${emma.id}`)).image_url, cover.url);

  assert.equal((await me.post(201, `/my-library/${book.id}`)).status, 'Wishlist');
  await me.post(409, `/my-library/${book.id}`);
  assert.deepEqual(
    fields(
      await me.patch(400, `/my-library/${book.id}`, { status: 'Reading', rating: 5, review_text: 'Soon.' }),
    ).sort(),
    ['rating', 'review_text'],
  );
  assert.equal((await me.get(200, `/my-library/${book.id}`)).status, 'Wishlist', 'nothing of it was stored');
  assert.equal((await me.patch(200, `/my-library/${book.id}`, { status: 'reading' })).status, 'Reading');
  const read = await me.patch(200, `/my-library/${book.id}`, {
    status: 'Completed',
    rating: 5,
    review_text: 'Still true.',
  });
  assert.deepEqual(
    [read.status, read.rating, read.review_text, read.book.average_rating],
    ['Completed', 5, 'Still true.', 5],
  );
  assert.equal((await me.get(200, `/books/${book.id}/reviews`)).reviews[0].content, 'Still true.', 'the same review');
  assert.equal((await me.get(200, '/my-library?status=completed')).total, 1);
  assert.equal((await me.patch(200, `/my-library/${book.id}`, { rating: null, review_text: null })).rating, null);

  // "a user cannot edit another user's library"
  const other = client(site, (await site.register('another')).access_token);
  await other.get(404, `/my-library/${book.id}`);
  await other.patch(404, `/my-library/${book.id}`, { status: 'Dropped' });
  await other.delete(404, `/my-library/${book.id}`);
  assert.equal((await me.get(200, `/my-library/${book.id}`)).status, 'Completed');
  await me.put(200, `/books/${emma.id}/rating`, { value: 4 });
  await me.delete(204, `/books/${emma.id}/rating`);
  const review = await me.post(201, `/books/${emma.id}/reviews`, { content: 'Handsome, clever, and rich.' });
  await me.post(409, `/books/${emma.id}/reviews`, { content: 'And again.' });
  await me.delete(204, `/reviews/${review.id}`);
  await me.post(201, `/my-library/${emma.id}`, { status: 'Reading' });
  await me.delete(204, `/my-library/${emma.id}`);

  // "if a book is deleted, the user-link is removed"
  await admin.delete(204, `/books/${book.id}`);
  assert.equal((await me.get(200, '/my-library')).total, 0);
  return me;
}

// The Media Tracker: all ten calls of its document.
async function mediatracker(site, admin) {
  await client(site).post(201, '/auth/register', { username: 'tracker', password: PASSWORD });
  await client(site).post(409, '/auth/register', { username: 'TRACKER', password: PASSWORD });
  const me = client(
    site,
    (await client(site).post(200, '/auth/login', { username: 'tracker', password: PASSWORD })).access_token,
  );
  const game = await me.post(201, '/media', {
    title: 'Outer Wilds',
    type: 'GAME',
    source: 'EXTERNAL',
    external_source: 'igdb',
    external_id: 11737,
    length: 22,
  });
  assert.deepEqual([game.source, game.external_id, game.length_unit], ['EXTERNAL', '11737', 'hours']);
  const show = await me.post(201, '/media', { title: 'Shōgun', type: 'TV_SHOW' });
  await me.post(201, '/media', { title: 'Solaris', type: 'MOVIE', pub_date: '1972' });
  assert.deepEqual(fields(await me.post(409, '/media', { title: 'SOLARIS', type: 'MOVIE' })), ['title']);
  assert.equal((await client(site).get(200, '/media?q=shogun')).media[0].id, show.id);
  assert.equal((await me.get(200, `/media/${game.id}`)).my.entry, null);
  assert.equal(
    (await me.put(200, `/media/${game.id}`, { title: 'Outer Wilds', creator: 'Mobius Digital', length: 22 })).creator,
    'Mobius Digital',
  );
  const tv = await me.post(201, '/media', { title: 'Solaris', type: 'TV_SHOW' });
  await me.put(409, `/media/${tv.id}`, { title: 'Solaris', type: 'MOVIE' });
  await me.patch(409, `/media/${tv.id}`, { type: 'MOVIE' });
  await me.delete(204, `/media/${tv.id}`);

  const entry = await me.post(201, '/user/media', { media_id: game.id, status: 'IN_PROGRESS', note: 'No spoilers.' });
  assert.deepEqual((await me.get(200, '/user/media')).counts, {
    TO_DO: 0,
    IN_PROGRESS: 1,
    COMPLETED: 0,
    PAUSED: 0,
    DROPPED: 0,
  });
  assert.equal((await me.get(200, `/user/media/${entry.id}`)).note, 'No spoilers.');
  const done = await me.put(200, `/user/media/${entry.id}`, { status: 'COMPLETED', note: 'Twenty-two minutes.' });
  assert.deepEqual([done.is_finished, done.note], [true, 'Twenty-two minutes.']);
  await me.patch(409, `/media/${game.id}`, { type: 'BOOK' });
  await me.put(200, `/media/${game.id}/rating`, { value: 5 });
  const whole = await me.get(200, `/media/${game.id}`);
  assert.deepEqual(
    [whole.my.entry.status, whole.my.rating, whole.my.review, whole.my.copies, whole.rank],
    ['COMPLETED', 5, null, [], 1],
  );
  const review = await me.post(201, `/media/${game.id}/reviews`, { content: 'Look up.' });
  await me.post(409, `/media/${game.id}/reviews`, { content: 'Again.' });
  assert.equal((await me.get(200, `/media/${game.id}`)).my.review.id, review.id);
  assert.equal((await me.get(200, `/media/${game.id}/reviews`)).total, 1);
  assert.equal((await me.get(200, `/reviews/${review.id}`)).rating, 5);
  await me.delete(204, `/media/${game.id}/rating`);
  const picture = await me.upload(201, `/media/${show.id}/image`, 8);
  assert.equal((await me.get(200, `/media/${show.id}`)).image_url, picture.url);
  await me.delete(204, `/user/media/${entry.id}`);
  await me.delete(204, `/media/${game.id}`);
  await me.get(404, `/media/${game.id}`);

  // What the admin sees of people.
  const tracker = (await admin.get(200, '/users?q=track')).users[0];
  assert.equal((await admin.get(200, `/users/${tracker.id}`)).username, 'tracker');
  assert.equal((await admin.patch(200, `/users/${tracker.id}`, { role: 'admin' })).role, 'admin');
  assert.equal((await admin.patch(200, `/users/${tracker.id}`, { role: 'member', is_active: false })).is_active, false);
  assertError(await site.get('/users/me', { token: me.token }), 401, 'auth_failed');
  return me;
}

// What nobody should be able to do to an installation, and how one leaves.
async function leaving(site, admin, people) {
  const me = await admin.get(200, '/users/me');
  assert.equal((await admin.patch(409, `/users/${me.id}`, { role: 'member' })).error.code, 'conflict');
  assert.equal((await admin.delete(409, '/users/me')).error.code, 'conflict', 'the last admin');
  for (const person of people) await person.delete(204, '/users/me');
  await people[0]?.get(401, '/users/me');
}

// Who is asked for films that nobody has added yet.
const settings = {};
let providers;
before(async () => {
  providers = await startProviders();
  Object.assign(settings, providers.settings, keys);
});
after(() => providers.close());

const one = ({ server, mode }) => (server === 'lighttpd') === (mode === 'cgi');
const seeds = {
  MyColl: mycoll,
  Kallaxy: kallaxy,
  MovieShelf: movieshelf,
  BookTracker: booktracker,
  'the Media Tracker': mediatracker,
};

for (const [name, life] of Object.entries(seeds)) {
  everywhere(
    `the seed ${name}`,
    (site) => {
      test("its user's whole life", async () => {
        const admin = client(site, (await site.register('boss')).access_token);
        await life(site, admin);
      });
    },
    { only: one, settings },
  );
}

describe('all seeds', () => {
  everywhere(
    'on one database',
    (site) => {
      test('all of their users at the same time', async () => {
        const admin = client(site, (await site.register('boss')).access_token);
        const people = await Promise.all(Object.values(seeds).map((life) => life(site, admin)));
        await leaving(site, admin, people.filter((person) => person).slice(0, 4));
        assert.equal((await site.get('/server/health')).json.status, 'ok');
      });
    },
    { only: one, settings },
  );
});
