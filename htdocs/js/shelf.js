// What one does with a title: put it on the shelf, change how it stands, take it off. Each is sent at once (taking off:
// when its Undo is over), shown by whoever listens, and can be undone whole.
//
//   await shelve(media);                                  // or shelve(media, 'IN_PROGRESS')
//   await change(media, entry, { status: 'COMPLETED' });
//   remove(media, entry);
//   onShelf(({ media, entry }) => …);                     // entry is null when it is off the shelf

import { api } from './api.js';
import { STATUS, KIND } from './words.js';
import { complain, toast } from './toast.js';

const news = new EventTarget();
const tell = (media, entry) => news.dispatchEvent(new CustomEvent('shelf', { detail: { media, entry } }));
export const onShelf = (run) => news.addEventListener('shelf', ({ detail }) => run(detail));

// Entries whose DELETE waits for the end of its Undo: lists leave them out.
export const leaving = new Set();

const path = (id) => `usermedia.cgi/${encodeURIComponent(id)}`;

// A title in the catalogue carries `my`, a summary or (a single title) {entry, …}: the entry as far as it is known.
export function entryOf(media) {
  const { my } = media;
  const entry = my?.entry ?? (my?.entry_id ? { id: my.entry_id, status: my.status, progress: my.progress } : null);
  return entry && !leaving.has(entry.id) ? entry : null;
}

async function attempt(run) {
  try { return await run(); } catch (error) {
    complain(error);
    return null;
  }
}

export async function shelve(media, status = 'TO_DO') {
  const entry = await attempt(() => api.post('usermedia.cgi/', { media_id: media.id, status }));
  if (!entry) return null;
  tell(media, entry);
  toast(`On your shelf: ${media.title}`, { undo: () => attempt(async () => { await api.delete(path(entry.id)); tell(media, null); }) });
  return entry;
}

// What changing a status fills in by itself, so that Undo gives all of it back.
const KEPT = ['status', 'progress', 'start_date', 'end_date'];

function newsOf(media, before, after) {
  if (before.status !== after.status) return `${media.title}: ${STATUS[after.status].label}`;
  const { unit } = KIND[media.type];
  return `${media.title}: ${after.progress ?? 0}${media.length ? ` of ${media.length}` : ''} ${unit}`;
}

export async function change(media, entry, wanted) {
  const done = await attempt(async () => {
    const before = 'start_date' in entry ? entry : await api.get(path(entry.id));
    return { before, after: await api.patch(path(entry.id), wanted) };
  });
  if (!done) { tell(media, entry); return null; }
  const { before, after } = done;
  tell(media, after);
  toast(newsOf(media, before, after), {
    undo: () => attempt(async () => {
      const old = Object.fromEntries(KEPT.map((name) => [name, before[name] ?? null]));
      tell(media, await api.patch(path(entry.id), old));
    }),
  });
  return after;
}

// A step further: 25 pages, an episode. At the end of the length it is finished.
export function step(media, entry) {
  const next = (entry.progress ?? 0) + KIND[media.type].step;
  const end = media.length !== null && next >= media.length;
  return change(media, entry, end ? { status: 'COMPLETED', progress: media.length } : { progress: next });
}

export function remove(media, entry) {
  leaving.add(entry.id);
  tell(media, null);
  toast(`Off your shelf: ${media.title}`, {
    undo: () => { leaving.delete(entry.id); tell(media, entry); },
    commit: async ({ leaving: page }) => {
      try {
        await api.delete(path(entry.id), { keepalive: page });
      } catch (error) {
        if (page || error.status === 404) return;
        leaving.delete(entry.id);
        tell(media, entry);
        complain(error);
      }
    },
  });
}
