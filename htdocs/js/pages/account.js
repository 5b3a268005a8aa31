// Sign in and register: the same page with more or fewer fields.

import '../ui/shell.js';
import { $ } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { login, register } from '../core/session.js';

$('.unscripted')?.remove(); // it was for where this doesn't run

// Where one wanted to go: a page of this site, or home.
function onward() {
  const wish = new URLSearchParams(location.search).get('next');
  const base = new URL('./', location.href);
  let url = null;
  try {
    url = wish && new URL(wish, base);
  } catch {
    /* not an address */
  }
  return url && url.origin === base.origin && url.pathname.startsWith(base.pathname)
    ? url
    : new URL('index.html', base);
}

let to = onward();
for (const link of document.querySelectorAll('[data-carry]')) {
  if (location.search) link.search = location.search;
}
const form = $('#account-form');
const note = $('#admin-note');
const isNew = form.dataset.call === 'register';
const ready = isNew
  ? import('../installation/opening.js').then(
      ({ opening }) => opening(form, note),
      () => {
        /* sent without */
      },
    )
  : Promise.resolve();
ready.catch(() => {
  /* it is shown */
});
async function call(fields) {
  await ready;
  if (isNew)
    return register(fields).catch(async (error) => (await import('../installation/opening.js')).refused(error, note));
  return login(fields).catch(async (error) => (await import('../security/code-field.js')).askForCode(form, error));
}
smooth(form, {
  send: async (fields) => {
    const user = await call(fields);
    if (!fields.code) to = await (await import('../security/must.js')).firstTo(user, to);
  },
  done: () => location.assign(to),
});

const [eye, password] = [$('#show'), $('#password')];
eye.addEventListener('change', () => {
  password.type = eye.checked ? 'text' : 'password';
});
