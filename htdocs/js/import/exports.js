// What can be taken out, each in a sentence; tables also as spreadsheets want them.

import { address } from '../core/api.js';
import { el, icon } from '../core/dom.js';
import { fetched } from './download.js';

const FILES = [
  ['vitrine.json', 'Everything', 'All that is yours, without loss: another Vitrine makes of it what is here.', false],
  [
    'vitrine.csv',
    'A table of everything',
    'A line for each title of your shelf: status, days, stars, tags, notes.',
    true,
  ],
  [
    'goodreads.csv',
    'Books, as Goodreads has them',
    'Nearly every other place for books reads this. Whole stars.',
    true,
  ],
  ['letterboxd.csv', 'Films seen, for Letterboxd', 'With days, half stars, tags and reviews; a thousand a file.', true],
  ['letterboxd-watchlist.csv', 'Films to see, for Letterboxd', 'Its watchlist reads this.', true],
];

const link = (name, words, label, query = {}) =>
  el(
    'a',
    {
      class: 'btn',
      href: address(`exports.cgi/${name}`, query).href,
      download: '',
      'aria-label': label,
      onclick: fetched,
    },
    icon('download'),
    words,
  );

export const exportLines = () =>
  FILES.map(([name, title, about, isTable]) =>
    el(
      'li',
      { class: 'line' },
      el('span', { class: 'who' }, el('b', {}, title), el('small', {}, about)),
      el(
        'span',
        { class: 'actions' },
        link(name, name.split('.').pop().toUpperCase(), `Download ${name}`),
        isTable ? link(name, 'For a spreadsheet', `Download ${name} for a spreadsheet`, { for: 'spreadsheet' }) : null,
      ),
    ),
  );
