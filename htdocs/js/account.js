// Who is signed in, as far as the page shows it: {id, username, role}, never a token (those are HttpOnly cookies).
// The server alone decides what is allowed; this only chooses between "Sign in" and a name.

const KEY = 'vitrine.account';
const news = new EventTarget();
let kept = null;   // where storage is off

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
  kept = user ? { id: user.id ?? null, username: user.username ?? null, role: user.role ?? null } : null;
  try {
    if (kept) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch { /* storage is off: this page remembers */ }
  tell(before?.id !== kept?.id || Boolean(before) !== Boolean(kept));
}

function tell(changed) {
  document.documentElement.dataset.account = read() ? 'in' : 'out';
  if (changed) news.dispatchEvent(new Event('change'));
}

export const onAccount = (run) => news.addEventListener('change', run);

// Signed in or out in another tab.
addEventListener('storage', (event) => { if (event.key === KEY) tell(true); });
// Back from the browser's page cache, perhaps signed out meanwhile.
addEventListener('pageshow', (event) => { if (event.persisted) tell(true); });
