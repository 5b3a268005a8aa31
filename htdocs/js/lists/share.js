// Sheets of a list that are rarely asked for: its address, to be handed on; and the number of a title's new place.
//
//   shareSheet(list);
//   moveSheet(item, 12, (position) => …);

import { copyForm } from '../core/clipboard.js';
import { el, said } from '../core/dom.js';
import { question, sheet } from '../ui/sheet.js';
import { number } from '../core/words.js';
import { addressOf } from './list-card.js';

export function shareSheet(list) {
  const [form, button] = copyForm({
    id: 'share',
    label: 'Its address',
    value: new URL(addressOf(list), document.baseURI).href,
    action: 'list.html',
    word: 'address',
  });
  const who =
    list.visibility === 'public' ? 'Whoever has this address reads the list.' : 'Members read the list there.';
  sheet('share', ['Share ', said(list.name)], el('p', { class: 'lead' }, who), form);
  button.focus();
}

export function moveSheet({ media, position }, total, move) {
  const input = el('input', {
    id: 'place',
    name: 'position',
    type: 'number',
    min: '1',
    max: total,
    inputmode: 'numeric',
    required: true,
    value: position,
  });
  const form = el(
    'form',
    { id: 'place-form', method: 'get', action: 'list.html' },
    el('p', { class: 'field' }, el('label', { for: 'place' }, `Place, 1 to ${number(total)}`), input),
    el('p', { class: 'actions end' }, el('button', { class: 'btn primary', type: 'submit' }, 'Move it there')),
  );
  const dialog = sheet('move', ['Move ', said(media.title)], form);
  question(dialog, form, {
    send: () => Promise.resolve(Math.min(total, Math.max(1, Math.round(Number(input.value)) || position))),
    done: move,
  });
  input.select();
}
