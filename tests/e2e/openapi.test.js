// openapi.json: it has the routes of the programs, no more and no less, and each operation answers every error it
// names.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { before, describe, test } = require('node:test');
const { dialectOperations, document, operations } = require('./contract');
const { everywhere, programs } = require('./harness');
const { piece, pieceHeaders } = require('./backup');
const { withProviders } = require('./lookup');
const { form, formHeaders, noise } = require('./picture');
const { keys } = require('../providers/server');
const { totp } = require('./totp');

// What a list can be narrowed by has no order; pages are the same for all. (A query beside a body has its fields.)
const sorted = (route) => {
  const [where, query] = route.split('?');
  return query ? `${where}?${query.split('&').sort().join('&')}` : where;
};
const asRoute = ({ method, template, operation, of }) => {
  const names = (method === 'GET' ? (operation.parameters ?? []) : [])
    .map(({ $ref, ...written }) => ($ref ? of.components.parameters[$ref.split('/').pop()] : written))
    .filter((one) => one.in === 'query' && !/^(?:page|skip$|limit$)/.test(one.name))
    .map(({ name }) => name);
  return sorted(`${method} ${template}${names.length ? `?${names.join('&')}` : ''}`);
};

describe('openapi.json, and the documents of dialects', () => {
  test('has the routes of the programs and the names of their queries, both ways', () => {
    const routes = fs
      .readdirSync(programs)
      .filter((name) => name.endsWith('.cgi'))
      .flatMap((name) => {
        const printed = spawnSync(path.join(programs, name), ['--routes'], { encoding: 'utf8' });
        assert.equal(printed.status, 0, name);
        return printed.stdout
          .trim()
          .split('\n')
          .map((line) => line.replace(/:(\w+)/g, '{$1}'));
      });
    assert.deepEqual([...operations, ...dialectOperations].map(asRoute).sort(), routes.map(sorted).sort());
  });

  test('says that what is read is a page for who reads HTML', () => {
    const readable = operations
      .filter(({ method }) => method === 'GET')
      .flatMap(({ template, operation }) =>
        Object.values(operation.responses).map(({ content, headers }) => [template, content, headers]),
      )
      // A file to be kept is one for browsers, too.
      .filter(([, content, headers]) => content?.['application/json'] && !headers?.['Content-Disposition']);
    assert.ok(readable.length > 20);
    for (const [template, content] of readable) assert.ok(content['text/html'], template);
  });
});

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const UPLOAD_MAX = 96 * 1024;

// What each error is provoked by, whatever the operation is: a request, or nothing where it can't happen.
const provocations = {
  304: async (site, call) => {
    const { headers } = await call();
    return call({ headers: { 'If-None-Match': headers.etag } });
  },
  400: (site, call, { operation }) =>
    operation.requestBody ? call({ body: '{"unknown_name": 1}' }) : call({ query: '?page=0' }),
  401: (site, call) => call({ token: 'no.such.token' }),
  403: (site, call, { method }) =>
    method === 'GET'
      ? call({ token: site.member.access_token })
      : call({
          token: null,
          headers: { Cookie: `access_token=${site.admin.access_token}`, 'Sec-Fetch-Site': 'cross-site' },
        }),
  404: (site, call) => call({ id: NOWHERE }),
  412: (site, call) => call({ headers: { 'If-Match': '"another"' } }),
  413: (site, call) => call({ body: JSON.stringify({ title: 'x'.repeat(6 * UPLOAD_MAX) }) }),
  415: (site, call) => call({ headers: { 'Content-Type': 'text/plain' }, body: 'text' }),
};

const sentOn = (site, method, where) => site.request(method, `/cgi-bin/${where}`, { token: site.admin.access_token });

async function invited(site, name) {
  const { json } = await site.post('/invites', {}, { token: site.admin.access_token });
  return site.register(name, { invite: json.token });
}

