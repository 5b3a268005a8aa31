// A text that is code, such as an answer or lines for a shell. Where it is longer or wider than its place, keys scroll
// it.
//
//   quote(text, 'Body')              // the label is what it is called where a heading doesn't say so
//   toCopy(text, 'For a shell')      // with a button that copies it

import { el, icon } from '../core/dom.js';
import { copy } from '../core/clipboard.js';
import { toast } from './toast.js';

export const quote = (text, label = null) =>
  el('pre', { class: 'to-copy', tabindex: '0', role: label && 'group', 'aria-label': label }, el('code', {}, text));

export function toCopy(text, label) {
  const code = quote(text, label);
  const take = async () => toast((await copy(code)) ? 'It is in the clipboard.' : 'It is selected: copy it by hand.');
  return el(
    'div',
    { class: 'to-do' },
    code,
    el('button', { class: 'btn', type: 'button', onclick: take }, icon('copy'), 'Copy'),
  );
}
