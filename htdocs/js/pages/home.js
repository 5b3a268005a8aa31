// Home. Signed in: what I am in the middle of, what comes next, what I have finished, and what others added. Signed
// out: what this is, and what is new.

import '../ui/shell.js';
import { $, $$, el, icon } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api } from '../core/api.js';
import { listTitles } from '../core/catalogue.js';
import { features } from '../core/features.js';
import { onElsewhere } from '../core/storage.js';
import { pictureOf } from '../title/picture.js';
import { goingCard } from '../shelf/going-card.js';
import { loanLine, overdueCopies } from '../copies/overdue.js';
import { sideways } from '../ui/sideways.js';
import { skeleton } from '../ui/skeleton.js';
import { empty, failed, fill, loading, titlesOpenHere } from '../ui/lists.js';
import { isSick, sick } from '../installation/unready.js';
import { entryOf, onShelf, staying } from '../shelf/changes.js';
import { titleCard } from '../title/title-card.js';
import { complain } from '../ui/toast.js';
import { KIND, many, number } from '../core/words.js';

const [strip, newest] = [$('#going ol'), $('#newest')];
const part = async (query) => {
  const answer = await api.get('usermedia.cgi/', { query: { page_size: 12, ...query } });
  return { ...answer, records: staying(answer.records) };
};
const shelves = () =>
  Promise.all([
    part({ status: 'IN_PROGRESS' }),
    part({ status: 'TO_DO' }),
    part({ status: 'COMPLETED', sort: 'end_desc' }),
    overdueCopies(),
  ]);

function section(id, entries, make = titleCard) {
  fill(
    $(`${id} ol`),
    entries.map((entry) => make(entry.media, entry)),
  );
  $(id).hidden = !entries.length;
}