// The same where one operation is special.
const STALE = 'f'.repeat(64);
const special = {
  'login 401': (site, call) => call({ body: { username: 'nobody', password: 'wrong' } }),
  'refresh 401': (site, call) => call({ token: STALE }),
  'logout 401': (site, call) => call({ token: STALE }),
  'createShare 409': async (site, call) => {
    let answer;
    do answer = await call({ body: { what: 'shelf' } });
    while (answer.status === 201);
    return answer;
  },
  'listSessions 403': (site, call) => call({ token: site.key }),
  'listInvites 403': (site, call) => call({ token: site.key }),
  'listKeys 403': (site, call) => call({ token: site.key }),
  'createKey 409': async (site, call) => {
    let answer;
    do answer = await call({ body: { name: 'curl', scope: 'read' } });
    while (answer.status === 201);
    return answer;
  },
  'createInvite 409': async (site, call) => {
    const made = [];
    let answer;
    for (answer = await call(); answer.status === 201; answer = await call()) made.push(answer.json.id);
    for (const one of made)
      assert.equal((await site.request('DELETE', `/invites/${one}`, { token: site.admin.access_token })).status, 204);
    return answer;
  },
  'createEntry 404': (site, call) => call({ body: { media_id: NOWHERE } }),
  'createDiaryRecord 404': (site, call) => call({ body: { media_id: NOWHERE } }),
  'createCopy 404': (site, call) => call({ body: { media_id: NOWHERE, format: 'DVD' } }),
  'drawTonight 403': (site, call) => call({ query: `?users=${NOWHERE}` }),
  'exportLetterboxd 404': (site, call) => call({ query: '?part=99' }),
  'exportWatchlist 404': (site, call) => call({ query: '?part=99' }),
  'listLists 404': (site, call) => call({ query: `?media_id=${NOWHERE}` }),
  'addListItem 404': (site, call) => call({ body: { media_id: NOWHERE } }),
  'addListItem 409': (site, call, one, ids) => call({ body: { media_id: ids['/movies'] } }),
  'changeEntries 404': (site, call) => call({ body: { ids: [NOWHERE], status: 'PAUSED' } }),
  'addToCollection 404': (site, call) => call({ body: { media_id: NOWHERE } }),
  'createCopy 409': async (site, call, one, ids) => {
    let answer;
    do answer = await call({ body: { media_id: ids['/collection'], format: 'DVD' } });
    while (answer.status === 201);
    return answer;
  },
  'makePasswordReset 409': async (site, call) => {
    const active = (is_active) =>
      site.request('PATCH', `/users/${site.member.id}`, { token: site.admin.access_token, body: { is_active } });
    assert.equal((await active(false)).status, 200);
    const answer = await call();
    assert.equal((await active(true)).status, 200);
    return answer;
  },
  // Ben's password was reset.
  'getDoctor 403': async (site, call) => call({ token: (await invited(site, 'cay')).access_token }),
  'listEvents 403': async (site, call) => call({ token: (await invited(site, 'eli')).access_token }),
  'listDailyCopies 403': (site, call) => call({ token: site.key }),
  'downloadCopy 403': (site, call) => call({ token: site.key }),
  'downloadBackup 403': async (site, call) => call({ token: (await invited(site, 'dee')).access_token }),
  'restoreBackup 409': (site, call) => call({ body: piece(5, 10, Buffer.from('x')), headers: pieceHeaders }),
  'askForSecondFactor 409': async (site, call) => {
    const { access_token: token } = await invited(site, 'eve');
    const { secret } = (await call({ token })).json;
    assert.equal((await site.post('/users/me/totp/confirm', { code: totp(secret) }, { token })).status, 200);
    return call({ token });
  },
  'renewRecoveryCodes 409': (site, call) => call(),
  'confirmSecondFactor 409': async (site, call) =>
    call({ token: (await invited(site, 'fay')).access_token, body: { code: '123456' } }),
  // What leads to the program that asks others, and what of it needs nobody to be asked.
  'refreshMedia 307': (site, call, one, ids) => sentOn(site, 'POST', `media.cgi/${ids['/media']}/refresh`),
  'refreshMedia 409': (site, call) => call(),
  'replaceEpisodes 413': (site, call) => call({ body: JSON.stringify({ title: 'x'.repeat(3 << 20) }) }),
  'searchProvider 307': (site) => sentOn(site, 'GET', 'collection.cgi/search?query=x'),
  'getProviderDetails 307': (site) => sentOn(site, 'GET', 'collection.cgi/search/details?query=8'),
  'takeTitle 404': (site, call) => call({ body: { source: 'tvmaze', id: '99' } }),
  'replaceEpisodes 413': (site, call) => call({ body: JSON.stringify({ seasons: 'x'.repeat(3 << 20) }) }),
  'kallaxyBooks 400': (site, call) => call(),
  'getImage 307': (site, call) => call({ query: '?w=160' }),
};
// What no provider knows.
for (const [id, query] of Object.entries({
  getLookupDetails: 'source=tvmaze&id=99',
  getLookupPicture: 'u=https%3A%2F%2Fstatic.tvmaze.com%2Fa.jpg&s=0',
  getProviderDetails: 'query=999',
  kallaxyIsbn: 'isbn=9780306406157',
  kallaxyAuthor: 'author=OL9A',
  kallaxyWork: 'key=OL9W',
  kallaxyTitle: 'movie_id=999',
  kallaxyCredits: 'movie_id=999',
  kallaxyGame: 'id=999',
}))
  special[`${id} 404`] = (site, call) => call({ query: `?${query}` });

