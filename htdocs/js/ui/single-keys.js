// Keys that are characters, on and off: for this browser, as the theme is.

import { kept } from '../core/storage.js';

export function setSingleKeys(on) {
  if (on) delete document.documentElement.dataset.keys;
  else document.documentElement.dataset.keys = 'off';
  kept.set('keys', on ? null : 'off');
}