let catalogue = 0; // how many titles there are
function drawLoans({ copies, total }) {
  fill($('#overdue ol'), copies.map(loanLine));
  $('#overdue').hidden = !total;
  $('#overdue .more').hidden = total <= copies.length;
  $('#overdue .more').textContent = `All ${number(total)} overdue`;
}
function drawMine([going, next, finished, loans]) {
  const all = Object.values(going.counts).reduce((sum, count) => sum + count, 0);
  section('#going', going.records, goingCard);
  drawLoans(loans);
  section('#next', next.records);
  section('#finished', finished.records);
  for (const [id, { total }] of Object.entries({ next, finished }))
    $(`#${id} .more`).replaceChildren(
      `See all ${number(total)}`,
      el('span', { class: 'vh' }, `: ${$(`#${id} h2`).textContent}`),
    );
  $('#first').hidden = all > 0 || account()?.role !== 'admin';
  $('#begin').hidden = all > 0;
  $('#begin-full').hidden = !catalogue;
  $('#begin-empty').hidden = Boolean(catalogue);
  $('#idle').hidden = going.records.length > 0 || all === 0;
  $('#summary').textContent = all
    ? `${many(all, 'title')} on your shelf, ${number(going.counts.COMPLETED)} finished`
    : 'Your shelf is empty, for now';
}

// What others added; where there is nobody else, what is new.
async function latest() {
  const theirs = account()
    ? await listTitles({ page_size: 18, scope: 'not_mine' }).catch((error) => {
        if (error.status !== 401) throw error;
      })
    : null;
  return theirs?.total ? { ...theirs, others: true } : listTitles({ page_size: 18 });
}
function drawLatest({ media, total, others }) {
  $('#new-h').textContent = others ? 'New from others' : 'Newest in the catalogue';
  $('#all').textContent = total > media.length && !others ? `All ${many(total, 'title')}` : 'All titles';
  // What is mine is above already.
  const isMineAlone = media.length === total && media.every(entryOf);
  $('#new').hidden = Boolean(account()) && (!media.length || isMineAlone);
  fill(
    newest,
    media.length
      ? media.map((title) => titleCard(title, entryOf(title)))
      : [
          empty(
            'Nothing here yet',
            'No title is here yet. Put the first one in.',
            el('a', { class: 'btn primary', href: 'edit.html' }, icon('plus'), 'Add a title'),
          ),
        ],
  );
  drawFan(media);
  if (!total && !account()) vacant();
}

// Nothing is here: perhaps nobody has been.
async function vacant() {
  const { has_accounts: others } = await features();
  $('#vacant').hidden = others !== false;
  if (others === false) (await import('../installation/vacant.js')).vacant();
}

// Five covers for the front of the house: made up, as long as nobody has put a title into it.
const MADE_UP = [
  { type: 'BOOK', title: 'The Glassmaker', creator: 'A. Reader' },
  { type: 'MOVIE', title: 'Last Train North', creator: 'V. Iewer' },
  { type: 'TV_SHOW', title: 'Lighthouse Road', creator: 'V. Iewer' },
  { type: 'GAME', title: 'Paper Planets', creator: 'P. Layer' },
  { type: 'BOOK', title: 'A Shelf of One’s Own', creator: 'A. Reader' },
];
function drawFan(media) {
  const kinds = Object.keys(KIND)
    .map((type) => media.find((title) => title.type === type))
    .filter(Boolean);
  const five = media.length ? [...new Set([...kinds, ...media])].slice(0, 5) : MADE_UP;
  $('#fan').replaceChildren(
    ...five.map((title) => el('span', { class: `cover ${KIND[title.type].key}` }, pictureOf(title))),
  );
}

let [asked, reading] = [0, 0]; // the answer to an earlier question, of all or of the shelf, is old

// All of it at once, so that nothing moves when the next part of it comes.
async function draw() {
  const [mine, shelf] = [++asked, ++reading];
  const first = Boolean(account()) && !$('title-card', newest);
  $('#new').hidden = first;
  const done = first ? skeleton($('#skeleton')) : loading(newest);
  const [own, titles] = await Promise.allSettled([account() ? shelves() : null, latest()]);
  done();
  if (mine !== asked) return; // drawn anew already
  $('#new').hidden = false;
  const isIll = Boolean(titles.reason) && !account() && isSick(titles.reason);
  $('#sick').hidden = !isIll;
  for (const node of [$('.hero'), $('#new')]) node.hidden = isIll;
  if (isIll) {
    $('#sick').replaceChildren(sick(titles.reason, draw));
    return;
  }
  // One cause is said once.
  const isLost = Boolean(own.reason && own.reason.status !== 401);
  $('#new .head').hidden = isLost && Boolean(titles.reason);
  if (titles.value) drawLatest(titles.value);
  else fill(newest, [failed(titles.reason, draw)]);
  if (titles.value) catalogue = titles.value.total;
  if (shelf !== reading) return; // read anew since
  if (own.value) drawMine(own.value);
  else if (isLost && titles.value) {
    $('#going').hidden = false;
    fill(strip, [failed(own.reason, draw)]);
  }
}
async function again() {
  if (!account()) return;
  const mine = ++reading;
  try {
    const read = await shelves();
    if (mine === reading) drawMine(read);
  } catch {
    /* what is there stays */
  }
}

// A step changes its card in place; the lists are read anew only when a title comes or goes.
onShelf(({ entry }) => {
  if (!entry || entry.status !== 'IN_PROGRESS' || !$(`[data-entry="${CSS.escape(entry.id)}"]`, strip)) again();
});
$('#tonight').addEventListener('click', async () => {
  const { openTonight } = await import('../tonight/tonight.js');
  openTonight().catch(complain);
});
onAccount(draw);
onElsewhere(again);
addEventListener('online', draw);
for (const news of ['list-changed', 'rated']) document.addEventListener(news, draw);
for (const head of $$('#going .head, #next .head, #finished .head')) sideways($('ol', head.parentElement), head);
titlesOpenHere();
draw();
