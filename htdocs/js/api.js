// The only fetch (files go up by upload.js). Addresses are cgi-bin/NAME.cgi/… relative to the page, so that it works below any path with nothing
// rewritten. Cookies carry the session. On 401 it refreshes once, then asks to sign in, then does the call again.
//
//   const page = await api.get('media.cgi/', { query: { q: 'dune', type: ['BOOK', 'MOVIE'] } });
//   const entry = await api.post('usermedia.cgi/', { media_id: id });

import { account, setAccount } from './account.js';

export class ApiError extends Error {
  constructor(status, code, message, details = [], requestId = null) {
    super(message);
    Object.assign(this, { name: 'ApiError', status, code, details, requestId });
  }

  // A field is wrong, or somebody may not: the message says it all. Anything else is worth a request id.
  get expected() { return this.status >= 400 && this.status < 500; }
}

// Set by the shell. Each asks, and resolves to true when that was done, false when it was given up.
export const hooks = { signIn: async () => false, confirmPassword: async () => false };

const DOOR = new URL('cgi-bin/', document.baseURI);

export function address(path, query = {}) {
  const url = new URL(path, DOOR);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== '') url.searchParams.append(name, one);
  }
  return url;
}

async function send(method, path, { query, body, signal, keepalive } = {}) {
  const headers = { Accept: 'application/json' };
  if (body) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(address(path, query), {
      method, headers, signal, keepalive, credentials: 'same-origin', body: body ? JSON.stringify(body) : undefined,
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw offline();
  }
  return outcome(response.status, await response.text(), (name) => response.headers.get(name));
}

export function outcome(status, text, header) {
  if (status === 204) return null;
  let answer = null;
  try { answer = JSON.parse(text); } catch { /* not ours */ }
  if (status < 300 && answer) return answer;
  const wrong = answer?.error ?? {};
  throw new ApiError(status, wrong.code ?? 'unexpected',
    wrong.message ?? (status === 413 ? 'That is more than the server takes.' : 'The server gave an answer that this page doesn’t understand.'),
    wrong.details ?? [], wrong.request_id ?? header('X-Request-Id'));
}

export const offline = () => new ApiError(0, 'network', 'The server can’t be reached. Nothing is lost: try again in a moment.');

// ---- one refresh at a time ---------------------------------------------------------------------------------------
// A refresh token that is used twice ends the session, so tabs take turns; whoever comes second finds it done.

const DONE = 'vitrine.refreshed';
const BUSY = 'vitrine.refreshing';
const stamp = (key) => { try { return Number(localStorage.getItem(key)) || 0; } catch { return 0; } };
const mark = (key, value) => { try { localStorage.setItem(key, String(value)); } catch { /* one tab, then */ } };

async function inTurn(run) {
  if (navigator.locks) return navigator.locks.request('vitrine.refresh', run);
  // Plain http has no locks: a claim in the storage, which ends by itself after ten seconds.
  while (stamp(BUSY) > Date.now()) await new Promise((resume) => { setTimeout(resume, 100); });
  mark(BUSY, Date.now() + 10_000);
  try { return await run(); } finally { mark(BUSY, 0); }
}

let refreshing = null;
export function refresh(since = Date.now()) {
  refreshing ??= inTurn(async () => {
    if (stamp(DONE) > since) return true;   // another tab did it meanwhile
    try {
      await send('POST', 'auth.cgi/refresh');
      mark(DONE, Date.now());
      return true;
    } catch (error) {
      if (error.status === 401 || error.status === 400) return false;
      throw error;
    }
  }).finally(() => { refreshing = null; });
  return refreshing;
}

// One question at a time, however many calls wait for its answer.
const asking = {};
function ask(what) {
  asking[what] ??= hooks[what]().finally(() => { delete asking[what]; });
  return asking[what];
}

// A call, done again once the session is renewed, or one has signed in, or said the password again.
export async function insist(run, { auth = true, keepalive = false } = {}) {
  const began = Date.now();
  try {
    return await run();
  } catch (error) {
    if (error.code === 'reauthentication_required' && !keepalive && await ask('confirmPassword')) return run();
    if (error.status !== 401 || !auth) throw error;
    if (await refresh(began)) {
      try { return await run(); } catch (again) { if (again.status !== 401) throw again; }
    }
    if (!keepalive && await ask('signIn')) return insist(run, { auth: false });
    setAccount(null);
    throw error;
  }
}
const call = (method, path, options) => insist(() => send(method, path, options), options);

export const api = {
  get: (path, options) => call('GET', path, options),
  post: (path, body, options) => call('POST', path, { ...options, body }),
  put: (path, body, options) => call('PUT', path, { ...options, body }),
  patch: (path, body, options) => call('PATCH', path, { ...options, body }),
  delete: (path, options) => call('DELETE', path, options),
};

// A file of the page itself, such as openapi.json.
export async function ownFile(name) {
  const response = await fetch(new URL(name, document.baseURI));
  return outcome(response.status, await response.text(), (header) => response.headers.get(header));
}

// Whether the short addresses are there (/media beside cgi-bin/media.cgi): some hosts rewrite nothing.
export async function hasShortAddresses() {
  try { return 'version' in await ownFile('server/version'); } catch { return false; }
}

// ---- accounts ----------------------------------------------------------------------------------------------------

export async function login(fields) {
  const user = await api.post('auth.cgi/login', fields, { auth: false }).catch((error) => {
    if (error.status === 401) error.message = 'The username or the password is wrong.';
    throw error;
  });
  setAccount(user);
  return user;
}

export async function register(fields) {
  const user = await api.post('auth.cgi/register', fields, { auth: false });
  setAccount(user);
  return user;
}

export async function logout() {
  try {
    await api.post('auth.cgi/logout', undefined, { auth: false });
  } catch (error) {
    if (error.status !== 401) throw error;   // 401: the session was over already
  }
  setAccount(null);
}

// ---- the catalogue, read by anybody --------------------------------------------------------------------------------
// Public lists answer nobody and somebody alike; only with a user do titles carry `my`. That tells whether the session
// still stands, without a call that would fail.

async function readPublic(path, options, titles) {
  const began = Date.now();
  let answer;
  try { answer = await send('GET', path, options); } catch (error) {
    if (error.status !== 401 || !account()) throw error;
    return call('GET', path, options);   // a private catalogue, and a session that ran out
  }
  const [first] = titles(answer);
  if (first && !('my' in first) && account()) {
    if (await refresh(began)) answer = await send('GET', path, options);
    else setAccount(null);
  } else if (first && 'my' in first && !account()) {
    setAccount({});   // signed in by a plain form; the name comes with the next sign-in
  }
  return answer;
}

export const listTitles = (query, signal) => readPublic('media.cgi/', { query, signal }, (answer) => answer.media);
export const oneTitle = (id, signal) => readPublic(`media.cgi/${encodeURIComponent(id)}`, { signal }, (answer) => [answer]);
export const listReviews = (id, query) => call('GET', `media.cgi/${encodeURIComponent(id)}/reviews`, { query, auth: Boolean(account()) });
