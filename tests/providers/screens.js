// TMDb, TVmaze and Wikidata, as they answer about films, series and games: what may be missing or odd there is so for
// one of these. All of them are made up.
'use strict';

const json = (body, status = 200) => ({ status, body });

// --- TMDb -----------------------------------------------------------------------------------------------------------

const TMDB_KEY = '0123456789abcdef0123456789abcdef';
const TMDB_TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJtYWRlIHVwIn0.c2lnbmF0dXJlLW9mLW5vYm9keQ';

const person = (name, job) => ({
  id: name.length,
  name,
  ...(job ? { job, department: 'X' } : { character: 'C', order: 0 }),
});

const movies = {
  27: {
    title: 'The Lantern Keepers',
    original_title: 'Lyktväktarna',
    original_language: 'sv',
    release_date: '2011-03-04',
    overview: 'They keep the lanterns.',
    poster_path: '/lantern.jpg',
    imdb_id: 'tt9000027',
    runtime: 104,
    genres: [
      { id: 1, name: 'Drama' },
      { id: 2, name: 'Mystery' },
    ],
    belongs_to_collection: { id: 9, name: 'Lanterns Collection', poster_path: null },
    external_ids: { imdb_id: 'tt9000027', wikidata_id: 'Q9000027', facebook_id: null },
    credits: {
      cast: [person('Ada North'), person('Bo South')],
      crew: [person('Cy West', 'Director'), person('Di East', 'Writer'), person('Ed Centre', 'Director')],
    },
    // The first has no certification, a later one has.
    release_dates: {
      results: [
        {
          iso_3166_1: 'DE',
          release_dates: [{ certification: '12', note: '', release_date: '2011-04-01T00:00:00.000Z', type: 3 }],
        },
        {
          iso_3166_1: 'US',
          release_dates: [
            { certification: '', note: 'premiere', release_date: '2011-03-01T00:00:00.000Z', type: 1 },
            { certification: 'PG-13', note: '', release_date: '2011-03-04T00:00:00.000Z', type: 3 },
          ],
        },
      ],
    },
  },
  // The same number as a series, and nothing known of it.
  28: { title: 'Untold', original_title: 'Untold', overview: '', poster_path: null, runtime: 0, release_date: '' },
  // As 27 in title and year, but another.
  29: {
    title: 'Lantern Song',
    original_title: 'Lantern Song',
    overview: 'Sung.',
    poster_path: null,
    release_date: '1977',
  },
  // Only in English is it told what it is about.
  30: { title: 'Quiet Orbit', original_title: 'Quiet Orbit', overview: { en: 'In orbit, quietly.' }, runtime: null },
};

const shows = {
  27: {
    name: 'Saltmarsh',
    original_name: 'Saltmarsh',
    original_language: 'en',
    first_air_date: '2016-01-05',
    overview: 'A marsh, and who lives there.',
    poster_path: '/marsh.jpg',
    created_by: [{ id: 1, name: 'Fay Ling' }],
    episode_run_time: [],
    genres: [{ id: 1, name: 'Drama' }],
    networks: [{ id: 8, name: 'Channel Nine' }],
    status: 'Ended',
    number_of_seasons: 2,
    number_of_episodes: 5,
    seasons: [
      { season_number: 0, episode_count: 7, air_date: null, name: 'Specials', poster_path: null },
      { season_number: 1, episode_count: 3, air_date: '2016-01-05', name: 'Season 1', poster_path: null },
      { season_number: 2, episode_count: 2, air_date: null, name: 'Season 2', poster_path: null },
    ],
    external_ids: { imdb_id: 'tt9000101', tvdb_id: 330001 },
    credits: { cast: [person('Gil Hope')], crew: [] },
    content_ratings: { results: [{ iso_3166_1: 'US', rating: 'TV-14' }] },
  },
  // A series that only TMDb knows: its episodes come from its seasons.
  31: {
    name: 'Lone Kiln',
    original_name: 'Lone Kiln',
    first_air_date: '2020',
    overview: 'Pots.',
    poster_path: null,
    created_by: [],
    seasons: [{ season_number: 1, episode_count: 2, air_date: null, name: 'Season 1' }],
    external_ids: { imdb_id: null, tvdb_id: null },
  },
};

