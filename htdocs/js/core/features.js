// What this installation can do: {mail, registration, has_accounts, …}, asked once by each page that wants to know.
//
//   const { mail } = await features();      // {} where that isn't known
//   await toldFeatures();                    // throws what is in the way

import { onAccount } from './account.js';
import { api } from './api.js';
import { kept } from './storage.js';

let asked = null;
export function toldFeatures() {
  asked ??= api.get('server.cgi/features', { auth: false }).then(remember, (error) => {
    asked = null; // it may be known the next time
    throw error;
  });
  return asked;
}
// What is told to a member is not told to everybody.
onAccount(() => {
  asked = null;
});
export const features = () => toldFeatures().catch(() => ({}));

// So that no page offers what isn't to be had, from its first paint on (see theme.js).
function remember(told) {
  const isClosed = ['closed', 'invite'].includes(told.registration) && told.has_accounts !== false;
  kept.set('registration', isClosed ? 'closed' : null);
  if (isClosed) document.documentElement.dataset.registration = 'closed';
  else delete document.documentElement.dataset.registration;
  return told;
}