// A body that each operation takes, for those that look at it before what is asked.
const RATING = { value: 4.5 };
const REVIEW = { content: 'Better than its name.' };
const bodies = {
  replaceMedia: { title: 'Sphere' },
  replaceBook: { title: 'Emma', author: 'Jane Austen' },
  replaceMovie: { title: 'Sphere' },
  replaceCollectionItem: { title: 'Sphere' },
  replaceCopy: { format: 'VOD' },
  replaceList: { name: 'By the fire' },
  rateMedia: RATING,
  rateBook: RATING,
  rateMovie: RATING,
  reviewMedia: REVIEW,
  reviewBook: REVIEW,
  reviewMovie: REVIEW,
  replaceEpisodes: { seasons: [] },
  chooseImportRow: { new: true },
  resetPassword: { password: 'another long sentence' },
  replaceMe: { username: 'ann' },
  confirmSecondFactor: { code: '000000' },
};

// An id under each door, of something that is there.
async function things(site, token) {
  const made = async (where, body) => {
    const { status, json, text } = await site.post(where, body, { token });
    assert.equal(status, 201, text);
    return json.id;
  };
  const movie = await made('/movies', { title: 'Sphere' });
  const book = await made('/books', { title: 'Emma', author: 'Jane Austen' });
  const entry = await made('/user/media', { media_id: movie, tags: ['slow burn'] });
  const copy = await made('/collection/copies', { media_id: movie, format: 'DVD' });
  const record = await made('/diary', { media_id: movie, end_date: '1998-02' });
  const list = await made('/lists', { name: 'By the fire' });
  const item = await made(`/lists/${list}/items`, { media_id: movie });
  const imported = await site.post('/imports', 'title,type\nMyst,GAME\n', {
    token,
    headers: { 'Content-Type': 'text/csv' },
  });
  assert.equal(imported.status, 201, imported.text);
  assert.equal((await site.post(`/imports/${imported.json.id}/steps`, {}, { token })).json.state, 'planned');
  const review = await made(`/books/${book}/reviews`, REVIEW);
  const read = await site.post(`/my-library/${book}`, {}, { token });
  assert.equal(read.status, 201, read.text);
  const picture = await site.post(`/media/${movie}/image`, form(noise(161)), { token, headers: formHeaders });
  assert.equal(picture.status, 201, picture.text);
  const sessions = await site.get('/users/me/sessions', { token });
  const recovery = await site.post(`/users/${site.member.id}/password-reset`, undefined, { token });
  site.resetToken = recovery.json.reset_token;
  const key = await site.post('/users/me/tokens', { name: 'curl', scope: 'write' }, { token });
  site.key = key.json.token;
  const share = await site.post('/shares', { what: 'shelf' }, { token });
  [, site.sharedToken] = /([0-9a-f]{64})$/.exec(share.json.url);
  return {
    '/users': site.member.id,
    '/users/me/sessions': sessions.json.sessions[0].id,
    '/users/me/tokens': key.json.id,
    '/images': picture.json.image_id,
    '/media': movie,
    '/movies': movie,
    '/books': book,
    '/user/media': entry,
    '/my-library': book,
    '/collection': movie,
    '/collection/copies': copy,
    '/diary': record,
    '/tags': 'slow%20burn',
    '/lists': list,
    '/shares': share.json.id,
    '/invites': await made('/invites', { note: 'Ann, next door' }),
    item,
    '/imports': imported.json.id,
    '/reviews': review,
  };
}

