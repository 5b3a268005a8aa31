// The form of a record: when, how one liked it, what one thought.
//
//   parent.append(recordForm({ record, media, send, done, cancel, remove }));
//   // record: null for a new one, `day` is its day then; send(fields) gets what is to be sent, of a record that is
//   // there only what is changed

import { $, el, icon } from '../core/dom.js';
import { ApiError } from '../core/api.js';
import { clearErrors, showErrors } from '../core/forms.js';
import { today } from '../core/days.js';
import { endWords } from '../shelf/shelf.js';
import { starField } from '../title/stars.js';
import { known } from './record-words.js';
import { typedDay } from './typed-day.js';

const HOW = 'As far as you know it: 12 July 2009, July 2009, 2009.';
const NAMES = ['start_date', 'end_date', 'is_finished', 'rating', 'note'];

export function recordForm({ media, record = null, day = '', send, done, cancel, remove = null }) {
  const isFilm = media.type === 'MOVIE' && !record?.start_date;
  const end = typedDay({
    id: 'log-end',
    name: 'end_date',
    label: endWords(media),
    date: record ? known(record.end_date) : day,
    'aria-describedby': 'log-how',
  });
  const start = typedDay({
    id: 'log-start',
    name: 'start_date',
    label: 'Started',
    date: known(record?.start_date),
    'aria-describedby': 'log-how',
  });
  start.node.hidden = isFilm;
  const rating = starField({ id: 'log-rating', value: record?.rating ?? null });
  const isDone = el('input', {
    type: 'checkbox',
    name: 'is_finished',
    id: 'log-done',
    checked: Boolean(record?.is_finished && !record.end_date),
  });
  const doneField = el(
    'p',
    { class: 'field check' },
    el('label', {}, isDone, media.type === 'MOVIE' ? 'Watched, I don’t know when' : 'Finished, I don’t know when'),
  );
  const settle = () => {
    doneField.hidden = Boolean(end.value());
  };
  end.input.addEventListener('input', settle);
  settle();
  const text = el('textarea', { id: 'log-note', name: 'note', rows: '2', maxlength: '10000' });
  text.value = record?.note ?? '';

  const form = el(
    'form',
    { class: 'log-form', method: 'post', action: 'cgi-bin/diary.cgi/', noValidate: true },
    el('div', { class: 'log-days' }, end.node, start.node),
    el('p', { class: 'hint', id: 'log-how' }, HOW),
    doneField,
    el('div', { class: 'field' }, el('label', { for: 'log-rating' }, 'What you thought then'), rating.node),
    el('p', { class: 'field' }, el('label', { for: 'log-note' }, 'Note ', el('small', {}, 'only you see it')), text),
    el(
      'p',
      { class: 'actions end' },
      remove
        ? el('button', { class: 'btn bad log-remove', type: 'button', onclick: remove }, icon('trash-2'), 'Delete')
        : null,
      el('button', { class: 'btn', type: 'button', onclick: cancel }, 'Cancel'),
      el('button', { class: 'btn primary', type: 'submit' }, record ? 'Save' : 'Add to the diary'),
    ),
  );

  const was = {
    start_date: known(record?.start_date),
    end_date: known(record?.end_date),
    is_finished: Boolean(record?.is_finished),
    rating: record?.rating ?? null,
    note: record?.note ?? '',
  };
  function wanted() {
    const [from, to] = [start.value(), end.value()];
    const late = Object.entries({ end_date: to, start_date: from }).filter(
      ([, date]) => /^\d{4}/.test(date) && date > today(),
    );
    if (late.length)
      throw new ApiError(
        400,
        'validation_error',
        '',
        late.map(([field]) => ({ field, message: 'must not be after today' })),
      );
    const note = text.value.trim() ? text.value : '';
    const now = {
      start_date: from,
      end_date: to,
      is_finished: Boolean(to) || isDone.checked,
      rating: rating.value(),
      note,
    };
    const names = record ? NAMES.filter((name) => now[name] !== was[name]) : NAMES;
    return Object.fromEntries(names.map((name) => [name, now[name] === '' ? null : now[name]]));
  }
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    clearErrors(form);
    try {
      const fields = wanted();
      done(Object.keys(fields).length ? await send(fields) : record);
    } catch (error) {
      // What the API takes isn't what one types here.
      for (const detail of error.details ?? [])
        if (/^must be a date:/.test(detail.message)) detail.message = 'must be a date: 12 July 2009, July 2009 or 2009';
      showErrors(form, error);
    } finally {
      form.ariaBusy = null;
    }
  });
  form.begin = () => $('input', form).focus();
  return form;
}
