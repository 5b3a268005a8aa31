// What was just finished: how many stars, and on which day, in the line that says so. The diary fills itself by that.

import { $, el, styled } from '../core/dom.js';
import { recordsOf } from '../core/catalogue.js';
import { dayOf, today } from '../core/days.js';
import { complain, toast } from '../ui/toast.js';
import { openRecord } from '../diary/records.js';
import { sendRating } from '../title/rating.js';
import { starField } from '../title/stars.js';
import { tell } from './changes.js';
import { change } from './shelf.js';

const STAY = 12_000; // there is something to do in it

const ago = (days) => {
  const [year, month, day] = today().split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day - days)).toISOString().slice(0, 10);
};

// The day that it was finished on, unless it is today.
function whenOf(media, entryNow) {
  const OTHER = 'other';
  const select = el(
    'select',
    { 'aria-label': media.type === 'MOVIE' ? 'Watched on' : 'Finished on' },
    ...Object.entries({
      today: today(),
      yesterday: ago(1),
      'a week ago': ago(7),
      'another day…': OTHER,
      'don’t know': '',
    }).map(([words, value]) => el('option', { value }, words)),
  );
  let was = select.value;
  async function other() {
    const [latest] = await recordsOf(media.id);
    if (latest) openRecord(latest);
  }
  select.addEventListener('change', async () => {
    const { value } = select;
    if (value === OTHER) {
      select.value = was;
      await other().catch(complain);
      return;
    }
    const { start_date: start } = entryNow();
    const isBefore = value && start && dayOf(start) > value; // it can't have begun later
    const after = await change(
      media,
      entryNow(),
      { end_date: value || null, ...(isBefore && { start_date: value }) },
      { isQuiet: true },
    );
    if (after) was = value;
    else select.value = was;
  });
  return select;
}

// `text` is the news of it, `undo` takes it back.
export async function sayFinished(media, entry, text, undo) {
  const before = entry.rating ?? media.my?.rating ?? null;
  let now = entry;
  let sent; // nothing: the stars that are shown are the title's; pressed as they are, they are this time's, too
  const { node, input, value } = starField({ id: 'toast-rating', value: before });
  input.setAttribute('aria-label', 'Rate it');
  async function rate(to) {
    if (to === sent || (to === null && sent === undefined && before === null)) return;
    const was = sent;
    sent = to;
    try {
      await sendRating(media, to);
      now = { ...now, rating: to };
      tell(media, now);
      document.dispatchEvent(new CustomEvent('rated', { detail: to }));
    } catch (error) {
      sent = was;
      complain(error);
    }
  }
  for (const news of ['change', 'click']) input.addEventListener(news, () => rate(value()));
  await styled('css/more.css');
  const isToday = entry.end_date && dayOf(entry.end_date) === today();
  toast(text, {
    stay: STAY,
    more: [node, isToday ? whenOf(media, () => now) : null],
    undo: async () => {
      await undo();
      if (sent !== undefined && sent !== before) await sendRating(media, before).catch(complain);
    },
  });
  $('output', node)?.remove(); // there is little room
}
