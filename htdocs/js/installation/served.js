// What lies beside the page and is nobody's business: whether this server hands it out, as only a browser can see.
//
//   await served(SECRET);      // the addresses of those that anybody gets

import { address, exchange } from '../core/api.js';

export const SECRET = ['../data/.ht.vitrine.db', '../data/.ht.key'];
export const SETTINGS = ['../vitrine.conf', 'vitrine.conf'];
export const LIBRARIES = ['lib/libc.so.6', 'lib/ld-linux-x86-64.so.2', 'lib/'];

export const isPage = (text) => /^\s*(?:<!--|<!doctype|<html|<\?xml|<head|<body)/i.test(text);

// Some servers answer 200 with a page of their own for what isn't there. A list of a folder is a page, too.
async function isServed(path) {
  try {
    const { status, text } = await exchange('GET', path, { headers: { Range: 'bytes=0-1023' } });
    return (
      (status === 200 || status === 206) && text !== '' && (path.endsWith('/') ? text.includes('.so') : !isPage(text))
    );
  } catch {
    return false;
  } // nothing came
}

export async function served(paths) {
  const found = await Promise.all(paths.map(isServed));
  return paths.filter((_, at) => found[at]).map((path) => address(path).href);
}
