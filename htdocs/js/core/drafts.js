// Text that was typed and isn't saved yet. It stays for this tab and for who typed it, whatever happens to the page: a
// session that ran out, a network that failed, a reload. What a visitor typed is there too once they have signed in.
//
//   const draft = draftOf(`note.${media.id}`);
//   textarea.value = draft.read() ?? entry.note ?? '';
//   draft.keep(textarea.value);   draft.forget();

import { account } from './account.js';

export function draftOf(name) {
  const nobodys = `vitrine.draft..${name}`;
  const key = `vitrine.draft.${account()?.id ?? ''}.${name}`;
  let kept = null; // where storage is off
  return {
    read() {
      try {
        return sessionStorage.getItem(key) ?? sessionStorage.getItem(nobodys);
      } catch {
        return kept;
      }
    },
    keep(text) {
      kept = text;
      try {
        sessionStorage.setItem(key, text);
      } catch {
        /* this page remembers */
      }
    },
    forget() {
      kept = null;
      try {
        for (const one of [key, nobodys]) sessionStorage.removeItem(one);
      } catch {
        /* nothing was kept */
      }
    },
  };
}
