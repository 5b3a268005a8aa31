// What statistics are shown as: numbers, charts, titles. Each number leads to the list behind it, where there is one.
//
//   partsOf(stats, { year, type, first })      // the API's answer; year: null for all of them; first: the earliest

import { el, said } from '../core/dom.js';
import { partialDate, today } from '../core/days.js';
import { KIND, many, number } from '../core/words.js';
import { lengthWords } from '../title/length-words.js';
import { pictureOf } from '../title/picture.js';
import { stars } from '../title/stars.js';
import { calendar, columns, ring } from './charts.js';
import { bars, box, figure } from './figure.js';
import { MONTHS, addressOf, decadeWords, monthOf, partsOfType, typesIn } from './counted.js';

// ---- numbers --------------------------------------------------------------------------------------------------------

// +7 on 2025.
function change(now, before, { digits = 0 } = {}) {
  const by = now - before;
  if (Math.abs(by) < 0.5 / 10 ** digits) return el('b', {}, '±0');
  const words = digits ? Math.abs(by).toFixed(digits) : number(Math.round(Math.abs(by)));
  return el('b', { class: by > 0 ? 'more-than' : null }, `${by > 0 ? '+' : '−'}${words}`);
}
const onYear = (now, before, year, how) => [change(now, before, how), ` on ${year}`];

function numberCard({ title, value, unit, says, href, note }) {
  const words = String(value);
  return el(
    'li',
    { class: 'box' },
    el('h2', {}, title),
    el(
      'p',
      { class: 'big-n' },
      href ? el('a', { href, 'aria-label': says }, words) : words,
      unit ? el('small', {}, unit) : null,
    ),
    el('p', { class: 'delta' }, ...note),
  );
}

// What has a length in which unit.
const ONLY = { pages: ['BOOK'], time: ['MOVIE', 'GAME'], episodes: ['TV_SHOW'] };
const hoursOf = ({ hours, minutes }) => hours + minutes / 60;

function numbers(stats, { year, type, first }) {
  const { finished, ratings, year_before: before } = stats;
  const isCompared = Boolean(year && before?.finished);
  const when = year ? `in ${year}` : 'in all';
  const fallback = year ? `on ${many(stats.days_active, 'day')}` : first && `since ${first}`;
  const card = ({ title, count, then, unit, says, of, note }) =>
    numberCard({
      title,
      value: number(count),
      unit,
      says: `${says} ${when}`,
      href: count ? addressOf({ year, type: type || of }) : null,
      note: isCompared && then ? onYear(count, then, before.year) : [note],
    });
  const lengths = (name, told) => (!type || ONLY[name].includes(type) ? card({ ...told, of: ONLY[name] }) : null);
  const [time, pages, episodes] = [Math.round(hoursOf(stats)), stats.pages, stats.episodes];
  const rated = many(ratings.count, 'rating');
  const isRatedToo = isCompared && ratings.count && before.ratings_average;
  return el(
    'ul',
    { class: 'numbers' },
    card({
      title: 'Finished',
      count: finished.total,
      then: before?.finished,
      says: `${number(finished.total)} finished`,
      note: fallback,
    }),
    lengths('time', {
      title: 'Time spent',
      count: time,
      then: before && hoursOf(before),
      unit: time === 1 ? 'hour' : 'hours',
      says: many(time, 'hour'),
      note: type ? `of ${KIND[type].several}` : 'of movies and games',
    }),
    lengths('pages', {
      title: 'Pages read',
      count: pages,
      then: before?.pages,
      says: many(pages, 'page'),
      note: 'of books',
    }),
    lengths('episodes', {
      title: 'Episodes',
      count: episodes,
      then: before?.episodes,
      says: many(episodes, 'episode'),
      note: 'of series',
    }),
    numberCard({
      title: 'Average rating',
      value: ratings.count ? ratings.average.toFixed(1) : '—',
      unit: 'of 5',
      note: isRatedToo ? [`${rated}, `, change(ratings.average, before.ratings_average, { digits: 1 })] : [rated],
    }),
  );
}

// ---- when -----------------------------------------------------------------------------------------------------------
const legend = (types) =>
  el(
    'p',
    { class: 'legend', 'aria-hidden': 'true' },
    ...types.map((type) => el('span', { class: KIND[type].key }, name(type))),
  );
const name = (type) => KIND[type].several.replace(/^./, (letter) => letter.toUpperCase());

