// Days: those of a shelf, which are its owner's, and those on which something was made.

import { LOCALE } from './words.js';

// 2019, 2019-05 or 2019-05-28 as people write it.
export function partialDate(text, month = 'long') {
  if (!text || text.length < 7) return text ?? '';
  const options = { year: 'numeric', month, timeZone: 'UTC' };
  if (text.length > 7) options.day = 'numeric';
  const date = new Date(`${text.length > 7 ? text : `${text}-01`}T00:00:00Z`);
  return Number.isNaN(date.valueOf()) ? text : date.toLocaleDateString(LOCALE, options);
}

// Of a day, the name that it has in its week (long, short, narrow); of a date, what is known of it within its year.
const inUTC = (date) => new Date(`${date.length > 7 ? date : `${date}-01`}T00:00:00Z`);
export const weekdayOf = (date, weekday) => inUTC(date).toLocaleDateString(LOCALE, { weekday, timeZone: 'UTC' });
export const inItsYear = (date, month = 'long') =>
  inUTC(date).toLocaleDateString(LOCALE, {
    month,
    timeZone: 'UTC',
    ...(date.length > 7 && { day: 'numeric' }),
  });

// A day is told as its midnight UTC. Any other time is an instant, which has the day that it has here.
const here = (time) => new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
export const today = () => here(new Date());
export const dayOf = (time) => (time.includes('T00:00:00') ? time.slice(0, 10) : here(new Date(time)));
export const day = (time, month) => partialDate(dayOf(time), month);

// An instant of today has its time, any other its day, too: "17:02", "17:02, 26 November 2026".
export function moment(time) {
  const at = new Date(time);
  const hour = at.toLocaleTimeString(LOCALE, { hour: '2-digit', minute: '2-digit' });
  return here(at) === today() ? hour : `${hour}, ${day(time)}`;
}

// A status, and the day that it fills in: today here, which the server can't know.
export function dated(status, { start_date: start, end_date: end } = {}) {
  const begins = status === 'IN_PROGRESS' && !start && !end;
  const ends = status === 'COMPLETED' && !end && !(start && dayOf(start) > today());
  return { status, ...(begins && { start_date: today() }), ...(ends && { end_date: today() }) };
}
