// Home. Signed in: what I am in the middle of, and what is new. Signed out: what this is, and what is new.

import '../shell.js';
import { $, el, icon } from '../dom.js';
import { account, onAccount } from '../account.js';
import { api, listTitles } from '../api.js';
import { art } from '../art.js';
import { goingCard } from '../going-card.js';
import { empty, failed, fill, loading } from '../lists.js';
import { entryOf, leaving, onShelf } from '../shelf.js';
import { titleCard } from '../title-card.js';
import { titlesOpenHere } from '../title-dialog.js';
import { KIND, many } from '../words.js';

const [strip, newest] = [$('#strip'), $('#newest')];

async function drawGoing() {
  if (!account()) return;
  const done = loading(strip, 0);
  try {
    const { records, counts } = await api.get('usermedia.cgi/', { query: { status: 'IN_PROGRESS', page_size: 12 } });
    const going = records.filter(({ id }) => !leaving.has(id));
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    fill(strip, going.map((entry) => goingCard(entry.media, entry)));
    $('#going').hidden = !going.length;
    $('#begin').hidden = all > 0;
    $('#idle').hidden = going.length > 0 || all === 0;
    $('#summary').textContent = all ? `${many(all, 'title')} on your shelf, ${counts.COMPLETED} finished` : 'Your shelf is empty, for now';
  } catch (error) {
    if (error.status === 401) return;
    $('#going').hidden = false;
    fill(strip, [failed(error, drawGoing)]);
  } finally {
    done();
  }
}

async function drawNewest() {
  const done = loading(newest);
  try {
    const { media, total } = await listTitles({ page_size: 18 });
    fill(newest, media.length ? media.map((title) => titleCard(title, entryOf(title)))
      : [empty('An empty case', 'No title is here yet. Put the first one in.', el('a', { class: 'btn primary', href: 'edit.html' }, icon('plus'), 'Add a title'))]);
    $('#all').textContent = total > media.length ? `All ${many(total, 'title')}` : 'Open the catalogue';
    drawFan(media);
  } catch (error) {
    fill(newest, [failed(error, drawNewest)]);
  } finally {
    done();
  }
}

// Five covers for the front of the house.
function drawFan(media) {
  const kinds = Object.keys(KIND).map((type) => media.find((title) => title.type === type)).filter(Boolean);
  const five = [...new Set([...kinds, ...media])].slice(0, 5);
  $('#fan').replaceChildren(...five.map((title) => el('span', { class: `cover ${KIND[title.type].key}` }, art(title))));
}

// A step changes its card in place; the strip is read anew only when a title comes or goes.
onShelf(({ entry }) => { if (!entry || entry.status !== 'IN_PROGRESS' || !$(`[data-entry="${CSS.escape(entry.id)}"]`, strip)) drawGoing(); });
onAccount(() => { drawGoing(); drawNewest(); });
document.addEventListener('list-changed', () => { drawGoing(); drawNewest(); });
titlesOpenHere();
drawGoing();
drawNewest();
