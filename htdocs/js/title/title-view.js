// <title-view>: one title, where everything meets: facts, average and rank; status, progress, dates, rating, note; my
// copies; reviews; and edit, and in a menu what is rare, for whoever may.
//
//   const view = el('title-view');
//   view.show(media, { level: 'h1', seasons, records });    // as wholeTitle() has them
//   // says `gone` when it was deleted

import { $, el, icon, outward, said } from '../core/dom.js';
import { account, onAccount } from '../core/account.js';
import { api, tagOf } from '../core/api.js';
import { oneTitle, wholeTitle } from '../core/catalogue.js';
import { pictureOf } from './picture.js';
import '../copies/copies.js';
import { tint } from './drawn-cover.js';
import './episodes.js';
import '../diary/history.js';
import { openLog } from '../diary/records.js';
import { mayEdit } from './may-edit.js';
import '../tags/title-tags.js';
import { SOURCES, sourceLink } from '../lookup/sources.js';
import { day, partialDate } from '../core/days.js';
import { onElsewhere } from '../core/storage.js';
import './reviews.js';
import { entryOf, onShelf } from '../shelf/changes.js';
import { remove } from '../shelf/shelf.js';
import { average } from './stars.js';
import './title-shelf.js';
import { moreMenu } from '../ui/menu.js';
import { complain, goneOn, later, settled, toast } from '../ui/toast.js';
import { KIND, byline, many } from '../core/words.js';
import { lengthWords } from './length-words.js';

const FILLED = ['creator', 'description', 'genre', 'pub_date', 'length', 'isbn', 'image_url', 'trailer_url'];
const RELEASED = { BOOK: 'First published', TV_SHOW: 'First aired' };

const VIEWS = new Set();
onShelf(({ media, entry }) => {
  for (const view of VIEWS) view.hear(media, entry);
});
onAccount(() => {
  for (const view of VIEWS) view.again();
});
onElsewhere(() => {
  for (const view of VIEWS) view.reread();
});

// Whose data it is: their page about it, and what they want to be said with it.
function credit(source, id, address) {
  const known = SOURCES[source];
  if (!known || !id) return null;
  const link = sourceLink(known.label, address ?? known.page(id));
  return known.notice ? el('span', {}, link, el('small', {}, known.notice)) : link;
}
// Episodes may be another's.
const episodesBy = ({ external_source: source, metadata }) =>
  source !== 'tvmaze' && typeof metadata?.ids?.tvmaze === 'string' ? credit('tvmaze', metadata.ids.tvmaze) : null;

// A long title is written smaller.
const sizeOf = (title) => (title.length > 90 ? 'longest' : title.length > 40 ? 'long' : null);

class TitleView extends HTMLElement {
  #media = null;
  #news = 0; // what was asked for before the latest news is old

  connectedCallback() {
    VIEWS.add(this);
  }
  disconnectedCallback() {
    VIEWS.delete(this);
    if (this.inert) goneOn(); // it is being deleted, and the list below still has it
  }

  get media() {
    return this.#media;
  }

  show(media, { level = 'h2', seasons = [], records = [] } = {}) {
    this.#media = media;
    const kind = KIND[media.type];
    const heading = level === 'h1' ? 'h2' : 'h3';
    this.setAttribute('class', `spot ${kind.key}`);
    this.style.setProperty('--tint', tint(media));
    const shelf = el('title-shelf', { class: 'd-entry', 'data-heading': heading });
    const about = media.description
      ? el('div', { class: 'part' }, el(heading, {}, 'About'), el('p', { class: 'about' }, said(media.description)))
      : null;
    const episodes = media.type === 'TV_SHOW' ? el('title-episodes', { 'data-heading': heading }) : null;
    episodes?.show(media, entryOf(media), seasons);
    const history = el('title-history', { 'data-heading': heading });
    history.show(media, entryOf(media), records);
    if (about || episodes) shelf.about = el('div', {}, ...[episodes, about].filter(Boolean));
    // In the order in which it is read: on a phone it is seen like that, too.
    this.replaceChildren(
      el('div', { class: 'glow', 'aria-hidden': 'true' }),
      el(
        'div',
        { class: 'd-head' },
        el('p', { class: 'kind' }, icon(kind.icon), kind.label),
        el(level, { id: 'd-title', class: sizeOf(media.title), tabindex: '-1' }, said(media.title)),
        el('p', { class: 'd-by' }, said(byline(media))),
        el('div', { class: 'd-average' }),
      ),
      el(
        'div',
        { class: 'd-main' },
        shelf,
        history,
        el('my-copies', { class: 'part', 'data-heading': heading, hidden: !account() }),
        el('title-reviews', { class: 'part', 'data-heading': heading }),
      ),
      el(
        'section',
        { class: 'd-side', 'aria-label': 'Details' },
        el('div', { class: `cover big ${kind.key}` }, pictureOf(media, 640)),
        el('div', { class: 'd-acts' }),
        this.#facts(),
        el('title-tags', { class: 'part', 'data-heading': heading, hidden: !account() }),
      ),
    );
    $('title-reviews', this).show(media);
    for (const news of ['rated', 'copies', 'reviewed'])
      this.addEventListener(news, () => {
        $('title-shelf', this).forgetTag();
        this.refresh();
      });
    this.#draw();
  }

