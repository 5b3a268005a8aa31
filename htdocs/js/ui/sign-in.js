// The sign-in that comes up over a page when the session ran out, or when a visitor does what needs an account. The
// page stays as it is behind it, with everything that was typed; afterwards what was asked for is done.
//
//   hooks.signIn = askToSignIn;      // api.js calls it; true: signed in, false: given up

import { $, el } from '../core/dom.js';
import { account } from '../core/account.js';
import { login } from '../core/session.js';
import { question, sheet } from './sheet.js';

export function field(label, attributes) {
  return el('p', { class: 'field' }, el('label', { for: attributes.id }, label), el('input', attributes));
}

export function askToSignIn() {
  const was = account();
  const here = location.pathname.split('/').pop() + location.search;
  const form = el(
    'form',
    { id: 'again', method: 'post', action: 'cgi-bin/auth.cgi/login' },
    field('Username or e-mail', {
      id: 'again-username',
      name: 'username',
      autocomplete: 'username',
      autocapitalize: 'none',
      spellcheck: 'false',
      required: true,
      value: was?.username ?? null,
    }),
    field('Password', {
      id: 'again-password',
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    }),
    el('p', { class: 'actions' }, el('button', { class: 'btn primary wide', type: 'submit' }, 'Sign in')),
  );
  const dialog = sheet(
    'again',
    was ? 'Sign in again' : 'Sign in to go on',
    el(
      'p',
      { class: 'lead' },
      was ? 'Your session ran out. Nothing that you typed is lost.' : 'This needs to know who you are.',
    ),
    form,
    was
      ? null
      : el(
          'p',
          { class: 'aside', 'data-newcomers': '' },
          'New here? ',
          el('a', { href: `register.html?next=${encodeURIComponent(here)}` }, 'Create an account'),
        ),
  );
  $(was?.username ? '#again-password' : '#again-username', dialog).focus();
  return question(dialog, form, {
    send: (fields) =>
      login(fields).catch(async (error) => (await import('../security/code-field.js')).askForCode(form, error)),
  });
}
