// The columns of the shelf as a list: what is in them, and their heads, which sort by them. Fetched with the first one.

import { day } from '../core/days.js';
import { el, icon } from '../core/dom.js';
import { KIND, howFar, number, year } from '../core/words.js';

const date = (value) => (value ? day(value, 'short') : '');
const stars = (value) =>
  value
    ? [el('span', { class: 'star on', 'aria-hidden': 'true' }), el('span', { class: 'vh' }, 'My rating: '), value]
    : [];
// Which have a sort of the API.
const HEADS = [
  ['title', 'Title', 'title_asc'],
  ['year', 'Year', 'release_desc'],
  ['rated', 'Rating', 'rating_desc'],
  ['far', 'Progress', null],
  ['from', 'Started', 'start_desc'],
  ['to', 'Finished', 'end_desc'],
];

// Of one title.
export function columns(media, entry) {
  const cell = (name, ...content) => el('span', { class: `c-${name}` }, ...content);
  const far = entry?.progress && entry.status !== 'COMPLETED' ? howFar(media, entry.progress) : '';
  return [
    cell('year', year(media)),
    cell('rated', ...stars(entry?.rating)),
    cell('far', far || (media.length ? `${number(media.length)} ${KIND[media.type].short}` : '')),
    cell('from', date(entry?.start_date)),
    cell('to', date(entry?.end_date)),
  ];
}

// Their heads: a click sorts by one, a second the other way round. `sort` as sorting() has it; `change` when it did.
export function heads(sort, change) {
  const head = ([name, words, value]) => {
    if (!value) return el('span', { class: `c-${name}` }, words);
    const other = value.endsWith('_asc') ? value.replace('_asc', '_desc') : value.replace('_desc', '_asc');
    const way = sort.value === value || sort.value === other ? sort.value.split('_')[1] : null;
    const run = () => {
      sort.read(sort.value === value ? other : value);
      change();
    };
    return el(
      'button',
      {
        class: `c-${name}`,
        type: 'button',
        'aria-pressed': String(way !== null),
        'aria-label': `Sort by ${words.toLowerCase()}${way ? `, now ${way === 'asc' ? 'upwards' : 'downwards'}` : ''}`,
        onclick: run,
      },
      words,
      way ? icon(way === 'asc' ? 'arrow-up' : 'arrow-down') : '',
    );
  };
  return HEADS.map(head);
}
