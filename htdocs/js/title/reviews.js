// What people wrote of a title: mine to write, edit and delete, and everybody's to read.
//
//   const part = el('title-reviews');
//   part.show(media);           // media.my.review: mine, or null

import { $, el, icon, said } from '../core/dom.js';
import { account } from '../core/account.js';
import { amend } from '../core/amend.js';
import { api, explain } from '../core/api.js';
import { listReviews } from '../core/catalogue.js';
import { draftOf } from '../core/drafts.js';
import { smooth } from '../core/forms.js';
import { stars } from './stars.js';
import { bothTexts } from '../ui/both-texts.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { day } from '../core/days.js';
import { avatar } from '../people/avatar.js';
import { number } from '../core/words.js';

const path = (review) => `reviews.cgi/${encodeURIComponent(review.id)}`;
const SIZE = 10;
const leaving = new Set(); // reviews whose DELETE waits for the end of its Undo

class TitleReviews extends HTMLElement {
  #media = null;
  #mine = null;
  #all = [];
  #total = 0;
  #page = 0;
  #round = 0; // what was asked for in an earlier one is old

  show(media) {
    const other = this.#media?.id !== media.id;
    this.#media = media;
    const before = this.#mine;
    this.#mine = leaving.has(media.my?.review?.id) ? null : (media.my?.review ?? null);
    if (!other) {
      // Changed in another tab. What is being typed stays.
      if (before?.updated_at !== this.#mine?.updated_at && !$('#d-review', this)?.value) this.#keep(this.#mine);
      return;
    }
    this.replaceChildren(
      el('div', { class: 'part-h' }, el(this.dataset.heading ?? 'h3', {}, 'Reviews'), el('span', { class: 'dim' })),
      el('div', { class: 'mine' }),
      el('ol', { class: 'reviews' }),
      el('p', { class: 'more-p' }),
    );
    this.#drawMine();
    this.#more();
  }

  // Somebody signed in, or out.
  again(media) {
    this.#all = [];
    this.#page = 0;
    this.#round += 1;
    if (!account() && $('#d-review', this)?.value) {
      // the session ran out: what is being typed stays
      this.#mine = null;
      this.#more();
      return;
    }
    this.#media = null;
    this.show(media);
  }

  async #more() {
    const [{ id: of }, page, round] = [this.#media, this.#page + 1, this.#round];
    try {
      const { reviews, total } = await listReviews(of, { page, page_size: SIZE });
      if (of !== this.#media?.id || round !== this.#round) return;
      this.#page = page;
      this.#total = total;
      this.#all.push(...reviews.filter(({ id }) => !leaving.has(id) && !this.#all.some((one) => one.id === id)));
      this.#drawAll();
    } catch (error) {
      $('.more-p', this).replaceChildren(
        el('span', { class: 'dim', role: 'alert' }, explain(error), ' '),
        el('button', { class: 'btn', type: 'button', onclick: () => this.#more() }, 'Try again'),
      );
    }
  }

  #drawAll() {
    const others = this.#all.filter(({ id }) => id !== this.#mine?.id);
    $('.part-h .dim', this).textContent = this.#total ? number(this.#total) : '';
    $('ol.reviews', this).replaceChildren(...others.map((review) => this.#review(review)));
    const none = !others.length && !this.#mine ? el('span', { class: 'dim' }, 'Nobody has written about it yet.') : '';
    $('.more-p', this).replaceChildren(
      this.#page * SIZE < this.#total
        ? el('button', { class: 'btn', type: 'button', onclick: () => this.#more() }, 'More reviews')
        : none,
    );
  }

  #review(review, ...buttons) {
    const moderate =
      account()?.role === 'admin' && review.id !== this.#mine?.id
        ? el(
            'button',
            {
              class: 'btn quiet round',
              type: 'button',
              'aria-label': `Delete the review by ${review.user.username}`,
              title: 'Delete this review',
              onclick: () => this.#moderate(review),
            },
            icon('trash-2'),
            el('span', { class: 'no-icon' }, 'Delete'),
          )
        : null;
    return el(
      'li',
      { class: 'review' },
      avatar(review.user),
      el(
        'div',
        {},
        el(
          'p',
          { class: 'by' },
          el('b', {}, said(review.id === this.#mine?.id ? 'You' : review.user.username)),
          review.rating ? stars(review.rating) : null,
          el(
            'span',
            { class: 'dim' },
            day(review.created_at),
            review.updated_at !== review.created_at ? ', edited' : '',
          ),
        ),
        el('p', { class: 'words' }, said(review.content)),
      ),
      el('span', { class: 'tools-r' }, moderate, ...buttons),
    );
  }

  #moderate(review) {
    const at = this.#all.indexOf(review);
    later(path(review), `Deleted: the review by ${review.user.username}`, {
      hide: () => {
        leaving.add(review.id);
        this.#all = this.#all.filter(({ id }) => id !== review.id);
        this.#total -= 1;
        this.#drawAll();
      },
      show: () => {
        leaving.delete(review.id);
        this.#all = this.#all.toSpliced(at, 0, review); // among those that came meanwhile
        this.#total += 1;
        this.#drawAll();
      },
      done: () => this.#changed(),
    });
  }

  // ---- mine ---------------------------------------------------------------------------------------------------------
  // `base`: the review as it was when this edit began, or as it was chosen to be changed since.
  #drawMine({ edit = false } = {}) {
    const mine = this.#mine;
    let base = mine;
    const draft = draftOf(`review.${this.#media.id}`);
    if (mine && !edit && draft.read() === null) {
      $('.mine', this).replaceChildren(
        el(
          'ul',
          { class: 'reviews' },
          this.#review(
            mine,
            el(
              'button',
              {
                class: 'btn quiet round',
                type: 'button',
                'aria-label': 'Edit my review',
                title: 'Edit my review',
                onclick: () => {
                  this.#drawMine({ edit: true });
                  $('.mine textarea', this).focus();
                },
              },
              icon('pencil'),
              el('span', { class: 'no-icon' }, 'Edit'),
            ),
            el(
              'button',
              {
                class: 'btn quiet round',
                type: 'button',
                'aria-label': 'Delete my review',
                title: 'Delete my review',
                onclick: () => this.#remove(),
              },
              icon('trash-2'),
              el('span', { class: 'no-icon' }, 'Delete'),
            ),
          ),
        ),
      );
      return;
    }
    const text = el('textarea', {
      id: 'd-review',
      name: 'content',
      rows: '2',
      maxlength: '10000',
      placeholder: 'What stays with you?',
      required: true,
    });
    text.value = draft.read() ?? mine?.content ?? '';
    const action = mine ? path(mine) : `media.cgi/${encodeURIComponent(this.#media.id)}/reviews`;
    const buttons = el(
      'p',
      { class: 'actions end' },
      mine
        ? el(
            'button',
            {
              class: 'btn',
              type: 'button',
              onclick: () => {
                draft.forget();
                this.#drawMine();
              },
            },
            'Cancel',
          )
        : null,
      el('button', { class: 'btn primary', type: 'submit' }, mine ? 'Save my review' : 'Post my review'),
    );
    const form = el(
      'form',
      { id: 'review', method: 'post', action: `cgi-bin/${action}`, class: 'write' },
      mine ? el('input', { type: 'hidden', name: '_method', value: 'PATCH' }) : null,
      el('p', { class: 'field' }, el('label', { class: 'vh', for: 'd-review' }, 'My review'), text),
      el('p', { class: 'hint' }, 'Everybody here can read it.'),
      buttons,
    );
    const wake = () => form.classList.toggle('idle', !mine && !text.value && !form.contains(document.activeElement));
    text.addEventListener('input', () => {
      if (text.value) draft.keep(text.value);
      else draft.forget();
    });
    form.addEventListener('focusin', wake);
    form.addEventListener('focusout', () => setTimeout(wake));
    const choose = (error) => {
      if (error.code !== 'changed_elsewhere') throw error;
      buttons.before(
        bothTexts(error, 'content', {
          keep: () => {
            base = error.theirs;
            form.requestSubmit();
          },
          take: () => {
            draft.forget();
            this.#keep(error.theirs);
          },
        }),
      );
      return null;
    };
    smooth(form, {
      send: async (fields) => {
        $('.both', form)?.remove();
        if (mine) return amend(action, fields, { base, record: base }).catch((error) => choose(error));
        await settled(); // the one before it
        return api.post(action, fields);
      },
      done: (review) => {
        if (!review) return;
        draft.forget();
        this.#keep(review);
        if (mine)
          toast('Review saved', {
            undo: () =>
              amend(path(mine), { content: base.content }, { base: review, record: review }).then(
                (old) => this.#keep(old),
                complain,
              ),
          });
        else {
          toast('Your review is posted', {
            undo: () =>
              api.delete(path(review)).then(() => {
                draft.keep(review.content);
                this.#keep(null);
              }, complain),
          });
        }
        this.#changed();
      },
    });
    $('.mine', this).replaceChildren(form);
    wake();
  }

  #keep(review) {
    if (Boolean(review) !== Boolean(this.#mine)) this.#total += review ? 1 : -1;
    this.#mine = review;
    if (this.#media.my) this.#media.my.review = review;
    this.#all = this.#all.filter(({ id }) => id !== review?.id);
    this.#drawMine();
    this.#drawAll();
  }

  #remove() {
    const mine = this.#mine;
    later(path(mine), 'Your review is deleted', {
      hide: () => {
        leaving.add(mine.id);
        this.#all = this.#all.filter(({ id }) => id !== mine.id);
        this.#keep(null);
      },
      show: () => {
        leaving.delete(mine.id);
        this.#keep(mine);
      },
      done: () => this.#changed(),
    });
  }

  #changed() {
    this.dispatchEvent(new CustomEvent('reviewed', { bubbles: true }));
  }
}
customElements.define('title-reviews', TitleReviews);
