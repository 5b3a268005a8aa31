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
import { dayOf } from '../core/days.js';
import '../core/method-override.js'; // a note is saved while the page is left
import { draftOf } from '../core/drafts.js';
import { clearErrors, showErrors } from '../core/forms.js';
import { change, remove, shelve, stepOf } from '../shelf/shelf.js';
import './stars.js';
import { KIND, STATUS, percent, stepLabel } from '../core/words.js';

class TitleShelf extends HTMLElement {
  about = null;
  #bar = null;
  #chosen = null; // the status that the bar shows
  #media = null;
  #entry = null;
  #back = () => this.#saveNote();
  #leave = () => this.#saveNote({ leaving: true });
  #draft = null;
  #rating = null;
  #saving = null;
  #timer = null;
  #typed = new Map(); // the inputs with something in them that the server hasn't answered → since when

  connectedCallback() {
    addEventListener('pagehide', this.#leave);
    addEventListener('online', this.#back);
  }
  disconnectedCallback() {
    removeEventListener('pagehide', this.#leave);
    removeEventListener('online', this.#back);
  }

  show(media, entry) {
    // Signed out, or the session ran out and nobody signed in again: a note that isn't saved stays where it is.
    if (!entry && this.#entry && !account() && this.#draft.read() !== null) return undefined;
    const same =
      this.#entry &&
      entry &&
      this.#entry.id === entry.id &&
      this.#media.id === media.id &&
      this.#media.length === media.length;
    this.#media = media;
    this.#entry = entry;
    this.#rating?.update(media.my?.rating ?? null);
    if (same) return this.#update();
    this.#draft = draftOf(`note.${media.id}`);
    this.#typed.clear();
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
  #change(wanted, options) {
    return change(this.#media, this.#entry, wanted, options);
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
    form.addEventListener('change', async ({ target: { value } }) => {
      this.#chosen = value;
      if (this.#entry) this.#change({ status: value });
      else if (!(await shelve(this.#media, value))) this.#mark();
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    return form;
  }
  #mark() {
    const entry = this.#entry;
    this.#chosen = entry?.status ?? null;
    for (const input of $$('[name=status]', this.#bar)) input.checked = input.value === this.#chosen;
    this.#bar.action = `cgi-bin/usermedia.cgi/${entry ? encodeURIComponent(entry.id) : ''}`;
    $('[name=_method]', this.#bar).disabled = !entry;
    $('[name=media_id]', this.#bar).disabled = Boolean(entry);
  }

  #progress() {
    const media = this.#media;
    const { unit } = KIND[media.type];
    const number = el('input', {
      type: 'number',
      name: 'progress',
      id: 'd-progress',
      min: '0',
      max: media.length,
      inputmode: 'numeric',
    });
    const range = media.length
      ? el('input', { type: 'range', min: '0', max: media.length, 'aria-label': 'Progress' })
      : null;
    range?.addEventListener('input', () => {
      number.value = range.value;
      this.#paint();
    });
    const form = this.#form(
      'prog',
      el('label', { for: 'd-progress' }, 'Progress'),
      range,
      number,
      el('span', {}, media.length ? `of ${media.length.toLocaleString('en-GB')} ${unit}` : unit),
      el(
        'button',
        { class: 'btn step', type: 'button', onclick: () => this.#change((now) => stepOf(this.#media, now)) },
        stepLabel(media),
      ),
    );
    const save = (input) =>
      this.#save(
        form,
        input,
        { progress: Number(input.value) },
        input.value === '' || Number(input.value) === (this.#entry.progress ?? 0),
      );
    form.addEventListener('change', ({ target }) => save(target));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      save(number);
    });
    return this.#watched(form);
  }
  #paint() {
    const range = $('[type=range]', this);
    if (!range) return;
    range.style.setProperty('--p', percent(this.#media, Number(range.value)));
    range.setAttribute('aria-valuetext', `${range.value} of ${this.#media.length} ${KIND[this.#media.type].unit}`);
  }

  #day(name) {
    return this.#entry[name] ? dayOf(this.#entry[name]) : '';
  }
  #dates() {
    const date = (name, label) =>
      el(
        'p',
        { class: 'field' },
        el('label', { for: `d-${name}` }, label),
        el('input', { type: 'date', id: `d-${name}`, name }),
      );
    const form = this.#form('dates', date('start_date', 'Started'), date('end_date', 'Finished'));
    // A year that is being typed is 0002 and 0020 before it is 2026: nothing to save yet.
    const half = (value) => value !== '' && value < '1000';
    const save = (input) =>
      this.#save(form, input, { [input.name]: input.value || null }, input.value === this.#day(input.name));
    form.addEventListener('change', ({ target }) => {
      if (!half(target.value)) save(target);
    });
    form.addEventListener('focusout', ({ target }) => {
      if (half(target.value)) save(target);
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      for (const input of $$('input[type=date]', form)) save(input);
    });
    return this.#watched(form);
  }

  // What is typed is its writer's until the server has answered it: no other news is written over it.
  #watched(form) {
    form.addEventListener('input', ({ target }) => this.#typed.set(target, Symbol('now')));
    return form;
  }
  async #save(form, input, wanted, same) {
    const since = this.#typed.get(input);
    clearErrors(form);
    const saved = same || (await this.#change(wanted, { refused: (error) => showErrors(form, error) }));
    if (!saved || this.#typed.get(input) !== since) return;
    this.#typed.delete(input);
    this.#update();
  }
  #write(inputs, value) {
    if (!inputs.some((input) => this.#typed.has(input))) for (const input of inputs) input.value = value;
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
    text.value = this.#draft.read() ?? this.#entry.note ?? '';
    const form = this.#form(
      'note part',
      el(this.dataset.heading ?? 'h3', {}, el('label', { for: 'd-note' }, 'My note')),
      el('p', { class: 'field' }, text),
      el('p', { class: 'note-state', role: 'status' }),
      el('p', { class: 'actions' }, el('button', { class: 'btn', type: 'submit', hidden: true }, 'Save the note')),
    );
    text.addEventListener('input', () => {
      this.#draft.keep(text.value);
      this.#state('');
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#saveNote(), 2500);
    });
    text.addEventListener('change', () => this.#saveNote());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#saveNote();
    });
    return form;
  }
  #state(text, { unsaved = false } = {}) {
    $('.note-state', this).textContent = text;
    $('.note-state', this).classList.toggle('bad', unsaved);
    $('.note button', this).hidden = !unsaved;
  }
  async #saveNote({ leaving = false } = {}) {
    clearTimeout(this.#timer);
    const text = $('#d-note', this)?.value;
    if (text === undefined || this.#saving === text) return;
    if (text.trim() === (this.#entry.note ?? '')) {
      this.#draft.forget();
      this.#state('');
      return;
    }
    this.#saving = text;
    this.#state('Saving…');
    const saved = await this.#change(
      { note: text.trim() ? text : null },
      { leaving, refused: (error) => this.#state(`Not saved: ${explain(error)}`, { unsaved: true }) },
    );
    this.#saving = null;
    if (!saved) return;
    if ($('#d-note', this).value === text) {
      this.#draft.forget();
      this.#state('Saved');
    }
  }

  // New facts into the forms as they stand, so that neither focus nor half-typed text is lost.
  #update() {
    const entry = this.#entry;
    const at = document.activeElement;
    this.#mark();
    $('.prog', this).hidden = ['TO_DO', 'COMPLETED'].includes(entry.status);
    this.#write($$('.prog input:not([type=hidden])', this), entry.progress ?? 0);
    this.#paint();
    for (const name of ['start_date', 'end_date']) this.#write([$(`[name=${name}]`, this)], this.#day(name));
    $('.dates', this).hidden = entry.status === 'TO_DO' && !entry.start_date && !entry.end_date;
    $('#d-end_date', this).closest('.field').hidden =
      !entry.end_date && !['COMPLETED', 'DROPPED'].includes(entry.status);
    const note = $('#d-note', this);
    // Saved as the page was left.
    if (this.#draft.read()?.trim() === (entry.note ?? '') && at !== note) this.#draft.forget();
    const draft = this.#draft.read();
    if (draft === null && at !== note) note.value = entry.note ?? '';
    else if (draft === null && this.#saving === null && note.value.trim() !== (entry.note ?? ''))
      note.value = entry.note ?? ''; // undone
    else if (draft !== null && draft !== (entry.note ?? '') && at !== note && this.#saving === null)
      this.#state('Not saved yet.', { unsaved: true });
    if (at?.closest?.('[hidden]') && this.contains(at)) $('[name=status]:checked', this)?.focus();
  }
}
customElements.define('title-shelf', TitleShelf);
