// A chart in its box: what it is called, the drawing, which is drawn anew where its box changes its width, and the same
// numbers as a table. What a part of it stands for is shown where one points, or comes to by keys.
//
//   figure({ id: 'months', title: 'Finished by month', size: 'w8', draw: (width) => columns(width, { … }),
//     table: { head: ['Month', 'Books'], rows: [['January', 3]] } })         // a cell may be a link
//   tips($('#main'));                                                        // once for a page

import { $, $$, el } from '../core/dom.js';
import { number } from '../core/words.js';

const cell = (value) => (typeof value === 'number' ? number(value) : value);

function tableOf(title, { head, rows }) {
  const line = ([name, ...values]) =>
    el('tr', {}, el('th', { scope: 'row' }, cell(name)), ...values.map((value) => el('td', {}, cell(value))));
  return el(
    'details',
    { class: 'as-table' },
    el('summary', {}, 'Show as table', el('span', { class: 'vh' }, `: ${title}`)),
    el(
      'div',
      { class: 'table-room' },
      el(
        'table',
        {},
        el('caption', { class: 'vh' }, title),
        el('thead', {}, el('tr', {}, ...head.map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, ...rows.map(line)),
      ),
    ),
  );
}

function drawIn(place, draw, drawn) {
  let last = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(contentRect.width);
    if (!width || width === last) return;
    last = width;
    const held = $$('a', place).indexOf(document.activeElement);
    place.replaceChildren(draw(width));
    drawn?.(place);
    if (held >= 0) $$('a', place)[held]?.focus({ preventScroll: true });
  }).observe(place);
}

export function box({ id, title, size = '', kind = '' }, ...children) {
  return el(
    'section',
    { class: `box ${size} ${kind}`.trim(), 'aria-labelledby': `${id}-h` },
    el('h2', { id: `${id}-h` }, title),
    ...children,
  );
}

export function figure({ id, title, size, kind, draw, drawn, table, legend = null, note = null }) {
  const place = el('div', { class: `drawing ${id}` });
  drawIn(place, draw, drawn);
  return box({ id, title, size, kind }, legend, place, note, tableOf(title, table));
}

// Names with a bar each, as long as there are many of them; `most` of them are shown, in the table all.
export function bars({ id, title, size, rows, most = 8, what }) {
  const longest = Math.max(...rows.map(({ count }) => count));
  const line = ({ name, count, href }) => {
    const part = el('span');
    part.style.setProperty('--part', count / longest);
    return el(
      'li',
      {},
      href ? el('a', { class: 'name', href }, name) : el('span', { class: 'name' }, name),
      el('span', { class: 'bar-of', 'aria-hidden': 'true' }, part),
      el('b', {}, number(count)),
    );
  };
  const table = {
    head: [what, 'Finished'],
    rows: rows.map(({ name, count, href }) => [
      href ? el('a', { href }, name.cloneNode(true)) : name.cloneNode(true),
      count,
    ]),
  };
  return box({ id, title, size }, el('ol', { class: 'bars' }, ...rows.slice(0, most).map(line)), tableOf(title, table));
}

// ---- what is pointed at ---------------------------------------------------------------------------------------------
export function tips(root) {
  const bubble = el('div', { class: 'tip', popover: 'manual', 'aria-hidden': 'true' });
  root.append(bubble);
  const hide = () => {
    if (bubble.matches(':popover-open')) bubble.hidePopover();
  };
  function show(words, { x, y }) {
    bubble.textContent = words;
    if (!bubble.matches(':popover-open')) bubble.showPopover();
    const { width, height } = bubble.getBoundingClientRect();
    const left = Math.max(8, Math.min(x - width / 2, document.documentElement.clientWidth - width - 8));
    bubble.style.setProperty('--left', `${left}px`);
    bubble.style.setProperty('--top', `${y - height - 12 < 8 ? y + 18 : y - height - 12}px`);
  }
  const markOf = ({ target }) => target.closest?.('[data-tip]');
  root.addEventListener('pointermove', (event) => {
    const mark = markOf(event);
    if (mark) show(mark.dataset.tip, { x: event.clientX, y: event.clientY });
    else hide();
  });
  root.addEventListener('pointerleave', hide);
  root.addEventListener('focusin', (event) => {
    const mark = markOf(event);
    if (!mark?.matches(':focus-visible')) return;
    const { left, top, width } = ($('rect:not(.hit), path', mark) ?? mark).getBoundingClientRect();
    show(mark.dataset.tip, { x: left + width / 2, y: top });
  });
  root.addEventListener('focusout', hide);
  addEventListener('scroll', hide, { passive: true });
}
