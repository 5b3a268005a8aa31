// A line of the diary: <record-line>, one time through a title.
//
//   const line = el('record-line');
//   line.show(record, { isFirst });     // of its day: the others don't repeat it
//   // says `change-record` when it is to be changed

import { $, el, icon, said } from '../core/dom.js';
import { partialDate, weekdayOf } from '../core/days.js';
import { KIND, titleWords } from '../core/words.js';
import { pictureOf } from '../title/picture.js';
import { stars } from '../title/stars.js';
import { foundBy, timeWords } from './record-words.js';

// "27 Thu", of which ears hear "27 November 2026".
function dayWords(day, isFirst) {
  if (day.length < 10) return el('span', { class: 'day' });
  const weekday = weekdayOf(day, 'short');
  const words = el('span', { class: 'vh' }, partialDate(day));
  return isFirst
    ? el(
        'time',
        { class: 'day', datetime: day },
        words,
        el('b', { 'aria-hidden': 'true' }, String(Number(day.slice(8)))),
        el('small', { 'aria-hidden': 'true' }, weekday),
      )
    : el('time', { class: 'day', datetime: day }, words);
}

class RecordLine extends HTMLElement {
  #record = null;

  get record() {
    return this.#record;
  }

  show(record, { isFirst = true } = {}) {
    this.#record = record;
    const { media, note, rating } = record;
    const isGoing = !record.is_finished;
    this.setAttribute('class', `line ${KIND[media.type].key}${isFirst ? ' first' : ''}`);
    this.dataset.id = media.id;
    this.dataset.record = record.id;
    const badges = [
      record.number > 1 ? timeWords(record) : null,
      isGoing ? (record.start_date ? 'begun' : 'not finished') : null,
    ].filter(Boolean);
    this.replaceChildren(
      dayWords(foundBy(record), isFirst),
      el(
        'a',
        { href: `title.html?id=${encodeURIComponent(media.id)}` },
        el('span', { class: 'cover' }, pictureOf(media, 160)),
        titleWords(media),
      ),
      el(
        'span',
        { class: 'line-more' },
        rating ? stars(rating) : null,
        ...badges.map((words) => el('span', { class: 'badge' }, words)),
      ),
      note ? el('p', { class: 'line-note' }, said(note)) : '',
      el(
        'button',
        {
          class: 'btn quiet round',
          type: 'button',
          'aria-label': `Change this record: ${media.title}, ${partialDate(foundBy(record)) || 'no date known'}`,
          title: 'Change this record',
          onclick: () => this.dispatchEvent(new CustomEvent('change-record', { detail: record, bubbles: true })),
        },
        icon('pencil'),
        el('span', { class: 'no-icon' }, 'Change'),
      ),
    );
  }

  focus(options) {
    $('a', this)?.focus(options);
  }
}
customElements.define('record-line', RecordLine);
