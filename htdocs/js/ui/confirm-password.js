// Asks for the password once more, over the page, when the API wants to be sure who is there. Afterwards what was asked
// for is done.
//
//   hooks.prove = prove;      // api.js calls it with an error's code; true: confirmed, false: given up

import { $, el } from '../core/dom.js';
import { account } from '../core/account.js';
import { api } from '../core/api.js';
import { quietly } from '../core/session.js';
import { question, sheet } from './sheet.js';
import { field } from './sign-in.js';

export const confirm = (password) =>
  api.post('auth.cgi/confirm-password', new URLSearchParams({ password }), { headers: quietly });

function askForPassword() {
  const form = el(
    'form',
    { id: 'sure', method: 'post', action: 'cgi-bin/auth.cgi/confirm-password' },
    el('input', {
      class: 'vh',
      type: 'text',
      autocomplete: 'username',
      'aria-label': 'Account',
      tabindex: '-1',
      readonly: '',
      value: account()?.username ?? '',
    }),
    field('Password', {
      id: 'sure-password',
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    }),
    el('p', { class: 'actions' }, el('button', { class: 'btn primary wide', type: 'submit' }, 'Go on')),
  );
  const dialog = sheet(
    'sure',
    'Is it you?',
    el('p', { class: 'lead' }, 'You signed in a while ago. For this, say your password once more.'),
    form,
  );
  $('#sure-password', dialog).focus();
  return question(dialog, form, { send: ({ password }) => confirm(password) });
}

// Or else it is a second factor that is missing, where one is a must.
export async function prove(code) {
  if (code === 'reauthentication_required') return askForPassword();
  return (await import('../security/must.js')).leadAway();
}
