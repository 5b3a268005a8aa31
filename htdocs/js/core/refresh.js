// Renews the session, once for all tabs: a refresh token that is used twice ends it, so tabs take turns, and whoever
// comes second finds it done.
//
//   await refresh(began);      // true: it stands again; false: it is over

import { send } from './api.js';
import { quietly } from './session.js';
import { kept, own } from './storage.js';

const DONE = 'refreshed';
const BUSY = 'refreshing';
const stamp = (name) => Number(kept.get(name)) || 0;
const keep = (name, time) => kept.set(name, String(time));

async function inTurn(run) {
  if (navigator.locks) return navigator.locks.request(own('refresh'), run);
  // Plain http has no locks: a claim in the storage, which ends by itself after ten seconds.
  while (stamp(BUSY) > Date.now())
    await new Promise((resume) => {
      setTimeout(resume, 100);
    });
  keep(BUSY, Date.now() + 10_000);
  try {
    return await run();
  } finally {
    keep(BUSY, 0);
  }
}

let refreshing = null;
export function refresh(since = Date.now()) {
  refreshing ??= inTurn(async () => {
    if (stamp(DONE) > since) return true; // another tab did it meanwhile
    try {
      await send('POST', 'auth.cgi/refresh', { headers: quietly });
      keep(DONE, Date.now());
      return true;
    } catch (error) {
      if (error.status === 401 || error.status === 400) return false;
      throw error;
    }
  }).finally(() => {
    refreshing = null;
  });
  return refreshing;
}
