// <title-history>: my history of a title, the latest time through it first; again, or for another day.
//
//   const part = el('title-history', { 'data-heading': 'h2' });
//   part.show(media, entry, records);
//   part.update(media, entry);            // news of the shelf: what it brings is read

import { $, el, icon, said } from '../core/dom.js';
import { account } from '../core/account.js';
import { recordsOf } from '../core/catalogue.js';
import { KIND, number } from '../core/words.js';
import { stars } from '../title/stars.js';
import { againWords, begin, onRecords, openLog, openRecord, stayingRecords } from './records.js';
import { spanWords, timeWords } from './record-words.js';

// What of an entry its records tell.
const told = (entry) =>
  entry && [entry.id, entry.status, entry.start_date, entry.end_date, entry.times, entry.rating].join();

const PARTS = new Set();
onRecords((mediaId) => {
  for (const part of PARTS) part.hear(mediaId);
});

class TitleHistory extends HTMLElement {
  #media = null;
  #entry = null;
  #records = [];
  #news = 0;

  connectedCallback() {
    PARTS.add(this);
  }
  disconnectedCallback() {
    PARTS.delete(this);
  }
  hear(mediaId) {
    if (this.#media?.id === mediaId) this.#read();
  }

  show(media, entry, records = []) {
    Object.assign(this, { className: 'part history' });
    this.#media = media;
    this.#entry = entry;
    this.#records = records;
    this.#draw();
  }
  update(media, entry) {
    const isOld = told(entry) !== told(this.#entry);
    this.#media = media;
    this.#entry = entry;
    if (!entry || !account()) {
      this.#news += 1;
      this.#records = [];
    } else if (isOld) this.#read();
    this.#draw();
  }
  async #read() {
    const mine = ++this.#news;
    try {
      const records = await recordsOf(this.#media.id);
      if (mine !== this.#news || !this.isConnected) return;
      this.#records = records;
      this.#draw();
    } catch {
      /* the next look shows it */
    }
  }

  #draw() {
    const records = stayingRecords(this.#records);
    const held = this.contains(document.activeElement) ? document.activeElement : null;
    const record = held?.dataset.record;
    const isAgain = held?.matches('[data-again]');
    this.hidden = !records.length;
    this.replaceChildren(
      el(
        'div',
        { class: 'part-head' },
        el(this.dataset.heading ?? 'h3', {}, 'My history'),
        el(
          'span',
          {},
          el(
            'button',
            { class: 'btn quiet', type: 'button', onclick: () => openLog(this.#media) },
            icon('calendar-days'),
            'Another day',
          ),
          el(
            'button',
            { class: 'btn quiet', type: 'button', 'data-again': '', onclick: () => begin(this.#media) },
            icon('plus'),
            againWords(this.#media),
          ),
        ),
      ),
      el('ol', {}, ...records.map((one, nth) => el('li', {}, this.#line(one, nth === 0)))),
    );
    if (record) $(`[data-record="${CSS.escape(record)}"]`, this)?.focus();
    else if (isAgain) $('[data-again]', this).focus();
    else if (held && !this.hidden) $('button', this).focus();
  }

  // How far one is is known of the time that goes on.
  #line(record, isLatest) {
    const { length, type } = this.#media;
    const far = isLatest && !record.is_finished && this.#entry?.progress;
    return el(
      'button',
      {
        class: 'told',
        type: 'button',
        'data-record': record.id,
        title: 'Change it',
        onclick: () => this.#edit(record),
      },
      el('b', {}, timeWords(record)),
      el('span', { class: 'span' }, spanWords(record)),
      far ? el('span', { class: 'at' }, `${number(far)} ${length ? `of ${number(length)}` : KIND[type].unit}`) : null,
      record.rating ? stars(record.rating) : null,
      record.note ? el('span', { class: 'said' }, '“', said(record.note), '”') : null,
      el('span', { class: 'vh' }, ', change it'),
    );
  }

  async #edit(record) {
    (await openRecord(record))?.addEventListener('close', () => {
      const now = $(`[data-record="${CSS.escape(record.id)}"]`, this) ?? $('button', this);
      if (now?.checkVisibility()) now.focus({ preventScroll: true });
    });
  }
}
customElements.define('title-history', TitleHistory);
