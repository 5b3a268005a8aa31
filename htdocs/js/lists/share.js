// Sheets of a list that are rarely asked for: its address, to be handed on; and the number of a title's new place.
//
//   shareList(list);
//   moveSheet(item, 12, (position) => …);

import { copyForm } from '../core/clipboard.js';
import { el, said } from '../core/dom.js';
import { shareSheet } from '../shares/share-sheet.js';
import { question, sheet } from '../ui/sheet.js';
import { number } from '../core/words.js';
import { addressOf } from './list-card.js';

const SEES = {
  public: 'Everybody reads the list, with your notes, at its own address:',
  members: 'Members read the list, with your notes, at its own address:',
};
// Where others see the list anyway it has an address for that; a link of its own shows it without notes, and can end.
export function shareList(list) {
  const isShown = list.visibility !== 'private';
  const [form] = copyForm({
    id: 'own',
    label: 'Its own address',
    value: new URL(addressOf(list), document.baseURI).href,
    action: 'list.html',
    word: 'address',
  });
  return shareSheet(
    { what: 'list', list_id: list.id },
    { title: list.name, before: isShown ? [el('p', { class: 'lead' }, SEES[list.visibility]), form] : [] },
  );
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
