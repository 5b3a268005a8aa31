// Add a title, or edit one: edit.html?id=. What was typed is kept for this tab until it is saved, whatever happens to
// the page.

import '../ui/shell.js';
import { $, debounce, el, icon } from '../core/dom.js';
import { account } from '../core/account.js';
import { amend } from '../core/amend.js';
import { api } from '../core/api.js';
import { oneTitle } from '../core/catalogue.js';
import { coverInput } from '../title/cover-input.js';
import { dated, partialDate } from '../core/days.js';
import { draftOf } from '../core/drafts.js';
import { smooth } from '../core/forms.js';
import { chooseInForm } from '../ui/both-texts.js';
import { empty, retried } from '../ui/lists.js';
import { toast } from '../ui/toast.js';
import { watchDuplicates } from '../title/duplicates.js';
import { readPartial } from '../title/typed-date.js';

const NAMES = ['type', 'title', 'creator', 'pub_date', 'length', 'genre', 'isbn', 'trailer_url', 'description'];
const WANT = 'TO_DO'; // who types a title by hand has something to do with it
const form = $('#title-form');
const asked = new URLSearchParams(location.search);
const cover = coverInput(form);
const duplicates = watchDuplicates(form, $('#duplicates'), () => media?.id);
const field = (name) => form.elements.namedItem(name); // not [name]: there is a field called length
// Dates are typed and shown in words, as everywhere on the page.
const value = (name) => (name === 'pub_date' ? readPartial(field(name).value) : field(name).value);
const inWords = (name, text) => (name === 'pub_date' && /^\d{4}(?:-\d\d){0,2}$/.test(text) ? partialDate(text) : text);

let media = null; // what is edited, as it was read
let newest = null; // where somebody else has changed it since
let draft = draftOf(`title.${asked.get('id') ?? 'new'}`);

// ---- what was typed -------------------------------------------------------------------------------------------------
const typed = () => Object.fromEntries([...NAMES, '_shelf'].map((name) => [name, value(name)]));
const saved = (name) => String(media?.[name] ?? '');
const different = () =>
  media
    ? NAMES.some((name) => value(name) !== saved(name))
    : value('_shelf') !== WANT || NAMES.some((name) => value(name) !== '');
function keep() {
  if (different()) draft.keep(JSON.stringify(typed()));
  else draft.forget();
}
function restore() {
  let kept = null;
  try {
    kept = JSON.parse(draft.read());
  } catch {
    /* not ours */
  }
  fill({ ...kept, ...(media ? {} : Object.fromEntries([...asked].filter(([name]) => NAMES.includes(name)))) });
  $('#kept').hidden = !(media && kept && different());
}
function fill(values) {
  for (const [name, text] of Object.entries(values)) if (field(name)) field(name).value = inWords(name, text);
}
const later = debounce(150, () => {
  if (!done) keep();
});
let done = false; // all is saved, and the page is about to be left
form.addEventListener('input', () => {
  later();
  cover.draw();
});
form.addEventListener('reset', () => {
  const before = different() ? typed() : null;
  setTimeout(() => {
    draft.forget();
    cover.clear();
    $('[name=type]', form).focus();
    if (before) toast('The form is empty again', { undo: () => putBack(before) });
  });
});
function putBack(values) {
  fill(values);
  keep();
  cover.draw();
}
addEventListener('pagehide', () => {
  if (!done && !form.hidden) keep();
});
$('#kept button').addEventListener('click', () => {
  fill(Object.fromEntries(NAMES.map((name) => [name, saved(name)])));
  draft.forget();
  $('#kept').hidden = true;
  cover.clear();
  field('title').focus();
});

// ---- saving ---------------------------------------------------------------------------------------------------------
// Typed before the type was changed.
const hidden = (name) => (value('type') === 'BOOK' ? name === 'trailer_url' : name === 'isbn');

