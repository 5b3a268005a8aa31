// The form of a copy, filled with one or empty: in which form, where it stands, who has it; and folded what it cost and
// how it is.
//
//   parent.append(copyForm(media, copy, { action, send, done, cancel }));      // copy: null for a new one
//   offerPlaces(datalist);      // fills it with the places that there are

import { today } from '../core/days.js';
import { $, el, icon } from '../core/dom.js';
import { api } from '../core/api.js';
import { smooth } from '../core/forms.js';
import { kept } from '../core/storage.js';
import { typedDay } from '../diary/typed-day.js';
import { readPartial } from '../title/typed-date.js';
import { dayInput } from '../ui/day-input.js';
import { settled } from '../ui/toast.js';

export const FORMATS = {
  BOOK: ['Paperback', 'Hardcover', 'E-book', 'Audiobook'],
  MOVIE: ['DVD', 'Blu-ray', '4K Blu-ray', 'VOD'],
  TV_SHOW: ['DVD', 'Blu-ray', 'VOD'],
  GAME: ['Cartridge', 'Disc', 'Download'],
};
const CONDITIONS = ['New', 'Like new', 'Very good', 'Good', 'Fair', 'Poor'];
// The rest of it.
const FOLDED = ['condition', 'acquired_on', 'price', 'currency', 'lent_on', 'barcode'];
export const FIELDS = ['format', 'season', 'platform', 'location', 'vod_link', 'lent_to', 'due_on', 'note', ...FOLDED];
let count = 0; // ids of fields, unique in the page

const options = (list, values) => list.replaceChildren(...values.map((value) => el('option', { value })));

export async function offerPlaces(list) {
  try {
    const { locations } = await api.get('collection.cgi/facets', { query: { facet: 'locations' } });
    options(
      list,
      locations.map(({ name }) => name),
    );
  } catch {
    /* it can be typed */
  }
}

// As the API takes it: what belongs to a loan or to a price goes with that.
function asSent(fields, copy) {
  const sent = { ...fields };
  if (sent.price) {
    sent.price = sent.price.trim().replace(/^(\d+),(\d{1,2})$/, '$1.$2');
    if (sent.currency) sent.currency = sent.currency.trim().toUpperCase();
  } else delete sent.currency;
  if (sent.acquired_on) sent.acquired_on = readPartial(sent.acquired_on).trim();
  if (!sent.lent_to) {
    delete sent.lent_on;
    delete sent.due_on;
  } else if (!sent.lent_on || (copy?.lent_to && copy.lent_to !== sent.lent_to && copy.lent_on === sent.lent_on))
    sent.lent_on = today();
  return sent;
}

function fieldsOfCopy(id, media, copy) {
  const named = (name, label, input) =>
    el('p', { class: 'field' }, el('label', { for: `${id}-${name}` }, label), input);
  const field = (name, label, attributes = {}) =>
    named(
      name,
      label,
      el('input', {
        id: `${id}-${name}`,
        name,
        type: 'text',
        value: copy?.[name] ?? '',
        autocomplete: 'off',
        ...attributes,
      }),
    );
  const dayField = (name, label) =>
    named(name, label, dayInput({ id: `${id}-${name}`, name, value: copy?.[name] ?? '' }));
  const on = { MOVIE: 'Shelf, a service', TV_SHOW: 'Shelf, a service', GAME: 'Switch, PC' }[media.type];
  const main = [
    field('format', 'Format', {
      list: `${id}-formats`,
      required: true,
      maxlength: '50',
      placeholder: FORMATS[media.type].slice(0, 2).join(', '),
    }),
    ...(media.type === 'TV_SHOW'
      ? [field('season', 'Season', { type: 'number', min: '0', max: '10000', placeholder: 'All of it' })]
      : []),
    field('platform', 'Platform', { maxlength: '100', placeholder: on ?? 'A reader, a service' }),
    field('location', 'Place', { list: `${id}-places`, maxlength: '200', placeholder: 'Home/Study/Shelf 2' }),
    field('vod_link', 'Link', {
      type: 'url',
      inputmode: 'url',
      placeholder: media.type === 'BOOK' ? 'Where to read it' : 'Where to watch or get it',
    }),
    field('lent_to', 'Lent to', { maxlength: '100', placeholder: 'Nobody' }),
    dayField('due_on', 'Until'),
    field('note', 'Note', { maxlength: '10000' }),
  ];
  main.at(-1).classList.add('full');
  const acquired = typedDay({
    id: `${id}-acquired_on`,
    name: 'acquired_on',
    label: 'Acquired',
    date: copy?.acquired_on ?? '',
    placeholder: 'May 2019',
  });
  const folded = [
    field('condition', 'Condition', { list: `${id}-conditions`, maxlength: '50', placeholder: 'Very good' }),
    acquired.node,
    field('price', 'Price', { inputmode: 'decimal', maxlength: '30', placeholder: '12.50' }),
    field('currency', 'Currency', {
      maxlength: '3',
      value: copy?.currency ?? kept.get('currency') ?? '',
      placeholder: 'EUR',
      autocapitalize: 'characters',
    }),
    dayField('lent_on', 'Lent since'),
    field('barcode', 'Barcode', { inputmode: 'numeric', maxlength: '50' }),
  ];
  return [main, folded];
}

export function copyForm(media, copy, { action, send, done, cancel }) {
  const id = `copy-${++count}`;
  const [main, folded] = fieldsOfCopy(id, media, copy);
  const places = el('datalist', { id: `${id}-places` });
  const formats = el('datalist', { id: `${id}-formats` });
  const conditions = el('datalist', { id: `${id}-conditions` });
  options(formats, FORMATS[media.type]);
  options(conditions, CONDITIONS);
  const form = el(
    'form',
    { id, method: 'post', action, class: 'copy-form' },
    copy
      ? el('input', { type: 'hidden', name: '_method', value: 'PUT' })
      : el('input', { type: 'hidden', name: 'media_id', value: media.id }),
    el('div', { class: 'fields' }, ...main),
    el(
      'details',
      { class: 'fold', open: FOLDED.some((name) => copy?.[name] && name !== 'lent_on') },
      el('summary', {}, icon('chevron-right'), 'Condition, price and more'),
      el('div', { class: 'fields' }, ...folded),
    ),
    places,
    formats,
    conditions,
    el(
      'p',
      { class: 'actions end' },
      copy
        ? el('a', { class: 'btn quiet copy-own', href: `copy.html?id=${encodeURIComponent(copy.id)}` }, 'Its page')
        : null,
      el('button', { class: 'btn', type: 'button', onclick: cancel }, 'Cancel'),
      el('button', { class: 'btn primary', type: 'submit' }, copy ? 'Save' : 'Add the copy'),
    ),
  );
  smooth(form, {
    send: async (fields) => {
      await settled();
      const after = await send(asSent(fields, copy));
      if (after.currency) kept.set('currency', after.currency);
      return after;
    },
    done,
  });
  $('[name=location]', form).addEventListener('focus', () => offerPlaces(places), { once: true });
  return form;
}