const seasonOf = (show, number) => {
  const season = shows[show]?.seasons.find((one) => one.season_number === number);
  return (
    season && {
      _id: 'x',
      season_number: number,
      name: season.name,
      air_date: season.air_date,
      episodes: Array.from({ length: season.episode_count }, (_, i) => ({
        id: 1000 * number + i,
        season_number: number,
        episode_number: i + 1,
        name: `Part ${i + 1}`,
        air_date: number ? `201${5 + number}-01-0${i + 1}` : null,
        runtime: i ? 45 : null,
        overview: '',
      })),
    }
  );
};

const tmdbFault = (http, code, message) => json({ status_code: code, status_message: message, success: false }, http);
const notThere = () => tmdbFault(404, 34, 'The resource you requested could not be found.');

// In the language that was asked for, what is told in English only is "".
const told = (language, one) => ({
  ...one,
  ...(typeof one.overview === 'object' ? { overview: one.overview[(language ?? 'en').slice(0, 2)] ?? '' } : {}),
});

function pageOf(all, names, query) {
  const q = (query.get('query') ?? '').toLowerCase();
  if (!q) return tmdbFault(422, 5, 'query must be provided');
  const results = Object.entries(all)
    .filter(([, one]) => q.split(/\s+/).every((word) => names.some((name) => one[name].toLowerCase().includes(word))))
    .map(([id, one]) => {
      const { title, original_title, release_date, name, original_name, first_air_date, overview, poster_path } = told(
        query.get('language'),
        one,
      );
      return {
        id: Number(id),
        title,
        original_title,
        release_date,
        name,
        original_name,
        first_air_date,
        overview,
        poster_path,
        adult: false,
        genre_ids: [],
        backdrop_path: null,
        vote_average: 0,
      };
    });
  return json({ page: 1, results, total_pages: 1, total_results: results.length });
}

// Without append_to_response these aren't in it; seasons come as "season/1".
function whole(all, id, query, appended) {
  const one = all[id];
  if (!one) return notThere();
  const more = (query.get('append_to_response') ?? '').split(',').filter(Boolean);
  if (more.length > 20) return tmdbFault(400, 27, 'Too many append to response objects: The maximum number is 20.');
  const answer = told(query.get('language'), { id: Number(id), ...one });
  for (const name of appended) if (!more.includes(name)) delete answer[name];
  for (const name of more) {
    const number = /^season\/(\d+)$/.exec(name)?.[1];
    const season = number && all === shows && seasonOf(id, Number(number));
    if (season) answer[name] = season;
  }
  return json(answer);
}

function find(id, kind) {
  const same = (all) =>
    Object.entries(all)
      .filter(([, one]) => id && (one.external_ids?.[kind] === id || String(one.external_ids?.[kind]) === id))
      .map(([number, one]) => ({ ...one, id: Number(number), external_ids: undefined, credits: undefined }));
  return json({
    movie_results: same(movies),
    person_results: [],
    tv_results: same(shows),
    tv_episode_results: [],
    tv_season_results: [],
  });
}

