// The sources of look-up, by the names that the API has for them: what each is called, what it knows of, and its page
// about a title. Some ask for a notice.

const at = (begin) => (id) => begin + id.split('/').map(encodeURIComponent).join('/');

export const SOURCES = {
  openlibrary: {
    label: 'Open Library',
    types: ['BOOK'],
    home: 'https://openlibrary.org/',
    page: (id) => at(`https://openlibrary.org/${id.endsWith('W') ? 'works' : 'books'}/`)(id),
  },
  googlebooks: {
    label: 'Google Books',
    types: ['BOOK'],
    home: 'https://books.google.com/',
    page: at('https://books.google.com/books?id='),
  },
  tmdb: {
    label: 'TMDB',
    types: ['MOVIE', 'TV_SHOW'],
    home: 'https://www.themoviedb.org/',
    page: at('https://www.themoviedb.org/'),
    notice: 'This product uses the TMDB API but is not endorsed or certified by TMDB.',
  },
  tvmaze: {
    label: 'TVmaze',
    types: ['TV_SHOW'],
    home: 'https://www.tvmaze.com/',
    page: at('https://www.tvmaze.com/shows/'),
    notice: 'Its data is licensed under CC BY-SA.',
  },
  wikidata: {
    label: 'Wikidata',
    types: ['MOVIE', 'GAME'],
    home: 'https://www.wikidata.org/',
    page: at('https://www.wikidata.org/wiki/'),
  },
  rawg: { label: 'RAWG', types: ['GAME'], home: 'https://rawg.io/', page: at('https://rawg.io/games/') },
};

// Who is asked for these types (none: for all), of the sources that are on: [{ source, types }]. Wikidata knows less of
// films and games than the two that want a key: it is asked where those are off.
export function asks(on, types) {
  const wanted = types.length ? types : ['BOOK', 'MOVIE', 'TV_SHOW', 'GAME'];
  const isCovered = (type) => on.includes({ MOVIE: 'tmdb', GAME: 'rawg' }[type]);
  return Object.entries(SOURCES)
    .filter(([source]) => on.includes(source))
    .map(([source, { types: known }]) => ({
      source,
      types: known.filter((type) => wanted.includes(type) && !(source === 'wikidata' && isCovered(type))),
    }))
    .filter(({ types: some }) => some.length);
}

// Who is asked in the place of one that has failed.
export function askInstead(on, { source, types }) {
  const left = types.filter((type) => SOURCES.wikidata.types.includes(type));
  return source !== 'wikidata' && left.length && on.includes('wikidata') ? { source: 'wikidata', types: left } : null;
}
