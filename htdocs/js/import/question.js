// What the file doesn't say by itself: which column is what, whether 3/4 is in April or in March, which of a service's
// files it is. The answer has it read anew.
//
//   parent.append(...questionForm(record, (record) => …, { words: 'Never mind', run: () => … }));

import { $$, el, icon, said } from '../core/dom.js';
import { api } from '../core/api.js';
import { smooth } from '../core/forms.js';
import { firstCells } from './first-rows.js';
import { pathOf } from './import-words.js';

// What of a title a table may have, by the API's names; and what else its columns are called.
const COLUMNS = [
  ['title', 'Title', 'name', 'book title', 'movie title', 'game'],
  ['creator', 'Author, director', 'author', 'authors', 'director', 'directors'],
  ['type', 'Type: book, movie …', 'media type', 'mediatype', 'media_type', 'kind'],
  ['year', 'Year', 'release year', 'published', 'release date', 'publication date'],
  ['isbn', 'ISBN', 'isbn13', 'isbn-13', 'isbn_13', 'isbn 13'],
  ['status', 'Status: read, to read …', 'shelf', 'state', 'exclusive shelf', 'read status'],
  ['rating', 'Rating of 5', 'my rating', 'your rating', 'stars', 'star rating'],
  ['rating10', 'Rating of 10', 'rating (of 10)', 'score'],
  ['rating100', 'Rating of 100', 'rating (of 100)'],
  ['start', 'Started', 'date started', 'start date', 'start_date'],
  ['end', 'Finished', 'date finished', 'date read', 'watched date'],
  ['times', 'How often', 'read count', 'times read', 'times watched', 'plays'],
  ['progress', 'Progress', 'pages read', 'episodes watched', 'hours played'],
  ['length', 'Length', 'pages', 'number of pages', 'runtime', 'episodes'],
  ['note', 'Note', 'notes', 'private notes', 'comment', 'comments'],
  ['review', 'Review', 'my review'],
  ['tags', 'Tags', 'tag', 'labels', 'bookshelves', 'shelves'],
  ['genre', 'Genre', 'genres'],
  ['description', 'Description', 'summary', 'synopsis'],
  ['series', 'Series it is of', 'series name'],
  ['position', 'Place in the series', 'series position', 'series number', 'series_index', 'volume'],
  ['publisher', 'Publisher'],
  ['owned', 'Owned', 'own', 'owned copies', 'owned?'],
  ['format', 'Format of a copy', 'binding'],
  ['platform', 'Platform of a copy', 'platforms'],
  ['added', 'Added', 'date added', 'added on', 'date_added', 'created'],
  ['isbn10', 'ISBN of ten', 'isbn-10', 'isbn_10', 'isbn 10'],
  ['imdb', 'IMDb id', 'imdb_id', 'imdbid'],
  ['tmdb', 'TMDB id', 'tmdb_id', 'tmdbid'],
  ['tvdb', 'TVDB id', 'tvdb_id', 'tvdbid'],
  ['mal', 'MyAnimeList id', 'mal_id', 'malid', 'mal id'],
  ['goodreads', 'Goodreads id', 'goodreads_id', 'goodreadsid'],
];
// What has no column, and is the same in all rows.
const SAME = {
  type: [
    'All of them are',
    ['', 'As each row says'],
    ['=BOOK', 'Books'],
    ['=MOVIE', 'Movies'],
    ['=TV_SHOW', 'Series'],
    ['=GAME', 'Games'],
  ],
  status: ['All of them I have', ['', 'As each row says'], ['=COMPLETED', 'Finished'], ['=TO_DO', 'Still before me']],
};

const plainly = (text) => text.trim().toLowerCase();
const guess = (headers, [name, label, ...also]) => {
  const known = [name, plainly(label), ...also];
  return headers.find((header) => known.includes(plainly(header))) ?? '';
};

const optionOf =
  (chosen) =>
  ([value, words]) =>
    el('option', { value, selected: value === chosen }, words);
function columnRow(header, index, chosen, cells) {
  const id = `column-${index}`;
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, el('label', { for: id }, said(header))),
    cells
      ? el('td', { class: 'cells', id: `${id}-cells` }, ...cells[index].map((cell) => el('span', {}, said(cell), ' ')))
      : null,
    el(
      'td',
      {},
      el(
        'div',
        { class: 'field' },
        el(
          'select',
          { id, name: id, 'aria-describedby': cells ? `${id}-cells` : null },
          ...[['', 'Not needed'], ...COLUMNS].map(optionOf(chosen)),
        ),
      ),
    ),
  );
}
const sameField = (name, chosen) =>
  el(
    'p',
    { class: 'field' },
    el('label', { for: `same-${name}` }, SAME[name][0]),
    el('select', { id: `same-${name}`, name: `same-${name}` }, ...SAME[name].slice(1).map(optionOf(chosen))),
  );