function tmdb({ path, query, headers }) {
  const token = headers.authorization;
  if (query.has('api_key') ? query.get('api_key') !== TMDB_KEY : token !== `Bearer ${TMDB_TOKEN}`)
    return tmdbFault(401, 7, 'Invalid API key: You must be granted a valid key.');
  let found;
  if (path === '/3/search/movie') return pageOf(movies, ['title', 'original_title'], query);
  if (path === '/3/search/tv') return pageOf(shows, ['name', 'original_name'], query);
  if (path === '/3/search/multi') {
    const results = [
      ...pageOf(movies, ['title', 'original_title'], query).body.results.map((one) => ({
        ...one,
        media_type: 'movie',
      })),
      ...pageOf(shows, ['name', 'original_name'], query).body.results.map((one) => ({ ...one, media_type: 'tv' })),
      { id: 1, name: 'Ada North', media_type: 'person', known_for: [] },
    ];
    return json({ page: 1, results, total_pages: 1, total_results: results.length });
  }
  if ((found = /^\/3\/find\/([\w]+)$/.exec(path))) return find(found[1], query.get('external_source'));
  if ((found = /^\/3\/movie\/(\d+)\/credits$/.exec(path)))
    return movies[found[1]] ? json({ id: Number(found[1]), ...movies[found[1]].credits }) : notThere();
  if ((found = /^\/3\/movie\/(\d+)$/.exec(path)))
    return whole(movies, found[1], query, ['release_dates', 'credits', 'external_ids']);
  if ((found = /^\/3\/tv\/(\d+)\/season\/(\d+)$/.exec(path))) {
    const season = seasonOf(found[1], Number(found[2]));
    return season ? json(season) : notThere();
  }
  if ((found = /^\/3\/tv\/(\d+)$/.exec(path)))
    return whole(shows, found[1], query, ['content_ratings', 'credits', 'external_ids']);
  return notThere();
}

// --- TVmaze ---------------------------------------------------------------------------------------------------------

const episodes = [
  [1, 1, 'Low Water', '2016-01-05', 45],
  [1, 2, 'Reeds', '2016-01-12', 45],
  [1, 3, 'The &amp; Heron', '2016-01-19', null],
  [2, 1, 'High Water', '2017-01-10', 50],
  [2, 2, 'Flood', '', 50],
].map(([season, number, name, airdate, runtime], i) => ({
  id: 5000 + i,
  url: 'x',
  name,
  season,
  number,
  type: 'regular',
  airdate,
  airtime: '',
  runtime,
  rating: { average: null },
  image: null,
  summary: null,
}));
const special = { ...episodes[0], id: 5100, season: 1, number: null, type: 'significant_special', name: 'Making of' };

const nothing = {
  runtime: null,
  averageRuntime: null,
  premiered: null,
  ended: null,
  officialSite: null,
  network: null,
  webChannel: null,
  image: null,
  summary: null,
  language: null,
  genres: [],
  externals: { tvrage: null, thetvdb: null, imdb: null },
  rating: { average: null },
};
const series = {
  82: {
    ...nothing,
    name: 'Saltmarsh',
    url: 'https://www.tvmaze.com/shows/82/saltmarsh',
    type: 'Scripted',
    language: 'English',
    genres: ['Drama', 'Nature'],
    status: 'Ended',
    runtime: 45,
    premiered: '2016-01-05',
    network: { id: 8, name: 'Channel Nine', country: { name: 'Nowhere', code: 'NW', timezone: 'UTC' } },
    externals: { tvrage: null, thetvdb: 330001, imdb: 'tt9000101' },
    image: {
      medium: 'https://static.tvmaze.com/uploads/images/medium_portrait/1/82.jpg',
      original: 'https://static.tvmaze.com/uploads/images/original_untouched/1/82.jpg',
    },
    summary: '<p><b>A marsh</b> &amp; who lives there.</p><p>Slowly.</p>',
  },
  // By a streaming service, and hardly known.
  83: {
    ...nothing,
    name: 'Salt & Ember',
    url: 'https://www.tvmaze.com/shows/83/salt-ember',
    webChannel: { id: 1, name: 'Streamline', country: null },
    status: 'Running',
  },
};

const show = (id) => ({ id: Number(id), ...series[id] });
const lost = () => json(null, 404);

function searchShows(q) {
  const words = (q ?? '').toLowerCase().split(/\s+/);
  return Object.keys(series)
    .filter((id) => words.every((word) => series[id].name.toLowerCase().includes(word)))
    .map((id) => ({ score: 0.9, show: show(id) }));
}

