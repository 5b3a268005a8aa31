// The sources of look-up, by the names that the API has for them: what each is called, what it knows of, and its page
// about a title. Some ask for a notice, and that their logo is shown.
import { el, outward } from '../core/dom.js';

const web = (address) => ['https://', address].join('');
const at = (begin) => (id) => web(begin + id.split('/').map(encodeURIComponent).join('/'));

export const SOURCES = {
  openlibrary: {
    label: 'Open Library',
    types: ['BOOK'],
    home: web('openlibrary.org/'),
    page: (id) => at(`openlibrary.org/${id.endsWith('W') ? 'works' : 'books'}/`)(id),
  },
  googlebooks: {
    label: 'Google Books',
    types: ['BOOK'],
    home: web('books.google.com/'),
    page: at('books.google.com/books?id='),
  },
  tmdb: {
    label: 'TMDB',
    types: ['MOVIE', 'TV_SHOW'],
    home: web('www.themoviedb.org/'),
    page: at('www.themoviedb.org/'),
    logo: 'themoviedatabase',
    notice: 'This product uses the TMDB API but is not endorsed or certified by TMDB.',
  },
  tvmaze: {
    label: 'TVmaze',
    types: ['TV_SHOW'],
    home: web('www.tvmaze.com/'),
    page: at('www.tvmaze.com/shows/'),
    notice: 'Its data is licensed under CC BY-SA.',
  },
  wikidata: {
    label: 'Wikidata',
    types: ['MOVIE', 'GAME'],
    home: web('www.wikidata.org/'),
    page: at('www.wikidata.org/wiki/'),
  },
  rawg: { label: 'RAWG', types: ['GAME'], home: web('rawg.io/'), page: at('rawg.io/games/') },
};

// A source by its name, as a link to its page where there is one to lead to.
export function sourceLink(label, address) {
  const link = outward(address);
  link.replaceChildren(label, link.href ? el('span', { 'aria-hidden': 'true' }, ' ↗') : '');
  return link;
}

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
