// <title-tags>: my tags of a title, each a way to all that has it, and a field for one more, which offers those that
// there are (a combobox as the ARIA Authoring Practices have it: the focus stays in the field). A title that isn't on
// the shelf yet comes there by its first.
//
//   const part = el('title-tags', { 'data-heading': 'h3' });
//   part.show(media, entry);

import { $, $$, debounce, el, icon, said } from '../core/dom.js';
import { clearErrors, showErrors } from '../core/forms.js';
import { isComposed, wayOf } from '../ui/first-keys.js';
import { many, number } from '../core/words.js';
import { hasTag, isAlike, shelfOf, tag, tagsLike } from './tags.js';

const MOST = 8;

class TitleTags extends HTMLElement {
  #media = null;
  #entry = null;
  #tags = [];
  #offers = [];
  #active = -1;
  #running = null;
  #readSoon = debounce(120, () => this.#read());

  show(media, entry) {
    const isAnother = this.#entry?.id !== entry?.id;
    this.#media = media;
    this.#entry = entry;
    // A card's entry doesn't tell them.
    if (isAnother || entry?.tags) this.#tags = entry?.tags ?? [];
    if (!this.firstChild) this.#build();
    this.#draw();
  }
  focusField() {
    $('input', this).focus();
  }

  get #input() {
    return $('input', this);
  }
  get #list() {
    return $('[role=listbox]', this);
  }

  #build() {
    const input = el('input', {
      id: 'd-tag',
      name: 'tags',
      type: 'text',
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': 'd-tag-offers',
      placeholder: 'Add a tag',
      autocomplete: 'off',
      autocapitalize: 'none',
      enterkeyhint: 'done',
    });
    const form = el(
      'form',
      { id: 'd-tags', noValidate: true },
      el(
        'p',
        { class: 'field' },
        el('label', { class: 'vh', for: 'd-tag' }, 'New tag'),
        el('span', { class: 'with-btn' }, input, el('button', { class: 'btn', type: 'submit' }, 'Add')),
      ),
      el('div', { id: 'd-tag-offers', class: 'tag-offers', role: 'listbox', 'aria-label': 'My tags', hidden: true }),
      el('p', { class: 'vh', role: 'status' }),
    );
    this.append(el(this.dataset.heading ?? 'h3', {}, 'My tags'), el('ul', { class: 'pills' }), form);
    input.addEventListener('focus', () => this.#read());
    input.addEventListener('input', () => {
      clearErrors(form);
      this.#readSoon();
    });
    input.addEventListener('keydown', (event) => this.#press(event));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#add(this.#offers[this.#active]?.name ?? input.value);
    });
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.contains(relatedTarget)) this.#close();
    });
    // A press on an offer leaves the focus where it is.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target.closest('[role=option]');
      if (option) this.#add(this.#offers[$$('[role=option]', this).indexOf(option)].name);
    });
  }

  #draw() {
    const pills = $('ul', this);
    const held = $$('button', pills).indexOf(document.activeElement);
    pills.replaceChildren(
      ...this.#tags.map((name) =>
        el(
          'li',
          { class: 'tag-pill' },
          el('a', { href: shelfOf(name), title: 'All that has it' }, said(name)),
          el(
            'button',
            {
              type: 'button',
              'aria-label': `Take it off: ${name}`,
              title: 'Take it off',
              onclick: () => this.#remove(name),
            },
            icon('x'),
            el('span', { class: 'no-icon' }, '×'),
          ),
        ),
      ),
    );
    if (held >= 0)
      ($$('button', pills)[Math.min(held, this.#tags.length - 1)] ?? this.#input).focus({ preventScroll: true });
  }

  // ---- what there is ------------------------------------------------------------------------------------------------
  async #read() {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    const q = this.#input.value.trim();
    try {
      const { tags } = await tagsLike(q, MOST + this.#tags.length, signal);
      this.#offer(tags.filter(({ name }) => !hasTag(this.#tags, name)).slice(0, MOST));
    } catch (error) {
      if (error.name !== 'AbortError') this.#close(); // it can be typed all the same
    }
  }
  #offer(offers) {
    if (document.activeElement !== this.#input) return;
    this.#offers = offers;
    this.#list.replaceChildren(
      ...offers.map(({ name, count }, index) =>
        el(
          'div',
          { id: `d-tag-${index}`, role: 'option', class: 'item', 'aria-selected': 'false' },
          said(name),
          el('small', {}, number(count), el('span', { class: 'vh' }, count === 1 ? ' title' : ' titles')),
        ),
      ),
    );
    this.#list.hidden = !offers.length;
    this.#input.setAttribute('aria-expanded', String(offers.length > 0));
    $('[role=status]', this).textContent = offers.length ? many(offers.length, 'suggestion') : '';
    this.#choose(-1);
  }
  #close() {
    this.#running?.abort();
    this.#offers = [];
    this.#list.hidden = true;
    this.#input.setAttribute('aria-expanded', 'false');
    this.#choose(-1);
  }
  #choose(index) {
    this.#active = index;
    for (const [at, option] of $$('[role=option]', this).entries())
      option.setAttribute('aria-selected', String(at === index));
    if (index < 0) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', `d-tag-${index}`);
    $(`#d-tag-${index}`, this)?.scrollIntoView({ block: 'nearest' });
  }

  #press(event) {
    const way = wayOf(event);
    const { key } = event;
    const count = this.#offers.length;
    if (isComposed(event)) return;
    if (way && count) {
      // Around, by way of what was typed.
      this.#choose(((this.#active + 1 + way + count + 1) % (count + 1)) - 1);
    } else if (key === 'Escape' && !this.#list.hidden) {
      event.stopPropagation();
      this.#close();
    } else if (key === ',' && this.#input.value.trim()) this.#add(this.#input.value);
    else if (key === 'Backspace' && !this.#input.value) $$('.pills button', this).at(-1)?.focus();
    else return;
    event.preventDefault();
  }

  // ---- changes ------------------------------------------------------------------------------------------------------
  get #known() {
    return !this.#entry || this.#entry.tags ? this.#entry : { ...this.#entry, tags: this.#tags };
  }
  async #add(text) {
    const name = text.trim();
    const form = $('form', this);
    if (!name) return;
    clearErrors(form);
    this.#close();
    const input = this.#input;
    if (!this.#tags.some((one) => isAlike(one, name))) {
      let error = null;
      const refused = (reason) => {
        error = reason;
      };
      const after = await tag(this.#media, this.#known, [name], [], { refused });
      if (error) showErrors(form, error);
      if (!after) return;
    }
    if (this.contains(document.activeElement)) input.focus(); // for the next one
    if (input.value.trim() === text.trim() || this.#offersHold(input.value, name)) input.value = '';
  }
  // What was typed was the beginning of what was chosen; what was typed since stays.
  #offersHold(typed, name) {
    return name.toLowerCase().includes(typed.trim().toLowerCase());
  }
  #remove(name) {
    return tag(this.#media, this.#known, [], [name]);
  }
}
customElements.define('title-tags', TitleTags);
