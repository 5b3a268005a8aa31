// An input for each parameter of a call, and for its body: JSON that begins with the example, the fields of a form, or
// a file. Whatever is wrong can be sent, too: the API's word on it is what one wants to see. Only an address must be
// whole.
//
//   parameterEntries(call)     bodyEntries('application/json', content, example)
//   // [{ place: 'path' | 'query' | 'header' | 'field' | 'body', name, input, node }]

import { el } from '../core/dom.js';
import { resolved } from './description.js';
import { facts, pretty, prose, typeOf, wordsOf } from './schema.js';

const UNCORRECTED = { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' };

function inputFor(schema, attributes) {
  const { type, contentMediaType } = resolved(schema);
  const words = wordsOf(schema)?.map((word) => el('option', {}, word));
  if (contentMediaType) return el('input', { ...attributes, type: 'file' });
  if (!words && type === 'array') return el('textarea', { ...attributes, ...UNCORRECTED, 'data-many': 'one a line' });
  if (!words) return el('input', { ...attributes, ...UNCORRECTED, type: 'text' });
  if (type === 'array') return el('select', { ...attributes, multiple: true, size: words.length }, ...words);
  return el('select', attributes, el('option', { value: '' }, '–'), ...words);
}

function entry(place, name, schema, { required, description, accept }) {
  const id = `${place}-${name}`;
  const input = inputFor(schema, { id, name, accept, required: place === 'path', 'aria-describedby': `${id}-hint` });
  const about = [typeOf(schema), input.dataset.many, ...facts(schema, description)].filter(Boolean).join(' · ');
  const node = el(
    'div',
    { class: 'field' },
    el('label', { for: id }, el('code', {}, name), required ? el('span', { class: 'must' }, ' required') : null),
    input,
    el('p', { class: 'hint', id: `${id}-hint` }, ...prose(about)),
  );
  return { place, name, input, node };
}

export const parameterEntries = ({ parameters }) => parameters.map((one) => entry(one.in, one.name, one.schema, one));

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];

export function bodyEntries(type, { schema, encoding = {} }, example) {
  const { properties, required } = resolved(schema);
  if (FORMS.includes(type))
    return Object.entries(properties).map(([name, one]) =>
      entry('field', name, one, { required: required?.includes(name), accept: encoding[name]?.contentType }),
    );
  if (type !== 'application/json') return [entry('body', 'body', schema, { required: true })];
  const input = el('textarea', { ...UNCORRECTED, id: 'body', name: 'body' });
  input.value = pretty(example) ?? '';
  const node = el('div', { class: 'field full' }, el('label', { for: 'body' }, 'JSON'), input);
  return [{ place: 'body', name: 'body', input, node }];
}
