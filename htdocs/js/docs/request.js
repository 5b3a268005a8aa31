// A call as it is sent, made of what was typed; the same as a line for a shell.
//
//   entries: [{ place: 'path' | 'query' | 'header' | 'field' | 'body', name, input }]
//   const request = written(call, entries, 'application/json');
//   curl(request, isSomebody());    const response = await send(request);

import { account } from '../core/account.js';
import { byHand } from '../core/api.js';
import { knownWay } from '../core/method-override.js';
import { refresh } from '../core/refresh.js';
import { addressOf } from './description.js';
import { isSession, pass } from './authorize.js';

function valuesOf(input) {
  if (input.files) return [...input.files];
  if (input.multiple) return [...input.selectedOptions].map(({ value }) => value);
  const values = input.dataset.many ? input.value.split('\n') : [input.value];
  return values.filter((value) => value !== '');
}

export function written({ method, path }, entries, type) {
  const given = (place) =>
    entries
      .filter((entry) => entry.place === place)
      .flatMap(({ name, input }) => valuesOf(input).map((value) => [name, value]));
  const segments = new Map(given('path'));
  const url = addressOf(path.replace(/\{(\w+)\}/g, (hole, name) => encodeURIComponent(segments.get(name) ?? hole)));
  for (const [name, value] of given('query')) url.searchParams.append(name, value);
  const headers = Object.fromEntries(given('header'));
  const [[, body] = []] = given('body');
  if (body !== undefined) headers['Content-Type'] = type;
  // As the page's own calls: where a host refuses methods, and that has been found out.
  const isHidden = knownWay() && /^(?:PUT|PATCH|DELETE)$/.test(method);
  if (isHidden) headers['X-HTTP-Method-Override'] = method;
  return { method: isHidden ? 'POST' : method, url, headers, type, fields: given('field'), body };
}

function bodyOf({ type, fields, body }) {
  if (!fields.length) return body;
  if (type !== 'multipart/form-data') return new URLSearchParams(fields);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

// A session whose hour is over is renewed, as everywhere on these pages.
export async function send(request) {
  const { method, url, headers } = request;
  const began = Date.now();
  const go = () => {
    const { credentials, headers: mine } = pass();
    return byHand(url, { method, credentials, headers: { ...headers, ...mine }, body: bodyOf(request) });
  };
  const response = await go();
  return response.status === 401 && isSession() && account() && (await refresh(began)) ? go() : response;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function curl({ method, url, headers, type, fields, body }, isSomebody) {
  const flag = (name, text) => `${name} ${quoted(text)}`;
  const isForm = type === 'multipart/form-data';
  return [
    method === 'GET' ? 'curl' : `curl -X ${method}`,
    quoted(url.href),
    isSomebody && '-H "Authorization: Bearer $TOKEN"',
    ...Object.entries(headers).map(([name, value]) => flag('-H', `${name}: ${value}`)),
    ...fields.map(([name, value]) => {
      if (value instanceof File) return flag('-F', `${name}=@${value.name}`);
      return flag(isForm ? '--form-string' : '--data-urlencode', `${name}=${value}`);
    }),
    body !== undefined && (body instanceof File ? flag('--data-binary', `@${body.name}`) : flag('--data-raw', body)),
  ]
    .filter(Boolean)
    .join(' \\\n  ');
}
