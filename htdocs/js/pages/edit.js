// Add a title. What was typed is kept for this tab until it is saved, whatever happens to the page.

import '../shell.js';
import { $, $$, debounce } from '../dom.js';
import { api } from '../api.js';
import { smooth } from '../forms.js';

const DRAFT = 'vitrine.draft';
const form = $('#title-form');
const type = () => $('[name=type]:checked', form)?.value;

function restore() {
  let draft = {};
  try { draft = JSON.parse(sessionStorage.getItem(DRAFT)) ?? {}; } catch { /* storage is off, or not ours */ }
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of [...Object.entries(draft), ...asked]) {
    const input = form.elements.namedItem(name);   // not [name]: there is a field called length
    if (input && input.type !== 'hidden') input.value = value;
  }
}
function keep() {
  try { sessionStorage.setItem(DRAFT, JSON.stringify(Object.fromEntries(new FormData(form)))); } catch { /* storage is off */ }
}
function forget() {
  try { sessionStorage.removeItem(DRAFT); } catch { /* storage is off */ }
}

form.addEventListener('input', debounce(150, keep));
form.addEventListener('reset', forget);
addEventListener('pagehide', () => { if (!saved && $$('input, textarea', form).some((input) => input.type !== 'radio' && input.type !== 'hidden' && input.value)) keep(); });

let saved = false;
smooth(form, {
  send: async (fields) => {
    if (fields.type !== 'BOOK') delete fields.isbn;   // typed before the type was changed
    const media = await api.post('media.cgi/', fields);
    saved = true;
    forget();
    const status = new FormData(form).get('_shelf');
    // The title is there; should this fail, its page shows that it isn't on the shelf, with the button for it.
    if (status) await api.post('usermedia.cgi/', { media_id: media.id, status }).catch(() => null);
    return media;
  },
  done: (media) => location.assign(`catalogue.html?id=${encodeURIComponent(media.id)}`),
});

restore();
if (!type()) $('[name=type]', form).focus({ preventScroll: true });
