// How long a title is, in words.

import { KIND, many, number } from '../core/words.js';

// 904 pages, 24 episodes; 2 h 5 min.
export function lengthWords({ type, length }) {
  const [hours, minutes] = [Math.floor(length / 60), length % 60];
  if (type !== 'MOVIE' || !hours) return many(length, KIND[type].unit.slice(0, -1));
  return `${number(hours)} h${minutes ? ` ${minutes} min` : ''}`;
}
