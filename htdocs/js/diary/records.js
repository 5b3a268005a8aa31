// What one does with the diary: again, another day, a change, away with it. Each is sent at once (away with it: when
// its Undo is over), says what came of it, and can be undone. The shelf follows, and whoever shows it hears of that.
//
//   await begin(media);                          // a time through it, from today on (of a film: today)
//   await log(media, { end_date: '2009' });      // any
//   await amendRecord(record, { note: 'With Ann' });
//   removeRecord(record);
//   onRecords((mediaId) => …);                   // the records of a title have changed

import { $ } from '../core/dom.js';
import { api } from '../core/api.js';
import { oneTitle } from '../core/catalogue.js';
import { today } from '../core/days.js';
import { tell } from '../shelf/changes.js';
import { sendRating } from '../title/rating.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { ordinal, timeWords } from './record-words.js';

const VERB = { BOOK: 'Read', MOVIE: 'Watch', TV_SHOW: 'Watch', GAME: 'Play' };
export const againWords = ({ type }) => `${VERB[type]} it again`;

const news = new EventTarget();
export const onRecords = (run) => news.addEventListener('records', ({ detail }) => run(detail));
const path = (id) => `diary.cgi/${encodeURIComponent(id)}`;

// Records whose DELETE waits for the end of its Undo.
const leaving = new Set();
export const stayingRecords = (records) => records.filter(({ id }) => !leaving.has(id));

// The shelf as it is by now.
export async function heard(mediaId) {
  news.dispatchEvent(new CustomEvent('records', { detail: mediaId }));
  const media = await oneTitle(mediaId);
  tell(media, media.my?.entry ?? null);
  return media.my?.entry ?? null;
}
const quietly = (mediaId) => heard(mediaId).catch(() => null); // the next look shows it

// What the diary makes of a title: what was before can't be told from the records that are left.
async function standing(mediaId) {
  const { my } = await oneTitle(mediaId);
  return { entry: my?.entry ?? null, rating: my?.rating ?? null };
}
// Once the records are as they were: how the title stood. One that came to the shelf by that goes.
async function putBack(media, before) {
  const now = await standing(media.id);
  if (now.rating !== before.rating) await sendRating(media, before.rating);
  if (!now.entry) return;
  const entry = `usermedia.cgi/${encodeURIComponent(now.entry.id)}`;
  if (!before.entry) {
    await api.delete(entry);
    return;
  }
  const { status, progress } = before.entry;
  if (status === now.entry.status && progress === now.entry.progress) return;
  // Dates are its records': sent as they are, none is filled in.
  const { start_date: start, end_date: end } = now.entry;
  await api.patch(entry, { status, progress, start_date: start, end_date: end });
}
// Undo of what `takeBack` takes back.
const undoOf = (media, before, takeBack) => async () => {
  try {
    await takeBack();
    await putBack(media, before);
  } catch (error) {
    complain(error);
  }
  await quietly(media.id);
};

// `since`: the entry that Undo gives back, where it is another than now.
export async function log(media, fields, { since = null } = {}) {
  await settled(); // it may have been taken off just now
  const before = await standing(media.id);
  if (since) before.entry = since;
  const record = await api.post('diary.cgi/', { media_id: media.id, ...fields });
  const entry = await quietly(media.id);
  const text = `In your diary: ${media.title}${record.number > 1 ? `, the ${timeWords(record)}` : ''}`;
  const undo = undoOf(media, before, () => api.delete(path(record.id)));
  if (entry && record.end_date === today() && !record.rating)
    (await import('../shelf/finished.js')).sayFinished(media, { ...entry, rating: null }, text, undo);
  else toast(text, { undo });
  return record;
}

// The form for another day.
export async function openLog(media) {
  const { logSheet, showSheet } = await import('./record-sheet.js');
  const dialog = showSheet(logSheet({ media }));
  $('input', dialog).focus();
}

// The form of a record as it is by now; null where it can’t be had. What is changed elsewhere meanwhile isn’t lost.
export async function openRecord({ id }) {
  try {
    const [record, { recordSheet, showSheet }] = await Promise.all([api.get(path(id)), import('./record-sheet.js')]);
    return showSheet(recordSheet(record));
  } catch (error) {
    complain(error);
    return null;
  }
}

// A film is seen in one go.
export async function begin(media) {
  try {
    return await log(media, media.type === 'MOVIE' ? { end_date: today() } : { start_date: today() });
  } catch (error) {
    complain(error);
    return null;
  }
}

export async function amendRecord(record, fields, { match = null } = {}) {
  const stood = await standing(record.media_id);
  const after = await api.patch(path(record.id), fields, { match });
  const before = Object.fromEntries(Object.keys(fields).map((name) => [name, record[name] ?? null]));
  toast(`Diary: ${record.media.title}, changed`, {
    undo: undoOf(record.media, stood, () => api.patch(path(record.id), before)),
  });
  await quietly(record.media_id);
  return after;
}

export function removeRecord(record) {
  const again = () => news.dispatchEvent(new CustomEvent('records', { detail: record.media_id }));
  later(path(record.id), `Out of your diary: ${record.media.title}`, {
    hide: () => {
      leaving.add(record.id);
      again();
    },
    show: () => {
      leaving.delete(record.id);
      again();
    },
    done: () => quietly(record.media_id),
  });
}

// "Start a second time"
const COUNTED = [null, 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
export const countedTime = (count) => `${COUNTED[count] ?? ordinal(count)} time`;
