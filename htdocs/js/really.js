// A question before what can't be undone. (Everything that can be is done at once, with Undo.)
//
//   await really({ title: 'Delete …?', text: 'It goes …', yes: 'Delete it', run: () => api.delete(…), done: () => … });
//   // fields: [el('p', …)] are asked for too, and given to run

import { $, el, icon } from './dom.js';
import { smooth } from './forms.js';

export function really({ title, text, yes, run, done, fields = [], action = 'index.html', danger = true }) {
  const form = el('form', { id: 'really', method: 'post', action }, ...fields, el('p', { class: 'actions end' },
    el('button', { class: 'btn', type: 'button', 'data-no': '' }, 'Cancel'), el('button', { class: `btn primary${danger ? ' danger' : ''}`, type: 'submit' }, yes)));
  const close = el('button', { class: 'btn quiet round sheet-x', type: 'button', 'aria-label': 'Close' }, icon('x'), el('span', { class: 'no-icon' }, 'Close'));
  const dialog = el('dialog', { class: 'sheet small', 'aria-labelledby': 'really-h' }, close, el('h2', { id: 'really-h' }, title), el('p', { class: 'lead' }, text), form);
  return new Promise((resolve) => {
    let good = false;
    smooth(form, { send: run, done: (answer) => { good = true; dialog.close(); done?.(answer); } });
    close.addEventListener('click', () => dialog.close());
    $('[data-no]', form).addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => { dialog.remove(); resolve(good); });
    document.body.append(dialog);
    dialog.showModal();
    (fields.length ? $('input', form) : $('[data-no]', form)).focus();
  });
}
