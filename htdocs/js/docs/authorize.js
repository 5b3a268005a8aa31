// Whom a call is sent as: by the session's cookie, by a token, or as nobody. A token is kept by this page alone, as
// long as it is open.
//
//   onWho(() => { line.textContent = who(); });
//   const { headers, credentials } = pass();          // for a fetch
//   authorize(tokenAddress);                          // asks

import { el } from '../core/dom.js';
import { account, onFacts } from '../core/account.js';
import { ApiError, byHand } from '../core/api.js';
import { smooth } from '../core/forms.js';
import { sheet } from '../ui/sheet.js';
import { field } from '../ui/sign-in.js';

let chosen = { by: 'session' }; // or { by: 'token', token, name }, or { by: 'nobody' }
const news = new EventTarget();

export function onWho(run) {
  news.addEventListener('change', run);
  onFacts(run);
}
function choose(way) {
  chosen = way;
  news.dispatchEvent(new Event('change'));
}

export const isSession = () => chosen.by === 'session';
export const isSomebody = () => (isSession() ? Boolean(account()) : chosen.by === 'token');

export function who() {
  if (chosen.by === 'token') return chosen.name ? `as ${chosen.name}, by a token` : 'by your token';
  return isSomebody() ? `as ${account().username ?? 'you'}, by this browser’s session` : 'as nobody';
}

export const pass = () => ({
  credentials: isSession() ? 'same-origin' : 'omit',
  headers: chosen.by === 'token' ? { Authorization: `Bearer ${chosen.token}` } : {},
});

// OAuth2's password flow.
async function tokenFor(address, { username = '', password = '', code }) {
  const body = new URLSearchParams({ grant_type: 'password', username, password, ...(code && { code }) });
  const response = await byHand(address, { method: 'POST', body, credentials: 'omit' });
  const answer = await response.json().catch(() => ({}));
  if (answer.access_token) return answer.access_token;
  const why = answer.error_description ?? answer.error?.message ?? `No token was given (${response.status}).`;
  throw new ApiError(response.status, answer.error, why);
}

export function authorize(tokenAddress) {
  const signIn = el(
    'form',
    { id: 'by-password' },
    field('Username or e-mail', { id: 'as-username', name: 'username', autocomplete: 'off', autocapitalize: 'none' }),
    field('Password', { id: 'as-password', name: 'password', type: 'password', autocomplete: 'off' }),
    el('p', { class: 'actions' }, el('button', { class: 'btn primary wide', type: 'submit' }, 'Sign in for a token')),
  );
  const paste = el(
    'form',
    { id: 'by-token' },
    field('A token that you have', { id: 'as-token', name: 'token', autocomplete: 'off', spellcheck: 'false' }),
    el('p', { class: 'actions' }, el('button', { class: 'btn wide', type: 'submit' }, 'Use this token')),
  );
  const done = (way) => {
    choose(way);
    dialog.close();
  };
  const other = (words, by) => el('button', { class: 'btn wide', type: 'button', onclick: () => done({ by }) }, words);
  const dialog = sheet(
    'authorize',
    'Authorize',
    el('p', { class: 'lead' }, `Calls are sent ${who()}. A token is forgotten when this page is left.`),
    signIn,
    paste,
    el(
      'p',
      { class: 'actions' },
      account() && !isSession() ? other('Use this browser’s session', 'session') : null,
      chosen.by === 'nobody' ? null : other('Send no credentials', 'nobody'),
    ),
  );
  smooth(signIn, {
    send: (fields) =>
      tokenFor(tokenAddress, fields).then(
        (token) => ({ by: 'token', token, name: fields.username }),
        async (error) => (await import('../security/code-field.js')).askForCode(signIn, error),
      ),
    done,
  });
  smooth(paste, {
    send: async ({ token }) => {
      if (token) return { by: 'token', token: token.trim().replace(/^Bearer\s+/i, '') };
      throw new ApiError(400, 'validation_failed', '', [{ field: 'token', message: 'is required' }]);
    },
    done,
  });
  signIn.elements.username.focus();
}
