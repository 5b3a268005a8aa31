// One call: what it does, what it takes (to be tried), and what it answers.

import { el } from '../core/dom.js';
import { quote } from '../ui/to-copy.js';
import { resolved } from './description.js';
import { exampleOf, fieldLists, named, pretty, prose, unfold } from './schema.js';
import { tryForm } from './try.js';

export const method = (name) => el('span', { class: `method m-${name.toLowerCase()}` }, name);

function contentOf(status, type, content) {
  const example = exampleOf(content);
  return [
    named(type, content.schema),
    example === undefined ? '' : quote(pretty(example), `Example of ${status}`),
    ...fieldLists(content.schema),
  ];
}

function answerRow([status, part], nth) {
  const { description, headers = {}, content = {} } = resolved(part);
  const title = [el('b', {}, status === 'default' ? 'else' : status), ' ', ...prose(description)];
  const [names, types] = [Object.entries(headers), Object.entries(content)];
  if (!names.length && !types.length) return el('p', { class: 'unfold' }, ...title);
  const draw = () => [
    ...names.map(([name, header]) => {
      const { schema, description: about } = resolved(header);
      return named(name, schema, el('span', { class: 'hint' }, ...prose(about)));
    }),
    ...types.flatMap(([type, one]) => contentOf(status, type, one)),
  ];
  return unfold(title, draw, nth === 0);
}

function needs({ security, method: verb }) {
  if (!security.length) return 'It takes no credentials.';
  const first = security.some((one) => !Object.keys(one).length)
    ? 'It works without credentials, too.'
    : 'It needs credentials.';
  if (!security.some((one) => 'key' in one)) return `${first} A key of a program isn’t taken.`;
  return `${first} A key of a program may be one that ${verb === 'GET' ? 'only reads' : 'reads and writes'}.`;
}

export const callView = (call) => [
  el(
    'header',
    {},
    el('h2', { tabindex: '-1' }, call.summary),
    el('p', { class: 'address' }, method(call.method), ' ', el('code', {}, call.path)),
    call.description ? el('p', {}, ...prose(call.description)) : null,
    el('p', { class: 'hint' }, needs(call)),
  ),
  tryForm(call),
  el('section', { class: 'answers' }, el('h3', {}, 'Answers'), ...Object.entries(call.responses).map(answerRow)),
];
