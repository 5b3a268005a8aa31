// A link for a lost password, to hand over: shown once, with a button that copies it.

import { copy } from '../core/clipboard.js';
import { $, el, icon, said } from '../core/dom.js';
import { sheet } from '../ui/sheet.js';

export function showLink(user, link) {
  const input = el('input', {
    id: 'link',
    name: 'link',
    type: 'text',
    readonly: '',
    value: link,
    onfocus: () => input.select(),
  });
  const button = el('button', { class: 'btn primary', type: 'submit' }, icon('copy'), el('span', {}, 'Copy'));
  const state = el('p', { class: 'hint', role: 'status' });
  const form = el(
    'form',
    { id: 'link-form', method: 'get', action: 'admin.html' },
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'link' }, 'Recovery link'),
      el('span', { class: 'with-btn' }, input, button),
    ),
    state,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const done = await copy(input);
    $('span', button).textContent = done ? 'Copied' : 'Copy';
    state.textContent = done
      ? 'It is in the clipboard.'
      : 'This browser doesn’t let us copy: the link is selected, copy it by hand.';
  });
  sheet(
    'link',
    ['Recovery link for ', said(user.username)],
    el(
      'p',
      { class: 'lead' },
      'Whoever opens this link within six hours chooses a new password for the account. It works ' +
        'once: hand it over in private.',
    ),
    form,
  );
  button.focus();
}
