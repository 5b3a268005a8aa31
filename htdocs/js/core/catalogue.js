// The catalogue, read by anybody. Public lists answer nobody and somebody alike; only with a user do titles carry `my`.
// That tells whether the session still stands, without a call that would fail.
//
//   const { media } = await listTitles({ q: 'dune' }, signal);   const media = await oneTitle(id);

import { account, setAccount } from './account.js';
import { api, send } from './api.js';

async function readPublic(path, options, titles) {
  const began = Date.now();
  let answer;
  try {
    answer = await send('GET', path, options);
  } catch (error) {
    if (error.status !== 401 || !account()) throw error;
    return api.get(path, options); // a private catalogue, and a session that ran out
  }
  const [first] = titles(answer);
  if (first && !('my' in first) && account()) {
    if (await (await import('./refresh.js')).refresh(began)) answer = await send('GET', path, options);
    else setAccount(null);
  } else if (first && 'my' in first && !account()) {
    setAccount(await api.get('users.cgi/me', { auth: false }).catch(() => ({}))); // signed in by a plain form
  }
  return answer;
}

export const listTitles = (query, signal) => readPublic('media.cgi/', { query, signal }, (answer) => answer.media);
export const oneTitle = (id, signal) =>
  readPublic(`media.cgi/${encodeURIComponent(id)}`, { signal }, (answer) => [answer]);
async function seasonsOf({ id, type }, signal) {
  if (type !== 'TV_SHOW') return [];
  const path = `media.cgi/${encodeURIComponent(id)}/episodes`;
  return (await api.get(path, { signal, auth: Boolean(account()) })).seasons;
}
// What my diary has of a title, the latest first.
export async function recordsOf(id, signal) {
  const { diary } = await api.get('diary.cgi/', { query: { media_id: id, page_size: 100 }, signal });
  return diary.sort((one, other) => other.number - one.number);
}
const isTold = (entry) => entry && (entry.status !== 'TO_DO' || entry.times || entry.start_date || entry.end_date);
// A title, the seasons that a series has, and my records of it: [title, { seasons, records }].
export async function wholeTitle(id, signal) {
  const title = await oneTitle(id, signal);
  const [seasons, records] = await Promise.all([
    seasonsOf(title, signal),
    account() && isTold(title.my?.entry) ? recordsOf(id, signal) : [],
  ]);
  return [title, { seasons, records }];
}
// The books with this number, curated or not.
export async function byIsbn(isbn, signal) {
  const { books } = await api.get('books.cgi/', { query: { isbn, curated: 'all' }, signal, auth: false });
  return Promise.all(books.map(({ id }) => oneTitle(id, signal)));
}
export const listReviews = (id, query) =>
  api.get(`media.cgi/${encodeURIComponent(id)}/reviews`, { query, auth: Boolean(account()) });
