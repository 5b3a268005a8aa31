// The sheet for "I own this": pick a title of the catalogue, whether it is on the shelf or not, and say in which form
// one has it. A title that isn't here yet is added first, with what was typed.
//
//   const sheet = addCopySheet({ added: (copy, media) => … });     // a <dialog>: its owner shows and closes it
//   addCopySheet({ added, title: [media, entry] });                // of that title, unless another is asked for
//   sayOwned(copy, media, entry, run);                             // the news of it; its Undo ends in run()

import { $, el } from '../core/dom.js';
import { api } from '../core/api.js';
import { copyForm } from './copy-form.js';
import { pickTitle, pickedTitle } from '../title/pick-title.js';
import { cross } from '../ui/sheet.js';
import { swipe } from '../ui/swipe.js';
import { complain, toast } from '../ui/toast.js';

export function sayOwned(copy, media, entry, run) {
  // It was put on the shelf with it.
  const path = entry ? `collection.cgi/copies/${copy.id}` : `collection.cgi/${media.id}`;
  toast(`Yours: ${media.title}, ${copy.format}`, { undo: () => api.delete(path).then(() => run(), complain) });
}

export function addCopySheet({ added, title = null }) {
  const { node: first, input } = pickTitle({
    own: 'Type what you own; it goes on your shelf, too.',
    pick: (media, entry) => own(media, entry),
  });
  const second = el('div', { hidden: true });
  const grab = el('div', { class: 'grab', 'aria-hidden': 'true' });
  const dialog = el(
    'dialog',
    { class: 'sheet small pick-sheet', 'aria-labelledby': 'pick-h' },
    grab,
    el('h2', { id: 'pick-h' }, 'Add a copy'),
    cross(() => dialog.close()),
    first,
    second,
  );

  // ---- in which form ------------------------------------------------------------------------------------------------
  function own(media, entry) {
    const form = copyForm(media, null, {
      action: 'cgi-bin/collection.cgi/copies',
      cancel: () => dialog.close(),
      send: (fields) => api.post('collection.cgi/copies', { ...fields, media_id: media.id }),
      done: (copy) => {
        dialog.close();
        added(copy, media, entry);
      },
    });
    second.replaceChildren(pickedTitle(media, back), form);
    first.hidden = true;
    second.hidden = false;
    $('[name=format]', form).autofocus = true; // once it is shown
    $('[name=format]', form).focus();
  }
  function back() {
    second.hidden = true;
    second.replaceChildren();
    first.hidden = false;
    input.focus();
  }

  swipe(dialog, { by: grab, close: () => dialog.close() });
  if (title) own(...title);
  return dialog;
}
