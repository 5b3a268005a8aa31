// Settings: what I show to others, each with when it was last opened; another address for it, and its end.

import { ago } from '../core/ago.js';
import { api } from '../core/api.js';
import { day } from '../core/days.js';
import { $, el, icon, said } from '../core/dom.js';
import { KIND, STATUS } from '../core/words.js';
import { askFirst } from '../ui/confirm.js';
import { retried } from '../ui/lists.js';
import { toast } from '../ui/toast.js';

const ICONS = {
  shelf: 'library',
  diary: 'calendar-days',
  list: 'rows-3',
  collection: 'package',
  year: 'calendar-days',
};
const WHAT = { shelf: 'Shelf', diary: 'Diary', list: 'List', collection: 'Collection', year: 'Year' };
const path = ({ id }) => `shared.cgi/shares/${encodeURIComponent(id)}`;

const facts = (share) =>
  [
    WHAT[share.what],
    share.status && STATUS[share.status].label,
    share.type && KIND[share.type].several,
    share.year,
    `made ${day(share.created_at)}`,
    share.last_used_at ? `last opened ${ago(share.last_used_at)}` : 'not opened yet',
  ]
    .filter(Boolean)
    .join(' · ');

const button = (label, share, onclick, className = 'btn') =>
  el('button', { class: className, type: 'button', 'aria-label': `${label}: ${share.name}`, onclick }, label);

export function myShares(list) {
  const line = (share) =>
    el(
      'li',
      { class: 'line', 'data-share': share.id },
      el('span', { class: 'sign' }, icon(ICONS[share.what])),
      el('span', { class: 'who' }, el('b', {}, said(share.name)), el('small', {}, facts(share))),
      el(
        'span',
        { class: 'actions' },
        button('New address', share, () => renew(share)),
        button('End', share, () => end(share)),
      ),
    );

  async function draw() {
    try {
      const { shares } = await api.get('shared.cgi/shares', { query: { page_size: 100 } });
      list.replaceChildren(
        ...shares.map(line),
        shares.length ? '' : el('li', { class: 'dim' }, 'Nothing: nobody sees more than what is public.'),
      );
    } catch (error) {
      if (error.status !== 401) list.replaceChildren(retried(error, draw));
    }
  }
  function renew(share) {
    askFirst({
      title: ['A new address for ', said(share.name)],
      text: 'The one until now opens nothing any more, nor do its feeds.',
      yes: 'Make a new one',
      action: 'settings.html',
      danger: false,
      run: () => api.post(`${path(share)}/renew`),
      done: async (fresh) => {
        await draw();
        (await import('./share-sheet.js')).showAddresses(fresh);
      },
    });
  }
  function end(share) {
    askFirst({
      title: ['Show ', said(share.name), ' no longer?'],
      text: 'Its address opens nothing any more, nor do its feeds.',
      yes: 'End it',
      action: 'settings.html',
      run: () => api.delete(path(share)),
      done: async () => {
        await draw();
        ($('button', list) ?? $('#sharing-h')).focus();
        toast(`No longer shown: ${share.name}`);
      },
    });
  }
  draw();
}
