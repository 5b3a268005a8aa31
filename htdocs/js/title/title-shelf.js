// <title-shelf>: how a title stands on my shelf: status, rating, progress, dates, note. Each change is saved at once.
// What is typed into the note stays until the server has it. A status is one click, also for a title that isn’t there
// yet; the chosen one again takes it off.
//
//   const part = el('title-shelf');
//   part.show(media, entry);       // entry: whole, or null: then it offers to put it there; media.my.rating is shown
//   part.about = …                 // what is between the status and the note; data-heading: h2 or h3

import { explain } from '../core/api.js';
import { $, $$, el, icon } from '../core/dom.js';
import { account } from '../core/account.js';
import { amend } from '../core/amend.js';
import { ApiError, api, backOnline, tagOf } from '../core/api.js';
import { day, dayOf, today } from '../core/days.js';
import '../core/method-override.js'; // a note is saved while the page is left
import { draftOf } from '../core/drafts.js';
import { FieldSaver } from '../core/field-saver.js';
import { clearErrors, showErrors } from '../core/forms.js';
import { againQuestion } from '../shelf/again.js';
import { change, endWords, remove, shelve, stepOf, stepWords } from '../shelf/shelf.js';
import './stars.js';
import { bothTexts } from '../ui/both-texts.js';
import { dayInput } from '../ui/day-input.js';
import { KIND, STATUS, number, percent, stepLabel } from '../core/words.js';

const DAYS = ['start_date', 'end_date'];
// The same entry, on its own or with its title.
const isSame = (one, two) => Object.keys(two).every((name) => name === 'media' || one[name] === two[name]);

class TitleShelf extends HTMLElement {
  about = null;
  #bar = null;
  #chosen = null; // the status that the bar shows
  #asked = null; // the one that is on its way, as {status}: what was asked for before it comes doesn't take it back
  #media = null;
  #entry = null;
  #fresh = null; // the same with its tag, where that one came without
  #isReading = false; // of the tag
  #rating = null;
  #savers = new Map(); // of each field, by its name
  #online = null; // ends what runs when the network is back
  #leave = () => this.#flush({ leaving: true });

