// Text that was typed and isn't saved yet. It stays for this tab and for who typed it, whatever happens to the page: a
// session that ran out, a network that failed, a reload. What a visitor typed is there too once they have signed in.
//
//   const draft = draftOf(`note.${media.id}`);
//   textarea.value = draft.read() ?? entry.note ?? '';
//   draft.keep(textarea.value);   draft.forget();

import { account } from './account.js';
import { inTab } from './storage.js';

export function draftOf(name) {
  const nobodys = `draft..${name}`;
  const mine = `draft.${account()?.id ?? ''}.${name}`;
  return {
    read: () => inTab.get(mine) ?? inTab.get(nobodys),
    keep: (text) => inTab.set(mine, text),
    forget() {
      for (const one of [mine, nobodys]) inTab.set(one, null);
    },
  };
}
