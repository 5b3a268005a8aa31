// What it usually is when the answer to a call isn't ours: the web server's own page, the program's bytes, a proxy's
// error. It is fetched when that happens, as it never does where Vitrine is well.
//
//   throw await explained({ status, text, header, heard });    // heard: programs have answered this page before
//   error.more()                                         // a node: what to do, with the lines to add

import { ApiError, exchange } from '../core/api.js';
import { el, styled } from '../core/dom.js';
import { isPage } from './served.js';
import { atDoctor } from './unready.js';

const code = (text) => ({ code: text });

// Retry-After in words, rounded up.
export function soon(seconds) {
  const left = Number(seconds);
  if (!(left > 0)) return null;
  const [many, unit] = left > 5400 ? [left / 3600, 'hour'] : left > 90 ? [left / 60, 'minute'] : [left, 'second'];
  return `in ${Math.ceil(many)} ${unit}${Math.ceil(many) === 1 ? '' : 's'}`;
}

const isProgram = (text, header) =>
  /octet-stream|x-cgi|x-executable|x-elf/.test(header('Content-Type') ?? '') || /^\u007fELF/.test(text);

// [in one sentence, what to do…]; before any program has answered, so that it is the host.
const UNHEARD = {
  program: (server) => [
    'The web server hands out the programs instead of running them.',
    ...(/nginx/i.test(server)
      ? ['nginx runs no programs by itself: Vitrine needs Apache or lighttpd, or a host that offers CGI.']
      : /lighttpd/i.test(server)
        ? [
            'lighttpd runs them once its own configuration includes these two files of Vitrine’s:',
            code('include "…/lighttpd/vitrine.conf"\ninclude "…/lighttpd/cgi.conf"'),
          ]
        : [
            'Either it doesn’t read the .htaccess of this folder, or it has no CGI. Ask your host to ' +
              'switch on CGI for this folder, with these two lines of Apache’s configuration:',
            code('AllowOverride FileInfo\nOptions +ExecCGI'),
          ]),
    'Until then keep no settings here: what is in this folder can be read by anybody.',
  ],
  403: () => [
    'The web server refuses to run the programs (403).',
    'Usually running programs is off here. Add this line to the .htaccess of the folder above ' +
      'this one; make that file if there is none:',
    code('Options +ExecCGI'),
    'If everything there answers 500 then, the host doesn’t allow the line: take it out, and ask ' +
      'your host to allow CGI (ExecCGI) in this folder.',
    'If it is still 403, the folders and programs (cgi-bin/*.cgi) need the permissions 755.',
  ],
  404: () => [
    'The programs aren’t where this page looks for them (404).',
    'The folder cgi-bin, with the programs (*.cgi) in it, belongs beside this page. Was it ' +
      'uploaded, and the file .htaccess beside it?',
    'If your host has one cgi-bin for all programs, put ours there, and an empty file of this ' +
      'name into the folder of this page:',
    code('central-cgi-bin'),
  ],
  500: () => [
    'The web server can’t run the programs (500).',
    'Folders and programs (cgi-bin/*.cgi) need the permissions 755, which your FTP program can ' +
      'set. More isn’t better: many hosts refuse what a group may write.',
    code('chmod 755 . cgi-bin cgi-bin/*.cgi'),
    'They must belong to your own account: upload them yourself. If nothing here works, not even ' +
      'this page’s pictures, the host doesn’t allow our .htaccess: ask for AllowOverride FileInfo.',
    'The error log of your host has the reason in one line. The programs are for 64-bit Linux on x86.',
  ],
};

