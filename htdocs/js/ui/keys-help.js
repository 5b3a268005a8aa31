// What ? shows: the keys as they are (see keys.js), and whether those that are characters are on.

import { $, el, styled } from '../core/dom.js';
import { areOff } from './first-keys.js';
import { KEYS, isFor, isSingle, keysOf } from './keys.js';
import { sheet } from './sheet.js';
import { setSingleKeys } from './single-keys.js';

const written = (name) => el('span', { class: 'combination' }, ...keysOf(name).map((key) => el('kbd', {}, key)));

// Two are shown, of more the first and the last; arrows are four that say it all.
function shown(names) {
  if (names.length < 3 || names.every((name) => name.startsWith('Arrow'))) return names.map(written);
  return [written(names[0]), '…', written(names.at(-1))];
}

function groupOf({ group, rows }) {
  const lines = rows
    .filter(isFor)
    .map(({ what, on }) => [what, Object.keys(on).filter((name) => !areOff() || !isSingle(name))])
    .filter(([, names]) => names.length);
  return lines.length
    ? el(
        'section',
        {},
        el('h3', {}, group),
        el(
          'dl',
          { class: 'keys' },
          ...lines.map(([what, names]) => el('div', {}, el('dt', {}, what), el('dd', {}, ...shown(names)))),
        ),
      )
    : null;
}

// The switch is here too: guests have no settings.
export async function showKeys() {
  await styled('css/keys.css');
  const groups = el('div', { class: 'key-groups' });
  const told = el('p', { class: 'hint', id: 'keys-told' });
  const box = el('input', {
    type: 'checkbox',
    checked: !areOff(),
    'aria-describedby': 'keys-told',
    onchange: () => {
      setSingleKeys(box.checked);
      show();
    },
  });
  function show() {
    told.textContent = areOff()
      ? 'They are off in this browser: these keys are left.'
      : 'Who speaks to the computer, or hits keys unintentionally, may want them off. For this browser.';
    groups.replaceChildren(...KEYS.map(groupOf).filter(Boolean));
  }
  show();
  const single = el('p', { class: 'field check' }, el('label', {}, box, 'Keys that are a single character'), told);
  const dialog = sheet('keys', 'Keyboard', single, groups);
  dialog.classList.add('keys-sheet');
  $('.sheet-x', dialog).focus();
}
