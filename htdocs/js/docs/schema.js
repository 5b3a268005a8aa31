// What a value may be, in words; the fields of an object, and what is in them, on demand.

import { el } from '../core/dom.js';
import { nameOf, resolved } from './description.js';

// `code` in a text becomes code.
export const prose = (text = '') =>
  text.split('`').map((part, nth) => (nth % 2 ? el('code', {}, part) : document.createTextNode(part)));

export const pretty = (value) => JSON.stringify(value, null, 2);

// Drawn once it is opened: what nobody opens costs nothing, and what leads to itself has an end.
export function unfold(summary, draw, open = false) {
  const details = el('details', { class: 'unfold', open }, el('summary', {}, ...[summary].flat()));
  if (open) details.append(...draw());
  else details.addEventListener('toggle', () => details.append(...draw()), { once: true });
  return details;
}

// An example that it gives of itself, or of the first of what it may be.
export function exampleOf({ example, schema }) {
  const it = resolved(schema) ?? {};
  return example ?? it.examples?.[0] ?? (it.oneOf && exampleOf({ schema: it.oneOf[0] }));
}

export function typeOf(schema) {
  const it = resolved(schema) ?? {};
  if (it.oneOf) return it.oneOf.map(typeOf).join(' or ');
  if (it.contentMediaType) return 'file';
  if (it.type === 'array') return `array of ${typeOf(it.items)}`;
  const [first, ...more] = [it.type ?? ('const' in it ? typeof it.const : 'anything')].flat();
  return [(first === 'object' && nameOf(schema)) || first + (it.format ? ` (${it.format})` : ''), ...more].join(' or ');
}

// The words that it may be.
export function wordsOf(schema) {
  const it = resolved(schema) ?? {};
  return it.items ? wordsOf(it.items) : (it.enum ?? (it.type === 'boolean' ? ['true', 'false'] : null));
}

function range(least, most, unit = '') {
  if (least === undefined && most === undefined) return null;
  if (least === undefined) return `at most ${most}${unit}`;
  if (most === undefined) return `at least ${least}${unit}`;
  return least === most ? `${least}${unit}` : `${least} to ${most}${unit}`;
}

// How long or how much, and what it means.
export function facts(schema, description) {
  const it = resolved(schema) ?? {};
  return [
    range(it.minLength, it.maxLength, ' characters'),
    range(it.minimum, it.maximum),
    it.multipleOf && `in steps of ${it.multipleOf}`,
    range(it.minItems, it.maxItems, ' items'),
    it.pattern && `like \`${it.pattern}\``,
    'const' in it && `always \`${it.const}\``,
    'default' in it && `\`${it.default}\` where it is left out`,
    description ?? it.description,
  ].filter(Boolean);
}

export const named = (name, schema, ...more) =>
  el(
    'p',
    { class: 'named' },
    el('code', { class: 'name' }, name),
    el('span', { class: 'type' }, typeOf(schema)),
    ...more,
  );

// The objects in it, each with its fields: itself, what it is an array of, or each of what it may be.
function objectsIn(schema) {
  const it = resolved(schema) ?? {};
  if (it.oneOf) return it.oneOf.flatMap(objectsIn);
  if (it.items) return objectsIn(it.items);
  return it.properties ? [it] : [];
}

// Of what is sent some fields must be there; of what is answered some may be missing.
function fieldRow(name, schema, isAlways, isSent) {
  const mark = isSent ? el('span', { class: 'must' }, 'required') : el('span', { class: 'type' }, '– not always');
  const words = resolved(schema).type === 'boolean' ? null : wordsOf(schema);
  const about = [words && `one of ${words.map((word) => `\`${word}\``).join(', ')}`, ...facts(schema)].filter(Boolean);
  return el(
    'li',
    {},
    named(name, schema, isAlways === isSent ? mark : null),
    about.length ? el('p', { class: 'hint' }, ...prose(about.join(' · '))) : null,
    objectsIn(schema).length ? unfold(`Fields of ${name}`, () => fieldLists(schema, isSent)) : null,
  );
}

export const fieldLists = (schema, isSent = false) =>
  objectsIn(schema).flatMap(({ properties, required = [] }, nth) => [
    nth ? el('p', { class: 'type' }, 'or') : '',
    el(
      'ul',
      { class: 'field-list' },
      ...Object.entries(properties).map(([name, one]) => fieldRow(name, one, required.includes(name), isSent)),
    ),
  ]);
