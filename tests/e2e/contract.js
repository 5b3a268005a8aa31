// Holds every answer of the API that a test sees against htdocs/openapi.json, or the document of its dialect, and notes
// which operation and status it was, for contract.last.js.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

const npm = createRequire(path.resolve(__dirname, '../web/package.json'));
const { Ajv2020 } = npm('ajv/dist/2020');
const htdocs = path.resolve(__dirname, '../../htdocs');
const read = (name) => JSON.parse(fs.readFileSync(path.join(htdocs, name), 'utf8'));
const document = read('openapi.json');
// The doors of other designs: their names, and what their documents say.
const dialects = Object.fromEntries(
  fs.readdirSync(path.join(htdocs, 'dialects')).map((file) => [file.replace('.json', ''), read(`dialects/${file}`)]),
);
const ajv = new Ajv2020({ strict: false, allErrors: true });
npm('ajv-formats').default(ajv);
ajv.addSchema(document, 'api');
for (const [name, one] of Object.entries(dialects)) ajv.addSchema(one, name);

// The program behind each short address; what follows it is the same in both.
const doors = {
  auth: '/auth',
  users: '/users',
  media: '/media',
  books: '/books',
  movies: '/movies',
  reviews: '/reviews',
  images: '/images',
  usermedia: '/user/media',
  library: '/my-library',
  collection: '/collection',
  lists: '/lists',
  lookup: '/lookup',
  diary: '/diary',
  exports: '/exports',
  imports: '/imports',
  stats: '/stats',
  shared: '/shared',
  server: '/server',
  ...Object.fromEntries(Object.keys(dialects).map((name) => [name, `/${name}`])),
};

const escaped = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

// Every operation of a document, behind the door that it is of: where it is, what it matches, what is said of it.
const operationsOf = (name, of, door = '') =>
  Object.entries(of.paths).flatMap(([template, methods]) =>
    METHODS.filter((method) => methods[method]).map((method) => ({
      template: door + template,
      operation: methods[method],
      method: method.toUpperCase(),
      id: methods[method].operationId,
      pointer: `#/paths/${escaped(template)}/${method}/responses`,
      name,
      of,
      matches: new RegExp(
        `^${(door + template)
          .replaceAll(/\{(?:id|item_id)\}/g, UUID)
          .replace('{token}', '[0-9a-f]{64}')
          .replace('{tag}', '.+')
          .replace('{day}', '(?:before-restore-)?\\d{4}-[^/]+')
          .replaceAll(/\{(?:number|key)\}/g, '[1-9]\\d*')}$`,
      ),
    })),
  );
const operations = operationsOf('api', document);
const dialectOperations = Object.entries(dialects).flatMap(([name, of]) => operationsOf(name, of, `/${name}`));

// Where a request went, in the short style: no query, no slash at the end, no cgi-bin, no alias.
function pathOf(where) {
  let [plain] = where.split('?');
  const [, program, rest] = /^\/cgi-bin\/(\w+)\.cgi(.*)$/.exec(plain) ?? [];
  if (program) plain = (doors[program] ?? '') + rest;
  // What has an address of its own, wherever it is done.
  plain = plain
    .replace(/^\/lookup\/mycoll\/collection\b/, '/mycoll/api/v1/movies')
    .replace(/^\/lookup(?=\/kallaxy\b)/, '')
    .replace(/^\/lookup(?=\/(?:media|collection|external_api)\b)/, '')
    .replace(/^\/diary(?=\/tags\b)|^\/shared(?=\/shares\b)|^\/users(?=\/invites\b)|^\/collection(?=\/tonight\b)/, '');
  return plain.replace(/^\/api\/v1\/movies\b/, '/collection').replace(/\/+$/, '') || '/';
}

function operationOf(method, where) {
  const plain = pathOf(where);
  return [...operations, ...dialectOperations].find((one) => one.method === method && one.matches.test(plain));
}

// A response as the document has it, and the pointer to it.
function described({ operation, pointer, of }, status) {
  const key = [String(status), 'default'].find((name) => operation.responses[name]);
  const response = key && operation.responses[key];
  if (response?.$ref)
    return { key, response: of.components.responses[response.$ref.split('/').pop()], pointer: response.$ref };
  return { key, response, pointer: `${pointer}/${key}` };
}

const isJson = (answer) => /^application\/json/.test(answer.headers['content-type'] ?? '');

function check(method, where, answer, headers = {}) {
  const found = operationOf(method, where);
  // Forms are answered for people, and a web server has error pages of its own.
  if (!found || /text\/html/.test(headers.Accept ?? '') || (answer.status >= 400 && !isJson(answer))) return;
  const told = `${method} ${where}: ${answer.status} ${answer.text}`;
  const { key, response, pointer } = described(found, answer.status);
  assert.ok(response, `not in the document ${found.name}: ${told}`);
  // Where https is required, every call is refused by http.
  const isRefused = answer.status === 403 && answer.text.includes('open by https alone');
  assert.ok(
    key !== 'default' || isRefused || [405, 500, 503].includes(answer.status),
    `a status that the document should name: ${told}`,
  );
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const { required } = header.$ref ? found.of.components.headers[header.$ref.split('/').pop()] : header;
    assert.ok(!required || answer.headers[name.toLowerCase()], `no ${name}: ${told}`);
  }
  if (response.content && isJson(answer)) {
    const valid = ajv.getSchema(`${found.name}${pointer}/content/application~1json/schema`);
    assert.ok(valid(answer.json), `${told}\n${ajv.errorsText(valid.errors, { separator: '\n' })}`);
  } else {
    assert.equal(answer.text === '', !response.content, told);
  }
  if (process.env.CONTRACT_SEEN) fs.appendFileSync(process.env.CONTRACT_SEEN, `${found.id} ${answer.status}\n`);
  return found;
}

module.exports = { check, dialectOperations, document, doors, operations };
