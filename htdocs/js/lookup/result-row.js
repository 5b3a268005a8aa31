// A line for a title that was found: its picture, what it is, where it is from, and how it comes to my shelf.
//
//   resultRow(result, found)      // of a source: { source, external_id, type, title, … }, as GET /lookup has it
//   hereRow(media)                // of the catalogue

import { $, el, icon, said } from '../core/dom.js';
import { api, tagOf } from '../core/api.js';
import { account } from '../core/account.js';
import { pictureOf } from '../title/picture.js';
import { entryOf, tell } from '../shelf/changes.js';
import { shelve } from '../shelf/shelf.js';
import '../shelf/shelf-button.js';
import { complain, toast } from '../ui/toast.js';
import { KIND, STATUS, byline } from '../core/words.js';
import { SOURCES, sourceLink } from './sources.js';

// Where it is from: its page there.
function origin({ source, title, source_url: address, external_id: id }) {
  const { label, page } = SOURCES[source] ?? { label: source };
  const link = sourceLink(label, address ?? page?.(id));
  if (link.href) link.ariaLabel = `${label}: ${title}`;
  return link;
}

// Want at one press, another status by the menu beside it.
function choice({ title }, pick) {
  const caret = el(
    'button',
    {
      class: 'btn primary caret',
      type: 'button',
      'aria-label': `Another status: ${title}`,
      title: 'Another status',
      'aria-haspopup': 'dialog',
      onclick: async () => {
        const { openShelfMenu } = await import('../shelf/shelf-menu.js');
        openShelfMenu(caret.getBoundingClientRect(), { title }, null, pick);
      },
    },
    icon('chevron-down'),
    el('span', { class: 'no-icon', 'aria-hidden': 'true' }, '▾'),
  );
  const want = el(
    'button',
    {
      class: 'btn primary want',
      type: 'button',
      'aria-label': `${STATUS.TO_DO.label}: ${title}`,
      onclick: () => pick('TO_DO'),
    },
    icon('plus'),
    STATUS.TO_DO.label,
  );
  return el('span', { class: 'split' }, want, caret);
}

function line(title, name, from, place) {
  const kind = KIND[title.type];
  return el(
    'li',
    { class: `result ${kind.key}` },
    el('span', { class: 'cover' }, pictureOf({ ...title, image_url: title.image_url ?? title.picture_url }, 160)),
    el(
      'span',
      { class: 'txt' },
      name,
      el('span', { class: 's' }, el('span', { class: 'by' }, said(byline(title)))),
      el('span', { class: 's' }, icon(kind.icon), el('span', {}, kind.label), from ? ' · ' : null, from),
    ),
    el('span', { class: 'place' }, place),
  );
}

function chip(media, entry) {
  const button = el('shelf-button', { wide: '' });
  button.show(media, entry);
  return button;
}
// What had the focus is gone: what came in its place gets it.
function replace(row, place) {
  const box = $('.place', row);
  const isHeld = box.contains(document.activeElement) || document.activeElement === document.body;
  box.replaceChildren(place);
  if (isHeld) $('button', box).focus({ preventScroll: true });
}

export function hereRow(media, from = null) {
  const put = async (status) => {
    row.ariaBusy = 'true';
    const entry = await shelve(media, status);
    row.ariaBusy = null;
    if (entry) replace(row, chip(media, entry));
  };
  const entry = entryOf(media);
  const href = `title.html?id=${encodeURIComponent(media.id)}`;
  const row = line(
    media,
    el('a', { class: 't', href }, said(media.title)),
    from,
    entry ? chip(media, entry) : choice(media, put),
  );
  row.pick = (status) => {
    if ($('.split', row)) put(status);
  };
  return row;
}

// Whether that put it into the catalogue, too.
export const isNew = ({ created_at: made, my }) => made === my.entry?.created_at;

// Undo: it is off the shelf again; and where it was added to the catalogue by that, and nobody has touched it since,
// out of that.
export async function takeBack(media) {
  const mine = media.my.entry;
  const match = tagOf(media);
  try {
    if (isNew(media) && match && media.created_by?.id === account()?.id) {
      await api.delete(`media.cgi/${encodeURIComponent(media.id)}`, { match });
      tell(media, null);
      return true;
    }
  } catch (error) {
    if (![403, 412].includes(error.status)) throw error;
  }
  await api.delete(`usermedia.cgi/${encodeURIComponent(mine.id)}`);
  tell(media, null);
  return false;
}

export function resultRow(result, { added = () => {} } = {}) {
  if (result.media_id) return hereRow({ ...result, id: result.media_id }, origin(result));
  async function add(status) {
    if (row.ariaBusy === 'true') return;
    row.ariaBusy = 'true';
    for (const button of row.querySelectorAll('button')) button.disabled = true;
    let media = null;
    try {
      media = await api.post('lookup.cgi/', { source: result.source, id: result.external_id, status });
    } catch (error) {
      complain(error);
    }
    row.ariaBusy = null;
    if (!media) {
      for (const button of row.querySelectorAll('button')) button.disabled = false;
      $('button', row).focus({ preventScroll: true });
      return;
    }
    const { entry } = media.my;
    tell(media, entry);
    replace(row, chip(media, entry));
    row.firstElementChild.replaceChildren(pictureOf(media));
    const { title } = media;
    toast(`On your shelf: ${title}${status === 'TO_DO' ? '' : `, ${STATUS[status].label}`}`, {
      undo: async () => {
        try {
          if (await takeBack(media)) replace(row, choice(result, add));
        } catch (error) {
          complain(error);
        }
      },
    });
    added(media);
  }
  const row = line(result, el('span', { class: 't' }, said(result.title)), origin(result), choice(result, add));
  row.pick = (status) => {
    if ($('.split', row)) add(status);
  };
  return row;
}
