// What every page has: the account, the theme, the keyboard, signing out. Each page's module imports it first.

import { $, $$, el, file, icon } from '../core/dom.js';
import { account, onFacts } from '../core/account.js';
import { hooks } from '../core/api.js';
import { kept } from '../core/storage.js';
import { initials } from '../core/words.js';
import { areOff, firstKey } from './first-keys.js';

hooks.signIn = async () => (await import('./sign-in.js')).askToSignIn();
hooks.prove = async (code) => (await import('./confirm-password.js')).prove(code);

// ---- account --------------------------------------------------------------------------------------------------------
async function showFace(node, user) {
  node.textContent = initials(user.username);
  if (user.avatar_url) node.replaceChildren(...(await import('../people/avatar.js')).avatar(user).childNodes);
}
function showAccount() {
  const user = account();
  const name = user?.username || 'Signed in';
  for (const node of $$('[data-username]')) node.textContent = name;
  for (const node of $$('[data-name]')) node.textContent = user?.name || name; // as they want to be called
  for (const node of $$('[data-initials]')) showFace(node, { ...user, username: name });
  for (const node of $$('small[data-role]')) node.textContent = user?.role === 'admin' ? 'Administrator' : 'Member';
}
onFacts(showAccount);
showAccount();

for (const form of $$('form[data-sign-out]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const [{ logout }, { complain, settled }] = await Promise.all([import('../core/session.js'), import('./toast.js')]);
    try {
      await settled({ signingOut: true }); // a DELETE that waits is this account's
      await logout();
      location.assign('index.html');
    } catch (error) {
      complain(error);
    }
  });
}

// ---- theme ----------------------------------------------------------------------------------------------------------
function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  for (const meta of $$('meta[name=theme-color]')) meta.media = meta.dataset.of === theme ? 'all' : 'not all';
  kept.set('theme', theme);
}
$('#theme')?.addEventListener('click', switchTheme);

// ---- keyboard: fetched with the first key ---------------------------------------------------------------------------
let keys = null;
addEventListener('keydown', firstKey);
addEventListener('keydown', async (event) => {
  if (event.defaultPrevented) return;
  keys ??= import('./keys.js').then((module) => {
    keys = module;
    return module;
  });
  (keys.press ? keys : await keys).press(event);
});
$('#keys')?.addEventListener('click', async () => (await import('./keys-help.js')).showKeys());
if (areOff()) for (const node of $$('.bar [title]')) node.title = node.title.replace(/ \(.\)/, '');

// ---- offline --------------------------------------------------------------------------------------------------------
function sayOffline() {
  $('#offline')?.remove();
  if (navigator.onLine) return;
  $('#main').prepend(
    el(
      'p',
      { id: 'offline', class: 'notice', role: 'status' },
      icon('wifi-off'),
      'You are offline. What needs the server works again once you are back.',
    ),
  );
}
addEventListener('online', sayOffline);
addEventListener('offline', sayOffline);
sayOffline();
// After the page itself: it is in no hurry. (Only https has it.)
addEventListener('load', () => {
  if (!account()) import('../core/features.js').then(({ features }) => features()); // may one have an account here?
  navigator.serviceWorker?.register('sw.js').catch(() => {
    /* then not */
  });
});

// A click beside a dialog closes it.
addEventListener('click', ({ target, clientX: x, clientY: y }) => {
  if (target.nodeName !== 'DIALOG') return;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  if (x < left || x > right || y < top || y > bottom) target.close();
});

// A menu that came from below goes there again.
document.addEventListener(
  'toggle',
  async ({ target: menu, newState }) => {
    if (newState === 'open' && menu.matches('.menu'))
      (await import('./swipe.js')).swipe(menu, { close: () => menu.hidePopover() });
  },
  true,
);

// ---- icons are third-party files that an installation may lack: then the words that stand for them are shown --------
const sprite = new Image();
sprite.addEventListener('error', () => {
  document.documentElement.dataset.icons = 'none';
});
sprite.src = file('vendor/icons.svg');
