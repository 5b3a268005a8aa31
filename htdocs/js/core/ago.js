// Moments, as people say them.

import { day } from './days.js';
import { LOCALE } from './words.js';

const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
const UNITS = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86400],
];

// "3 minutes ago", "yesterday"; after a month the date.
export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, (now - new Date(time)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds > 30 * 86400) return day(time);
  const [unit, size] = UNITS.findLast(([, least]) => seconds >= least);
  return relative.format(-Math.floor(seconds / size), unit);
}
