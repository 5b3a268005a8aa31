// What is shown in the place of all else when the installation isn't ready: what its programs say, or what the host's
// answer means.
//
//   if (isSick(error)) place.replaceChildren(sick(error, again));

import { explain } from '../core/api.js';
import { el } from '../core/dom.js';

export const atDoctor = () => location.pathname.endsWith('/doctor.html');
export const isSick = (error) => error.code === 'foreign' || error.status >= 500;

export function unready(title, text, more, ...actions) {
  return el(
    'section',
    { class: 'sick', role: 'alert' },
    el('h1', {}, title),
    el('p', {}, ...worded(text)),
    more,
    el('p', { class: 'actions' }, ...actions),
  );
}

// What the programs say has `names` and `lines` in it.
const worded = (text) => text.split('`').map((part, at) => (at % 2 ? el('code', {}, part) : part));

export function sick(error, again) {
  const waits = /try again/i.test(error.message);
  return unready(
    waits ? 'One moment' : 'This installation isn’t ready',
    error.name === 'ApiError' ? error.message : explain(error),
    error.more?.() ?? (error.requestId && !waits ? el('p', { class: 'request' }, `Request ${error.requestId}`) : null),
    el('button', { class: 'btn primary', type: 'button', onclick: again }, 'Try again'),
    error.more || waits || atDoctor() ? null : el('a', { class: 'btn', href: 'doctor.html' }, 'Examine it'),
  );
}
