// Charts, drawn as SVG: columns of parts on each other, the days of a year, a ring. What leads somewhere is a link; all
// of a chart are one stop of Tab, between which arrow keys go. (Each has a table of the same numbers: figure.js.)
//
//   columns(width, { label, groups: [{ name, words, href, parts: [{ key: 'book', count: 3 }] }], axis: true })
//   calendar(width, { label, year: '2026', days: new Map([['2026-11-27', 2]]), last, wordsOf, hrefOf })
//   ring({ label, parts: [{ key, count }], words: 'finished' })

import { $, $$ } from '../core/dom.js';
import { inItsYear, weekdayOf } from '../core/days.js';
import { number } from '../core/words.js';
import { DAY, FIRST_WEEKDAY, dayAt, timeOf } from '../diary/weeks.js';
import { taken } from '../ui/first-keys.js';

const NS = 'http://www.w3.org/2000/svg';
function draw(tag, attributes = {}, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
const text = (attributes, words) => draw('text', attributes, words);
const round = (value) => Math.round(value * 10) / 10;

// Those on a line of their own are read out by what holds them.
const ruled = (...children) => draw('g', { 'aria-hidden': 'true' }, ...children);

// ---- what leads somewhere -------------------------------------------------------------------------------------------

// A part of a chart at a place of its own (column and row), which keys find it by.
function mark({ words, href, at: [column, row] }, ...children) {
  const attributes = { class: 'mark', 'data-tip': words };
  if (!href) return draw('g', attributes, ...children);
  return draw(
    'a',
    { ...attributes, href, 'aria-label': words, tabindex: '-1', 'data-column': column, 'data-row': row },
    ...children,
  );
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const place = ({ dataset: { column, row } }) => ({ column: Number(column), row: Number(row) });
// The next one that way; what is off to the side counts as further.
function beside(link, links, [across, down]) {
  const from = place(link);
  const distance = (other) => {
    const { column, row } = place(other);
    const [on, off] = across
      ? [(column - from.column) * across, Math.abs(row - from.row)]
      : [(row - from.row) * down, Math.abs(column - from.column)];
    return on > 0 ? on + 2 * off : Infinity;
  };
  const [next] = links.toSorted((one, other) => distance(one) - distance(other));
  return distance(next) < Infinity ? next : null;
}
function byKeys(svg, first) {
  const links = $$('a', svg);
  if (!links.length) return svg;
  (first ?? links[0]).setAttribute('tabindex', '0');
  const go = (to) => {
    for (const link of links) link.setAttribute('tabindex', link === to ? '0' : '-1');
    to.focus();
  };
  svg.addEventListener('keydown', (event) => {
    const link = event.target.closest('a');
    const ends = { Home: links[0], End: links.at(-1) };
    if (!link || taken(event) || !(event.key in WAYS || event.key in ends)) return;
    event.preventDefault();
    const to = ends[event.key] ?? beside(link, links, WAYS[event.key]);
    if (to) go(to);
  });
  return svg;
}

function chart(label, { width, height, ...attributes }, ...children) {
  const svg = draw(
    'svg',
    { class: 'chart', viewBox: `0 0 ${round(width)} ${round(height)}`, 'aria-label': label, ...attributes },
    ...children,
  );
  svg.setAttribute('role', $('a', svg) ? 'group' : 'img');
  return svg;
}

// ---- columns --------------------------------------------------------------------------------------------------------

// Steps of an axis: 1, 2, 5, 10, 20, …
function stepOf(most) {
  const raw = Math.max(1, most / 4);
  const size = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((times) => times * size).find((step) => step >= raw);
}
// Round above, straight below.
const bar = (x, top, bottom, width, radius) =>
  `M${round(x)} ${round(bottom)}V${round(top + radius)}q0 ${-radius} ${radius} ${-radius}` +
  `h${round(width - 2 * radius)}q${radius} 0 ${radius} ${radius}V${round(bottom)}Z`;

function stack({ parts }, { x, width, y }) {
  const shown = parts.filter(({ count }) => count);
  let below = 0;
  return shown.map(({ key, count }, nth) => {
    const [bottom, top] = [y(below) - (nth ? 1.5 : 0), y((below += count))];
    const radius = nth === shown.length - 1 ? Math.max(0, Math.min(5, width / 2, bottom - top)) : 0;
    return draw('path', { class: `part ${key}`, d: bar(x, Math.min(top, bottom), bottom, width, radius) });
  });
}

// axis: numbers at the left, and lines; else each column has its own above.
export function columns(width, { label, groups, height = 208, axis = true }) {
  const [left, bottom, above] = [axis ? 30 : 0, 24, axis ? 8 : 20];
  const room = height - above - bottom;
  const totals = groups.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0));
  const step = stepOf(Math.max(...totals));
  const most = axis ? Math.max(1, Math.ceil(Math.max(...totals) / step)) * step : Math.max(1, ...totals);
  const y = (count) => above + room - (count / most) * room;
  const band = (width - left) / groups.length;
  const wide = Math.max(2, Math.min(axis ? 34 : 64, band * (axis ? 0.58 : 0.8)));
  const longest = Math.max(...groups.map(({ name }) => name.length)) * 6.8 + 6;
  const every = Math.ceil(longest / band);

  const lines = [];
  if (axis)
    for (let count = 0; count <= most; count += step)
      lines.push(
        draw('line', { class: 'rule', x1: left, x2: width, y1: round(y(count)), y2: round(y(count)) }),
        text({ x: left - 8, y: round(y(count)) + 4, 'text-anchor': 'end' }, number(count)),
      );
  const column = (group, nth) => {
    const from = left + band * nth;
    const x = from + (band - wide) / 2;
    const middle = round(from + band / 2);
    const name = nth % every === 0 ? text({ x: middle, y: height - 5, 'text-anchor': 'middle' }, group.name) : null;
    const own = { class: 'value', x: middle, y: round(y(totals[nth])) - 7, 'text-anchor': 'middle' };
    return mark(
      { words: group.words, href: totals[nth] ? group.href : null, at: [nth, 0] },
      draw('rect', { class: 'hit', x: round(from), y: above, width: round(band), height: room }),
      ...stack(group, { x, width: wide, y }),
      ruled(name, axis || !totals[nth] ? null : text(own, number(totals[nth]))),
    );
  };
  const base = draw('line', { class: 'rule', x1: 0, x2: width, y1: y(0), y2: y(0) });
  return byKeys(chart(label, { width, height }, ruled(...(axis ? lines : [base])), ...groups.map(column)));
}

