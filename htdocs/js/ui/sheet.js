// A small sheet over the page, with a heading and a cross. It is shown at once, and gone once it is closed.
//
//   const dialog = sheet('keys', 'Keyboard', el('dl', …));          // #keys-h is its heading
//   const good = await question(dialog, form, { send, done });      // true: the form was sent; false: it was given up

import { el, icon } from '../core/dom.js';
import { smooth } from '../core/forms.js';

export const cross = (close) =>
  el(
    'button',
    { class: 'btn quiet round sheet-x', type: 'button', 'aria-label': 'Close', onclick: close },
    icon('x'),
    el('span', { class: 'no-icon' }, 'Close'),
  );

export function sheet(id, title, ...children) {
  const dialog = el(
    'dialog',
    { class: 'sheet small', 'aria-labelledby': `${id}-h` },
    el('h2', { id: `${id}-h` }, ...[title].flat()),
    cross(() => dialog.close()),
    ...children,
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export const question = (dialog, form, { send, done }) =>
  new Promise((resolve) => {
    let good = false;
    smooth(form, {
      send,
      done: (answer) => {
        good = true;
        dialog.close();
        done?.(answer);
      },
    });
    dialog.addEventListener('close', () => resolve(good));
  });
