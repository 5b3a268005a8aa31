// A link for a lost password, to hand over: shown once, with a button that copies it.

import { copyForm } from '../core/clipboard.js';
import { el, said } from '../core/dom.js';
import { sheet } from '../ui/sheet.js';

export function showLink(user, link) {
  const [form, button] = copyForm({
    id: 'link',
    label: 'Recovery link',
    value: link,
    action: 'admin.html',
    word: 'link',
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
