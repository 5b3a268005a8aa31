// Somebody is invited: a sheet that makes a link for one account, and has it to copy or to send on, this once.
//
//   newInvite(done);      // done(): one was made

import { api } from '../core/api.js';
import { copyForm } from '../core/clipboard.js';
import { day } from '../core/days.js';
import { el, icon, said } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { sheet } from '../ui/sheet.js';

const page = () => location.pathname.split('/').pop() || 'index.html';

// What a phone sends on by its own means; where a browser can't, there is Copy.
const sendOn = (url) =>
  navigator.share
    ? el(
        'button',
        {
          class: 'btn',
          type: 'button',
          onclick: () =>
            navigator.share({ title: 'An invitation to Vitrine', url }).catch(() => {
              /* it was given up */
            }),
        },
        icon('share-2'),
        'Share…',
      )
    : '';

function shown({ note, link, expires_at: end }) {
  const url = new URL(link, document.baseURI).href;
  const [form, button] = copyForm({ id: 'invite-link', label: 'The link', value: url, action: page(), word: 'link' });
  return [
    [
      el(
        'p',
        { class: 'lead' },
        'Hand it to ',
        note ? said(note) : 'whom you invite',
        `: it makes one account, until ${day(end)}. It is told only this once.`,
      ),
      form,
      sendOn(url),
    ],
    button,
  ];
}

export function newInvite(made = () => {}) {
  const form = el(
    'form',
    { id: 'invite-form', method: 'post', action: 'cgi-bin/users.cgi/invites' },
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'invite-note' }, 'For whom ', el('small', {}, 'optional, so that you know it again')),
      el('input', { id: 'invite-note', name: 'note', type: 'text', maxlength: '100', autocomplete: 'off' }),
    ),
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn primary', type: 'submit' }, icon('link'), 'Make a link'),
    ),
  );
  const box = el('div', { class: 'given' }, form);
  sheet('invite', 'Invite somebody', box);
  smooth(form, {
    send: (fields) => api.post('users.cgi/invites', fields),
    done: (invite) => {
      const [nodes, button] = shown(invite);
      box.replaceChildren(...nodes);
      button.focus();
      made();
    },
  });
  form.elements.note.focus();
}
