// What every page has: the account, the theme, the keyboard, signing out. Each page's module imports it first.

import { $, $$, el, icon } from './dom.js';
import { account, onFacts } from './account.js';
import { hooks, logout } from './api.js';
import { face } from './face.js';
import { complain } from './toast.js';

hooks.signIn = async () => (await import('./sign-in.js')).askToSignIn();
hooks.confirmPassword = async () => (await import('./confirm-password.js')).askForPassword();

// ---- account ---------------------------------------------------------------------------------------------------
function showAccount() {
  const user = account();
  const name = user?.username || 'Signed in';
  for (const node of $$('[data-username]')) node.textContent = name;
  for (const node of $$('[data-initials]')) node.replaceChildren(...face({ ...user, username: name }).childNodes);
  for (const node of $$('small[data-role]')) node.textContent = user?.role === 'admin' ? 'Administrator' : 'Member';
}
onFacts(showAccount);
showAccount();

for (const form of $$('form[data-sign-out]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await logout();
      location.assign('index.html');
    } catch (error) {
      complain(error);
    }
  });
}

// ---- theme -----------------------------------------------------------------------------------------------------
function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem('vitrine.theme', theme); } catch { /* for this page only */ }
}
$('#theme')?.addEventListener('click', switchTheme);

// ---- keyboard --------------------------------------------------------------------------------------------------
const KEYS = [
  ['Search', ['/']], ['Add a title', ['a']], ['Light or dark', ['t']],
  ['Home', ['g', 'h']], ['Library', ['g', 'l']], ['Catalogue', ['g', 'c']], ['This help', ['?']],
];
const GO = { h: 'index.html', l: 'library.html', c: 'catalogue.html' };

function help() {
  const close = el('button', { class: 'btn quiet round sheet-x', type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() }, icon('x'));
  const dialog = el('dialog', { class: 'sheet small', 'aria-labelledby': 'keys-h' }, close, el('h2', { id: 'keys-h' }, 'Keyboard'),
    el('dl', { class: 'keys' }, ...KEYS.map(([what, keys]) => el('div', {}, el('dt', {}, what), el('dd', {}, ...keys.map((key) => el('kbd', {}, key)))))));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
$('#keys')?.addEventListener('click', help);

let going = 0;   // when g was pressed
const TYPING = 'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable]';
addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.closest?.(TYPING)) {
    if (key === 'Escape' && target.type === 'search') target.blur();
    return;
  }
  if ($('dialog[open]')) return;
  const went = event.timeStamp - going < 1500 ? GO[key] : null;
  going = key === 'g' ? event.timeStamp : 0;
  const search = $('.search input');
  if (went) location.assign(went);
  else if (key === '/' && search) { event.preventDefault(); search.focus(); search.select(); }
  else if (key === '?') help();
  else if (key === 't') switchTheme();
  else if (key === 'a') location.assign('edit.html');
});

// A click beside a dialog closes it.
addEventListener('click', ({ target, clientX: x, clientY: y }) => {
  if (target.nodeName !== 'DIALOG') return;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  if (x < left || x > right || y < top || y > bottom) target.close();
});

// ---- icons are third-party files that an installation may lack: then the words that stand for them are shown --------
const sprite = new Image();
sprite.addEventListener('error', () => { document.documentElement.dataset.icons = 'none'; });
sprite.src = 'vendor/icons.svg';
