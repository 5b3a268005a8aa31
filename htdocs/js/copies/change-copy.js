// A copy that is lent, comes back or is moved: at once, with Undo.
//
//   await changeCopy(copy, { location: 'Home' }, { words: 'Moved', took: (after) => … });    // throws what amend does
//   await bringBack(copy, took);

import { amend } from '../core/amend.js';
import { complain, toast } from '../ui/toast.js';
import { copyPath } from './copy-words.js';

const LOAN = ['lent_to', 'lent_on', 'due_on']; // come and go together

export async function changeCopy(copy, fields, { words, took }) {
  const names = 'lent_to' in fields ? LOAN : Object.keys(fields);
  const before = Object.fromEntries(names.map((name) => [name, copy[name] ?? null]));
  const set = async (wanted, base) => {
    const after = await amend(copyPath(copy), wanted, { base });
    took(after);
    return after;
  };
  const after = await set(fields, copy);
  toast(words, { undo: () => set(before, after).catch(complain) });
}

export const bringBack = (copy, took) =>
  changeCopy(copy, { lent_to: null }, { words: `Returned by ${copy.lent_to}: ${copy.format}`, took }).catch(complain);
