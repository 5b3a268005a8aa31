// Who is signed in, as far as the page shows it: {id, username, role, avatar_url}, never a token (those are HttpOnly
// cookies). The server alone decides what is allowed; this only chooses between "Sign in" and a name.

const KEY = 'vitrine.account';
const KEPT = ['id', 'username', 'role', 'avatar_url'];
const news = new EventTarget();
let kept = null; // where storage is off

function read() {
  try {
    const text = localStorage.getItem(KEY);
    return text ? JSON.parse(text) : null;
  } catch {
    return kept;
  }
}

export const account = () => read();

export function setAccount(user) {
  const before = read();
  kept = user ? Object.fromEntries(KEPT.map((name) => [name, user[name] ?? null])) : null;
  try {
    if (kept) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch {
    /* storage is off: this page remembers */
  }
  tell(before?.id !== kept?.id || Boolean(before) !== Boolean(kept));
}

function tell(changed) {
  const user = read();
  document.documentElement.dataset.account = user ? 'in' : 'out';
  document.documentElement.dataset.role = user?.role ?? '';
  news.dispatchEvent(new Event('facts'));
  if (changed) news.dispatchEvent(new Event('change'));
}

// It is somebody else, or nobody; or what is known of them may have changed.
export const onAccount = (run) => news.addEventListener('change', run);
export const onFacts = (run) => news.addEventListener('facts', run);

// Signed in or out in another tab.
addEventListener('storage', (event) => {
  if (event.key === KEY) tell(true);
});
// Back from the browser's page cache, perhaps signed out meanwhile.
addEventListener('pageshow', (event) => {
  if (event.persisted) tell(true);
});
