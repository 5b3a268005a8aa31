// The steps of an import, one after the other, until there is nothing more to do. Each is short, and what was done is
// done: whoever leaves the page, or loses the network, goes on where it was.
//
//   const record = await goOn(record, { signal, told: (record) => …, waiting: (error) => … });

import { insist, send } from '../core/api.js';
import { tellTabs } from '../core/storage.js';
import { isBusy, pathOf } from './import-words.js';

const SHORTEST = 1000;
const LONGEST = 30_000;

// A pause that ends early when the network is back, or nobody waits any more.
const rest = (wait, signal) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });

// What may be well the next time: the network, the server, too much at once.
const passes = ({ name, status }) => name === 'ApiError' && (!status || status === 429 || status >= 500);

// (Other tabs are told once, and not with each step.)
export const step = (id, body) => insist(() => send('POST', `${pathOf(id)}/steps`, { body }));

export async function goOn(record, { signal, told, waiting }) {
  let now = record;
  let wait = SHORTEST;
  while (isBusy(now) && !signal.aborted) {
    try {
      now = await step(now.id);
      wait = SHORTEST;
      if (!signal.aborted) told(now);
    } catch (error) {
      if (!passes(error)) throw error;
      waiting(error);
      await rest(wait, signal);
      wait = Math.min(2 * wait, LONGEST);
    }
  }
  tellTabs();
  return now;
}
