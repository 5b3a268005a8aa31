// What one does with a title by a key, or by the palette; each says what came of it (ui/toast.js). `at` is where it
// stands: its card, its row, or a <title-view>; null in the palette.

import { $, styled } from '../core/dom.js';
import { oneTitle } from '../core/catalogue.js';
import { change, shelve, stepOf } from '../shelf/shelf.js';
import { tell } from '../shelf/changes.js';
import { complain, toast } from '../ui/toast.js';
import { account } from '../core/account.js';
import { mayEdit } from './may-edit.js';
import { ratingNews, sendRating } from './rating.js';

export function put({ media, entry }, status) {
  if (entry?.status === status) return;
  if (entry) change(media, entry, { status });
  else shelve(media, status);
}

// A step further; what isn't under way is, then.
export function further({ media, entry }) {
  if (!entry || entry.status === 'COMPLETED') return;
  change(media, entry, (now) => ({
    ...(now.status === 'IN_PROGRESS' ? {} : { status: 'IN_PROGRESS' }),
    ...stepOf(media, now),
  }));
}

// null takes it back.
export async function rate({ at, media }, value) {
  const stars = at && $('star-rating', at);
  if (stars) {
    stars.choose(value);
    return;
  }
  const send = async (to) => {
    await sendRating(media, to);
    document.dispatchEvent(new CustomEvent('rated', { detail: to }));
  };
  try {
    const before = (await oneTitle(media.id)).my?.rating ?? null;
    if (before === value) {
      toast(ratingNews(media, value));
      return;
    }
    await send(value);
    toast(ratingNews(media, value), { undo: () => send(before).catch(complain) });
  } catch (error) {
    complain(error);
  }
}

export async function edit({ media: { id } }) {
  try {
    const media = await oneTitle(id);
    if (mayEdit(media)) location.assign(`edit.html?id=${encodeURIComponent(id)}`);
    else toast(`${media.title}: only who added it may change it, and administrators`);
  } catch (error) {
    complain(error);
  }
}

// The form for a copy: the page's own, where there is one.
export async function own({ at, media, entry }) {
  const button = at && $('[data-add]', at);
  if (button?.checkVisibility()) {
    button.click();
    return;
  }
  const [{ addCopySheet, sayOwned }] = await Promise.all([import('../copies/add-copy.js'), styled('css/more.css')]);
  const again = async () => {
    const now = await oneTitle(media.id);
    tell(now, now.my?.entry ?? null);
  };
  const added = (...what) => {
    sayOwned(...what, again);
    return again();
  };
  const sheet = addCopySheet({ added, title: [media, entry] });
  sheet.addEventListener('close', () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
}

// My lists, at its own button where there is one.
export async function addToList({ at, media, box = null }) {
  if (!account()) return;
  const [{ openListMenu }] = await Promise.all([import('../lists/list-menu.js'), styled('css/more.css')]);
  await openListMenu(box ?? ((at && $('.add-to-list', at)) ?? at ?? $('#main')).getBoundingClientRect(), media);
}

// How it stands: the menu of its statuses, or their bar; who hasn't got it yet gets it.
export async function select({ at, media, entry }) {
  const bar = $('title-shelf', at);
  if (bar) ($('[name=status]:checked', bar) ?? $('[name=status]', bar)).focus();
  else if (entry) {
    const box = ($('.chip', at) ?? at).getBoundingClientRect();
    (await import('../shelf/shelf-menu.js')).openShelfMenu(box, media, entry);
  } else shelve(media);
}