// ---- the days of a year ---------------------------------------------------------------------------------------------

// Weeks beside each other. Darker is more; what comes after `last` is still to come.
export function calendar(width, { label, year, days, last, wordsOf, hrefOf }) {
  const [start, end] = [timeOf(`${year}-01-01`), timeOf(`${year}-12-31`)];
  const weekday = (time) => (new Date(time).getUTCDay() - FIRST_WEEKDAY + 7) % 7;
  const before = weekday(start);
  const [left, above, gap] = [32, 20, 3];
  const weeks = Math.ceil((before + (end - start) / DAY + 1) / 7);
  const size = Math.max(11, (width - left) / weeks - gap);
  const at = (nth, from) => round(from + nth * (size + gap));
  const most = Math.max(1, ...days.values());
  const level = (count) => (count ? Math.max(1, Math.ceil((Math.min(count, most) / Math.min(most, 8)) * 4)) : 0);

  const names = [];
  for (const nth of [0, 2, 4]) {
    const day = dayAt(start + (nth - before + 7) * DAY);
    names.push(text({ x: 0, y: at(nth, above) + size / 2 + 4 }, weekdayOf(day, 'short')));
  }
  const cells = [];
  for (let time = start; time <= end; time += DAY) {
    const day = dayAt(time);
    const nth = before + (time - start) / DAY;
    const [week, row] = [Math.floor(nth / 7), nth % 7];
    if (day.endsWith('-01'))
      names.push(text({ x: at(week + (row ? 1 : 0), left), y: 11 }, inItsYear(day.slice(0, 7), 'short')));
    const count = days.get(day) ?? 0;
    const box = draw('rect', {
      class: day > last ? 'late' : `level-${Math.min(4, level(count))}`,
      x: at(week, left),
      y: at(row, above),
      width: round(size),
      height: round(size),
      rx: 3,
    });
    cells.push(
      day > last ? box : mark({ words: wordsOf(day, count), href: count ? hrefOf(day) : null, at: [week, row] }, box),
    );
  }
  const full = left + weeks * (size + gap) - gap;
  const svg = chart(label, { width: full, height: above + 7 * (size + gap) - gap }, ruled(...names), ...cells);
  svg.style.width = `${round(full)}px`;
  return byKeys(svg, $$('a', svg).at(-1));
}

// ---- a ring ---------------------------------------------------------------------------------------------------------
export function ring({ label, parts, words }) {
  const [radius, total] = [42, parts.reduce((sum, { count }) => sum + count, 0)];
  const around = 2 * Math.PI * radius;
  const shown = parts.filter(({ count }) => count);
  const gap = shown.length > 1 ? 2 : 0;
  let from = 0;
  const arcs = shown.map(({ key, count }) => {
    const length = (count / total) * around;
    const arc = draw('circle', {
      class: `part ${key}`,
      cx: 50,
      cy: 50,
      r: radius,
      'stroke-dasharray': `${round(Math.max(0.5, length - gap))} ${round(around)}`,
      'stroke-dashoffset': round(-from),
    });
    from += length;
    return arc;
  });
  return chart(
    label,
    { width: 100, height: 100 },
    draw('g', { class: 'ring', transform: 'rotate(-90 50 50)' }, ...arcs),
    ruled(
      text({ class: 'ring-n', x: 50, y: 53, 'text-anchor': 'middle' }, number(total)),
      text({ x: 50, y: 66, 'text-anchor': 'middle' }, words),
    ),
  );
}
