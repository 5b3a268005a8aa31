// What ? shows.

import { $, el } from '../core/dom.js';
import { sheet } from './sheet.js';
import { STATUS } from '../core/words.js';

const KEYS = [
  ['Search', ['/']],
  ['Move between titles', ['←', '→', '↑', '↓']],
  ['Open the title', ['Enter']],
  [
    Object.values(STATUS)
      .map(({ label }) => label)
      .join(' · '),
    ['1', '…', '5'],
  ],
  ['One step further', ['+']],
  ['Add a title', ['a']],
  ['Light or dark', ['t']],
  ['Home', ['g', 'h']],
  ['Library', ['g', 'l']],
  ['Catalogue', ['g', 'c']],
  ['Collection', ['g', 'o']],
  ['Settings', ['g', 's']],
  ['Close, and go back to where you were', ['Esc']],
  ['This help', ['?']],
];

export function showKeys() {
  const dialog = sheet(
    'keys',
    'Keyboard',
    el(
      'dl',
      { class: 'keys' },
      ...KEYS.map(([what, keys]) =>
        el('div', {}, el('dt', {}, what), el('dd', {}, ...keys.map((key) => (key === '…' ? '…' : el('kbd', {}, key))))),
      ),
    ),
  );
  $('.sheet-x', dialog).focus();
}
