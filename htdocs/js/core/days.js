// Days: those of a shelf, which are its owner's, and those on which something was made.

// 2019, 2019-05 or 2019-05-28 as people write it.
export function partialDate(text) {
  if (!text || text.length < 7) return text ?? '';
  const options = { year: 'numeric', month: 'long', timeZone: 'UTC' };
  if (text.length > 7) options.day = 'numeric';
  return new Date(`${text.length > 7 ? text : `${text}-01`}T00:00:00Z`).toLocaleDateString('en-GB', options);
}

// A day is told as its midnight UTC. Any other time is an instant, which has the day that it has here.
const here = (time) => new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
export const today = () => here(new Date());
export const dayOf = (time) => (time.includes('T00:00:00') ? time.slice(0, 10) : here(new Date(time)));
export const day = (time) => partialDate(dayOf(time));

// A status, and the day that it fills in: today here, which the server can't know.
export function dated(status, { start_date: start, end_date: end } = {}) {
  const begins = status === 'IN_PROGRESS' && !start && !end;
  const ends = status === 'COMPLETED' && !end && !(start && dayOf(start) > today());
  return { status, ...(begins && { start_date: today() }), ...(ends && { end_date: today() }) };
}
