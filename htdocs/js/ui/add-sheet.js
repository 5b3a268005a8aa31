// A sheet for something new that has an address of its own: `add` in the page's. A link there opens it over the page,
// Back closes it; whoever came by the address finds it open.
//
//   const adding = addSheet({ page: 'diary.html', load: () => import('…'), make: ({ logSheet }, day) => logSheet() });
//   link.onclick = adding.click;
//   adding.open('2026-11-27');
//   adding.follow(); // whenever the address or the account has changed
//   adding.leave(); // what was made has a page of its own: the sheet's closing leads nowhere

import { account } from '../core/account.js';
import { $ } from '../core/dom.js';
import { plain } from './lists.js';

export function addSheet({ page, load, make, closed = () => $('#add').focus() }) {
  let sheet = null;
  let isComing = false;
  let isLeft = false;
  const asked = () => new URLSearchParams(location.search).get('add');
  const isWanted = () => asked() !== null && account();

  function forget() {
    const search = new URLSearchParams(location.search);
    search.delete('add');
    history.replaceState(null, '', search.size ? `${page}?${search}` : page);
  }
  async function follow() {
    if (!isWanted()) {
      sheet?.close();
      return;
    }
    if (sheet || isComing) return;
    isComing = true;
    const loaded = await load().finally(() => {
      isComing = false;
    });
    if (!isWanted()) return; // given up meanwhile
    const opener = document.activeElement;
    sheet = make(loaded, asked());
    sheet.addEventListener('close', () => {
      sheet.remove();
      sheet = null;
      if (isLeft) return;
      if (asked() !== null && history.state?.add) history.back();
      else if (asked() !== null) forget();
      closed(opener);
    });
    if (sheet.open) return;
    document.body.append(sheet);
    sheet.showModal();
    $('input', sheet).focus();
  }
  function open(value = '') {
    // (A second click may come before the sheet is there.)
    if (asked() === null) {
      const search = new URLSearchParams(location.search);
      search.set('add', value);
      history.pushState({ add: true }, '', `${page}?${search}`);
    }
    follow();
  }
  addEventListener('popstate', follow);
  return {
    open,
    follow,
    click(event) {
      if (!plain(event)) return;
      event.preventDefault();
      open();
    },
    leave() {
      isLeft = true;
    },
  };
}