async function add(fields) {
  for (const name of NAMES) if (hidden(name)) delete fields[name];
  if (fields.pub_date) fields.pub_date = value('pub_date');
  const made = await api.post('media.cgi/', fields);
  const status = value('_shelf');
  draft.forget();
  // Should one of these fail, the title is there, and this page edits it from now on.
  history.replaceState(null, '', `edit.html?id=${encodeURIComponent(made.id)}`);
  if (status) await api.post('usermedia.cgi/', { media_id: made.id, ...dated(status) }).catch(() => null);
  return made;
}
async function change() {
  const changes = Object.fromEntries(
    NAMES.map((name) => [name, hidden(name) ? '' : value(name).trim()])
      .filter(([name, text]) => text !== saved(name))
      .map(([name, text]) => [
        name,
        name === 'length' && /^-?\d+$/.test(text) ? Number(text) : text || (name === 'title' ? '' : null),
      ]),
  );
  if (cover.removed && media.image_url) changes.image_url = null;
  return Object.keys(changes).length
    ? amend(`media.cgi/${encodeURIComponent(media.id)}`, changes, { base: media, record: newest ?? media })
    : media;
}
// Somebody else has changed the same fields meanwhile.
function choose(error) {
  if (error.code !== 'changed_elsewhere') throw error;
  newest = error.theirs;
  chooseInForm(form, error, {
    base: media,
    take: (name, theirs) => {
      if (field(name)) fill({ [name]: theirs ?? '' });
    },
  });
}
smooth(form, {
  send: async (fields) => {
    await cover.ready();
    const isNew = !media;
    const after = await (isNew ? add(fields) : change().catch(choose));
    if (!after) return [];
    draft.forget();
    try {
      await cover.send(after);
    } catch (error) {
      begin(after);
      throw error;
    }
    return [after, isNew];
  },
  done: ([after, isNew]) => {
    if (!after) return;
    const { id } = after;
    done = true;
    location.assign(`${isNew ? 'catalogue' : 'title'}.html?id=${encodeURIComponent(id)}`);
  },
});

// ---- one that is here already ---------------------------------------------------------------------------------------
function begin(title) {
  const first = !media;
  media = title;
  for (const part of [$('#find'), $('.or-by-hand')]) part.hidden = true;
  draft = draftOf(`title.${media.id}`);
  fill(Object.fromEntries(NAMES.map((name) => [name, saved(name)])));
  cover.show(media);
  duplicates.settled();
  if (!first) return;
  $('#h').textContent = 'Edit the title';
  document.title = `Edit ${media.title} · Vitrine`;
  $('[type=submit]', form).textContent = 'Save';
  $('[type=reset]', form).replaceWith(
    el(
      'a',
      {
        class: 'btn',
        href: `title.html?id=${encodeURIComponent(media.id)}`,
        onclick: () => {
          draft.forget();
          done = true;
        },
      },
      'Cancel',
    ),
  );
  $('#shelve').hidden = true;
}
function instead(item) {
  form.hidden = true;
  form.after(el('ul', { id: 'instead' }, item));
}
const mine = ({ created_by: owner, curated }) =>
  !account()?.id || account().role === 'admin' || (owner?.id === account().id && !curated);

async function load(id) {
  $('#instead')?.remove();
  for (const part of [$('#find'), $('.or-by-hand')]) part.hidden = true;
  form.hidden = true; // nobody types before what is there is shown
  try {
    const title = await oneTitle(id);
    form.hidden = false;
    begin(title);
    if (!mine(title)) {
      instead(
        empty(
          'Not yours to edit',
          title.curated
            ? 'Only administrators change this title.'
            : 'Only who added it, or an administrator, changes a title.',
          el('a', { class: 'btn primary', href: `title.html?id=${encodeURIComponent(id)}` }, 'To the title'),
        ),
      );
      return;
    }
    restore();
    duplicates.settled(); // what was kept is no news
    cover.draw();
    field('title').focus({ preventScroll: true });
  } catch (error) {
    instead(
      error.status === 404
        ? empty(
            'Not here',
            'That title isn’t here any more.',
            el('a', { class: 'btn primary', href: 'catalogue.html' }, icon('compass'), 'Browse the catalogue'),
          )
        : retried(error, () => load(id)),
    );
  }
}

// ---- looked up ---------------------------------------------------------------------------------------------------
async function look() {
  const { finder } = await import('../lookup/find.js');
  finder($('#find'), {
    byHand: (known) => {
      fill(Object.fromEntries(Object.entries(known).filter(([, text]) => text)));
      keep();
      cover.draw();
      duplicates.look();
      (value('type') ? field(known.isbn ? 'isbn' : 'title') : $('[name=type]', form)).focus();
    },
  });
}

field('pub_date').inputMode = 'text';
$('#pub_date-hint').textContent = ['1999', '1999-03', '1999-03-31'].map((one) => partialDate(one)).join(' · ');
if (asked.has('id')) load(asked.get('id'));
else {
  // Who signs in comes back to what was looked for.
  const here = `edit.html${location.search}`;
  $('.lead[data-for="out"] a').href = `login.html?next=${encodeURIComponent(here)}`;
  restore();
  cover.draw();
  duplicates.look();
  look();
}
