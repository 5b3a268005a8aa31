// A link to a file that the programs make as it goes out. A session that has run out would answer it with a page: so
// that is renewed first.
//
//   el('a', { href, download: '', onclick: fetched });

import { api } from '../core/api.js';
import { el } from '../core/dom.js';
import { plain } from '../ui/lists.js';
import { complain } from '../ui/toast.js';

export async function fetched(event) {
  const link = event.currentTarget;
  if (!plain(event)) return;
  event.preventDefault();
  try {
    await api.get('users.cgi/me');
    el('a', { href: link.href, download: link.download }).click();
  } catch (error) {
    complain(error);
  }
}