// July 2026: 4 finished. Books 2, games 2.
function wordsOf(when, counted, types) {
  if (!counted.total) return `${when}: nothing finished`;
  const each = types.filter((type) => counted[type]).map((type) => `${KIND[type].several} ${number(counted[type])}`);
  const list = types.length > 1 ? `\n${each.join(', ').replace(/^./, (letter) => letter.toUpperCase())}` : '';
  return `${when}: ${number(counted.total)} finished${list}`;
}
function stacked({ id, title, size, counted, types, unit, namesOf }) {
  const best = counted.reduce((most, one) => (one.total > most.total ? one : most), counted[0]);
  const label = `${title}. ${best.total ? `Most in ${namesOf(best).long}: ${number(best.total)}.` : 'None.'}`;
  const groups = counted.map((one) => {
    const { short, long, href } = namesOf(one);
    return { name: short, words: wordsOf(long, one, types), href, parts: partsOfType(one, types) };
  });
  const row = (one) => {
    const { long, href } = namesOf(one);
    const all = types.length > 1 ? types.map((type) => one[type] ?? 0) : [];
    return [one.total ? el('a', { href }, long) : long, ...all, one.total];
  };
  return figure({
    id,
    title,
    size,
    legend: types.length > 1 ? legend(types) : null,
    draw: (width) => columns(width, { label, groups }),
    table: { head: [unit, ...(types.length > 1 ? types.map(name) : []), 'All'], rows: counted.map(row) },
  });
}
const months = ({ finished }, { year, type, types }) =>
  stacked({
    id: 'months',
    title: 'Finished by month',
    size: types.length > 1 ? 'w8' : 'w12',
    counted: finished.by_month.map((one, nth) => ({ ...one, nth })),
    types,
    unit: 'Month',
    namesOf: ({ nth }) => ({
      short: MONTHS.short[nth],
      long: `${MONTHS.long[nth]} ${year}`,
      href: addressOf({ year, month: nth + 1, type }),
    }),
  });
const CENTURY = 100;
// Years without any are years, too; but not all since one that was mistyped.
function everyYear(counted) {
  if (!counted.length) return [];
  const sorted = counted.toSorted((one, other) => one.year - other.year);
  const [from, to] = [Number(sorted[0].year), Number(sorted.at(-1).year)];
  if (to - from > CENTURY) return sorted;
  return Array.from({ length: to - from + 1 }, (_, nth) => {
    const found = sorted.find((one) => Number(one.year) === from + nth);
    return found ?? { year: from + nth, total: 0 };
  });
}
function years({ finished }, { type, types }) {
  const counted = everyYear(finished.by_year ?? []);
  if (!counted.length) return null;
  return stacked({
    id: 'years',
    title: 'Finished by year',
    size: types.length > 1 ? 'w8' : 'w12',
    counted,
    types,
    unit: 'Year',
    namesOf: ({ year }) => ({ short: String(year), long: String(year), href: addressOf({ year, type }) }),
  });
}

// What kinds of things they were.
function kinds({ finished }, { year, types }) {
  const counted = types.map((type) => ({ type, key: KIND[type].key, count: finished.by_type[type] ?? 0 }));
  const each = counted.map(({ type, key, count }) =>
    el('li', { class: key }, el('a', { href: addressOf({ year, type }) }, name(type)), el('b', {}, number(count))),
  );
  const words = counted.map(({ type, count }) => many(count, KIND[type].label.toLowerCase(), KIND[type].several));
  const label = `Finished by type: ${words.join(', ')}`;
  return figure({
    id: 'by-type',
    title: 'By type',
    size: 'w4',
    draw: () => ring({ label, parts: counted, words: 'finished' }),
    note: el('ul', { class: 'kinds-of' }, ...each),
    table: { head: ['Type', 'Finished'], rows: counted.map(({ type, count }) => [name(type), count]) },
  });
}

function days({ days: counted, days_active: active }, { year, type }) {
  const of = new Map(counted.map(({ day, count }) => [day, count]));
  const last = today().startsWith(year) ? today() : `${year}-12-31`;
  const words = (day, count) => `${partialDate(day)}: ${count ? `${number(count)} finished` : 'nothing finished'}`;
  return figure({
    id: 'days',
    title: 'Every day of the year',
    size: 'w12',
    draw: (width) =>
      calendar(width, {
        label: `Days on which something was finished: ${number(active)} of ${year}`,
        year,
        days: of,
        last,
        wordsOf: words,
        hrefOf: (day) => addressOf({ day, type }),
      }),
    // What is latest is what one comes for.
    drawn(place) {
      place.scrollLeft = today().startsWith(year) ? (place.scrollWidth * monthOf(today())) / 12 - place.clientWidth : 0;
      place.tabIndex = place.querySelector('a') || place.scrollWidth <= place.clientWidth ? -1 : 0;
    },
    table: {
      head: ['Day', 'Finished'],
      rows: counted.map(({ day, count }) => [el('a', { href: addressOf({ day, type }) }, partialDate(day)), count]),
    },
  });
}

// ---- of what kind ---------------------------------------------------------------------------------------------------
function ratings({ ratings: { histogram, count } }, { year }) {
  const most = histogram.reduce((best, one) => (one.count > best.count ? one : best), histogram[0]);
  // All that has these stars: of one year there is no list.
  const href = (value) => `library.html?${new URLSearchParams({ rating_min: value, rating_max: value })}`;
  const words = ({ value, count: times }) => `${many(value, 'star')}: ${number(times)}`;
  const groups = histogram.map((one) => ({
    name: String(one.value),
    words: words(one),
    href: year ? null : href(one.value),
    parts: [{ key: one === most ? 'best' : 'soft', count: one.count }],
  }));
  const label = `My ratings, from half a star to five. ${count ? `Most are ${most.value}.` : 'None.'}`;
  return figure({
    id: 'ratings',
    title: 'My ratings',
    size: 'w6',
    draw: (width) => columns(width, { label, groups, height: 190, axis: false }),
    table: { head: ['Stars', 'Given'], rows: histogram.map((one) => [String(one.value), one.count]) },
  });
}

