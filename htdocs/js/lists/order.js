// The order of the rows of a list: by the arrow keys on the handle of one (with Alt anywhere in it), by dragging it
// with a mouse or a finger, by its menu. What is moved is there at once; it is sent when it has come to rest, as its
// place behind another title: so it is where it was put, whatever another device does to the list meanwhile.
//
//   const order = ordering({ list, pathTo, first, total, say, done, failed, turn });
//   // pathTo(id) → of an item; first() → the place of the first row; total() → how many there are; say(words): for
//   // ears; done(row, after, undo): it was sent; failed(error, row): it wasn't; turn(position, id): perhaps on another
//   // page of the list
//   order.step(row, -1);   order.moveTo(row, 12);
//   await order.settled();   order.isBusy      // while something is moved, nothing is drawn anew

import { api, tagOf } from '../core/api.js';
import { $$ } from '../core/dom.js';
import { wayOf } from '../ui/first-keys.js';
import { settled } from '../ui/toast.js';

const REST = 400; // ms after the last key
const SLOP = 4; // px by which a pointer that only presses may move
const EDGE = 90; // px from the end of the window, where it scrolls
const TRIES = 5; // another device would have to be faster each time

export function ordering({ list, pathTo, first, total, say, done, failed, turn }) {
  let moving = null; // what isn't sent yet: { row, from, timer }
  let drag = null; // { row, y, at, id, isMoved }
  let running = null; // what is on its way
  const wake = []; // who waits until all of it has come to rest

  const rows = () => $$('list-row', list);
  const place = (row) => row.closest('li');
  const beside = (row, way) => place(row)[way < 0 ? 'previousElementSibling' : 'nextElementSibling'];
  const rowIn = (li) => li?.querySelector('list-row') ?? null;

  function renumber() {
    for (const [at, row] of rows().entries()) row.number(first() + at, total());
  }

  // Where it stands: behind whom, or before whom; and the number of that.
  const spot = (row) => ({
    after: rowIn(beside(row, -1))?.item.id ?? null,
    before: rowIn(beside(row, 1))?.item.id ?? null,
    position: nthOf(row),
  });

  // ---- sending ------------------------------------------------------------------------------------------------------
  const found = (id) =>
    api.get(pathTo(id)).catch((error) => {
      if (error.status === 404) return null; // taken off meanwhile
      throw error;
    });

  async function put({ id }, { after = null, before = null, position }) {
    for (let tries = 1; ; tries++) {
      const other = after ?? before;
      const [now, there] = await Promise.all([api.get(pathTo(id)), other ? found(other) : null]);
      let to = position;
      if (there) to = there.position + (after ? 1 : 0) - (there.position > now.position ? 1 : 0);
      if (to === now.position) return now;
      try {
        return await api.patch(pathTo(id), { position: to }, { match: tagOf(now) });
      } catch (error) {
        if (error.status !== 412 || tries === TRIES) throw error;
      }
    }
  }

  // It stays where it was, if it is still shown.
  function putBack(row, { after, before }) {
    const shown = (id) => rows().find(({ item }) => item.id === id);
    const held = row.contains(document.activeElement) ? document.activeElement : null;
    if (shown(after)) place(shown(after)).after(place(row));
    else if (shown(before)) place(shown(before)).before(place(row));
    renumber();
    held?.focus();
  }

  function rest() {
    if (moving || drag || running) return;
    for (const run of wake.splice(0)) run();
  }
  // One after the other.
  function send(row, to, from) {
    const { item } = row;
    const mine = (running ?? Promise.resolve())
      .then(() => settled()) // what is taken off no longer counts
      .then(() => put(item, to))
      .then(
        (after) => ({ after }),
        (error) => ({ error }),
      );
    running = mine;
    mine.then(({ after, error }) => {
      if (running === mine) running = null;
      if (error) {
        if (from && row.isConnected) putBack(row, from);
        failed(error, row);
      } else if (from) done(row, after, () => send(row, from, null));
      else done(row, after, null);
      rest();
    });
    return mine;
  }
  function flush() {
    if (!moving) return;
    const { row, from, timer } = moving;
    clearTimeout(timer);
    moving = null;
    const to = spot(row);
    if (to.after === from.after && to.before === from.before) rest();
    else send(row, to, from);
  }
  function begin(row) {
    if (moving?.row !== row) flush();
    moving ??= { row, from: spot(row), timer: null };
    clearTimeout(moving.timer);
  }

  // The other one changes its place: so the row keeps the focus, and the pointer.
  function swap(row, other, way) {
    if (way < 0) place(row).after(other);
    else place(row).before(other);
    renumber();
  }
  const nthOf = (row) => first() + rows().indexOf(row);

  function step(row, way) {
    const other = beside(row, way);
    if (other) {
      begin(row);
      swap(row, other, way);
      say(`${row.item.media.title}: ${nthOf(row)} of ${total()}`);
      row.scrollIntoView({ block: 'nearest' });
      moving.timer = setTimeout(flush, REST);
      return;
    }
    const to = nthOf(row) + way;
    if (to < 1 || to > total()) say(`${row.item.media.title} is ${way < 0 ? 'first' : 'last'} already`);
    else moveTo(row, to);
  }
  // Perhaps on another page.
  async function moveTo(row, position) {
    flush();
    const from = spot(row);
    const { after } = await send(row, { position }, from);
    if (after) turn(after.position, after.id);
  }

  list.addEventListener('keydown', (event) => {
    const way = wayOf(event);
    const row = event.target.closest('list-row');
    const isHandle = event.target.matches('.handle');
    if (!way || !row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(isHandle || (event.altKey && !event.target.matches('textarea'))) || !row.querySelector('.handle')) return;
    event.preventDefault();
    step(row, way);
  });
  list.addEventListener('focusout', ({ target }) => {
    if (moving && !drag && target.closest('list-row') === moving.row) flush();
  });
  addEventListener('pagehide', flush);

  // ---- dragging -----------------------------------------------------------------------------------------------------
  const middle = (li) => {
    const { top, height } = li.getBoundingClientRect();
    return top + height / 2;
  };

  function follow() {
    const { row } = drag;
    const li = place(row);
    li.style.translate = '0 0';
    for (const way of [-1, 1]) {
      for (;;) {
        const other = li[way < 0 ? 'previousElementSibling' : 'nextElementSibling'];
        if (!other || (drag.y - middle(other)) * way < 0) break;
        swap(row, other, way);
      }
    }
    // Its handle stays below the pointer, whatever was moved or scrolled.
    const { top } = li.getBoundingClientRect();
    li.style.translate = `0 ${drag.y - drag.at - top}px`;
  }
  function scroll() {
    if (!drag) return;
    const low = document.documentElement.clientHeight - EDGE;
    const by = drag.y < EDGE ? drag.y - EDGE : Math.max(0, drag.y - low);
    if (drag.isMoved && by) {
      scrollBy({ top: by / 6, behavior: 'instant' });
      follow();
    }
    requestAnimationFrame(scroll);
  }
  function end(isKept) {
    if (!drag) return;
    const { row, isMoved, handle, id, order } = drag;
    drag = null;
    const li = place(row);
    li.classList.remove('dragged');
    li.style.translate = '';
    if (handle.hasPointerCapture(id)) handle.releasePointerCapture(id);
    if (isMoved && !isKept) {
      clearTimeout(moving?.timer);
      moving = null; // before the focus leaves what is put back
      list.replaceChildren(...order);
      renumber();
      handle.focus();
    }
    if (isMoved && isKept) say(`${row.item.media.title}: ${nthOf(row)} of ${total()}`);
    flush();
    rest();
  }

  list.addEventListener('pointerdown', (event) => {
    const handle = event.target.closest('.handle');
    if (!handle || event.button || !event.isPrimary) return;
    const row = handle.closest('list-row');
    flush();
    const { top } = place(row).getBoundingClientRect();
    drag = { row, handle, id: event.pointerId, y: event.clientY, at: event.clientY - top, isMoved: false };
    drag.order = [...list.children];
    handle.setPointerCapture(event.pointerId);
  });
  list.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const { row, isMoved } = drag;
    if (!isMoved && Math.abs(event.clientY - drag.y) < SLOP) return;
    drag.y = event.clientY;
    if (!isMoved) {
      drag.isMoved = true;
      begin(row);
      place(row).classList.add('dragged');
      requestAnimationFrame(scroll);
    }
    follow();
  });
  list.addEventListener('pointerup', () => end(true));
  list.addEventListener('pointercancel', () => end(false));
  addEventListener(
    'keydown',
    (event) => {
      if (!drag?.isMoved || event.key !== 'Escape') return;
      event.preventDefault();
      end(false);
    },
    true,
  );

  return {
    step,
    moveTo,
    renumber,
    get isBusy() {
      return Boolean(moving || drag || running);
    },
    settled: () =>
      new Promise((resolve) => {
        wake.push(resolve);
        rest();
      }),
  };
}
