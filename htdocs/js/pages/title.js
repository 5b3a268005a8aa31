// One title on a page of its own: title.html?id=

import '../ui/shell.js';
import '../title/title-view.js';
import { $, el, icon } from '../core/dom.js';
import { wholeTitle } from '../core/catalogue.js';
import { titleSkeleton } from '../ui/skeleton.js';
import { empty, ifSlow, retried } from '../ui/lists.js';

const box = $('#spot');
const id = new URLSearchParams(location.search).get('id');

function gone(text) {
  return empty(
    'Not here',
    text,
    el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'),
  );
}
const list = (item) => el('ul', {}, item);

async function draw() {
  const stop = ifSlow(() => box.replaceChildren(titleSkeleton()));
  try {
    if (!id) throw Object.assign(new Error(), { status: 404 });
    const [media, more] = await wholeTitle(id);
    const view = el('title-view');
    box.replaceChildren(view);
    view.show(media, { level: 'h1', ...more });
    document.title = `${media.title} · Vitrine`;
  } catch (error) {
    box.replaceChildren(list(error.status === 404 ? gone('That title isn’t here any more.') : retried(error, draw)));
  } finally {
    stop();
  }
}
box.addEventListener('gone', () => {
  box.replaceChildren(list(gone('That title is deleted.')));
});
draw();
