// What ? shows.

import { $, el, icon } from './dom.js';
import { STATUS } from './words.js';

const KEYS = [
  ['Search', ['/']], ['Move between titles', ['←', '→', '↑', '↓']], ['Open the title', ['Enter']],
  [Object.values(STATUS).map(({ label }) => label).join(' · '), ['1', '…', '5']], ['One step further', ['+']],
  ['Add a title', ['a']], ['Light or dark', ['t']],
  ['Home', ['g', 'h']], ['Library', ['g', 'l']], ['Catalogue', ['g', 'c']], ['Collection', ['g', 'o']], ['Settings', ['g', 's']],
  ['Close, and go back to where you were', ['Esc']], ['This help', ['?']],
];

export function showKeys() {
  const close = el('button', { class: 'btn quiet round sheet-x', type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('x'), el('span', { class: 'no-icon' }, 'Close'));
  const dialog = el('dialog', { class: 'sheet small', 'aria-labelledby': 'keys-h' }, close, el('h2', { id: 'keys-h' }, 'Keyboard'),
    el('dl', { class: 'keys' }, ...KEYS.map(([what, keys]) => el('div', {}, el('dt', {}, what), el('dd', {}, ...keys.map((key) => (key === '…' ? '…' : el('kbd', {}, key))))))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  $('.sheet-x', dialog).focus();
}
