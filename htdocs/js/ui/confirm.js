// A question before what can't be undone. (Everything that can be is done at once, with Undo.)
//
//   await askFirst({ title: 'Delete …?', text: 'It goes …', yes: 'Delete it', run: () => api.delete(…), done: …});
//   // fields: [el('p', …)] are asked for too, and given to run

import { $, el } from '../core/dom.js';
import { question, sheet } from './sheet.js';

export function askFirst({ title, text, yes, run, done, fields = [], action = 'index.html', danger = true }) {
  const form = el(
    'form',
    { id: 'confirm', method: 'post', action },
    ...fields,
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn', type: 'button', 'data-no': '' }, 'Cancel'),
      el('button', { class: `btn primary${danger ? ' danger' : ''}`, type: 'submit' }, yes),
    ),
  );
  const dialog = sheet('confirm', title, el('p', { class: 'lead' }, text), form);
  const no = $('[data-no]', form);
  no.addEventListener('click', () => dialog.close());
  ($('input', form) ?? no).focus();
  return question(dialog, form, { send: run, done });
}
