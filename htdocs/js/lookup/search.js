// One search at all sources: each is asked by a call of its own, so that what it finds is there when it comes, whoever
// else is slow. What was found already isn't found again.
//
//   const { signal } = new AbortController();
//   await lookUp({ q, types }, { found: (results) => …, told: (provider, count) => …, asked: (names) => … }, signal);

import { api, explain } from '../core/api.js';
import { toldFeatures } from '../core/features.js';
import { isbnOf } from '../core/isbn.js';
import { year } from '../core/words.js';
import { SOURCES, askInstead, asks } from './sources.js';

const isLink = (q) => /^https?:\/\//i.test(q) || /^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|io)\//i.test(q);
const isImdb = (q) => /^tt\d{7,10}$/.test(q);

const fold = (text) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
// The same from two sources.
export const keyOf = ({ type, title, ...rest }) => [type, fold(title), year(rest)].join(' ');

export const sourcesOn = async () => (await toldFeatures()).lookup?.sources ?? [];

// Whoever an address or an id of IMDb names, the server knows.
function allAsks(on, q, types) {
  if (isLink(q) || isImdb(q)) return [{ types: isImdb(q) ? types : [] }];
  return asks(on, isbnOf(q) ? ['BOOK'] : types);
}

const labelOf = (source) => SOURCES[source]?.label ?? 'The source';

export async function lookUp({ q, types, seen = [] }, { asked, found, told }, signal) {
  const on = await sourcesOn();
  const known = new Set(seen);
  const waiting = new Set();
  const tell = () => asked([...waiting].map(labelOf));

  async function ask(one) {
    const { source, types: some } = one;
    let failed = true;
    waiting.add(source);
    tell();
    try {
      const { results, providers } = await api.get('lookup.cgi/', { query: { q, type: some, source }, signal });
      for (const provider of providers)
        told(provider, results.filter(({ source: from }) => from === provider.source).length);
      failed = providers.some(({ state }) => state !== 'ok');
      const news = results.filter((result) => !known.has(result.media_id) && !known.has(keyOf(result)));
      for (const result of news) known.add(keyOf(result));
      found(news, one);
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      // What the source is to blame for is said by it; anything else would be the same for all of them.
      told({ source, state: 'failed', message: explain(error), error });
    }
    waiting.delete(source);
    const next = failed && source ? askInstead(on, one) : null;
    if (next && !signal.aborted) await ask(next);
    else tell();
  }
  const all = on.length ? allAsks(on, q, types) : [];
  await Promise.all(all.map(ask));
  return on.length > 0;
}