// The same, where programs have answered before, so that it is this call. And what is the same in both cases.
const HEARD = {
  403: () => [
    'A rule of the web server refused this (403).',
    'Usually it is a firewall of the host (ModSecurity) that took it for an attack. Ask your host ' +
      'to look at its log for this minute.',
  ],
  404: () => ['A program isn’t here (404).', 'Upload all of cgi-bin again.'],
  500: () => other(500),
};
const ALWAYS = {
  401: () => [
    'The web server asks for a password of its own (401).',
    'It isn’t your account’s here. Load the page again to be asked for it.',
  ],
  413: () => [
    'That is more than the web server lets through (413).',
    'Its own limit is smaller than Vitrine’s. The host can raise it (nginx: client_max_body_size; ' +
      'Apache: LimitRequestBody).',
  ],
  429: (_, header) => {
    const wait = soon(header('Retry-After'));
    return [`Too many requests for the web server. Try again ${wait ?? 'in a few minutes'}.`];
  },
  502: () => [
    'A proxy gets no answer from the web server behind it (502).',
    'If it stays so, that server, or Vitrine’s FastCGI workers there, must be started again.',
  ],
  503: (_, header) => {
    const wait = soon(header('Retry-After'));
    return [
      `The web server is busy (503). Try again ${wait ?? 'in a minute'}.`,
      'If it stays so, ask the host how many programs may run at once.',
    ];
  },
  504: () => [
    'A proxy waited in vain for the web server behind it (504).',
    'If it stays so, that server is stuck, or has too much to do.',
  ],
  page: () => [
    'The web server answers with a page of its own.',
    'Load this page again: the host may want to see first that you are no robot. If it stays so, ' +
      'the host sends all addresses to one page.',
  ],
};

const other = (status) =>
  status >= 500
    ? [`The server has a problem (${status}). Its error log says which.`]
    : [
        `The answer isn’t Vitrine’s, but something’s in between (${status}).`,
        'The error log of your host may say what it is.',
      ];

function cause({ status, text, header, heard }) {
  const server = header('Server') ?? '';
  if (status < 300 && isProgram(text, header)) return UNHEARD.program(server);
  if (status < 300 && isPage(text)) return ALWAYS.page();
  return (ALWAYS[status] ?? (heard ? HEARD : UNHEARD)[status] ?? other)(status, header);
}

// Ours: too many tries. How long to wait is in a header.
function rateLimited({ status, wrong: { code: name, message }, header }) {
  const wait = soon(header('Retry-After'));
  return new ApiError(status, name, wait ? message.replace(/\s*Try again[^.]*\.|$/, ` Try again ${wait}.`) : message);
}

// Paragraphs, and lines to copy.
const remedy = (lines) =>
  lines.map((line) =>
    line.code ? el('pre', { class: 'to-copy', tabindex: '0' }, el('code', {}, line.code)) : el('p', {}, line),
  );

// A release has it beside the page.
export async function manual() {
  const { status } = await exchange('HEAD', '../INSTALL.html').catch(() => ({}));
  return status === 200
    ? el('p', {}, el('a', { href: 'INSTALL.html#see' }, 'What else one may see, why, and what to do'))
    : '';
}

// A server that doesn't run programs has nothing at the addresses below one, and refuses to post to it: it hands out
// the program itself.
async function looked(answer) {
  if (answer.heard || (answer.status !== 404 && answer.status !== 405)) return answer;
  const bare = await exchange('GET', 'server.cgi', { headers: { Range: 'bytes=0-1023' } }).catch(() => ({}));
  return bare.status < 300 && isProgram(bare.text, bare.header) ? bare : answer;
}

export async function explained(answer) {
  if (answer.wrong?.code) return rateLimited(answer);
  const [say, ...what] = cause(await looked(answer));
  const error = new ApiError(0, 'foreign', say);
  return Object.assign(error, {
    seen: answer.status,
    more: () => {
      styled('css/more.css');
      const box = el(
        'div',
        { class: 'remedy' },
        ...remedy(what),
        atDoctor() ? null : el('p', {}, el('a', { href: 'doctor.html' }, 'Examine this installation')),
      );
      manual().then((link) => box.append(link));
      return box;
    },
  });
}