  // What a change brings with it: the average, the rank, an entry for a copy.
  async refresh() {
    const news = ++this.#news;
    try {
      const media = await oneTitle(this.#media.id);
      if (news !== this.#news || !this.isConnected) return;
      this.#media = media;
      this.#draw();
    } catch {
      /* the next look shows it */
    }
  }

  async reread() {
    await this.refresh();
    $('title-reviews', this).show(this.#media);
  }

  async again() {
    $('my-copies', this).hidden = !account() && !$('my-copies form', this); // what is being typed stays
    $('title-tags', this).hidden = !account();
    await this.refresh();
    $('title-reviews', this).again(this.#media);
  }

  hear(media, entry) {
    if (this.#media?.id !== media.id) return;
    this.#news += 1;
    this.#media.my = { ...this.#media.my, entry };
    const at = this.contains(document.activeElement);
    $('title-shelf', this).show(this.#media, entry);
    this.#offer();
    $('title-episodes', this)?.update(this.#media, entry);
    $('title-history', this).update(this.#media, entry);
    $('title-tags', this).show(this.#media, entry);
    if (at && !this.contains(document.activeElement))
      ($('title-shelf [name=status]:checked', this) ?? $('title-shelf [name=status]', this)).focus({
        preventScroll: true,
      });
    if (entry === null) this.#media.my.copies = [];
    if (account()) $('my-copies', this).show(this.#media, this.#media.my?.copies ?? []);
    if (!entry) return;
    this.refresh(); // taken off and put back: its copies are back too
  }

  #draw() {
    const media = this.#media;
    $('.d-average', this).replaceChildren(
      ...[average(media) ?? el('p', { class: 'average none' }, 'Nobody has rated it yet')],
    );
    $('title-shelf', this).show(media, entryOf(media));
    $('title-episodes', this)?.update(media, entryOf(media));
    $('title-history', this).update(media, entryOf(media));
    $('title-tags', this).show(media, entryOf(media));
    if (account()) $('my-copies', this).show(media, entryOf(media) ? (media.my?.copies ?? []) : []);
    this.#offer();
  }

  #facts() {
    const media = this.#media;
    const kind = KIND[media.type];
    const link = (name, value) =>
      value ? el('a', { href: `catalogue.html?${new URLSearchParams({ [name]: value })}` }, said(value)) : null;
    const rows = [
      [kind.by, link('creator', media.creator)],
      ['Genre', link('genre', media.genre)],
      [RELEASED[media.type] ?? 'Released', partialDate(media.pub_date)],
      ['Length', media.length ? lengthWords(media) : null],
      ['ISBN', media.isbn],
      ['Trailer', media.trailer_url ? outward(media.trailer_url) : null],
      [
        'Added',
        [media.created_by ? `by ${media.created_by.username}` : null, media.created_at ? day(media.created_at) : null]
          .filter(Boolean)
          .join(', '),
      ],
      ['Data', credit(media.external_source, media.external_id, media.metadata?.source_url)],
      ['Episodes', episodesBy(media)],
      ['Curated', media.curated ? 'by the administrators' : null],
    ];
    return el(
      'dl',
      { class: 'facts' },
      ...rows
        .filter(([, value]) => value)
        .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    );
  }

  // ---- for whoever may change it ------------------------------------------------------------------------------------
  // As long as they are the same they stay, and with them the menu that is open.
  #offer() {
    const acts = $('.d-acts', this);
    const whose = `${account()?.id} ${account()?.role} ${mayEdit(this.#media)}`;
    if (acts.dataset.whose === whose) return;
    acts.dataset.whose = whose;
    acts.replaceChildren(...this.#actions());
  }
  #actions() {
    const media = this.#media;
    const isMine = mayEdit(media);
    const more = account() ? moreMenu(() => this.#rare()) : [];
    return [
      account() ? this.#adding() : '',
      isMine
        ? el('a', { class: 'btn', href: `edit.html?id=${encodeURIComponent(media.id)}` }, icon('pencil'), 'Edit')
        : '',
      ...more,
    ];
  }
  #adding() {
    return el(
      'button',
      {
        class: 'btn add-to-list',
        type: 'button',
        'aria-haspopup': 'dialog',
        onclick: async ({ currentTarget }) =>
          (await import('../lists/list-menu.js')).openListMenu(currentTarget.getBoundingClientRect(), this.#media),
      },
      icon('rows-3'),
      'Add to a list',
    );
  }
  // What is done rarely.
  #rare() {
    const media = this.#media;
    const entry = entryOf(media);
    return [
      { icon: 'calendar-days', words: 'Log for another day', run: () => openLog(media) },
      entry
        ? {
            icon: 'bookmark-minus',
            words: 'Take off my shelf',
            run: () => remove(this.#media, entryOf(this.#media) ?? entry),
          }
        : null,
      mayEdit(media) && SOURCES[media.external_source]
        ? {
            icon: 'refresh-cw',
            words: `Ask ${SOURCES[media.external_source].label} again`,
            run: () => this.#askAgain(),
          }
        : null,
      account()?.role === 'admin'
        ? { icon: 'badge-check', words: media.curated ? 'Stop curating' : 'Curate', run: () => this.#curate() }
        : null,
      mayEdit(media)
        ? { icon: 'trash-2', words: 'Delete this title', bad: true, rule: true, run: () => this.#remove() }
        : null,
    ];
  }

  // What its source knows by now fills what is empty here; nothing that somebody wrote is touched.
  async #askAgain() {
    const before = this.#media;
    const { label } = SOURCES[before.external_source];
    const path = `media.cgi/${encodeURIComponent(before.id)}`;
    toast(`Asking ${label}…`);
    try {
      const after = await api.post(`lookup.cgi/media/${encodeURIComponent(before.id)}/refresh`, {});
      const news = FILLED.filter((name) => after[name] !== before[name]);
      await this.#anew();
      if (!news.length) toast(`${label} knows nothing new`);
      else
        toast(`Filled in by ${label}: ${news.map((name) => name.replace(/_.*/, '')).join(', ')}`, {
          undo: async () => {
            try {
              await api.patch(path, Object.fromEntries(news.map((name) => [name, before[name]])));
              await this.#anew();
            } catch (error) {
              complain(error);
            }
          },
        });
    } catch (error) {
      complain(error);
    }
  }
  // All of it: its facts and episodes, too.
  async #anew() {
    const [media, more] = await wholeTitle(this.#media.id);
    if (this.isConnected) this.show(media, { level: $('h1', this) ? 'h1' : 'h2', ...more });
  }

  async #curate() {
    const { id, curated } = this.#media;
    const set = async (value) => {
      try {
        await api.patch(`media.cgi/${encodeURIComponent(id)}`, { curated: value });
        await this.refresh();
        return true;
      } catch (error) {
        complain(error);
        return false;
      }
    };
    if (await set(!curated))
      toast(curated ? 'Its owner may change it again' : 'Only administrators may change it now', {
        undo: () => set(curated),
      });
  }

  // Nobody loses anything by it: at once, with Undo. Others would: after a question.
  async #remove() {
    await settled(); // what of it is on its way out would be a change to it
    try {
      this.#media = await oneTitle(this.#media.id); // whom it is with now
    } catch (error) {
      if (error.status !== 404) {
        complain(error);
        return;
      }
    }
    const media = this.#media;
    const path = `media.cgi/${encodeURIComponent(media.id)}`;
    const gone = () => {
      if (this.isConnected) this.dispatchEvent(new CustomEvent('gone', { bubbles: true, detail: media }));
      else document.dispatchEvent(new CustomEvent('list-changed'));
    };
    if (!media.shelf_count) {
      const onward = this.closest('dialog') ? null : el('a', { href: 'catalogue.html' }, 'Browse the catalogue');
      const note = el('p', { class: 'spot-gone' }, 'This title is deleted. ', onward);
      later(path, `Deleted: ${media.title}`, {
        hide: () => {
          this.classList.add('leaving');
          this.inert = true;
          this.before(note);
        },
        show: () => {
          this.classList.remove('leaving');
          this.inert = false;
          note.remove();
        },
        done: gone,
        match: tagOf(media), // somebody may begin to use it meanwhile
      });
      return;
    }
    const { askFirst } = await import('../ui/confirm.js');
    const lost = [
      media.rating_count ? many(media.rating_count, 'rating') : null,
      media.review_count ? many(media.review_count, 'review') : null,
    ]
      .filter(Boolean)
      .join(' and ');
    await askFirst({
      title: `Delete “${media.title}” for everybody?`,
      yes: 'Delete it',
      text:
        `${many(media.shelf_count, 'other person uses', 'other people use')} it. ` +
        'It disappears from every shelf, with ' +
        `everybody’s copies, notes${lost ? ` and its ${lost}` : ''}. This can’t be undone.`,
      run: () => api.delete(path),
      done: gone,
    });
  }
}
customElements.define('title-view', TitleView);
