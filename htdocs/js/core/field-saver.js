// Saves one field of one record, as it is typed or moved: once for many small changes, never the same twice, and with
// what was there at first for Undo. What can't be saved stays, and is tried again.
//
//   const saver = new FieldSaver({
//     value: () => entry.note,                        // what the record has, as far as is known here
//     save: async (value, { base, since, leaving, isAhead }) => …,  // sends it; answers what the record has then
//     state: (state, error) => …,                     // 'clean', 'typed', 'saving', 'saved', 'failed' or 'changed'
//     draft: draftOf('note.ID'),                      // keeps it over a reload
//   });
//   saver.put(text.value);           // typed: sent when nothing came for `wait` ms…
//   saver.flush();                   // …or now: Enter, or the focus leaves
//   saver.flush({ leaving: true });  // the page is left: sent by what outlives it
//   saver.put(text.value, { wait: Infinity });         // half a number: not before the flush
//
// `base` is what the record had when this was begun: amend() sees by it whether somebody else has changed the same
// field. Then the state is 'changed', error.theirs is the record as it is now, and saver.keepMine(theirs) or
// saver.drop() decides. `since` is what it had before all that is undone together: since the focus came.

const NOTHING = Symbol('nothing');
const exactly = (value) => value ?? null;

export class FieldSaver {
  #value;
  #save;
  #state;
  #draft;
  #wait;
  #normal;
  #wanted = NOTHING; // what isn't saved yet
  #base = null; // what it began from
  #since = NOTHING;
  #sending = NOTHING; // what is on its way
  #running = null;
  #refused = NOTHING; // what the API won't take however often it is sent
  #isHeld = false; // until somebody has chosen between mine and theirs
  #isOver = false; // the focus left
  #isDue = false; // it is time to send what is wanted
  #timer = null;

  // `normal` makes values alike that mean the same to the API.
  constructor({ value, save, state = () => {}, draft = null, wait = 400, normal = exactly }) {
    this.#value = value;
    this.#save = save;
    this.#state = state;
    this.#draft = draft;
    this.#wait = wait;
    this.#normal = normal;
    this.#restore();
  }

  #restore() {
    try {
      [this.#wanted, this.#base] = JSON.parse(this.#draft?.read() ?? '[]');
    } catch {
      /* not ours */
    }
    this.#wanted ??= NOTHING;
    this.#since = this.#wanted === NOTHING ? NOTHING : this.#base;
    // Saved as the page was left.
    if (this.isWaiting && this.#isSame(this.#wanted, this.#value())) this.#clear();
  }

  #isSame(one, two) {
    if (one === NOTHING || two === NOTHING) return one === two;
    return this.#normal(one) === this.#normal(two);
  }
  #clear() {
    this.#wanted = NOTHING;
    this.#draft?.forget();
  }

  // Something that isn't saved yet, and what it is.
  get isWaiting() {
    return this.#wanted !== NOTHING;
  }
  get waiting() {
    return this.isWaiting ? this.#wanted : null;
  }

  put(value, { wait = this.#wait } = {}) {
    const now = this.#value();
    if (!this.isWaiting) {
      // Undone, or changed by others: what comes now is undone by itself.
      if (this.#since === NOTHING || !this.#isSame(now, this.#base)) this.#since = now;
      this.#base = now;
    }
    this.#wanted = value;
    this.#isOver = this.#isDue = false;
    this.#draft?.keep(JSON.stringify([value, this.#base]));
    if (this.#isHeld) return;
    this.#state('typed');
    clearTimeout(this.#timer);
    if (wait !== Infinity) this.#timer = setTimeout(() => this.#send(), wait);
  }

  // True when all of it is saved.
  flush({ leaving = false } = {}) {
    clearTimeout(this.#timer);
    this.#isOver = true;
    if (this.#isHeld) return Promise.resolve(false);
    if (leaving) return this.#leave();
    if (!this.isWaiting) {
      if (!this.#running) this.#since = NOTHING;
      return this.#running ?? Promise.resolve(true);
    }
    return this.#send();
  }

  // What the API refused may be good after another field has changed.
  retry() {
    this.#refused = NOTHING;
    return this.isWaiting ? this.flush() : Promise.resolve(true);
  }

  #send() {
    clearTimeout(this.#timer);
    this.#isDue = true;
    // It begins in a moment: what it shows may move the focus, which comes back here.
    this.#running ??= Promise.resolve()
      .then(() => this.#run())
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  // One after the other, until what is in the field is what was sent last.
  async #run() {
    while (this.isWaiting && this.#isDue) {
      const value = this.#wanted;
      if (this.#isSame(value, this.#refused)) return false;
      if (this.#isSame(value, this.#base)) {
        this.#clear();
        this.#state('clean');
        break;
      }
      this.#sending = value;
      this.#state('saving');
      try {
        this.#base = await this.#save(value, { base: this.#base, since: this.#since });
      } catch (error) {
        this.#fail(value, error);
        return false;
      } finally {
        this.#sending = NOTHING;
      }
      this.#refused = NOTHING;
      if (!this.#isSame(this.#wanted, value)) continue;
      this.#clear();
      this.#state('saved');
    }
    if (this.#isOver) this.#since = NOTHING;
    return true;
  }

  #fail(value, error) {
    this.#isHeld = error.code === 'changed_elsewhere';
    if (!this.#isHeld && error.status >= 400 && error.status < 500 && error.status !== 401) this.#refused = value;
    this.#state(this.#isHeld ? 'changed' : 'failed', error);
  }

  async #leave() {
    const value = this.#wanted;
    if (!this.isWaiting || this.#isSame(value, this.#sending) || this.#isSame(value, this.#refused)) return false;
    if (this.#isSame(value, this.#base)) return true;
    const isAhead = this.#running !== null; // what it was before is on its way, and changes the tag
    await this.#save(value, { base: this.#base, since: this.#since, leaving: true, isAhead }).catch(() => null);
    return false;
  }

  // `theirs` is what the record has now.
  keepMine(theirs) {
    this.#isHeld = false;
    this.#base = this.#since = theirs;
    return this.#send();
  }
  // What was typed is forgotten.
  drop() {
    clearTimeout(this.#timer);
    this.#isHeld = false;
    this.#since = NOTHING;
    this.#clear();
    this.#state('clean');
  }
}
