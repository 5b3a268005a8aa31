// <month-calendar>: a month, with a mark on each day that has records. Arrow keys go from day to day, Page Up and Page
// Down from month to month.
//
//   const calendar = el('month-calendar');
//   calendar.show('2026-11', new Map([['2026-11-12', 2]]));      // how many records there are of a day
//   // says `month` (detail: '2026-10') when another is wanted, `day` (detail: { day, count }) when one is chosen

import { $, $$, el, icon } from '../core/dom.js';
import { partialDate, today, weekdayOf } from '../core/days.js';
import { many } from '../core/words.js';
import { taken } from '../ui/first-keys.js';
import { DAY, FIRST_WEEKDAY, dayAt, timeOf } from './weeks.js';

const shiftDay = (day, by) => dayAt(timeOf(day) + by * DAY);
export function shiftMonth(month, by) {
  const [year, number] = month.split('-').map(Number);
  const months = year * 12 + number - 1 + by;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
}
const lastOf = (month) => shiftDay(`${shiftMonth(month, 1)}-01`, -1);

const weekday = (day) => new Date(timeOf(day)).getUTCDay();

// The same day of another month, or its last.
function inMonth(day, by) {
  const month = shiftMonth(day.slice(0, 7), by);
  const last = lastOf(month);
  return `${month}-${day.slice(8)}` > last ? last : `${month}-${day.slice(8)}`;
}
// Where a key leads from a day.
const TO = {
  ArrowLeft: (day) => shiftDay(day, -1),
  ArrowRight: (day) => shiftDay(day, 1),
  ArrowUp: (day) => shiftDay(day, -7),
  ArrowDown: (day) => shiftDay(day, 7),
  Home: (day) => `${day.slice(0, 7)}-01`,
  End: (day) => lastOf(day.slice(0, 7)),
  PageUp: (day) => inMonth(day, -1),
  PageDown: (day) => inMonth(day, 1),
};

class MonthCalendar extends HTMLElement {
  #month = null;
  #days = new Map();
  #at = null; // the day that Tab comes to
  #coming = null; // the month that is shown, or will be: keys are faster than a network

  show(month, days) {
    const focused = document.activeElement?.closest?.('month-calendar') === this ? document.activeElement : null;
    const way = focused?.dataset.way;
    this.#month = this.#coming = month;
    this.#days = days;
    if (!this.#at?.startsWith(month)) this.#at = today().startsWith(month) ? today() : `${month}-01`;
    this.replaceChildren(this.#head(), this.#table());
    if (way) $(`[data-way="${way}"]`, this).focus();
    else if (focused) this.#focus();
  }
  #focus() {
    $(`[data-day="${this.#at}"]`, this)?.focus();
  }

  #head() {
    const now = today().slice(0, 7);
    const step = (by, words, sign) =>
      el(
        'button',
        {
          class: 'btn quiet round',
          type: 'button',
          'data-way': by,
          'aria-label': words,
          title: words,
          'aria-disabled': by > 0 && this.#month >= now ? 'true' : null,
          onclick: () => this.#go(by),
        },
        icon(sign),
        el('span', { class: 'no-icon' }, by < 0 ? '‹' : '›'),
      );
    return el(
      'div',
      { class: 'cal-head' },
      step(-1, 'The month before', 'chevron-left'),
      el('h2', { id: 'cal-h', 'aria-live': 'polite' }, partialDate(this.#month)),
      step(1, 'The month after', 'chevron-right'),
    );
  }
  #go(by) {
    const month = shiftMonth(this.#month, by);
    if (month > today().slice(0, 7) || month < '0001-01') return;
    this.#ask(month);
  }
  #ask(month) {
    this.#coming = month;
    this.dispatchEvent(new CustomEvent('month', { detail: month, bubbles: true }));
  }

  #table() {
    const first = `${this.#month}-01`;
    const start = shiftDay(first, -((weekday(first) - FIRST_WEEKDAY + 7) % 7));
    const heads = Array.from({ length: 7 }, (_, nth) => shiftDay(start, nth)).map((day) =>
      el('th', { scope: 'col', abbr: weekdayOf(day, 'long') }, weekdayOf(day, 'narrow')),
    );
    // Always six weeks, so that nothing below moves.
    const weeks = Array.from({ length: 6 }, (_, week) =>
      el('tr', {}, ...Array.from({ length: 7 }, (__, nth) => this.#cell(shiftDay(start, week * 7 + nth)))),
    );
    const table = el(
      'table',
      { 'aria-labelledby': 'cal-h' },
      el('thead', {}, el('tr', {}, ...heads)),
      el('tbody', {}, ...weeks),
    );
    table.addEventListener('keydown', (event) => this.#key(event));
    return table;
  }
  #cell(day) {
    if (!day.startsWith(this.#month)) return el('td');
    const count = this.#days.get(day) ?? 0;
    const isLate = day > today();
    return el(
      'td',
      {},
      el(
        'button',
        {
          type: 'button',
          class: count ? 'has' : null,
          'data-day': day,
          tabindex: day === this.#at ? '0' : '-1',
          'aria-current': day === today() ? 'date' : null,
          'aria-disabled': isLate ? 'true' : null,
          'aria-label': `${partialDate(day)}: ${this.#words(count, isLate)}`,
          onclick: () => {
            this.#at = day;
            if (!isLate) this.dispatchEvent(new CustomEvent('day', { detail: { day, count }, bubbles: true }));
          },
        },
        String(Number(day.slice(8))),
      ),
    );
  }

  #words(count, isLate) {
    if (count) return many(count, 'record');
    return isLate ? 'not yet' : 'nothing, log it';
  }

  #key(event) {
    const { key } = event;
    if (!event.target.dataset.day || taken(event) || !(key in TO)) return;
    const to = TO[key](this.#at);
    const month = to.slice(0, 7);
    event.preventDefault();
    if (month > today().slice(0, 7) || to < '0001-01-01') return;
    this.#at = to;
    if (month === this.#month) {
      for (const button of $$('[data-day]', this)) button.tabIndex = button.dataset.day === to ? 0 : -1;
      this.#focus();
    }
    if (month !== this.#month || month !== this.#coming) this.#ask(month);
  }
}
customElements.define('month-calendar', MonthCalendar);
