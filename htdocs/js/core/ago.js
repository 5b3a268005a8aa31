// Moments, as people say them.

import { day, today } from './days.js';
import { LOCALE, many } from './words.js';

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

// How long ago a day is: "12 days", "5 weeks", "3 months".
export function howLong(date) {
  const days = Math.max(0, Math.round((Date.parse(today()) - Date.parse(date)) / 86_400_000));
  if (days < 14) return many(days, 'day');
  if (days < 60) return many(Math.floor(days / 7), 'week');
  return days < 730 ? many(Math.floor(days / 30.44), 'month') : many(Math.floor(days / 365.25), 'year');
}
