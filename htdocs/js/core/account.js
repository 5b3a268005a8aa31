// Who is signed in, as far as the page shows it: {id, username, name, role, avatar_url}, never a token (those are
// HttpOnly cookies). The server alone decides what is allowed; this only chooses between "Sign in" and a name.

import { kept, own } from './storage.js';

const KEPT = ['id', 'username', 'name', 'role', 'avatar_url'];
const accountNews = new EventTarget();

export function account() {
  try {
    return JSON.parse(kept.get('account'));
  } catch {
    return null; // not ours
  }
}

export function setAccount(user) {
  const before = account();
  const after = user ? Object.fromEntries(KEPT.map((name) => [name, user[name] ?? null])) : null;
  kept.set('account', after && JSON.stringify(after));
  tellAccount(before?.id !== after?.id || Boolean(before) !== Boolean(after));
}

function tellAccount(changed) {
  const user = account();
  document.documentElement.dataset.account = user ? 'in' : 'out';
  document.documentElement.dataset.role = user?.role ?? '';
  accountNews.dispatchEvent(new Event('facts'));
  if (changed) accountNews.dispatchEvent(new Event('change'));
}

// It is somebody else, or nobody; or what is known of them may have changed.
export const onAccount = (run) => accountNews.addEventListener('change', run);
export const onFacts = (run) => accountNews.addEventListener('facts', run);

// Signed in or out in another tab.
addEventListener('storage', (event) => {
  if (event.key === own('account')) tellAccount(true);
});
// Back from the browser's page cache, perhaps signed out meanwhile.
addEventListener('pageshow', (event) => {
  if (event.persisted) tellAccount(true);
});
