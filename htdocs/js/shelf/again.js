// What was finished is in progress again: a second time, or it wasn't finished after all. Until one is chosen all is
// kept.

import { $, el } from '../core/dom.js';
import { api } from '../core/api.js';
import { countedTime, log } from '../diary/records.js';
import { today } from '../core/days.js';
import { complain, toast } from '../ui/toast.js';
import { change } from './shelf.js';

export const QUESTION = 'Again, or not finished?';

// What may be answered, and what it does. `before` is the entry when it was finished.
export function answers(media, entry, before = entry) {
  const restart = async () => {
    try {
      // What was finished nobody knows when isn't any more: first it is again.
      if (!before.end_date)
        await api.patch(`usermedia.cgi/${encodeURIComponent(entry.id)}`, { status: 'COMPLETED', end_date: null });
      // Undo takes back the question, too: it is finished.
      await log(media, { start_date: today() }, { since: { ...before, status: 'COMPLETED' } });
    } catch (error) {
      complain(error);
    }
  };
  return [
    [`Start a ${countedTime(Math.max(1, before.times ?? 1) + 1)}`, restart],
    [
      'It wasn’t finished',
      () => change(media, entry, { end_date: null }, { news: `${media.title}: not finished after all` }),
    ],
  ];
}

// The same in place, where there is room for it.
export const againQuestion = (media, entry) =>
  el(
    'div',
    { class: 'again-or-not', role: 'group', 'aria-label': QUESTION, 'data-of': media.id },
    el('p', {}, QUESTION),
    ...answers(media, entry).map(([words, run]) => el('button', { class: 'btn', type: 'button', onclick: run }, words)),
  );

// `text` is the news of it, `undo` takes it back.
export function askAgain(media, before, entry, text, undo) {
  const isAsked = $(`.again-or-not[data-of="${CSS.escape(media.id)}"]`)?.checkVisibility();
  toast(isAsked ? text : `${text}. ${QUESTION}`, { choices: isAsked ? [] : answers(media, entry, before), undo });
}
