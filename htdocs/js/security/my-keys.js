// Settings: the keys that programs have in place of my password, each with what it may do and when it was used last.

import { ago } from '../core/ago.js';
import { api } from '../core/api.js';
import { day } from '../core/days.js';
import { $, said } from '../core/dom.js';
import { endedList } from './ended-list.js';

export const TOKENS = 'users.cgi/me/tokens';
export const SCOPE = { read: 'Reads', write: 'Reads and writes' };

const isOver = ({ expires_at: end }) => Boolean(end) && new Date(end) <= Date.now();
const until = (key) =>
  key.expires_at ? `${isOver(key) ? 'ended' : 'until'} ${day(key.expires_at)}` : 'without an end';

const line = (key) => ({
  sign: 'key-round',
  name: key.name,
  tag: isOver(key) ? 'Expired' : SCOPE[key.scope],
  isQuiet: key.scope === 'read' || isOver(key),
  facts: [
    key.last_used_at ? `last used ${ago(key.last_used_at)}` : 'not used yet',
    until(key),
    `made ${day(key.created_at)}`,
  ],
});

const question = ({ name }) => ({
  title: ['Revoke the key ', said(name), '?'],
  text: 'The program that has it is shut out at once. It can’t be brought back: a new key takes its place.',
  yes: 'Revoke it',
  gone: `Revoked: ${name}`,
});

export function myKeys() {
  const draw = endedList({
    list: $('#api-keys'),
    heading: $('#api-keys-h'),
    get: async () => (await api.get(TOKENS, { query: { page_size: 100 } })).tokens,
    path: ({ id }) => `${TOKENS}/${encodeURIComponent(id)}`,
    line,
    question,
    none: 'None: no program gets in as you.',
  });
  $('#key-make').onsubmit = async (event) => {
    event.preventDefault();
    (await import('./new-key.js')).newKey(draw);
  };
  draw();
}
