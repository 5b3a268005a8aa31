// <title-episodes>: what is next of a series, and its seasons. An episode is watched at one tap, with all before it;
// how many of the regular ones are is the entry's progress.
//
//   const part = el('title-episodes', { 'data-heading': 'h2' });
//   part.show(media, entry, seasons);      // as GET /media/{id}/episodes has them; entry: null when it isn't there

import { $, $$, el, icon, said } from '../core/dom.js';
import { account } from '../core/account.js';
import { partialDate } from '../core/days.js';
import { change, shelve } from '../shelf/shelf.js';
import { episodeWords, many } from '../core/words.js';

const SPECIALS = 0;
const seasonWords = ({ number, title }) =>
  number === SPECIALS ? 'Specials' : [`Season ${number}`, title === `Season ${number}` ? null : title];
const facts = ({ air_date: date, length }) =>
  [partialDate(date, 'short'), length ? `${length} min` : null].filter(Boolean).join(' · ');

class TitleEpisodes extends HTMLElement {
  #media = null;
  #entry = null;
  #regular = []; // in the order in which they are counted
  #isBusy = false;

  show(media, entry, seasons) {
    this.#media = media;
    this.#entry = entry;
    this.#regular = seasons
      .filter(({ number }) => number !== SPECIALS)
      .flatMap(({ number: season, episodes }) => episodes.map((episode) => ({ ...episode, season })));
    const heading = this.dataset.heading ?? 'h3';
    this.hidden = !seasons.length;
    this.setAttribute('class', 'episodes');
    let first = 1; // the place of a season's first episode
    const isExtra = ({ number }) => number === SPECIALS;
    const inOrder = [...seasons.filter((one) => !isExtra(one)), ...seasons.filter(isExtra)];
    this.replaceChildren(
      el('div', { class: 'next-up', hidden: true }),
      el(
        'div',
        { class: 'part' },
        el(heading, {}, 'Episodes ', el('small', {})),
        el('p', { class: 'hint' }, 'A tap marks an episode, and all before it, as watched.'),
        el(
          'div',
          { class: 'seasons' },
          ...inOrder.map((season) => {
            const isCounted = season.number !== SPECIALS;
            const details = this.#season(season, isCounted ? first : 0);
            if (isCounted) first += season.episodes.length;
            return details;
          }),
        ),
      ),
    );
    this.#mark();
    this.#open();
  }

  update(media, entry) {
    this.#media = media;
    this.#entry = entry;
    this.#mark();
  }

  get #at() {
    const entry = this.#entry;
    return entry?.status === 'COMPLETED' ? this.#regular.length : (entry?.progress ?? 0);
  }

  #season(season, first) {
    const [name, title] = [seasonWords(season)].flat();
    const details = el(
      'details',
      { 'data-season': season.number },
      el(
        'summary',
        {},
        icon('chevron-right', 'i turn'),
        el('span', { class: 'name' }, name, title ? el('small', {}, said(title)) : null),
        first ? el('progress', { max: season.episodes.length, 'aria-hidden': 'true' }) : null,
        el('span', { class: 'far' }),
      ),
      el(
        'ol',
        {},
        ...season.episodes.map((episode, index) =>
          first ? this.#episode(episode, season, first + index) : special(episode),
        ),
      ),
    );
    details.dataset.first = first;
    details.dataset.count = season.episodes.length;
    return details;
  }
  #episode(episode, { number: season }, place) {
    return el(
      'li',
      {},
      el(
        'button',
        {
          class: 'episode',
          type: 'button',
          'aria-pressed': 'false',
          'data-place': place,
          onclick: () => this.#set(place <= this.#at ? place - 1 : place),
          // A long press, too: who isn't sure what a tap does tries that.
          oncontextmenu: (event) => {
            if (event.pointerType !== 'touch') return;
            event.preventDefault();
            this.#set(place);
          },
        },
        el('span', { class: 'ring', 'aria-hidden': 'true' }, icon('check')),
        el(
          'span',
          { class: 'no' },
          el('span', { class: 'vh' }, `${episodeWords({ season, number: episode.number })} `),
          el('span', { 'aria-hidden': 'true' }, String(episode.number)),
        ),
        el('span', { class: 'name' }, said(episode.title ?? 'Untitled')),
        el('span', { class: 'aired' }, facts(episode)),
      ),
    );
  }

  #mark() {
    const at = this.#at;
    for (const button of $$('.episode[data-place]', this)) {
      const place = Number(button.dataset.place);
      button.setAttribute('aria-pressed', String(place <= at));
      button.classList.toggle('next', place === at + 1);
      button.title = place <= at ? 'Not watched from here on' : place === at + 1 ? 'Watched' : 'Watched up to here';
    }
    for (const details of $$('details', this)) {
      const [first, count] = [Number(details.dataset.first), Number(details.dataset.count)];
      const done = first ? Math.max(0, Math.min(count, at - first + 1)) : null;
      $('.far', details).textContent = first ? `${done} / ${count}` : many(count, 'episode');
      if (first) $('progress', details).value = done;
    }
    $('small', this).textContent = `${at} of ${this.#regular.length}`;
    this.#next();
  }
  #next() {
    const box = $('.next-up', this);
    const at = this.#at;
    const next = this.#regular[at];
    box.hidden = !next || this.#entry?.status === 'COMPLETED';
    if (!next || box.dataset.at === String(at)) return; // a button that is being pressed stays
    box.dataset.at = at;
    const isHeld = box.contains(document.activeElement);
    const name = episodeWords(next);
    box.replaceChildren(
      el('p', { class: 'label' }, at ? 'Next up' : 'Begin with'),
      el('p', { class: 'name' }, name, next.title ? [' · ', next.title].join('') : null),
      el('p', { class: 'aired' }, facts(next)),
      el(
        'button',
        { class: 'btn primary', type: 'button', 'aria-label': `Watched: ${name}`, onclick: () => this.#set(at + 1) },
        icon('check'),
        'Watched',
      ),
    );
    if (isHeld) $('button', box).focus({ preventScroll: true });
  }
  // Where one is: the season of what is next.
  #open() {
    const at = Math.min(this.#at + 1, this.#regular.length);
    for (const details of $$('details', this)) {
      const [first, count] = [Number(details.dataset.first), Number(details.dataset.count)];
      details.open = Boolean(account()) && first > 0 && at >= first && at < first + count;
    }
  }

  async #set(progress) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const [media, entry] = [this.#media, this.#entry];
    const isOver = progress === this.#regular.length;
    const last = this.#regular[progress - 1];
    const news = `${media.title}: ${last ? `watched up to ${episodeWords(last)}` : 'nothing watched yet'}`;
    const wanted = { status: isOver ? 'COMPLETED' : 'IN_PROGRESS', progress };
    await (entry
      ? change(media, entry, entry.status === wanted.status ? { progress } : wanted, { news })
      : shelve(media, wanted.status, { progress }));
    this.#isBusy = false;
  }
}
const special = (episode) =>
  el(
    'li',
    {},
    el(
      'span',
      { class: 'episode' },
      el('span', {}),
      el('span', { class: 'no' }, String(episode.number)),
      el('span', { class: 'name' }, said(episode.title ?? 'Untitled')),
      el('span', { class: 'aired' }, facts(episode)),
    ),
  );
customElements.define('title-episodes', TitleEpisodes);