function tvmaze({ path, query }) {
  let found;
  if (path === '/search/shows') return json(searchShows(query.get('q')));
  if (path === '/singlesearch/shows') {
    const [first] = searchShows(query.get('q'));
    return first ? json(first.show) : lost();
  }
  if (path === '/lookup/shows') {
    const id = Object.keys(series).find(
      (key) =>
        series[key].externals.imdb === query.get('imdb') ||
        (query.has('thetvdb') && String(series[key].externals.thetvdb) === query.get('thetvdb')),
    );
    return id ? { status: 301, headers: { Location: `/shows/${id}` }, body: null } : lost();
  }
  if ((found = /^\/shows\/(\d+)\/episodes$/.exec(path)))
    return series[found[1]]
      ? json(found[1] === '82' ? [...episodes, ...(query.has('specials') ? [special] : [])] : [])
      : lost();
  if ((found = /^\/shows\/(\d+)$/.exec(path))) {
    if (!series[found[1]]) return lost();
    const embed = [...query.getAll('embed[]'), ...query.getAll('embed')];
    const of82 = found[1] === '82';
    const embedded = {
      ...(embed.includes('episodes') ? { episodes: of82 ? episodes : [] } : {}),
      ...(embed.includes('crew')
        ? {
            crew: of82
              ? [
                  { type: 'Editor', person: { name: 'No' } },
                  { type: 'Creator', person: { name: 'Fay Ling' } },
                ]
              : [],
          }
        : {}),
    };
    return json({ ...show(found[1]), ...(embed.length ? { _embedded: embedded } : {}) });
  }
  return lost();
}

// --- Wikidata -------------------------------------------------------------------------------------------------------

let claims = 0;
const claim = (type, value, rank = 'normal') => ({
  mainsnak: value === null ? { snaktype: 'somevalue' } : { snaktype: 'value', datavalue: { type, value } },
  type: 'statement',
  id: `x${++claims}`,
  rank,
});
const item = (id, rank) => claim('wikibase-entityid', { 'entity-type': 'item', id }, rank);
const string = (text, rank) => claim('string', text, rank);
const time = (text, precision, rank) => claim('time', { time: text, timezone: 0, precision }, rank);
const quantity = (amount, unit, rank) =>
  claim('quantity', { amount, unit: unit ? `http://www.wikidata.org/entity/${unit}` : '1' }, rank);
const labels = (all) =>
  Object.fromEntries(Object.entries(all).map(([language, value]) => [language, { language, value }]));

const entities = {
  // Several days of release, one of them said to be wrong, and one that isn't known.
  Q9000027: {
    labels: labels({ en: 'The Lantern Keepers', sv: 'Lyktväktarna' }),
    descriptions: labels({ en: '2011 film about lanterns' }),
    claims: {
      P31: [item('Q11424')],
      P577: [
        time('+2011-04-01T00:00:00Z', 11),
        time('+2011-03-04T00:00:00Z', 11),
        time('+1999-01-01T00:00:00Z', 11, 'deprecated'),
        claim('time', null),
      ],
      P57: [item('Q501'), item('Q502')],
      P136: [item('Q601'), item('Q699')],
      P2047: [quantity('+104', 'Q7727')],
      P345: [string('tt9000027')],
      P4947: [string('27')],
    },
  },
  // Its year is all that is known, its length is in hours, and its name is in no language but all.
  Q9000030: {
    labels: labels({ mul: 'Quiet Orbit' }),
    descriptions: {},
    claims: {
      P31: [item('Q202866')],
      P577: [time('+2010-00-00T00:00:00Z', 9)],
      P2047: [quantity('+1.5', 'Q25235')],
      P57: [claim('wikibase-entityid', null)],
    },
  },
  // The preferred counts.
  Q9000040: {
    labels: labels({ en: 'Lantern Game' }),
    descriptions: labels({ en: 'video game' }),
    claims: {
      P31: [item('Q7889')],
      P577: [time('+2003-01-01T00:00:00Z', 11), time('+2004-06-00T00:00:00Z', 10, 'preferred')],
      P178: [item('Q701')],
      P123: [item('Q702')],
      P400: [item('Q801'), item('Q802')],
    },
  },
  Q9000050: {
    labels: labels({ en: 'Saltmarsh' }),
    descriptions: labels({ en: 'television series' }),
    claims: {
      P31: [item('Q5398426')],
      P580: [time('+2016-01-05T00:00:00Z', 11)],
      P170: [item('Q503')],
      P1113: [quantity('+5')],
      P345: [string('tt9000101')],
      P4835: [string('330001')],
    },
  },
  // What it is nobody said.
  Q9000060: { labels: labels({ en: 'Lantern Something' }), descriptions: {}, claims: {} },
  Q501: { labels: labels({ en: 'Cy West' }) },
  Q502: { labels: labels({ en: 'Ed Centre', de: 'Ed Zentrum' }) },
  Q503: { labels: labels({ mul: 'Fay Ling' }) },
  Q601: { labels: labels({ en: 'drama film' }) },
  Q699: { labels: {} },
  Q701: { labels: labels({ en: 'Glasshouse Games' }) },
  Q702: { labels: labels({ en: 'Big Box' }) },
  Q801: { labels: labels({ en: 'Windows' }) },
  Q802: { labels: labels({ en: 'Linux' }) },
};

