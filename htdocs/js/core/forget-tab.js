// What was typed in this tab goes when whoever typed it has signed out. (Of this installation: others may be on the
// same host name.)
//
//   const { forgetTab } = await import('./forget-tab.js');      // it is rare
//   forgetTab();

import { inTab, own } from './storage.js';

const [before, after] = own('|').split('|');

export function forgetTab() {
  inTab.forget();
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(before) && name.endsWith(after)) sessionStorage.removeItem(name);
  } catch {
    // off: then there is nothing
  }
}
