// What openapi.json says: its calls, with the addresses that they have here, and what its $refs stand for.
//
//   const { info, tags, calls, tokenAddress } = await describe();
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

export async function describe() {
  const [api, isShort] = await Promise.all([ownFile('openapi.json'), hasShortAddresses()]);
  const here = isShort ? (path) => path : (path) => `/${byProgram(path)}`; // some hosts rewrite nothing
  all = api;
  const calls = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({
      ...call,
      method: method.toUpperCase(),
      path: here(path),
      parameters: (call.parameters ?? []).map(resolved),
      bodies: Object.entries(resolved(call.requestBody)?.content ?? {}),
      security: call.security ?? api.security,
    })),
  );
  const { tokenUrl } = api.components.securitySchemes.password.flows.password;
  return { info: api.info, tags: api.tags, calls, tokenAddress: addressOf(here(`/${tokenUrl}`)) };
}

// Where a path of it is, in this installation.
export const addressOf = (path) => new URL(path.slice(1), document.baseURI);