// Each of ours is one column: who says it of another one has taken it from the first.
function onlyOnce({ target: select }) {
  const { form, name, value } = select;
  const same = /^same-(.*)/.exec(name)?.[1];
  for (const other of $$('select', form)) {
    if (other === select || !value) continue;
    if (other.value === (same ?? value) || other.name === `same-${value}`) other.value = '';
  }
}

function columnsSaid(form, headers) {
  const columns = {};
  for (const [name] of COLUMNS.filter((one) => guess(headers, one))) columns[name] = '='; // said to be none
  for (const name of Object.keys(SAME)) {
    const { value } = form.elements.namedItem(`same-${name}`);
    if (value) columns[name] = value;
  }
  headers.forEach((header, index) => {
    const { value } = form.elements.namedItem(`column-${index}`);
    if (value) columns[value] = header;
  });
  return columns;
}

const columns = (record) => {
  const headers = record.headers ?? [];
  const cells = firstCells(record);
  const before = record.options?.columns;
  const ofOurs = COLUMNS.map((one) => [one[0], before?.[one[0]] ?? guess(headers, one)]);
  const chosen = (header, index) =>
    headers.indexOf(header) === index ? ofOurs.find(([, theirs]) => theirs === header)?.[0] : '';
  const same = (name) => sameField(name, before?.[name] ?? '');
  return {
    title: 'Which column is what?',
    parts: [
      el('div', { class: 'fields', onchange: onlyOnce }, ...Object.keys(SAME).map(same)),
      el(
        'table',
        { class: 'columns-of', onchange: onlyOnce },
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            el('th', { scope: 'col' }, 'Column'),
            cells ? el('th', { scope: 'col' }, 'In its first rows') : null,
            el('th', { scope: 'col' }, 'Is the'),
          ),
        ),
        el('tbody', {}, ...headers.map((header, index) => columnRow(header, index, chosen(header, index), cells))),
      ),
    ],
    answer: (form) => ({ columns: columnsSaid(form, headers) }),
    wrong: ({ columns: { title } }) =>
      !title || title === '=' ? { field: 'column-0', message: 'Say which column is the title.' } : null,
  };
};

const choice = (name, value, label, hint) =>
  el(
    'label',
    { class: 'choice' },
    el('input', { type: 'radio', name, value, required: true }),
    el('span', {}, el('b', {}, label), hint ? el('small', {}, hint) : null),
  );
const group = (legend, ...choices) =>
  el('fieldset', { class: 'choices' }, el('legend', { class: 'vh' }, legend), ...choices);

const days = () => ({
  title: 'Which comes first, the day or the month?',
  parts: [
    group(
      'In the dates',
      choice('day_first', 'true', 'The day', '3/4/2021 is the third of April'),
      choice('day_first', 'false', 'The month', '3/4/2021 is the fourth of March'),
    ),
  ],
  answer: (form) => ({ day_first: form.elements.day_first.value === 'true' }),
});

const FILES = {
  letterboxd: [
    ['watched.csv', 'Films that I have watched'],
    ['watchlist.csv', 'My watchlist'],
    ['likes/films.csv', 'Films that I like'],
    ['ratings.csv', 'My ratings'],
  ],
  trakt: [
    ['lists-watchlist.json', 'My watchlist'],
    ['lists-favorites.json', 'My favourites'],
    ['lists-list-1.json', 'A list of mine'],
  ],
};
const names = ({ format }) => ({
  title: 'Which of the files is it?',
  parts: [group('The file', ...(FILES[format] ?? []).map(([name, label]) => choice('name', name, label, name)))],
  answer: (form) => ({ name: form.elements.name.value }),
});

const QUESTIONS = { columns, day_first: days, name: names };

// `never`: what a button does that answers nothing, and its words.
export function questionForm(record, answered, never) {
  const { title, parts, answer, wrong } = QUESTIONS[record.question](record);
  const form = el(
    'form',
    { id: 'question', method: 'post', action: `cgi-bin/${pathOf(record.id)}` },
    el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
    el('div', { 'data-errors': '' }),
    ...parts,
    el(
      'p',
      { class: 'actions' },
      el('button', { class: 'btn primary', type: 'submit' }, icon('check'), 'Go on'),
      el('button', { class: 'btn', type: 'button', onclick: never.run }, never.words),
    ),
  );
  smooth(form, {
    send: () => {
      const words = answer(form);
      const [name] = Object.keys(words);
      const problem = wrong?.(words) ?? (form.checkValidity() ? null : { field: name, message: 'Choose one.' });
      if (problem) throw { details: [problem] };
      return api.patch(pathOf(record.id), words);
    },
    done: answered,
  });
  return [title, form];
}
