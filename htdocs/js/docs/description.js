// What openapi.json says, or the document of another design's door: its calls, with the addresses that they have here,
// and what its $refs stand for.
//
//   const { info, tags, calls, tokenAddress } = await describe();          // ours
//   const { calls } = await describe('mycoll');                            // dialects/mycoll.json
//   resolved({ $ref: '#/components/schemas/Media' })       // what is there; anything else is itself

import { hasShortAddresses, ownFile } from '../core/api.js';

// /user/media/{id} -> cgi-bin/usermedia.cgi/{id}, as the shipped server files map them.
const ALIASES = [
  ['/user/media', 'usermedia'],
  ['/my-library', 'library'],
];
function byProgram(path) {
  const [short, program] = ALIASES.find(([start]) => path === start || path.startsWith(`${start}/`)) ?? [
    `/${path.split('/')[1]}`,
    path.split('/')[1],
  ];
  return `cgi-bin/${program}.cgi${path.slice(short.length)}`;
}

let all = null;

export const resolved = (part) =>
  part?.$ref
    ? part.$ref
        .split('/')
        .slice(1)
        .reduce((within, name) => within[name], all)
    : part;
export const nameOf = (part) => part?.$ref?.split('/').pop();

export const documentOf = (door) => (door ? `dialects/${door}.json` : 'openapi.json');

export async function describe(door = '') {
  const [api, isShort] = await Promise.all([ownFile(documentOf(door)), hasShortAddresses()]);
  const here = isShort ? (path) => path : (path) => `/${byProgram(path)}`; // some hosts rewrite nothing
  const start = door && `/${door}`;
  all = api;
  const calls = Object.entries(api.paths).flatMap(([path, { parameters = [], ...methods }]) =>
    Object.entries(methods).map(([method, call]) => ({
      ...call,
      method: method.toUpperCase(),
      path: here(start + path),
      parameters: [...parameters, ...(call.parameters ?? [])].map(resolved),
      bodies: Object.entries(resolved(call.requestBody)?.content ?? {}),
      security: call.security ?? api.security,
    })),
  );
  // A token is one for all doors.
  return { info: api.info, tags: api.tags, calls, tokenAddress: addressOf(here('/auth/token')) };
}

// Where a path of it is, in this installation.
export const addressOf = (path) => new URL(path.slice(1), document.baseURI);
