// Some hosts let nothing but GET and POST through. What such a host refuses, before any program of ours has seen it, is
// sent once more as a POST that says what it means: by a header, or, where that is refused as well (by ModSecurity's
// core rules 4), by a form's _method. The way that led to an answer of ours is remembered for this installation, and
// gone at once from then on.
//
// api.js fetches it with the first such call. What may send one while the page is left (no time to fetch anything then)
// imports it before.

import { exchange, ways } from './api.js';
import { kept } from './storage.js';

export const knownWay = () => kept.get('way');

const json = { 'Content-Type': 'application/json' };
const pairs = (body) =>
  Object.entries(body ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, one ?? '']));
const WAYS = {
  plain: (method, path, options) => exchange(method, path, options),
  header: (method, path, { body, ...options }) =>
    exchange('POST', path, {
      ...options,
      body: body && JSON.stringify(body),
      headers: { ...(body && json), 'X-HTTP-Method-Override': method },
    }),
  form: (method, path, { body, ...options }) =>
    exchange('POST', path, {
      ...options,
      body: new URLSearchParams([['_method', method], ...pairs(body)]),
      headers: {},
    }),
};
const names = Object.keys(WAYS);

function isOurs(text) {
  try {
    return Boolean(JSON.parse(text).error.code);
  } catch {
    return false;
  }
}
// 405 as an answer to the header is ours, too, when somebody in between took it away.
const isRefusal = ({ status, text }, way) =>
  [403, 405, 501].includes(status) && (!isOurs(text) || (way === 'header' && status === 405));

export async function find(method, path, options = {}) {
  const known = knownWay();
  // Who leaves the page has one try: by the way that leads everywhere.
  if (options.keepalive && !known) return WAYS.form(method, path, options);
  let refusal = null;
  for (const way of names.slice(Math.max(0, names.indexOf(known)))) {
    const answer = await WAYS[way](method, path, options);
    if (!isRefusal(answer, way)) {
      if (way !== 'plain' && way !== known) kept.set('way', way);
      return answer;
    }
    refusal ??= answer;
  }
  return refusal;
}
ways.find = find;