// In all there is a list of what has the same; of one year there is none.
const narrowed = (year, type, filter) =>
  year ? null : `library.html?${new URLSearchParams({ status: 'COMPLETED', ...(type && { type }), ...filter })}`;

const named = ({ id, title, what, counted, hrefOf }) =>
  counted.length
    ? bars({
        id,
        title,
        size: 'w6',
        what,
        rows: counted.map(({ name: one, count }) => ({ name: said(one), count, href: hrefOf(one) })),
      })
    : null;

const genres = ({ genres: counted }, { year, type }) =>
  named({
    id: 'genres',
    title: 'Genres',
    what: 'Genre',
    counted,
    hrefOf: (genre) => narrowed(year, type, { genre }),
  });
const creators = ({ creators: counted }, { year, type }) =>
  named({
    id: 'creators',
    title: 'Whose they were',
    what: 'Author, director, studio',
    counted,
    hrefOf: (creator) => narrowed(year, type, { creator }),
  });

function decades({ decades: counted }, { year, type }) {
  if (!counted.length) return null;
  const sorted = counted.toSorted((one, other) => one.name.localeCompare(other.name));
  const most = sorted.reduce((best, one) => (one.count > best.count ? one : best), sorted[0]);
  const groups = sorted.map((one) => ({
    name: decadeWords(one.name),
    words: `${decadeWords(one.name)}: ${number(one.count)}`,
    href: narrowed(year, type, { decade: one.name.slice(0, 4) }),
    parts: [{ key: one === most ? 'best' : 'soft', count: one.count }],
  }));
  return figure({
    id: 'decades',
    title: 'From which decade',
    size: 'w6',
    draw: (width) =>
      columns(width, {
        label: `From which decade. Most are of the ${decadeWords(most.name)}.`,
        groups,
        height: 190,
        axis: false,
      }),
    table: { head: ['Decade', 'Finished'], rows: sorted.map((one) => [decadeWords(one.name), one.count]) },
  });
}

// ---- titles ---------------------------------------------------------------------------------------------------------
export const titleAddress = ({ id }) => `title.html?id=${encodeURIComponent(id)}`;

function highest({ highest: found }) {
  if (!found.length) return null;
  const one = ({ media, rating }) =>
    el(
      'li',
      { class: KIND[media.type].key, 'data-id': media.id },
      el(
        'a',
        { href: titleAddress(media) },
        el('span', { class: 'cover' }, pictureOf(media, 160)),
        el('span', { class: 't' }, said(media.title)),
        stars(rating),
      ),
    );
  return box({ id: 'highest', title: 'Highest rated', size: 'w6' }, el('ol', { class: 'tops' }, ...found.map(one)));
}

export const extremes = ({ first, last, longest, shortest }) =>
  [
    ['First', first, () => partialDate(first.day)],
    ['Last', last, () => partialDate(last.day)],
    ['Longest', longest, () => lengthWords({ ...longest.media, length: longest.length })],
    ['Shortest', shortest, () => lengthWords({ ...shortest.media, length: shortest.length })],
  ]
    .filter(([, found]) => found)
    .map(([what, { media }, words]) => ({ what, media, words: words() }));

function ends(stats) {
  const found = extremes(stats);
  if (!found.length) return null;
  const line = ({ what, media, words }) =>
    el(
      'li',
      { class: KIND[media.type].key, 'data-id': media.id },
      el(
        'a',
        { href: titleAddress(media) },
        el('span', { class: 'cover' }, pictureOf(media, 160)),
        el(
          'span',
          { class: 'txt' },
          el('small', {}, what),
          el('span', { class: 't' }, said(media.title)),
          el('span', { class: 's' }, words),
        ),
      ),
    );
  return box(
    { id: 'ends', title: 'First and last, long and short', size: 'w6' },
    el('ol', { class: 'ends' }, ...found.map(line)),
  );
}

// ---- all of it ------------------------------------------------------------------------------------------------------
export const parts = { months, kinds, days, ratings, genres, creators, highest, change, hoursOf };

export function partsOf(stats, { year, type, first }) {
  const asked = { year, type, types: typesIn(stats, type) };
  return [
    numbers(stats, { year, type, first }),
    el(
      'div',
      { class: 'boxes' },
      ...[
        year ? months(stats, asked) : years(stats, asked),
        asked.types.length > 1 ? kinds(stats, asked) : null,
        year ? days(stats, asked) : null,
        ratings(stats, asked),
        genres(stats, asked),
        creators(stats, asked),
        decades(stats, asked),
        highest(stats),
        ends(stats),
      ].filter(Boolean),
    ),
  ];
}
