// A record of the diary in words: which time it is, and when that was.

import { dayOf, inItsYear, partialDate } from '../core/days.js';

const SUFFIX = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
const RULES = new Intl.PluralRules('en', { type: 'ordinal' });
export const ordinal = (count) => `${count}${SUFFIX[RULES.select(count)]}`;
// "2nd time".
export const timeWords = ({ number: nth }) => `${ordinal(nth)} time`;

// As far as it is known: 2009, 2009-07, 2009-07-12. An instant is on the day that it has here.
export const known = (date) => (date && date.length > 10 ? dayOf(date) : (date ?? ''));
// The day that a record is found by, in the diary and in its calendar.
export const foundBy = ({ end_date: end, start_date: start }) => known(end ?? start);

// "since 30 October 2026", "February – 3 March 2024".
export function spanWords({ start_date: start, end_date: end, is_finished: isFinished }) {
  const [from, to] = [known(start), known(end)];
  if (!from && !to) return 'no date known';
  if (!to) return `${isFinished ? 'begun' : 'since'} ${partialDate(from)}`;
  if (!from || from === to) return partialDate(to);
  const isOneYear = from.length > 4 && to.length > 4 && from.slice(0, 4) === to.slice(0, 4);
  return `${isOneYear ? inItsYear(from) : partialDate(from)} – ${partialDate(to)}`;
}
