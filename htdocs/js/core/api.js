// The only fetch (files go up by upload.js). Addresses are cgi-bin/NAME.cgi/… relative to the page, so that it works
// below any path with nothing rewritten. Cookies carry the session. On 401 it refreshes once, then asks to sign in,
// then does the call again.
//
//   const page = await api.get('media.cgi/', { query: { q: 'dune', type: ['BOOK', 'MOVIE'] } });
//   const entry = await api.post('usermedia.cgi/', { media_id: id });

import { setAccount } from './account.js';
import { tellTabs } from './storage.js';

export class ApiError extends Error {
  constructor(status, code, message, details = [], requestId = null) {
    super(message);
    Object.assign(this, { name: 'ApiError', status, code, details, requestId });
  }

  // What came from the web server, or from something before it, has the status 0, the code `foreign` and more() to say.
  // A field is wrong, or somebody may not: the message says it all. Anything else is worth a request id.
  get expected() {
    return this.status >= 400 && this.status < 500;
  }
}

// What went wrong, in words; with the request id when it isn't the reader's doing.
export function explain(error) {
  if (error.name !== 'ApiError') return `Something in this page went wrong: ${error.message}`;
  const details = (error.details ?? []).map(({ field, message }) => `${field} ${message}`).join(', ');
  const text = `${error.message} ${details}`.trim();
  return error.expected || !error.requestId ? text : `${text} (request ${error.requestId})`;
}

// Set by the shell. Each asks, and resolves to true when that was done, false when it was given up: for a sign-in, and
// for what is wanted besides (the password once more, a second factor that is a must), by the error's code.
export const hooks = { signIn: async () => false, prove: async () => false };

const DOOR = new URL('cgi-bin/', document.baseURI);

export function address(path, query = {}) {
  const url = new URL(path, DOOR);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat())
      if (one !== null && one !== undefined && one !== '') url.searchParams.append(name, one);
  }
  return url;
}

// ---- one call, to the programs and back -----------------------------------------------------------------------------

// `match` is the tag (tagOf) of what is to be changed: should somebody have changed it meanwhile, the answer is 412.
export async function exchange(method, path, { query, body, headers, signal, keepalive, match, as = 'text' } = {}) {
  if (body && !headers) [headers, body] = [{ 'Content-Type': 'application/json' }, JSON.stringify(body)];
  try {
    const response = await fetch(address(path, query), {
      method,
      signal,
      keepalive,
      body,
      cache: 'no-cache', // after Back a browser would take what it has
      credentials: 'same-origin',
      headers: { ...headers, ...(match && { 'If-Match': match }), Accept: 'application/json' },
    });
    return {
      status: response.status,
      text: await response[response.ok ? as : 'text'](),
      header: (name) => response.headers.get(name),
    };
  } catch (error) {
    throw error.name === 'AbortError' ? error : offline();
  }
}

// Some hosts let nothing but GET and POST through: method-override.js finds the way for all else. It puts itself in
// here.
export const ways = { find: null };
export async function send(method, ...call) {
  const go =
    method === 'GET' || method === 'POST' ? exchange : (ways.find ?? (await import('./method-override.js')).find);
  return outcome(await go(method, ...call));
}

// The ETag of a record, as long as it is the object that an answer was.
const tags = new WeakMap();
export const tagOf = (record) => tags.get(record) ?? null;

let heard = false; // the programs have answered this page: they run here

// The answer to a call, as an object, or thrown as an ApiError. What isn't ours is explained by foreign.js.
export async function outcome({ status, text, header }) {
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    /* nothing, or not ours */
  }
  const wrong = answer?.error;
  const isOurs = status === 204 || (status < 300 ? answer : wrong?.code);
  heard ||= isOurs;
  if (isOurs && status < 300) {
    if (answer) tags.set(answer, header('ETag'));
    return answer;
  }
  if (isOurs && status !== 429)
    throw new ApiError(
      status,
      wrong.code,
      wrong.message,
      wrong.details ?? [],
      wrong.request_id ?? header('X-Request-Id'),
    );
  throw await import('../installation/foreign.js').then(
    ({ explained }) => explained({ status, wrong, text, header, heard }),
    offline,
  );
}

export const offline = () =>
  new ApiError(0, 'network', 'The server can’t be reached. Nothing is lost: try again in a moment.');

// Runs it when the network is back, and twice more, as a browser says so a moment before it is. Answers what ends that.
export function backOnline(run) {
  const listener = () => {
    run();
    for (const wait of [2000, 8000]) setTimeout(run, wait);
  };
  addEventListener('online', listener);
  return () => removeEventListener('online', listener);
}

const refresh = async (since) => (await import('./refresh.js')).refresh(since);

// One question at a time, however many calls wait for its answer.
const asking = {};
function ask(what, code) {
  asking[what] ??= hooks[what](code).finally(() => {
    delete asking[what];
  });
  return asking[what];
}

// A call, done again once the session is renewed, or one has signed in, or said the password again.
export async function insist(run, { auth = true, keepalive = false } = {}) {
  const began = Date.now();
  try {
    return await run();
  } catch (error) {
    if (/reauth|setup/.test(error.code) && !keepalive && (await ask('prove', error.code))) return run();
    if (error.status !== 401 || !auth) throw error;
    if (await refresh(began)) {
      try {
        return await insist(run, { auth: false, keepalive });
      } catch (again) {
        if (again.status !== 401) throw again;
      }
    }
    if (!keepalive && (await ask('signIn'))) return insist(run, { auth: false, keepalive });
    setAccount(null);
    throw error;
  }
}
async function call(method, path, options) {
  const answer = await insist(() => send(method, path, options), options);
  if (method !== 'GET' && !path.startsWith('auth.cgi/')) tellTabs();
  return answer;
}

export const api = {
  get: (path, options) => call('GET', path, options),
  post: (path, body, options) => call('POST', path, { ...options, body }),
  put: (path, body, options) => call('PUT', path, { ...options, body }),
  patch: (path, body, options) => call('PATCH', path, { ...options, body }),
  delete: (path, options) => call('DELETE', path, options),
};

// A call as somebody writes it, and its answer as it comes: the page of the API shows both.
export const byHand = (where, options) =>
  fetch(where, options).catch(() => {
    throw offline();
  });

// A file of the page itself, such as openapi.json.
export async function ownFile(name) {
  const response = await byHand(new URL(name, document.baseURI));
  if (!response.ok) throw new ApiError(response.status, 'unexpected', `${name} can’t be read (${response.status}).`);
  return response.json();
}

// Whether the short addresses are there (/media beside cgi-bin/media.cgi): some hosts rewrite nothing.
export async function hasShortAddresses() {
  try {
    return 'version' in (await ownFile('server/version'));
  } catch {
    return false;
  }
}
