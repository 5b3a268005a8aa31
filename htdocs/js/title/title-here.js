// The title that keys and the palette are about: that of the card or row with the focus, or the one that is open.
//
//   const { at, media, entry } = await titleHere();      // nothing of it where there is none

import { $, $$ } from '../core/dom.js';
import { oneTitle } from '../core/catalogue.js';
import { entryOf } from '../shelf/changes.js';

// What one goes about in by arrow keys; rows only by j and k, as there is more in them.
export const CARDS = 'title-card, going-card';
const ROWS = `${CARDS}, owned-title, .title-row, list-row, list-card, person-row, record-line`;

export const cards = (kind = ROWS, root = $('#main')) => $$(kind, root).filter((card) => card.checkVisibility());
export const cardHere = (kind = ROWS) => document.activeElement?.closest?.(kind) ?? null;

// Its link, or where it has none the row itself.
export function focusCard(card) {
  const link = $('a:not([tabindex])', card);
  if (!link) card.tabIndex = -1;
  (link ?? card).focus();
}

export async function titleHere() {
  const at = cardHere() ?? $('title-view:not([inert])'); // inert: it is being deleted
  if (!at || at.matches('person-row, list-card')) return {};
  if ('entry' in at) return { at, media: at.media, entry: at.entry };
  const media = at.media ?? (await oneTitle(at.dataset.id));
  return { at, media, entry: entryOf(media) };
}
