// A plain form, made smooth: sent by fetch, its errors beside the inputs of those names. Without this module it is
// sent by the browser and answered by the program itself, with the same fields.
//
//   smooth(form, { send: (fields) => login(fields), done: (user) => go('index.html') });
//
// Inputs whose names start with _ and the `next` of plain forms stay here. Of an error that isAnswered nothing is said:
// the form asks for what is missing.

import { explain } from './api.js';
import { $, $$, el, icon } from './dom.js';

export function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const input = form.elements.namedItem(name); // not [name]: there is a field called length
    if (name === 'next' || name.startsWith('_') || typeof value !== 'string') continue;
    if (value.trim() === '' && !(input instanceof RadioNodeList) && !input.required) continue;
    fields[name] = input.type === 'number' || input.dataset?.type === 'number' ? asNumber(value) : value;
  }
  return fields;
}
// What isn't a number is sent as it was typed: the API's word on it is the same for everybody.
const asNumber = (value) => (/^-?\d+$/.test(value.trim()) ? Number(value) : value);

function sentence(label, message) {
  if (label.endsWith('?') && message === 'is required') return 'Choose one.';
  const text = /^[a-z]/.test(message) ? `${label} ${message}` : message;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

// The words of a label that are shown (a form may keep one for each type of title).
function labelOf(input) {
  const label = input.labels?.[0];
  const group = input.type === 'radio' ? input.closest('fieldset')?.querySelector('legend') : null;
  const words = $('.label', label ?? input) ?? group ?? label;
  return (words?.innerText ?? input.name).trim().replace(/\s+/g, ' ');
}

// A field that is spoken of has the name that it has here.
function inWords(message, form) {
  const [, words, name] = /^(must not be before )(\w+)$/.exec(message) ?? [];
  const other = name && form.elements.namedItem(name);
  return other ? words + labelOf(other) : message;
}

export function clearErrors(form) {
  for (const note of $$('.field-error, .form-error', form)) note.remove();
  for (const input of $$('[aria-invalid]', form)) {
    input.removeAttribute('aria-invalid');
    const rest = (input.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && !id.endsWith('-error'));
    if (rest.length) input.setAttribute('aria-describedby', rest.join(' '));
    else input.removeAttribute('aria-describedby');
  }
}

export function showErrors(form, error) {
  clearErrors(form);
  const left = [];
  let first = null;
  for (const { field, message } of error.details ?? []) {
    const found = form.elements.namedItem(field);
    const input = found instanceof RadioNodeList ? found[0] : found;
    if (!input || input.type === 'hidden') {
      left.push(`${field} ${message}`);
      continue;
    }
    const id = `${form.id || 'form'}-${field}-error`;
    const text = sentence(labelOf(input), inWords(message, form));
    ($('[data-errors]', form) ?? input.closest('.field, fieldset') ?? input.parentElement).append(
      // Read with the field that gets the focus; where it is there already, at once.
      el(
        'p',
        { class: 'field-error', id, role: input === document.activeElement ? 'alert' : null },
        icon('circle-alert'),
        text,
      ),
    );
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', [input.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
    first ??= input;
  }
  if (!first || left.length) {
    const text = left.length ? `${error.message} ${left.join(', ')}.` : explain(error);
    ($('[data-errors]', form) ?? form).prepend(
      el(
        'div',
        { class: 'form-error', role: 'alert' },
        icon('circle-alert'),
        el('div', {}, el('span', {}, text), left.length ? null : error.more?.()),
      ),
    );
  }
  const folded = first?.closest('details');
  if (folded) folded.open = true;
  (first?.closest('.field, fieldset') ?? first ?? $('.form-error', form)).scrollIntoView({ block: 'nearest' });
  first?.focus({ preventScroll: true });
}

export function smooth(form, { send, done }) {
  form.noValidate = true; // the API's checks are the form's checks
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    clearErrors(form);
    try {
      await done(await send(fieldsOf(form)));
    } catch (error) {
      if (!error.isAnswered) showErrors(form, error);
    } finally {
      form.ariaBusy = null;
    }
  });
}
