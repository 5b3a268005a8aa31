// What the browser remembers, for this installation alone: others on the same host name (/~ann beside /~bob) share its
// storage, so every name has the installation's path in it. (theme.js, which runs before any module, says it again.)
//
//   kept.set('theme', 'dark');   kept.get('theme');   kept.set('theme', null);      // for good
//   inTab.set('draft.note', …);                                                     // as long as this tab is open
//   own('changes')                                                                  // what else has a name

const HERE = new URL('./', document.baseURI).pathname;
export const own = (name) => `vitrine.${name}:${HERE}`;

class Storage {
  #place;
  #page = new Map(); // what it doesn't take, as it is off or full: this page remembers

  constructor(place) {
    this.#place = place;
  }

  get(name) {
    if (this.#page.has(name)) return this.#page.get(name);
    try {
      return window[this.#place].getItem(own(name));
    } catch {
      return null;
    }
  }

  set(name, value) {
    this.#page.delete(name);
    try {
      if (value === null) window[this.#place].removeItem(own(name));
      else window[this.#place].setItem(own(name), value);
    } catch {
      this.#page.set(name, value);
    }
  }

  // What this page alone remembers; all the rest: forget-tab.js.
  forget() {
    this.#page.clear();
  }
}
export const kept = new Storage('localStorage');
export const inTab = new Storage('sessionStorage');

// ---- tabs -----------------------------------------------------------------------------------------------------------
// What one tab changes, the others show. And whoever comes back to a page finds it read anew, as a program or another
// device may have changed something meanwhile.
//
//   tellTabs();                        // something was changed here (api.js says so)
//   onElsewhere(() => refresh());      // what is shown may be old

const tellElsewhere = () => {
  if (!document.hidden) document.dispatchEvent(new Event('elsewhere')); // else it is told once it is seen
};
export const onElsewhere = (run) => document.addEventListener('elsewhere', () => run());

// Open while the page is: what keeps one open, the browser may not keep for Back.
let channel = null;
function open() {
  if (channel || !window.BroadcastChannel) return;
  channel = new BroadcastChannel(own('changes'));
  channel.addEventListener('message', tellElsewhere);
}
open();
addEventListener('pagehide', () => {
  channel?.close();
  channel = null;
});
addEventListener('pageshow', ({ persisted }) => {
  open();
  if (persisted) tellElsewhere();
});
document.addEventListener('visibilitychange', tellElsewhere);

export const tellTabs = () => channel?.postMessage(null);
