// The sheets of the diary: a time through a title, told for another day; and a record as it is, to change or delete.
// Their owner shows and closes them.
//
//   const sheet = logSheet({ day: '2026-11-12' });            // which title is asked for first
//   const sheet = logSheet({ media, entry });                 // of that one
//   const sheet = recordSheet(record);

import { el } from '../core/dom.js';
import { tagOf } from '../core/api.js';
import { today } from '../core/days.js';
import { pickTitle, pickedTitle } from '../title/pick-title.js';
import { cross } from '../ui/sheet.js';
import { swipe } from '../ui/swipe.js';
import { recordForm } from './record-form.js';
import { amendRecord, log, removeRecord } from './records.js';
import { timeWords } from './record-words.js';

function make(heading, ...children) {
  const grab = el('div', { class: 'grab', 'aria-hidden': 'true' });
  const dialog = el(
    'dialog',
    { class: 'sheet small pick-sheet log-sheet', 'aria-labelledby': 'log-h' },
    grab,
    el('h2', { id: 'log-h' }, heading),
    cross(() => dialog.close()),
    ...children,
  );
  swipe(dialog, { by: grab, close: () => dialog.close() });
  return dialog;
}

export function logSheet({ media = null, day = today() } = {}) {
  const first = media
    ? null
    : pickTitle({ own: 'Type what it was; it goes on your shelf, too.', pick: (picked) => tell(picked) });
  const second = el('div', { hidden: !media });
  const dialog = make('Log for another day', first?.node, second);
  function tell(picked) {
    const form = recordForm({
      media: picked,
      day,
      cancel: () => dialog.close(),
      send: (fields) => log(picked, fields),
      done: () => dialog.close(),
    });
    second.replaceChildren(pickedTitle(picked, media ? null : back), form);
    second.hidden = false;
    if (first) first.node.hidden = true;
    form.begin();
  }
  function back() {
    second.hidden = true;
    second.replaceChildren();
    first.node.hidden = false;
    first.input.focus();
  }
  if (media) tell(media);
  return dialog;
}

export function recordSheet(record) {
  const form = recordForm({
    media: record.media,
    record,
    cancel: () => dialog.close(),
    send: (fields) => amendRecord(record, fields, { match: tagOf(record) }),
    done: () => dialog.close(),
    remove: () => {
      dialog.close();
      removeRecord(record);
    },
  });
  const dialog = make(`The ${timeWords(record)}`, pickedTitle(record.media), form);
  return dialog;
}

// Shown over the page, and gone once it is closed; the focus goes back by itself.
export function showSheet(dialog) {
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
