// Words and addresses for what is counted.

import { inItsYear } from '../core/days.js';
import { KIND } from '../core/words.js';

const nth = (month) => `2000-${String(month + 1).padStart(2, '0')}`;
const twelve = (form) => Array.from({ length: 12 }, (_, month) => inItsYear(nth(month), form));
export const MONTHS = { short: twelve('short'), long: twelve('long') };
export const monthOf = (day) => Number(day.slice(5, 7));
export const decadeWords = (name) => `${name.slice(0, 4)}s`;

// The diary, as far as that: a year, a month or a day of it.
export function addressOf({ year, month, day, type }) {
  const search = new URLSearchParams();
  if (day) {
    search.set('year', day.slice(0, 4));
    search.set('month', monthOf(day));
  } else if (year) search.set('year', year);
  if (month) search.set('month', month);
  for (const one of [type ?? []].flat()) if (one) search.append('type', one);
  return `diary.html${search.size ? `?${search}` : ''}${day ? `#${day}` : ''}`;
}

// The types that there are any of: one that is asked for is one all the same.
export const typesIn = ({ finished }, type) =>
  type ? [type] : Object.keys(KIND).filter((one) => finished.by_type[one]);
export const partsOfType = (counted, types) =>
  types.length > 1
    ? types.map((type) => ({ key: KIND[type].key, count: counted[type] ?? 0 }))
    : [{ key: types.length ? KIND[types[0]].key : 'soft', count: counted.total }];
