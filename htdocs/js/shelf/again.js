// What was finished is in progress again: a second time, or it wasn't finished after all. Until one is chosen all is
// kept.

import { today } from '../core/days.js';
import { toast } from '../ui/toast.js';
import { change } from './shelf.js';

const VERB = { BOOK: 'Read', MOVIE: 'Watch', TV_SHOW: 'Watch', GAME: 'Play' };

// `text` is the news of it, `undo` takes it back.
export function askAgain(media, entry, text, undo) {
  const anew = { progress: 0, start_date: today(), end_date: null };
  const restart = () => change(media, entry, anew, { news: `${media.title}: started over` });
  toast(`${text}. ${VERB[media.type]} it again?`, {
    choices: [
      ['Start over', restart],
      ['Keep', () => toast(text, { undo })],
    ],
    undo,
  });
}
