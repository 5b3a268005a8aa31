// RAWG, as it answers: what may be missing or odd there is so for one of these games. All of them are made up.
'use strict';

const RAWG_KEY = 'fedcba9876543210fedcba9876543210';

const json = (body, status = 200) => ({ status, body });
const genre = (name) => ({ id: name.length, name, slug: name.toLowerCase() });

const games = {
  4200: {
    slug: 'lantern-run',
    name: 'Lantern Run',
    name_original: 'Lyktloppet',
    released: '2011-04-18',
    tba: false,
    background_image: 'https://media.rawg.io/media/games/2ba/lantern.jpg',
    rating: 4.58,
    metacritic: 95,
    playtime: 11,
    platforms: [
      { platform: { id: 4, name: 'PC', slug: 'pc' } },
      { platform: { id: 7, name: 'Switch', slug: 'switch' } },
    ],
    genres: [genre('Puzzle'), genre('Racing')],
    stores: null,
    esrb_rating: { id: 2, name: 'Everyone 10+', slug: 'everyone-10-plus' },
    detail: {
      description: '<p>Run with a <strong>lantern</strong>.</p>',
      description_raw: 'Run with a lantern.',
      developers: [{ id: 1, name: 'Glasshouse Games' }],
      publishers: [{ id: 2, name: 'Big Box' }],
      website: 'https://lantern.example/',
    },
  },
  // Nothing is known of it.
  4201: {
    slug: 'blank-slate',
    name: 'Blank Slate',
    released: null,
    tba: true,
    background_image: null,
    rating: 0,
    metacritic: null,
    playtime: 0,
    platforms: null,
    genres: [],
    stores: null,
    esrb_rating: null,
    detail: { description: '', developers: [], publishers: [] },
  },
};
// Names of then.
const renamed = { 'lantern-run-old': 'lantern-run' };

const brief = (id) => ({ id: Number(id), ...games[id], detail: undefined, name_original: undefined });

function rawg({ path, query }) {
  if (!query.get('key')) return json({ error: 'The key parameter is not provided' }, 401);
  if (query.get('key') !== RAWG_KEY) return json({ error: 'The API key is not found' }, 401);
  if (path === '/api/games') {
    const words = (query.get('search') ?? '').toLowerCase().split(/\s+/);
    const platforms = query.get('platforms')?.split(',').map(Number);
    const results = Object.keys(games)
      .filter((id) => words.every((word) => games[id].name.toLowerCase().includes(word)))
      .filter((id) => !platforms || games[id].platforms?.some((one) => platforms.includes(one.platform.id)))
      .map(brief);
    // Its own addresses have the key in them.
    const next = `https://api.rawg.io/api/games?key=${query.get('key')}&page=2`;
    return json({ count: results.length, next, previous: null, results });
  }
  const [, name, stores] = /^\/api\/games\/([^/]+)(\/stores)?$/.exec(path) ?? [];
  if (renamed[name]) return json({ id: 4200, redirect: true, slug: renamed[name] });
  const id = games[name] ? name : Object.keys(games).find((key) => games[key].slug === name);
  if (!id) return json({ detail: 'Not found.' }, 404);
  if (stores) return json({ count: 0, next: null, previous: null, results: [] });
  return json({ ...brief(id), name_original: games[id].name_original, ...games[id].detail });
}

module.exports = { rawg, RAWG_KEY };
