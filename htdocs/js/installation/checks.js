// What only a browser can see of an installation: whether calls arrive whole, and what this server hands out. Each
// check answers as the doctor of the programs does: { name, state: ok|warning|broken, found, remedy }; or null, where
// there is nothing to say.
//
//   const results = await Promise.all(CHECKS.map((check) => check()));

import { exchange, outcome, ownFile } from '../core/api.js';
import { LIBRARIES, SECRET, SETTINGS, served } from './served.js';
import { many } from '../core/words.js';

const PROGRAMS = [
  'auth',
  'books',
  'booktracker',
  'collection',
  'diary',
  'exports',
  'images',
  'imports',
  'kallaxy',
  'library',
  'lists',
  'lookup',
  'media',
  'mediatracker',
  'movies',
  'movieshelf',
  'mycoll',
  'reviews',
  'server',
  'shared',
  'stats',
  'usermedia',
  'users',
];
const NOBODY = 'media.cgi/00000000-0000-4000-8000-000000000000'; // what no title is called

const result = (name, state, found, remedy = null) => ({ name, state, found, remedy });
const ours = ({ text }) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

// Whether the programs answer at all; what the host says in their place, otherwise.
export async function answering() {
  const answer = await exchange('GET', 'server.cgi/version');
  if (!ours(answer)?.version) await outcome(answer);
}

async function programs() {
  // Where OPTIONS are refused, a GET is the proof: whatever it is answered, it is JSON.
  const answers = async (name) =>
    (await exchange('OPTIONS', `${name}.cgi/`)).status === 204 || Boolean(ours(await exchange('GET', `${name}.cgi/`)));
  const heard = await Promise.all(PROGRAMS.map(answers));
  const silent = PROGRAMS.filter((_, at) => !heard[at]).map((name) => `${name}.cgi`);
  if (!silent.length) return result('programs', 'ok', `All ${PROGRAMS.length} programs answer.`);
  return result(
    'programs',
    'broken',
    `${silent.join(', ')} ${silent.length === 1 ? 'doesn’t' : 'don’t'} answer. Upload all of ` +
      'cgi-bin again, with its folder lib; programs need the permissions 755.',
    `chmod 755 cgi-bin ${silent.map((name) => `cgi-bin/${name}`).join(' ')}`,
  );
}

async function authorization() {
  const answer = await exchange('GET', 'users.cgi/me', { headers: { Authorization: 'Bearer doctor' } });
  if (!ours(answer) || answer.status >= 429) return null; // who has stopped, or has no time, looks at no token
  if (/invalid_token/.test(answer.header('WWW-Authenticate') ?? ''))
    return result('Authorization', 'ok', 'The header Authorization reaches the programs.');
  const lost =
    'The header Authorization doesn’t reach the programs. This page doesn’t need it; other ' +
    'programs can’t sign in with tokens.';
  if (/lighttpd|nginx/i.test(answer.header('Server') ?? '')) return result('Authorization', 'warning', lost);
  return result(
    'Authorization',
    'warning',
    `${lost} With Apache this line, in the .htaccess of the folder above, brings it:`,
    'SetEnvIf Authorization "^(.+)$" HTTP_AUTHORIZATION=$1',
  );
}

async function rewriting() {
  if (ours(await exchange('GET', '../server/version'))?.version)
    return result('short addresses', 'ok', 'Short addresses (/media) lead to the programs.');
  return result(
    'short addresses',
    'warning',
    'Short addresses (/media) lead nowhere: this server has no mod_rewrite, or doesn’t read our ' +
      'rules. This page doesn’t need them, other programs use cgi-bin/media.cgi. What is private ' +
      'isn’t kept back by our rules either: keep data_dir outside of the web.',
  );
}

async function methods() {
  const arrives = (answer) => Boolean(ours(answer)?.error) && answer.status !== 405;
  const refused = [];
  for (const method of ['PATCH', 'PUT', 'DELETE']) if (!arrives(await exchange(method, NOBODY))) refused.push(method);
  if (!refused.length) return result('methods', 'ok', 'PATCH, PUT and DELETE reach the programs.');
  const ways = [
    ['the header X-HTTP-Method-Override', { headers: { 'X-HTTP-Method-Override': 'PATCH' } }],
    ['_method in a form', { headers: {}, body: new URLSearchParams({ _method: 'PATCH' }) }],
  ];
  for (const [what, options] of ways) {
    if (arrives(await exchange('POST', NOBODY, options)))
      return result(
        'methods',
        'ok',
        `This server refuses ${refused.join(', ')}. The page sends POST instead, with ${what}, and so ` +
          'can other programs.',
      );
  }
  return result(
    'methods',
    'broken',
    `This server refuses ${refused.join(', ')}, and POST in their place: nothing can be changed ` +
      'or deleted here. Ask the host to let them through (in Apache’s configuration, without the ' +
      'lines “Require method”):',
    'Require all granted',
  );
}

async function release() {
  const [page, answer] = await Promise.all([
    ownFile('openapi.json').catch(() => null),
    exchange('GET', 'server.cgi/version'),
  ]);
  const [here, there] = [page?.info?.version, ours(answer)?.version];
  if (!here || !there) return null;
  if (here === there) return result('release', 'ok', `Page and programs are of the same release, ${here}.`);
  return result(
    'release',
    'broken',
    `The page is of release ${here}, the programs are of ${there}. Unpack one archive for both; ` +
      'where your host has one cgi-bin for all programs, copy the new ones there, with the folder lib.',
  );
}

const addresses = (list) => list.join(', ');
async function secrets() {
  const open = await served(SECRET);
  if (!open.length) return result('data not served', 'ok', 'The data folder is not handed out.');
  return result(
    'data not served',
    'broken',
    `Anybody gets ${addresses(open)}: all passwords, as hashes, and the key to every account. ` +
      'Move the folder out of what the web shows, name it in vitrine.conf (the line below), and ' +
      'delete .ht.key in it: it is made anew, and everybody signs in again.',
    'data_dir = /home/you/vitrine-data',
  );
}
async function settings() {
  const open = await served(SETTINGS);
  if (!open.length) return result('settings not served', 'ok', 'The settings are not handed out.');
  return result(
    'settings not served',
    'warning',
    `Anybody gets ${addresses(open)}. There is no password in it, but paths of this machine. ` +
      'Apache keeps it back with this line in the .htaccess of the folder above:',
    'RedirectMatch 404 "\\.conf$"',
  );
}
async function libraries() {
  const open = await served(LIBRARIES);
  return open.length
    ? result(
        'libraries',
        'ok',
        `${many(open.length, 'file')} of cgi-bin/lib can be fetched. There is no secret in them.`,
      )
    : null;
}

export const ALONE = [secrets, settings, libraries]; // also where no program answers
export const CHECKS = [...ALONE, programs, authorization, rewriting, methods, release];
