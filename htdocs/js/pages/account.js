// Sign in and register: the same page with more or fewer fields.

import '../shell.js';
import { $ } from '../dom.js';
import { listTitles } from '../api.js';
import { smooth } from '../forms.js';
import { login, register } from '../session.js';

// Where one wanted to go: a page of this site, or home.
function onward() {
  const wish = new URLSearchParams(location.search).get('next');
  const base = new URL('./', location.href);
  let url = null;
  try { url = wish && new URL(wish, base); } catch { /* not an address */ }
  return url && url.origin === base.origin && url.pathname.startsWith(base.pathname) ? url : new URL('index.html', base);
}

const to = onward();
for (const link of document.querySelectorAll('[data-carry]')) {
  if (location.search) link.search = location.search;
}
const form = $('#account-form');
smooth(form, { send: form.dataset.call === 'register' ? register : login, done: () => location.assign(to) });

const [eye, password] = [$('#show'), $('#password')];
eye.addEventListener('change', () => { password.type = eye.checked ? 'text' : 'password'; });

// Where there are titles somebody has been before: then this account is a member's.
const note = $('#admin-note');
if (note) listTitles({ page_size: 1 }).then(({ total }) => { if (total) note.textContent = 'Your shelf, your ratings and your notes, on this server.'; }, () => { /* a private catalogue */ });
