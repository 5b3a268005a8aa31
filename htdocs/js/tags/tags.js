// Tags: their addresses, what is alike, and changes of those that a title on the shelf has.
//
//   await tag(media, entry, ['beach'], []);      // put on it, and taken off; it can be undone. entry: null shelves it

import { api, tagOf } from '../core/api.js';
import { change, shelve } from '../shelf/shelf.js';

const TRIES = 5; // somebody else would have to be faster each time

// A slash in a tag stays one in its address: some servers refuse another.
export const tagPath = (name) => `diary.cgi/tags/${name.split('/').map(encodeURIComponent).join('/')}`;
export const shelfOf = (name) => `library.html?${new URLSearchParams({ tag: name })}`;

// The programs fold more: what they find alike they say.
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim().replace(/\s+/g, ' ');
export const hasTag = (tags, name) => tags.some((one) => folded(one) === folded(name));
export const isAlike = (one, two) => folded(one) === folded(two);

const changed = (tags, added, removed) => [
  ...tags.filter((one) => !hasTag(removed, one)),
  ...added.filter((one) => !hasTag(tags, one)),
];

// What another device put on it or took off meanwhile stays as it is there.
async function byDelta(path, { tags }, { base, record, keepalive }) {
  const [added, removed] = [
    tags.filter((one) => !base.tags.includes(one)),
    base.tags.filter((one) => !tags.includes(one)),
  ];
  let now = record;
  for (let tries = 1; ; tries++) {
    if (!tagOf(now)) now = await api.get(path);
    try {
      return await api.patch(path, { tags: changed(now.tags, added, removed) }, { keepalive, match: tagOf(now) });
    } catch (error) {
      if (error.status !== 412 || tries === TRIES) throw error;
      now = {};
    }
  }
}

export function tag(media, entry, added, removed, { refused } = {}) {
  if (!entry) return shelve(media, 'TO_DO', { tags: added });
  const words = [
    ...added.map((name) => `“${name}” is on ${media.title}`),
    ...removed.map((name) => `“${name}” is off ${media.title}`),
  ];
  return change(media, entry, (now) => ({ tags: changed(now.tags ?? entry.tags, added, removed) }), {
    amend: byDelta,
    base: { tags: entry.tags },
    news: words.join(', '),
    ...(refused && { refused }),
  });
}

// The user's tags that have this in them, the most used first.
export const tagsLike = (q, size, signal) =>
  api.get('diary.cgi/tags', { query: { q, sort: 'count_desc', page_size: size }, signal });