  constructor() {
    super();
    this.addEventListener('focusin', ({ target }) => {
      if (target.matches('textarea, input:not([type=radio])')) this.#readTag();
    });
  }
  connectedCallback() {
    addEventListener('pagehide', this.#leave);
    this.#online = backOnline(() => this.#tryAgain());
  }
  disconnectedCallback() {
    removeEventListener('pagehide', this.#leave);
    this.#online();
  }
  #tryAgain() {
    for (const saver of this.#savers.values()) if (saver.isWaiting) saver.flush();
  }
  #flush(how) {
    for (const saver of this.#savers.values()) saver.flush(how);
  }

  show(media, entry) {
    // Signed out, or the session ran out and nobody signed in again: a note that isn't saved stays where it is.
    if (!entry && this.#entry && !account() && this.#savers.get('note').isWaiting) return undefined;
    const same =
      this.#entry &&
      entry &&
      this.#entry.id === entry.id &&
      this.#media.id === media.id &&
      this.#media.length === media.length;
    if (!same && account()) this.#flush(); // what is typed into the fields that go
    const tagged = [this.#fresh, this.#entry].find((one) => one && tagOf(one));
    this.#fresh = tagged && entry && isSame(tagged, entry) ? tagged : null;
    if (this.#entry && !entry) this.#asked = null; // off the shelf
    this.#media = media;
    this.#entry = entry;
    this.#rating?.update(media.my?.rating ?? null);
    if (same) return this.#update();
    this.#savers.clear();
    this.#rating ??= el('star-rating');
    this.#rating.show(media, media.my?.rating ?? null);
    // The bar of statuses stays, and with it the focus.
    if (this.#bar?.dataset.of !== media.id) {
      this.#bar = this.#status();
      this.replaceChildren(this.#bar);
    }
    while (this.#bar.nextSibling) this.#bar.nextSibling.remove();
    const when = el('div', { class: 'when' }, this.#rating);
    const more = entry ? [this.#progress(), this.#dates()] : [];
    when.append(...more);
    const after = [account() ? null : el('p', { class: 'aside' }, 'You’ll be asked to sign in.'), when, this.about];
    this.append(...[...after, entry ? this.#note() : null].filter(Boolean));
    return entry ? this.#update() : this.#mark();
  }

  // The entry shows what was given elsewhere: a rating, a review.
  forgetTag() {
    this.#fresh = null;
    if (this.#entry) this.#entry = { ...this.#entry };
  }

  // Somebody is about to type: the entry's tag is there when that is saved.
  async #readTag() {
    if (!this.#entry || tagOf(this.#newest) || this.#isReading) return;
    this.#isReading = true;
    const fresh = await api.get(`usermedia.cgi/${encodeURIComponent(this.#entry.id)}`).catch(() => null);
    this.#isReading = false;
    if (fresh?.id === this.#entry?.id && fresh?.updated_at >= this.#entry?.updated_at) this.#fresh = fresh;
  }

  #form(className, ...children) {
    return el(
      'form',
      {
        method: 'post',
        action: `cgi-bin/usermedia.cgi/${encodeURIComponent(this.#entry.id)}`,
        class: className,
        noValidate: true,
      },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      ...children,
    );
  }
  get #newest() {
    return tagOf(this.#entry) ? this.#entry : (this.#fresh ?? this.#entry);
  }
  #change(wanted, options) {
    return change(this.#media, this.#entry, wanted, options);
  }

  // `sent` makes of what is in the field what the API takes. What the saver says is shown in the form.
  #saver(name, form, sent, how) {
    const saver = new FieldSaver({
      value: () => this.#of(name),
      state: (state, error) => {
        if (this.#savers.get(name) !== saver) return; // it is off the shelf by now
        if (['saving', 'saved', 'clean'].includes(state)) clearErrors(form);
        if (['saved', 'clean'].includes(state)) this.#update();
        if (state === 'saved') for (const other of DAYS) this.#savers.get(other)?.retry();
        if (state === 'changed') form.append(this.#both(error, name));
        if (name === 'note') this.#tell(state, error);
        else if (state === 'failed') showErrors(form, error);
      },
      save: async (typed, { base, since, leaving = false, isAhead = false }) => {
        let error = null;
        const after = await change(this.#media, this.#newest, sent(typed), {
          amend: isAhead ? null : amend,
          base: { [name]: base },
          since: { [name]: since || null },
          leaving,
          refused: (reason) => {
            error = reason;
          },
        });
        if (error) throw error;
        return this.#of(name, after);
      },
      ...how,
    });
    this.#savers.set(name, saver);
    return saver;
  }
  // As its field has it.
  #of(name, entry = this.#entry) {
    if (DAYS.includes(name)) return entry[name] ? dayOf(entry[name]) : '';
    return entry[name] ?? (name === 'progress' ? 0 : '');
  }
  #both(error, name) {
    this.#entry = error.theirs;
    this.#update();
    return bothTexts(error, name, {
      words: DAYS.includes(name) ? day : String,
      keep: () => this.#savers.get(name).keepMine(this.#of(name, error.theirs)),
      take: () => this.#savers.get(name).drop(),
    });
  }

  #status() {
    const choose = Object.entries(STATUS).map(([value, { label, icon: name }]) =>
      el('label', {}, el('input', { type: 'radio', name: 'status', value }), icon(name), el('span', {}, label)),
    );
    const form = el(
      'form',
      { method: 'post', class: 'd-status', 'data-of': this.#media.id },
      el('input', { type: 'hidden', name: '_method', value: 'PATCH' }),
      el('input', { type: 'hidden', name: 'media_id', value: this.#media.id }),
      el('fieldset', { class: 'status' }, el('legend', { class: 'vh' }, 'Status'), ...choose),
    );
    form.addEventListener('click', ({ target, detail: clicks }) => {
      if (target.name === 'status' && target.value === this.#chosen && this.#entry && clicks < 2)
        remove(this.#media, this.#entry);
    });
    form.addEventListener('change', ({ target: { value } }) => this.#choose(value));
    form.addEventListener('submit', (event) => event.preventDefault());
    return form;
  }
  async #choose(status) {
    const asked = { status };
    this.#asked = asked;
    this.#chosen = status;
    try {
      await (this.#entry ? this.#change(asked) : shelve(this.#media, status));
    } finally {
      if (this.#asked === asked) this.#asked = null;
      this.#mark();
    }
  }
  // Finished, and in progress: until one says which, it may be either.
  #ask() {
    const entry = this.#entry;
    const held = $('.again-or-not', this);
    const isAsked = entry?.status === 'IN_PROGRESS' && entry.end_date;
    if (held && isAsked && held.dataset.times === String(entry.times)) return;
    const hadFocus = held?.contains(document.activeElement);
    held?.remove();
    if (isAsked) {
      const question = againQuestion(this.#media, entry);
      question.dataset.times = String(entry.times);
      this.#bar.after(question);
    } else if (hadFocus) $('[name=status]:checked', this)?.focus();
  }
  #mark() {
    const entry = this.#entry;
    this.#chosen = this.#asked?.status ?? entry?.status ?? null;
    for (const input of $$('[name=status]', this.#bar)) input.checked = input.value === this.#chosen;
    this.#bar.action = `cgi-bin/usermedia.cgi/${entry ? encodeURIComponent(entry.id) : ''}`;
    $('[name=_method]', this.#bar).disabled = !entry;
    $('[name=media_id]', this.#bar).disabled = Boolean(entry);
  }

  #progress() {
    const media = this.#media;
    const { unit } = KIND[media.type];
    const input = el('input', {
      type: 'number',
      name: 'progress',
      id: 'd-progress',
      min: '0',
      max: media.length,
      inputmode: 'numeric',
    });
    const range = media.length
      ? el('input', { type: 'range', min: '0', max: media.length, 'aria-label': 'How far, as a slider' })
      : null;
    const step = el(
      'button',
      {
        class: 'btn step',
        type: 'button',
        'aria-label': stepWords(media),
        onclick: () => this.#change((now) => stepOf(this.#media, now)),
      },
      stepLabel(media),
    );
    // In the order in which it is seen: a slider begins a line.
    const form = this.#form(
      'prog',
      el('label', { for: 'd-progress' }, 'Progress'),
      ...(range ? [step, range] : []),
      input,
      el('span', {}, range ? `of ${number(media.length)} ${unit}` : unit),
      range ? null : step,
    );
    const saver = this.#saver('progress', form, (typed) => ({ progress: Number(typed) }), { normal: Number });
    range?.addEventListener('input', () => {
      input.value = range.value;
      this.#paint();
      saver.put(range.value);
    });
    range?.addEventListener('pointerup', () => setTimeout(() => saver.flush()));
    // Half a number is none: it is saved when it is whole.
    input.addEventListener('input', () => saver.put(input.value, { wait: Infinity }));
    input.addEventListener('change', () => {
      if (input.value) saver.put(input.value);
    });
    return this.#ended(form, () => (input.value ? saver.flush() : saver.drop()));
  }
  #paint() {
    const range = $('.prog [type=range]', this);
    if (!range) return;
    range.style.setProperty('--p', percent(this.#media, Number(range.value)));
    range.setAttribute('aria-valuetext', `${range.value} of ${this.#media.length} ${KIND[this.#media.type].unit}`);
  }

  #dates() {
    const form = this.#form(
      'dates',
      ...DAYS.map((name) =>
        el(
          'p',
          { class: 'field' },
          el('label', { for: `d-${name}` }, name === 'end_date' ? endWords(this.#media) : 'Started'),
          dayInput({ id: `d-${name}`, name, max: today() }),
        ),
      ),
    );
    // A year that is being typed is 0002 and 0020 before it is 2026: nothing to save yet.
    const half = (value) => value !== '' && value < '1000';
    for (const input of $$('input[type=date]', form)) {
      const { name } = input;
      const saver = this.#saver(name, form, (typed) => this.#dated(name, typed));
      input.addEventListener('input', () => saver.put(input.value, half(input.value) ? { wait: Infinity } : {}));
    }
    return this.#ended(form, () => {
      for (const name of DAYS) this.#savers.get(name).flush();
    });
  }
  // A movie has one day, whose beginning nobody asks for: it can't be later.
  #dated(name, typed) {
    if (typed > today())
      throw new ApiError(400, 'validation_error', '', [{ field: name, message: 'must not be after today' }]);
    const { start_date: start } = this.#entry;
    const isFilm = this.#media.type === 'MOVIE' && name === 'end_date' && typed && start && dayOf(start) > typed;
    return { [name]: typed || null, ...(isFilm && { start_date: typed }) };
  }

  // Enter, or the focus leaves.
  #ended(form, run) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      run();
    });
    form.addEventListener('focusout', run);
    return form;
  }
  #write(name, inputs) {
    if (this.#savers.get(name).isWaiting) return;
    const value = String(this.#of(name));
    for (const input of inputs) {
      if (input.value !== value) input.value = value;
      input.closest('day-input')?.say();
    }
  }

  // ---- the note -----------------------------------------------------------------------------------------------------
  #note() {
    const text = el('textarea', {
      id: 'd-note',
      name: 'note',
      rows: '2',
      maxlength: '10000',
      placeholder: 'Only you see this',
    });
    const form = this.#form(
      'note part',
      el(this.dataset.heading ?? 'h3', {}, el('label', { for: 'd-note' }, 'My note')),
      el('p', { class: 'field' }, text),
      el('p', { class: 'note-state', role: 'status' }),
      el('p', { class: 'actions' }, el('button', { class: 'btn', type: 'submit', hidden: true }, 'Save the note')),
    );
    const saver = this.#saver('note', form, (typed) => ({ note: typed.trim() ? typed : null }), {
      normal: (typed) => (typed?.trim() ? typed : ''),
      draft: draftOf(`note.${this.#media.id}`),
      wait: 2500,
    });
    text.value = saver.waiting ?? this.#of('note');
    text.addEventListener('input', () => saver.put(text.value));
    this.#ended(form, () => saver.flush());
    return form;
  }
  #tell(state, error) {
    const words = { saving: 'Saving…', saved: 'Saved', failed: error && `Not saved: ${explain(error)}` };
    this.#say(words[state] ?? '', { unsaved: state === 'failed' });
  }
  // What was saved the toast says, too: for ears once is enough.
  #say(text, { unsaved = false } = {}) {
    $('.note-state', this).replaceChildren(unsaved ? text : el('span', { 'aria-hidden': 'true' }, text));
    $('.note-state', this).classList.toggle('bad', unsaved);
    $('.note button', this).hidden = !unsaved;
  }

  // New facts into the forms as they stand, so that neither focus nor half-typed text is lost.
  #update() {
    const entry = this.#entry;
    const at = document.activeElement;
    this.#mark();
    this.#ask();
    $('.prog', this).hidden = ['TO_DO', 'COMPLETED'].includes(entry.status);
    this.#write('progress', $$('.prog input:not([type=hidden])', this));
    this.#paint();
    for (const name of DAYS) this.#write(name, [$(`#d-${name}`, this)]);
    const isFilm = this.#media.type === 'MOVIE';
    const isOver = ['COMPLETED', 'DROPPED'].includes(entry.status);
    $('#d-start_date', this).closest('.field').hidden = isFilm;
    $('#d-end_date', this).closest('.field').hidden = !entry.end_date && !isOver;
    $('.dates', this).hidden =
      !$('.dates .field:not([hidden])', this) || (entry.status === 'TO_DO' && !entry.start_date && !entry.end_date);
    this.#write('note', [$('#d-note', this)]);
    if (this.#savers.get('note').isWaiting && at !== $('#d-note', this) && !$('.note-state', this).textContent)
      this.#say('Not saved yet.', { unsaved: true });
    if (at?.closest?.('[hidden]') && this.contains(at)) $('[name=status]:checked', this)?.focus();
  }
}
customElements.define('title-shelf', TitleShelf);
