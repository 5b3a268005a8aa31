// Sign in and register: the same page with more or fewer fields.

import '../shell.js';
import { $ } from '../dom.js';
import { login, register } from '../api.js';
import { smooth } from '../forms.js';

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
