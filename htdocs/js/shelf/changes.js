// What is heard of the shelf: how a title stands there, and what of it is on its way out. What is done with it is in
// shelf.js, which comes once there is something to do it with.
//
//   onShelf(({ media, entry }) => …);                     // entry is null when it is off the shelf

const news = new EventTarget();
export const tell = (media, entry) => news.dispatchEvent(new CustomEvent('shelf', { detail: { media, entry } }));
export const onShelf = (run) => news.addEventListener('shelf', ({ detail }) => run(detail));

// Entries whose DELETE waits for the end of its Undo, by their ids, as Undo gives them back: lists leave them out.
export const leaving = new Map();
export const staying = (entries) => entries.filter(({ id }) => !leaving.has(id));

// A title in the catalogue carries `my`, a summary or (a single title) {entry, …}: the entry as far as it is known.
export function entryOf(media) {
  const { my } = media;
  const entry = my?.entry ?? (my?.entry_id ? { id: my.entry_id, status: my.status, progress: my.progress } : null);
  return entry && !leaving.has(entry.id) ? entry : null;
}
