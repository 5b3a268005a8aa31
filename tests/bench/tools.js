// What both tables of figures are made by: requests sent by wrk, and what a program is started with.
'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const CONNECTIONS = 16; // seed.c makes so many accounts that ask

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

// The processors' time that a site has taken so far, with the programs that have ended, in milliseconds.
function cpuOf(site) {
  let ticks = 0;
  for (const { pid } of site.processes()) {
    try {
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ');
      ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0); // utime, stime, cutime, cstime
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes(error.code)) throw error; // else it has ended, and counts among its parent's
    }
  }
  return ticks * 10;
}

// Sends a call of request.lua for some seconds, with what `requests` has: a seed's file, and how many posts are in it.
function wrk(site, call, requests, seconds) {
  const before = cpuOf(site);
  const text = execFileSync(
    'wrk',
    [
      '-t1',
      `-c${CONNECTIONS}`,
      `-d${seconds}s`,
      '--timeout',
      '10s',
      '-s',
      path.join(__dirname, 'request.lua'),
      `${site.address}/`,
      '--',
      requests.file,
      call,
      String(site.at),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const result = JSON.parse(text.slice(text.lastIndexOf('{"requests"')));
  site.at += result.sent;
  if (result.bad || result.errors || !result.requests)
    throw new Error(
      `${site.server} ${site.mode} ${call}: ${result.bad} bad answers, ${result.errors} errors of ${result.requests}`,
    );
  if (call === 'post' && site.at >= requests.posts) throw new Error('the shelves are full: fewer ROUNDS or SECONDS');
  return { ...result, rate: result.requests / result.seconds, cpu: (cpuOf(site) - before) / result.requests };
}

// What a web server gives a program.
function environment(
  conf,
  token,
  { door = '/user/media', name = 'usermedia', rest = '', query = '', method = 'GET' } = {},
) {
  return {
    VITRINE_CONF: conf,
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: method,
    PATH_INFO: rest,
    SCRIPT_NAME: `/cgi-bin/${name}.cgi`,
    REQUEST_URI: `${door}${rest}`,
    QUERY_STRING: query,
    HTTP_HOST: '127.0.0.1:8080',
    SERVER_NAME: '127.0.0.1',
    SERVER_PORT: '8080',
    REMOTE_ADDR: '127.0.0.1',
    SERVER_SOFTWARE: 'bench',
    PATH: '/usr/bin:/bin',
    ...(token ? { HTTP_AUTHORIZATION: `Bearer ${token}` } : {}),
  };
}

// What a seed printed: the first account's token, an entry of its shelf and its lists, what nobody has on a shelf yet.
function readSeed(file) {
  const text = fs.readFileSync(file, 'utf8');
  const media = (text.match(/^media .+$/gm) || []).map((line) => line.slice('media '.length));
  return {
    file,
    token: /^token (.+)$/m.exec(text)[1],
    entry: /^entry (.+)$/m.exec(text)[1],
    lists: [...text.matchAll(/^list (\d+) (.+)$/gm)].map(([, count, id]) => ({ count: Number(count), id })),
    media,
    posts: CONNECTIONS * media.length,
  };
}

function copyData(from, to) {
  fs.mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const name of fs.readdirSync(from)) fs.copyFileSync(path.join(from, name), path.join(to, name));
}

module.exports = { copyData, environment, median, readSeed, wrk };
