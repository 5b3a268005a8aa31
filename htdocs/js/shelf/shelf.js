// What one does with a title: put it on the shelf, change how it stands, take it off. Each is sent at once (taking off:
// when its Undo is over), shown by whoever listens, and can be undone whole.
//
//   await shelve(media);                                  // or shelve(media, 'IN_PROGRESS', { progress: 5 })
//   await change(media, entry, { status: 'COMPLETED' });
//   remove(media, entry);

import { api } from '../core/api.js';
import { dated, day } from '../core/days.js';
import { KIND, STATUS, many, number } from '../core/words.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { leaving, tell } from './changes.js';

// A movie is seen in one go: it has no other day.
export const endWords = ({ type }) => (type === 'MOVIE' ? 'Watched on' : 'Finished');
// A step for ears: "25 pages further".
export function stepWords({ type }) {
  const { step: size, unit } = KIND[type];
  return `${many(size, unit.slice(0, -1))} further`;
}

const path = (id) => `usermedia.cgi/${encodeURIComponent(id)}`;

async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    complain(error);
    return null;
  }
}

// What is on its way out isn't shown again by what was under way before: Undo gives it back as it is by then.
function say(media, entry) {
  if (leaving.has(entry.id)) leaving.set(entry.id, entry);
  else tell(media, entry);
}

// One after the other, each on what the one before it made: fingers are faster than a network.
const turns = new Map(); // the id of a title → the last of its changes, as a promise of its entry
function inTurn(media, run) {
  const before = turns.get(media.id);
  const mine = before ? before.catch(() => undefined).then(run) : run(undefined);
  turns.set(media.id, mine);
  return mine.finally(() => {
    if (turns.get(media.id) === mine) turns.delete(media.id);
  });
}

export const shelve = (media, status = 'TO_DO', more = {}) =>
  inTurn(media, (now) =>
    now && !leaving.has(now.id) ? alter(media, now, { status, ...more }) : put(media, status, more),
  );

async function put(media, status, more) {
  await settled(); // it may have been taken off just now
  const entry = await attempt(async () =>
    api.post('usermedia.cgi/', {
      media_id: media.id,
      ...(status === 'TO_DO' ? { status } : dated(status)),
      ...more,
    }),
  );
  if (!entry) return null;
  tell(media, entry);
  const text = `On your shelf: ${media.title}${status === 'TO_DO' ? '' : `, ${STATUS[status].label}`}`;
  const undo = () =>
    inTurn(media, () =>
      attempt(async () => {
        await api.delete(path(entry.id));
        tell(media, null);
      }),
    );
  if (status === 'COMPLETED') (await import('./finished.js')).sayFinished(media, entry, text, undo);
  else toast(text, { undo });
  return entry;
}

// What changing a status fills in by itself, so that Undo gives all of it back.
const FILLED = ['status', 'progress', 'start_date', 'end_date'];

function newsOf(media, before, after) {
  const { unit } = KIND[media.type];
  if (before.status !== after.status) return `${media.title}: ${STATUS[after.status].label}`;
  if (before.note !== after.note) return after.note ? 'Note saved' : 'Note removed';
  for (const [name, what] of [
    ['end_date', endWords(media).toLowerCase()],
    ['start_date', 'started'],
  ]) {
    if (before[name] !== after[name])
      return `${media.title}: ${after[name] ? `${what} ${day(after[name])}` : `no date for ${what}`}`;
  }
  return `${media.title}: ${number(after.progress ?? 0)}${media.length ? ` of ${number(media.length)}` : ''} ${unit}`;
}

// A form that shows its errors itself passes `refused`, which gets them. `leaving`: the page is, so nothing is shown
// any more. `wanted` may be a function of the entry as it is by then. A field that is saved while it is typed also
// passes `amend` (see amend.js), `base`, what it began from, and `since`, what Undo gives back; both as {note: …}.
// `news`: what is said of it; `isQuiet`: nothing is.
export function change(media, entry, wanted, how = {}) {
  const run = (now) => alter(media, now ?? entry, wanted, how);
  return how.leaving ? run() : inTurn(media, run);
}

async function alter(
  media,
  entry,
  asked,
  {
    refused = complain,
    leaving: keepalive = false,
    amend = null,
    base = null,
    since = null,
    news: words = null,
    isQuiet = false,
  } = {},
) {
  const patch = (fields, from) =>
    amend
      ? amend(path(entry.id), fields, { base: from, record: from.id ? from : entry, keepalive })
      : api.patch(path(entry.id), fields, { keepalive });
  let wanted = typeof asked === 'function' ? asked(entry) : asked;
  let before, after;
  try {
    before = 'start_date' in entry ? entry : await api.get(path(entry.id));
    if ('status' in wanted && wanted.status !== before.status) wanted = { ...dated(wanted.status, before), ...wanted };
    after = await patch(wanted, base);
  } catch (error) {
    if (refused !== complain)
      refused(error); // a form keeps what was typed
    else if (!leaving.has(entry.id)) {
      tell(media, entry); // back to what is true
      complain(error);
    }
    return null;
  }
  say(media, after);
  if (leaving.has(entry.id) || isQuiet) return after; // the news is that it goes
  before = { ...before, ...since };
  const names = 'status' in wanted ? FILLED : Object.keys(wanted);
  const undo = () =>
    inTurn(media, () =>
      attempt(async () => {
        const back = await patch(Object.fromEntries(names.map((name) => [name, before[name] ?? null])), after);
        say(media, back);
        return back;
      }),
    );
  const text = words ?? newsOf(media, before, after);
  const isAgain = before.status === 'COMPLETED' && after.status === 'IN_PROGRESS' && !('progress' in wanted);
  const isFinished = before.status !== 'COMPLETED' && after.status === 'COMPLETED';
  if (isAgain) (await import('./again.js')).askAgain(media, before, after, text, undo);
  else if (isFinished) (await import('./finished.js')).sayFinished(media, after, text, undo);
  else toast(text, { undo });
  return after;
}

// A step further: 25 pages, an episode. At the end of the length it is finished.
export function stepOf(media, entry) {
  const next = (entry.progress ?? 0) + KIND[media.type].step;
  const end = media.length !== null && next >= media.length;
  return end ? { status: 'COMPLETED', progress: media.length } : { progress: next };
}
export const step = (media, entry) => change(media, entry, (now) => stepOf(media, now));

export function remove(media, entry) {
  if (leaving.has(entry.id)) return;
  later(path(entry.id), `Off your shelf: ${media.title}`, {
    hide: () => {
      leaving.set(entry.id, entry);
      tell(media, null);
    },
    show: () => {
      const now = leaving.get(entry.id);
      leaving.delete(entry.id);
      tell(media, now);
    },
    done: () => document.dispatchEvent(new CustomEvent('list-changed')), // how many there are
  });
}
