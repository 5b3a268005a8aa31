// The words for what the API calls by constants: services, states, and what becomes of rows.

import { many, number } from '../core/words.js';

const SERVICES = {
  goodreads: 'Goodreads',
  letterboxd: 'Letterboxd',
  imdb: 'IMDb',
  trakt: 'Trakt',
  myanimelist: 'MyAnimeList',
  storygraph: 'The StoryGraph',
  tvtime: 'TV Time',
  librarything: 'LibraryThing',
  vitrine: 'Vitrine',
  csv: 'A table',
};
export const serviceOf = ({ format }) => SERVICES[format] ?? 'A file';

export const pathOf = (id) => `imports.cgi/${encodeURIComponent(id)}`;
export const pageOf = (id) => `import.html?import=${encodeURIComponent(id)}`;

// What there is work to do for, by steps.
export const isBusy = ({ state }) => ['reading', 'running', 'undoing'].includes(state);
export const canBeUndone = ({ state }) => state === 'done';

const STATES = {
  reading: 'Is being read',
  asking: 'Has a question',
  planned: 'To be looked over',
  running: 'Is coming in',
  undoing: 'Is being undone',
  undone: 'Undone',
  failed: 'Can’t be read',
};
export const stateWords = ({ state }) => STATES[state] ?? null;

// What becomes of rows, as people ask for it; each of some outcomes.
export const GROUPS = [
  { name: 'new', label: 'New', outcomes: ['new', 'matched'], after: (n) => `${number(n)} new` },
  {
    name: 'here',
    label: 'Here already',
    outcomes: ['changed', 'unchanged'],
    after: (n) => `${number(n)} already here`,
  },
  { name: 'decide', label: 'To decide', outcomes: ['unclear'], after: (n) => `${number(n)} to decide` },
  { name: 'out', label: 'Left out', outcomes: ['skipped'], after: (n) => `${number(n)} left out` },
  { name: 'failed', label: 'Can’t be read', outcomes: ['failed'], after: (n) => `${number(n)} can’t be read` },
];
export const countOf = ({ counts }, outcomes) => outcomes.reduce((sum, one) => sum + (counts?.[one] ?? 0), 0);
export const rowsOf = (record) =>
  countOf(
    record,
    GROUPS.flatMap(({ outcomes }) => outcomes),
  );

// "812 new · 96 already here · 4 to decide · 2 can’t be read"
export const atAGlance = (record) =>
  GROUPS.map(({ outcomes, after }) => [countOf(record, outcomes), after])
    .filter(([count]) => count)
    .map(([count, after]) => after(count))
    .join(' · ');

export const rowWords = (count) => many(count, 'row');

// Why nothing of it comes in; `known`: what is said where it is here already.
export function nothingWords(record, known) {
  const [all, failed] = [rowsOf(record), countOf(record, ['failed'])];
  if (!all) return 'There are no rows in it';
  if (failed === all) return all === 1 ? 'Its only row can’t be read' : 'None of its rows can be read';
  return countOf(record, ['unclear']) ? 'Nothing of it is decided yet' : known;
}
