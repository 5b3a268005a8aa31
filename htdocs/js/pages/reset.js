// A lost password: asking for a link, and the page that a link opens.

import '../ui/shell.js';
import { $, $$ } from '../core/dom.js';
import { account, setAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { features } from '../core/features.js';
import { smooth } from '../core/forms.js';
import { retried } from '../ui/lists.js';

const token = new URLSearchParams(location.search).get('token');
const path = `auth.cgi/password-reset/${token}`;

// Nobody types an address for a mail that nobody sends.
async function ask(focus = null) {
  const { mail } = await features();
  $('#no-mail').hidden = mail !== false;
  $('#by-mail').hidden = mail === false;
  show('ask', focus);
}

// One step at a time. (Without JavaScript the address alone decides: #sent.)
function show(step, focus = null) {
  for (const section of $$('[data-step]')) section.hidden = section.id !== step;
  $('#trouble').hidden = step !== 'trouble';
  $(focus)?.focus();
}

function stale() {
  $('#stale').hidden = false;
  return ask('#email');
}
async function open() {
  if (location.hash === '#sent') {
    show('sent');
    return;
  }
  show('none');
  if (!token) {
    await ask('#email');
    return;
  }
  if (!/^[0-9a-f]{64}$/.test(token)) {
    await stale();
    return;
  }
  try {
    const { email } = await api.get(path, { auth: false });
    $('#whose').hidden = !email;
    $('#whose b').textContent = email ?? '';
    show('choose', '#password');
  } catch (error) {
    if (error.status === 404) {
      await stale();
      return;
    }
    show('trouble');
    $('#trouble').replaceChildren(retried(error, open));
  }
}

smooth($('#ask-form'), {
  send: (fields) => api.post('auth.cgi/password-reset', fields, { auth: false }),
  done: ({ message }) => {
    $('#sent-text').textContent = message;
    history.pushState(null, '', 'reset.html#sent');
    show('sent', '#sent');
  },
});
addEventListener('popstate', open);

smooth($('#choose-form'), {
  send: (fields) =>
    api.post(path, fields, { auth: false }).catch((error) => {
      if (error.status === 404)
        error.message = 'This link has been used meanwhile, or is more than six hours old. Ask for another.';
      throw error;
    }),
  done: ({ id, username }) => {
    if (account()?.id === id) setAccount(null); // its sessions are over
    $('#name').textContent = username;
    history.replaceState(null, '', 'reset.html'); // the token is of no more use to anybody
    show('done', '#done');
  },
});
$('#show').addEventListener('change', ({ target }) => {
  $('#password').type = target.checked ? 'text' : 'password';
});

document.documentElement.dataset.known = ''; // from now on a step is shown as it is said here
open();
