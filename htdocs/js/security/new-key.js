// A new key for a program: a sheet that asks what it may do and for how long, and then shows it, this once.

import { api } from '../core/api.js';
import { copyForm } from '../core/clipboard.js';
import { day, today } from '../core/days.js';
import { $, el, icon, said } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { sheet } from '../ui/sheet.js';
import { toCopy } from '../ui/to-copy.js';
import { SCOPE, TOKENS } from './my-keys.js';

const DAY = 86_400_000;
const LASTS = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['day', 'Until a day…'],
  ['', 'Without an end'],
];
const instant = (time) => new Date(time).toISOString().replace(/\.\d+/, '');

const scope = (value, hint, checked = false) =>
  el(
    'label',
    { class: 'choice' },
    el('input', { type: 'radio', name: 'scope', value, checked }),
    el('span', {}, el('b', {}, SCOPE[value]), el('small', {}, hint)),
  );

function fields() {
  const lasts = el(
    'select',
    { id: 'key-lasts', name: '_lasts' },
    ...LASTS.map(([value, words]) => el('option', { value }, words)),
  );
  lasts.value = '365';
  const until = el('input', { id: 'key-until', name: '_until', type: 'date', min: today() });
  const lastDay = el('p', { class: 'field', hidden: true }, el('label', { for: 'key-until' }, 'Its last day'), until);
  lasts.addEventListener('change', () => {
    lastDay.hidden = lasts.value !== 'day';
    if (!lastDay.hidden) until.focus();
  });
  return [
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'key-name' }, 'What it is for'),
      el('input', {
        id: 'key-name',
        name: 'name',
        type: 'text',
        maxlength: '100',
        autocomplete: 'off',
        required: true,
        placeholder: 'The display in the kitchen',
      }),
    ),
    el(
      'fieldset',
      { class: 'choices' },
      el('legend', {}, 'What it may do'),
      scope('read', 'Sees all that you see. Changes nothing.', true),
      scope('write', 'Adds, changes and deletes as you do. Never what you sign in by: name, password, e-mail, keys.'),
    ),
    el('p', { class: 'field' }, el('label', { for: 'key-lasts' }, 'How long it is good'), lasts),
    lastDay,
  ];
}

function end({ _lasts: lasts, _until: until }) {
  if (lasts.value !== 'day') return lasts.value && instant(Date.now() + Number(lasts.value) * DAY);
  if (until.value) return instant(`${until.value}T23:59:59`);
  throw { details: [{ field: '_until', message: 'is required' }] };
}
// What the API says of the end is said at what was chosen here.
function atItsField(error, { _lasts: lasts }) {
  for (const detail of error.details ?? [])
    if (detail.field === 'expires_at') detail.field = lasts.value === 'day' ? '_until' : '_lasts';
  throw error;
}

function shown({ name, token, expires_at: last }) {
  const [form, button] = copyForm({
    id: 'key',
    label: 'The key',
    value: token,
    action: 'settings.html',
    word: 'key',
    isLong: true,
  });
  const ends = last ? `until ${day(last)} or until you revoke it` : 'until you revoke it';
  const try_ = `curl -H 'Authorization: Bearer ${token}' '${new URL('cgi-bin/users.cgi/me', document.baseURI).href}'`;
  return [
    [
      el(
        'p',
        { class: 'lead' },
        'Give it to ',
        said(name),
        ` now: it is told only this once. Whoever has it gets in with it, ${ends}.`,
      ),
      form,
      el('details', { class: 'more-of' }, el('summary', {}, 'Try it in a shell'), toCopy(try_, 'For a shell')),
    ],
    button,
  ];
}

export function newKey(made) {
  const form = el(
    'form',
    { id: 'key-form', method: 'post', action: `cgi-bin/${TOKENS}` },
    ...fields(),
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn primary', type: 'submit' }, icon('key-round'), 'Make the key'),
    ),
  );
  const box = el('div', { class: 'given' }, form);
  const dialog = sheet('key', 'A key for a program', box);
  smooth(form, {
    send: async (wanted) => {
      const expires = end(form.elements);
      return api
        .post(TOKENS, { name: '', ...wanted, ...(expires && { expires_at: expires }) })
        .catch((error) => atItsField(error, form.elements));
    },
    done: (key) => {
      const [nodes, button] = shown(key);
      $('#key-h', dialog).textContent = 'Your new key';
      box.replaceChildren(...nodes);
      button.focus();
      made();
    },
  });
  form.elements.name.focus();
}
