// A title over a list, with an address of its own: the list's, and ?id=. Back closes it; so do Escape, the cross and a
// click beside it, and the focus goes back to the card it came from.
// Fetched with the first title: see ui/lists.js.

import { $, el, icon, styled } from '../core/dom.js';
import { explain } from '../core/api.js';
import { wholeTitle } from '../core/catalogue.js';
import { ifSlow } from '../ui/lists.js';
import { titleSkeleton } from '../ui/skeleton.js';
import { swipe } from '../ui/swipe.js';
import { toast } from '../ui/toast.js';

let dialog = null;
let shown = null; // the id in it
const title = document.title; // without it
let from = null; // what had the focus
let followed = false; // it was closed because the address says so
let isGoingBack = false; // and the address doesn't say so yet

const asked = () => new URLSearchParams(location.search).get('id');
function address(id) {
  const search = new URLSearchParams(location.search);
  search.delete('id');
  if (id) search.set('id', id);
  return `${location.pathname}${search.size ? `?${search}` : ''}`;
}

function back() {
  if (isGoingBack) return; // twice would be too far
  if (history.state?.title) {
    isGoingBack = true;
    history.back();
  } else {
    history.replaceState(null, '', address(null));
    follow();
  }
}

function make() {
  const close = el(
    'button',
    { class: 'btn quiet round', type: 'button', 'aria-label': 'Close', title: 'Close (Esc)', onclick: back },
    icon('x'),
    el('span', { class: 'no-icon' }, 'Close'),
  );
  const alone = el(
    'a',
    {
      class: 'btn quiet round',
      'data-alone': '',
      'aria-label': 'Open on a page of its own',
      title: 'Open on a page of its own',
    },
    icon('external-link'),
    el('span', { class: 'no-icon' }, 'Page'),
  );
  dialog = el(
    'dialog',
    { class: 'sheet title-sheet', 'aria-labelledby': 'd-title' },
    el('div', { class: 'sheet-tools' }, el('span', { class: 'sheet-title', 'aria-hidden': 'true' }), alone, close),
    el('div', { class: 'sheet-body' }),
  );
  dialog.addEventListener('scroll', () => dialog.classList.toggle('scrolled', dialog.scrollTop > 0), {
    passive: true,
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    back();
  });
  // Closed by a click beside it, or by the browser itself on a second Escape. (The event comes later than the closing:
  // when Back closed it, Forward may have asked for the title again.)
  dialog.addEventListener('close', () => {
    if (followed) followed = false;
    else if (asked() && shown) back();
  });
  dialog.addEventListener('gone', () => {
    toast('The title is deleted');
    back();
    document.dispatchEvent(new CustomEvent('list-changed'));
  });
  swipe(dialog, { by: $('.sheet-tools', dialog), close: back });
  document.body.append(dialog);
}

// The dialog as the address says.
export async function follow(opener) {
  const id = asked();
  isGoingBack = false;
  if (opener) from = opener;
  if (id === shown) return;
  const was = shown;
  shown = id;
  if (!id) {
    followed = Boolean(dialog?.open);
    dialog?.close();
    $('.sheet-body', dialog)?.replaceChildren();
    document.title = title;
    // The list was drawn anew.
    const card = from?.isConnected ? from : $(`main [data-id="${CSS.escape(was ?? '')}"] > a:not([tabindex])`);
    (card ?? $('#main')).focus({ preventScroll: Boolean(card) });
    return;
  }
  if (!dialog) make();
  $('[data-alone]', dialog).href = `title.html?id=${encodeURIComponent(id)}`;
  const more = styled('css/more.css');
  const body = $('.sheet-body', dialog);
  let content;
  const stop = ifSlow(async () => {
    await more;
    if (shown !== id || content) return;
    body.replaceChildren(titleSkeleton());
    if (!dialog.open) dialog.showModal();
  });
  try {
    const [[media, parts]] = await Promise.all([wholeTitle(id), import('./title-view.js'), more]);
    if (shown !== id) return;
    content = el('title-view');
    body.replaceChildren(content);
    content.show(media, parts);
    $('.sheet-title', dialog).textContent = media.title;
    document.title = `${media.title} · Vitrine`;
  } catch (error) {
    if (shown !== id) return;
    content = el(
      'p',
      { class: 'spot gone', role: 'alert' },
      error.status === 404 ? 'That title isn’t here any more.' : explain(error),
    );
    body.replaceChildren(content);
  } finally {
    stop();
  }
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  $('#d-title', dialog)?.focus({ preventScroll: true });
}