withProviders('openapi', (fake) =>
  everywhere(
    'openapi',
    (site) => {
      let ids;
      before(async () => {
        site.admin = await site.register('ann');
        site.member = await invited(site, 'ben');
        ids = await things(site, site.admin.access_token);
      });

      for (const one of operations) {
        const { method, template, operation, id } = one;
        const door = template.replace(/\/\{.*/, '');
        const call = ({
          headers = {},
          body = bodies[id] ?? {},
          query = '',
          token = site.admin.access_token,
          id: at = ids[door],
        } = {}) => {
          const sent = operation.requestBody && method !== 'GET' ? body : undefined;
          return site.request(
            method,
            template
              .replace(/\{(?:id|tag)\}/, at)
              .replace('{item_id}', ids.item)
              .replace('{number}', 1)
              .replace('{day}', '2020-01-01')
              .replace('{token}', at === NOWHERE ? STALE : door === '/shared' ? site.sharedToken : site.resetToken) +
              query,
            {
              token,
              body: sent,
              headers: { ...(typeof sent === 'string' ? { 'Content-Type': 'application/json' } : {}), ...headers },
            },
          );
        };
        const { security = document.security } = operation;
        if (security.length && !/^(?:logout|refresh)$/.test(id))
          test(`${id} takes a key as its document says`, async () => {
            const { status, text } = await call({ token: site.key, id: NOWHERE });
            const isRefused = status === 403 && /key of a program/.test(text);
            assert.equal(
              !isRefused,
              security.some((scheme) => scheme.key),
              text,
            );
          });
        for (const status of Object.keys(operation.responses)) {
          const provoke = special[`${id} ${status}`] ?? provocations[status];
          // What only a second factor that is a must refuses is tried there (must-factor.test.js).
          const isMembers = method === 'GET' && !/^\/(?:users(?!\/me$)|server)/.test(template);
          if (status === '403' && isMembers && !special[`${id} 403`]) continue;
          if (provoke) {
            test(`${id} answers ${status}`, async () => {
              assert.equal((await provoke(site, call, one, ids)).status, Number(status));
            });
          }
        }
      }
    },
    { settings: fake.settings({ ...keys, registration: 'invite', upload_max: UPLOAD_MAX, import_max: UPLOAD_MAX }) },
  ),
);

everywhere(
  'openapi limits',
  (site) => {
    test('429 once there were too many calls', async () => {
      await site.register('ann');
      const { access_token: token } = await site.register('ben'); // admins have no limits but those of strangers
      assert.equal((await site.post('/users/me/totp', undefined, { token })).status, 200);
      for (const { method, template, operation, id } of operations.filter((one) => one.operation.responses[429])) {
        const body = operation.requestBody ? (bodies[id] ?? { password: 'wrong' }) : undefined;
        const where = template.replace('{token}', STALE).replace('{id}', NOWHERE);
        let answer,
          calls = 0;
        do answer = await site.request(method, where, { body, token });
        while (answer.status !== 429 && ++calls < 20);
        assert.equal(answer.status, 429, id);
        assert.match(answer.headers['retry-after'], /^[1-9]\d*$/, id);
      }
    });
  },
  {
    settings: {
      rate_limit_address: 2,
      rate_limit_titles: 1,
      rate_limit_uploads: 1,
      rate_limit_lookups: 1,
      rate_limit_bulk: 1,
    },
  },
);

everywhere(
  'openapi quotas',
  (site) => {
    test('409 once there is as much as a member may have', async () => {
      const { access_token: token } = await site.register('ann');
      const { access_token: ben } = await site.register('ben');
      const made = async (where, body, who) => (await site.post(where, body, { token: who })).json.id;
      const [first, second] = [
        await made('/movies', { title: 'Solaris' }, token),
        await made('/movies', { title: 'Stalker' }, token),
      ];
      const [read, other] = [
        await made('/media', { type: 'BOOK', title: 'Emma' }, ben),
        await made('/media', { type: 'BOOK', title: 'Ada' }, token),
      ];
      assert.equal((await site.request('PUT', `/movies/${first}/rating`, { body: RATING, token: ben })).status, 200);
      assert.equal((await site.post(`/my-library/${read}`, { status: 'Completed' }, { token: ben })).status, 201);
      const record = (await site.get('/diary', { token: ben })).json.diary[0].id; // of the book
      const film = await made('/movies', { title: 'Sphere' }, ben);
      await made('/lists', { name: 'By the fire' }, ben);
      const picture = form(noise(200)); // more than 64 KiB
      const refused = {
        rateMedia: ['PUT', `/media/${second}/rating`, RATING],
        rateBook: ['PUT', `/books/${other}/rating`, RATING],
        rateMovie: ['PUT', `/movies/${second}/rating`, RATING],
        addToCollection: ['POST', '/collection', { media_id: second }],
        createDiaryRecord: ['POST', '/diary', { media_id: second }],
        changeDiaryRecord: ['PATCH', `/diary/${record}`, { rating: 4 }],
        replaceDiaryRecord: ['PUT', `/diary/${record}`, { start_date: '2026', rating: 4 }],
        createList: ['POST', '/lists', { name: 'One more' }],
        changeLibraryEntry: ['PATCH', `/my-library/${read}`, { rating: 4 }],
        setAvatar: ['POST', '/users/me/avatar', picture],
        setMediaImage: ['POST', `/media/${film}/image`, picture],
        setMovieImage: ['POST', `/movies/${film}/poster`, picture],
        setBookImage: ['POST', `/books/${read}/cover`, picture],
      };
      for (const [id, [method, where, body]] of Object.entries(refused)) {
        const answer = await site.request(method, where, {
          body,
          token: ben,
          headers: body === picture ? formHeaders : {},
        });
        assert.equal(answer.status, 409, `${id}: ${answer.text}`);
        assert.match(answer.json.error.message, /as much of that as a member may have/, id);
      }
      assert.equal(
        (await site.request('PUT', `/movies/${first}/rating`, { body: { value: 1 }, token: ben })).status,
        200,
      );
    });
  },
  { settings: { quota_shelf: 1, quota_lists: 1, quota_pictures: 65536 } },
);