const values = (entity, property) =>
  (entity.claims?.[property] ?? []).map((one) => one.mainsnak.datavalue?.value).map((value) => value?.id ?? value);

function searchEntities(text) {
  const wanted = [];
  const words = text
    .split(/\s+/)
    .filter((word) => {
      const statement = /^haswbstatement:(.*)$/.exec(word);
      if (statement) wanted.push(statement[1].split('|').map((one) => one.split('=')));
      return word && !statement;
    })
    .map((word) => word.toLowerCase());
  const found = Object.keys(entities).filter((id) => {
    const entity = entities[id];
    const name = Object.values(entity.labels)
      .map((label) => label.value)
      .join(' ')
      .toLowerCase();
    return (
      entity.claims &&
      words.every((word) => name.includes(word)) &&
      wanted.every((any) => any.some(([property, value]) => values(entity, property).includes(value)))
    );
  });
  return json({
    batchcomplete: '',
    query: {
      searchinfo: { totalhits: found.length },
      search: found.map((title, pageid) => ({ ns: 0, title, pageid })),
    },
  });
}

function getEntities(query) {
  const props = query.get('props').split('|');
  const languages = query.get('languages').split('|');
  const within = (all = {}) =>
    Object.fromEntries(Object.entries(all).filter(([language]) => languages.includes(language)));
  const found = {};
  for (const id of query.get('ids').split('|')) {
    const one = entities[id];
    if (!/^Q\d+$/.test(id))
      return json({ error: { code: 'no-such-entity', info: `Could not find an entity with the ID "${id}".`, id } });
    found[id] = one
      ? {
          type: 'item',
          id,
          ...(props.includes('labels') ? { labels: within(one.labels) } : {}),
          ...(props.includes('descriptions') ? { descriptions: within(one.descriptions) } : {}),
          ...(props.includes('claims') ? { claims: one.claims ?? {} } : {}),
        }
      : { id, missing: '' };
  }
  return json({ entities: found, success: 1 });
}

function wikidata({ path, query, headers }) {
  if (!/\S/.test(headers['user-agent'] ?? '')) return { status: 403, type: 'text/plain', body: 'Set a user-agent.' };
  if (path !== '/w/api.php') return { status: 404, type: 'text/html', body: '<h1>404</h1>' };
  if (query.get('action') === 'query') return searchEntities(query.get('srsearch') ?? '');
  if (query.get('action') === 'wbgetentities') return getEntities(query);
  return json({ error: { code: 'badvalue', info: 'Unrecognized value for parameter "action".' } });
}

module.exports = { tmdb, tvmaze, wikidata, TMDB_KEY, TMDB_TOKEN };
