// A copy in words: in which form, where it stands, who has it.
//
//   el('span', {}, ...copyWords(copy));

import { inItsYear, partialDate, today } from '../core/days.js';
import { el, icon, outward, said } from '../core/dom.js';
import { money } from '../core/money.js';

export const copyPath = ({ id }) => `collection.cgi/copies/${encodeURIComponent(id)}`;

// As short as it is clear: a day of this year has no year.
export const briefly = (date) =>
  date.slice(0, 4) === today().slice(0, 4) ? inItsYear(date, 'short') : partialDate(date, 'short');

// Home/Study/Shelf 2, as it is shown.
export const placeWords = (location) => location.split('/').join(' › ');

// Which season of a series it is; null: all of it.
export const copySeason = ({ season }) => (season === 0 ? 'Specials' : season ? `Season ${season}` : null);

export function loanWords({ lent_to: who, lent_on: since, due_on: due, is_overdue: isLate }) {
  const until = due ? `, ${isLate ? 'was due' : 'until'} ${briefly(due)}` : '';
  return el(
    'span',
    { class: isLate ? 'loan late' : 'loan' },
    'lent to ',
    said(who),
    `${since ? ` since ${briefly(since)}` : ''}${until}`,
  );
}

export function copyWords(copy) {
  return [
    el('b', {}, said(copy.format)),
    copySeason(copy) ? el('span', {}, copySeason(copy)) : null,
    copy.platform ? el('span', {}, said(copy.platform)) : null,
    copy.location ? el('span', { class: 'stands' }, said(placeWords(copy.location))) : null,
    copy.lent_to ? loanWords(copy) : null,
    copy.price ? el('span', { class: 'dim' }, money(copy)) : null,
    copy.note ? el('span', { class: 'dim' }, said(copy.note)) : null,
    copy.vod_link ? outward(copy.vod_link, icon('external-link')) : null,
  ].filter(Boolean);
}
