// Showing something to others: a sheet that makes an address which nobody can guess, and has it and its feeds to copy.
//
//   shareSheet({ what: 'shelf', status: 'COMPLETED' });
//   shareSheet({ what: 'list', list_id }, { before: […] });   // what the sheet has above
//   shareSheet({ what: 'diary' }, { isWider: true });         // where the page shows less of it
//   showAddresses(share);                                     // one that was made, or renewed
//   shareShown({ what: 'diary' }, { year: '2025', q: 'a' });  // for a page's button

import { api } from '../core/api.js';
import { copyForm } from '../core/clipboard.js';
import { $, el, icon, said, styled } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { sheet } from '../ui/sheet.js';
import { NEVER, scopeWords, seen } from './share-words.js';

const FEEDS = [
  ['rss', 'RSS, for a reader of news'],
  ['ics', 'Calendar'],
  ['csv', 'Table (CSV)'],
  ['json', 'JSON, for programs'],
];
const WIDER = 'All of that is shown: a link doesn’t keep the other filters that are set here.';
const page = () => location.pathname.split('/').pop() || 'index.html';
const whole = (address) => new URL(address, document.baseURI).href;

// The addresses, and the button that gets the focus.
function addresses({ url, feeds }) {
  const [form, button] = copyForm({
    id: 'share',
    label: 'Its address',
    value: whole(url),
    action: page(),
    word: 'address',
  });
  const more = FEEDS.map(([name, label]) => {
    const [feed, copy] = copyForm({
      id: `share-${name}`,
      label,
      value: whole(feeds[name]),
      action: page(),
      word: 'address',
    });
    copy.classList.remove('primary');
    copy.setAttribute('aria-label', `Copy the address: ${label}`);
    return feed;
  });
  const look = el('a', { class: 'btn', href: url, target: '_blank' }, icon('eye'), 'See it as others do');
  return [
    [
      form,
      el(
        'p',
        { class: 'hint' },
        'It is told only now. Whoever has it sees what is shown, until you end it in Settings.',
      ),
      el('p', { class: 'actions' }, look),
      el('details', { class: 'share-feeds' }, el('summary', {}, 'To follow it: feeds'), ...more),
    ],
    button,
  ];
}

export async function showAddresses(share) {
  await styled('css/more.css');
  const [nodes, button] = addresses(share);
  sheet('share', ['Share ', said(share.name)], ...nodes);
  button.focus();
}

export async function shareSheet(scope, { before = [], title = scopeWords(scope), isWider = false } = {}) {
  await styled('css/more.css');
  const form = el(
    'form',
    { id: 'share-make', method: 'post', action: 'cgi-bin/shared.cgi/shares' },
    el(
      'p',
      { class: 'field' },
      el('label', { for: 'share-title' }, 'What it is called ', el('small', {}, 'optional')),
      el('input', { id: 'share-title', name: 'title', type: 'text', maxlength: '200', autocomplete: 'off' }),
    ),
    el(
      'p',
      { class: 'actions end' },
      el('button', { class: 'btn primary', type: 'submit' }, icon('link'), 'Make a link'),
    ),
  );
  const made = el('div', { class: 'share-made' }, form);
  sheet(
    'share',
    ['Share ', said(title)],
    ...before,
    isWider ? el('p', { class: 'lead' }, WIDER) : '',
    el(
      'dl',
      { class: 'share-what' },
      el('dt', {}, 'Whoever has the link sees'),
      el('dd', {}, seen(scope)),
      el('dt', {}, 'Nobody sees'),
      el('dd', {}, NEVER),
    ),
    made,
  );
  smooth(form, {
    send: (fields) => api.post('shared.cgi/shares', { ...scope, ...fields }),
    done: (share) => {
      const [nodes, button] = addresses(share);
      made.replaceChildren(...nodes);
      button.focus();
    },
  });
  $('[type=submit]', form).focus();
}

// Of what a page shows, narrowed by all that it is asked for.
export function shareShown(scope, wanted) {
  const kept = Object.fromEntries(Object.entries(scope).filter(([, value]) => value));
  const isWider = Object.entries(wanted).some(
    ([name, value]) => name !== 'sort' && value.length > 0 && !(name in kept),
  );
  return shareSheet(kept, { isWider });
}
