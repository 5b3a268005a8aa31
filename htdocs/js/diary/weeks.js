// Days as calendars have them, which have no zone: they are counted as midnights UTC.

export const DAY = 86_400_000;
export const timeOf = (day) => Date.parse(`${day}T00:00:00Z`);
export const dayAt = (time) => new Date(time).toISOString().slice(0, 10);
// What weeks begin with, as the browser's language has it; 0 is Sunday.
function firstWeekday() {
  const locale = new Intl.Locale(navigator.language);
  return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) % 7;
}
export const FIRST_WEEKDAY = firstWeekday();
