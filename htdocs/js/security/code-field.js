// The field for a code of the second factor. Where one signs in it comes once the API asks for it, with what was typed
// before still there; a recovery code is taken in its place.
//
//   smooth(form, { send: (fields) => login(fields).catch((error) => askForCode(form, error)), … });
//   const { nodes, input } = codeField('totp-code', 'The code that the app shows now');

import { $, el } from '../core/dom.js';
import { clearErrors } from '../core/forms.js';

export function codeField(id, label, hint = null) {
  const input = el('input', {
    id,
    name: 'code',
    type: 'text',
    class: 'code',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': hint && `${id}-hint`,
  });
  const nodes = [
    el(
      'p',
      { class: 'field' },
      el('label', { for: id }, label),
      input,
      hint && el('span', { class: 'hint', id: `${id}-hint` }, hint),
    ),
  ];
  return { nodes, input };
}

const WAYS = [
  {
    label: 'Code',
    hint: 'The six digits that your authenticator app shows now.',
    other: 'Without your phone? Use a recovery code',
    keys: 'numeric',
    fill: 'one-time-code',
  },
  {
    label: 'Recovery code',
    hint: 'One of those that you kept when you turned this on. Each works once.',
    other: 'Use the code of the app',
    keys: 'text',
    fill: 'off',
  },
];

function appear(form) {
  const { nodes, input } = codeField(`${form.id}-code`, WAYS[0].label, WAYS[0].hint);
  const [field] = nodes;
  const other = el('button', { class: 'btn link', type: 'button' }, WAYS[0].other);
  let way = 0;
  other.addEventListener('click', () => {
    way = 1 - way;
    const { label, hint, other: words, keys, fill } = WAYS[way];
    $('label', field).textContent = label;
    $('.hint', field).textContent = hint;
    other.textContent = words;
    input.inputMode = keys;
    input.autocomplete = fill;
    input.value = '';
    clearErrors(form);
    input.focus();
  });
  $('.actions', form).before(field, el('p', { class: 'aside other-way' }, other));
  input.focus();
}

// What the API said to somebody who signs in: the code is asked for. (That one is wrong it says itself.)
export function askForCode(form, error) {
  const { code: input } = form.elements;
  const isWanted = error.code === 'second_factor_required';
  if (isWanted && !input) {
    appear(form);
    error.isAnswered = true;
  } else if (isWanted) error.details = [{ field: 'code', message: 'is required' }];
  throw error;
}
