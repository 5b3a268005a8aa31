// The copies of all data that the programs keep, one a day: made now, taken away, put back, deleted.

import { ago } from '../core/ago.js';
import { api } from '../core/api.js';
import { day, moment, partialDate } from '../core/days.js';
import { $, el, icon } from '../core/dom.js';
import { smooth } from '../core/forms.js';
import { inWords } from '../core/send-picture.js';
import { askFirst } from '../ui/confirm.js';
import { retried } from '../ui/lists.js';
import { moreMenu } from '../ui/menu.js';
import { complain, toast } from '../ui/toast.js';
import { isBack, takeAway } from './installation.js';

const COPIES = 'server.cgi/copies';
const path = ({ day }) => `${COPIES}/${encodeURIComponent(day)}`;
const isDay = ({ day }) => /^\d{4}-\d\d-\d\d$/.test(day);

// There may be several of a day, even of a minute, from before a restoration: each has its time in its name.
function name(copy) {
  if (isDay(copy)) return partialDate(copy.day);
  const at = new Date(copy.day.replace(/^\D+(.*T\d\d)(\d\d)(\d\d)$/, '$1:$2:$3Z'));
  return `Before a restoration, ${at.toTimeString().slice(0, 8)}, ${day(at.toISOString())}`;
}

const restore = (copy) =>
  askFirst({
    title: 'Go back to this copy?',
    text:
      `All that is here, accounts too, becomes what it was at ${moment(copy.made_at)}: second factors, too, and ` +
      'recovery codes used since are good again. What came since goes; it is kept as a copy of its own, ' +
      '“Before a restoration”, so you can come back. Everybody signs in again.',
    yes: 'Go back to it',
    action: 'admin.html',
    run: () => api.post(`${path(copy)}/restore`),
    done: (answer) => isBack('The copy is back', answer),
  });

function forget(copy, box) {
  askFirst({
    title: 'Delete this copy?',
    text: `${name(copy)}, ${inWords(copy.size)}. It can’t be brought back.`,
    yes: 'Delete it',
    action: 'admin.html',
    run: () =>
      api.delete(path(copy)).catch((error) => {
        if (error.status !== 404) throw error; // it is gone
      }),
    done: async () => {
      await draw(box);
      ($('.rows button', box) ?? $('#copy-now button')).focus();
      toast(`Deleted: the copy ${name(copy)}`);
    },
  });
}

const line = (box) => (copy) =>
  el(
    'li',
    { class: 'line' },
    el('span', { class: 'sign' }, icon(isDay(copy) ? 'package' : 'undo-2')),
    el(
      'span',
      { class: 'who' },
      el('b', {}, name(copy)),
      el('small', {}, `${inWords(copy.size)} · made ${ago(copy.made_at)}`),
    ),
    el(
      'span',
      { class: 'actions' },
      el(
        'button',
        {
          class: 'btn',
          type: 'button',
          'aria-label': `Restore: ${name(copy)}`,
          onclick: () => restore(copy),
        },
        'Restore…',
      ),
      ...moreMenu(
        () => [
          { icon: 'download', words: 'Download', run: () => takeAway(path(copy)).catch(complain) },
          { icon: 'trash-2', words: 'Delete…', bad: true, rule: true, run: () => forget(copy, box) },
        ],
        name(copy),
      ),
    ),
  );

async function draw(box) {
  const list = $('.rows', box);
  try {
    const { copies } = await api.get(COPIES, { query: { page_size: 100 } });
    list.replaceChildren(
      ...copies.map(line(box)),
      copies.length ? '' : el('li', { class: 'dim' }, 'None yet: the first is made by whoever calls next.'),
    );
  } catch (error) {
    if (error.status !== 401) list.replaceChildren(retried(error, () => draw(box)));
  }
}

let isSmooth = false;
export function dailyCopies(box) {
  if (!isSmooth)
    smooth($('#copy-now'), {
      send: () => api.post(COPIES),
      done: async (copy) => {
        await draw(box);
        toast(`A copy is made: ${inWords(copy.size)}`);
      },
    });
  isSmooth = true;
  return draw(box);
}
