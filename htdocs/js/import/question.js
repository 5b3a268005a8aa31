// What the file doesn't say by itself: which column is what, whether 3/4 is in April or in March, which of a service's
// files it is. The answer has it read anew.
//
//   parent.append(questionForm(record, (record) => …));

import { el, icon } from '../core/dom.js';
import { api } from '../core/api.js';
import { smooth } from '../core/forms.js';
import { pathOf } from './import-words.js';

// What of a title a table may have, by the API's names.
const COLUMNS = [
  ['title', 'Title'],
  ['creator', 'Author, director'],
  ['type', 'Type', 'Book, movie, series or game, in words'],
  ['year', 'Year'],
  ['isbn', 'ISBN'],
  ['status', 'Status', 'Read, to read, watching …'],
  ['rating', 'Rating', 'Of 5 stars'],
  ['rating10', 'Rating of 10'],
  ['rating100', 'Rating of 100'],
  ['start', 'Started'],
  ['end', 'Finished'],
  ['times', 'How often'],
  ['progress', 'Progress'],
  ['length', 'Length'],
  ['note', 'Note'],
  ['review', 'Review'],
  ['tags', 'Tags'],
  ['genre', 'Genre'],
  ['format', 'Format of a copy'],
  ['platform', 'Platform of a copy'],
  ['added', 'Added'],
  ['imdb', 'IMDb id'],
  ['tmdb', 'TMDB id'],
  ['tvdb', 'TVDB id'],
  ['mal', 'MyAnimeList id'],
  ['goodreads', 'Goodreads id'],
];
const FIRST = 12; // the others are asked for rarely
// What has no column, and is the same in all rows.
const FIXED = {
  type: [
    ['=BOOK', 'All are books'],
    ['=MOVIE', 'All are movies'],
    ['=TV_SHOW', 'All are series'],
    ['=GAME', 'All are games'],
  ],
  status: [
    ['=COMPLETED', 'All are finished'],
    ['=TO_DO', 'All are to do'],
  ],
};

const plainly = (text) => text.trim().toLowerCase();
const guess = (headers, name, label) =>
  headers.find((header) => [name, plainly(label)].includes(plainly(header))) ?? '';

function columnField(record, [name, label, hint]) {
  const headers = record.headers ?? [];
  const chosen = record.options?.columns?.[name] ?? guess(headers, name, label);
  const option = (value, words) => el('option', { value, selected: value === chosen }, words);
  return el(
    'p',
    { class: 'field' },
    el('label', { for: `column-${name}` }, label),
    el(
      'select',
      { id: `column-${name}`, name, 'aria-describedby': hint ? `column-${name}-hint` : null },
      option('', 'None'),
      ...headers.map((header) => option(header, header)),
      ...(FIXED[name] ?? []).map(([value, words]) => option(value, words)),
    ),
    hint ? el('span', { class: 'hint', id: `column-${name}-hint` }, hint) : null,
  );
}
const columns = (record) => ({
  title: 'Which column is what?',
  parts: [
    el('div', { class: 'fields columns-of' }, ...COLUMNS.slice(0, FIRST).map((one) => columnField(record, one))),
    el(
      'details',
      {},
      el('summary', {}, 'More columns'),
      el('div', { class: 'fields columns-of' }, ...COLUMNS.slice(FIRST).map((one) => columnField(record, one))),
    ),
  ],
  answer: (form) => ({
    columns: Object.fromEntries(
      COLUMNS.map(([name]) => [name, form.elements.namedItem(name).value]).filter(([, header]) => header),
    ),
  }),
});

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

export function questionForm(record, answered) {
  const { title, parts, answer } = QUESTIONS[record.question](record);
  const form = el(
    'form',
    { id: 'question', method: 'post', action: `cgi-bin/${pathOf(record.id)}` },
    el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
    el('div', { 'data-errors': '' }),
    ...parts,
    el('p', { class: 'actions' }, el('button', { class: 'btn primary', type: 'submit' }, icon('check'), 'Go on')),
  );
  smooth(form, {
    send: () => {
      const said = answer(form);
      const [[name, value]] = Object.entries(said);
      if (name === 'columns' ? !value.title : !form.checkValidity())
        throw { details: [{ field: name === 'columns' ? 'title' : name, message: 'Choose one.' }] };
      return api.patch(pathOf(record.id), said);
    },
    done: answered,
  });
  return [title, form];
}
