// A date of publication as somebody types it.

const MONTHS = Array.from({ length: 12 }, (_, at) =>
  new Date(Date.UTC(2000, at, 1)).toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' }).toLowerCase(),
);

// What somebody typed, as the API takes it: 31 March 1999, March 31, 1999, 31.3.1999 and March 1999 are 1999-03-31 and
// 1999-03.
// What is none of these stays as it is, and is the API's to refuse.
export function readPartial(text) {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/, (_, day, at, year) => `${day} ${MONTHS[at - 1]} ${year}`);
  const [, before, name, after, year] = /^(?:(\d{1,2}) )?([a-z]{3,})(?: (\d{1,2}),?)? (\d{4})$/.exec(words) ?? [];
  const month = name ? MONTHS.findIndex((one) => one.startsWith(name)) + 1 : 0;
  if (!month || (before && after)) return text;
  return [year, month, before ?? after]
    .filter(Boolean)
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}
