// Real programs behind a real server with the shipped configuration (lighttpd and CGI; SERVER=apache and MODE=fcgi
// choose otherwise), below a sub-path, on an empty data folder.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../node/port.js';

export const root = path.resolve(import.meta.dirname, '../..');
export const BASE = '/~ann/vitrine';

// Cheap hashes and no limit of sign-ins: dozens of accounts sign in within a minute, from one address.
export const SETTINGS =
  'rate_limit_address = 1000000\nrate_limit_titles = 1000000\nrate_limit_uploads = ' +
  '1000000\nscrypt_log_n = 10\nscrypt_p = 1\n';

export function makeFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-web.'));
  fs.chmodSync(folder, 0o711); // Apache works as another user when root starts it
  return folder;
}
export const dropFolder = (folder) =>
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

export const environment = (folder, port, base = BASE) => ({
  SERVER: process.env.SERVER || 'lighttpd',
  MODE: process.env.MODE || 'cgi',
  PORT: port,
  BASE: base,
  DEMO: '0',
  CONFIG: `${folder}/test.conf`,
  RUN: `${folder}/run`,
  DATA: `${folder}/data`,
});

// A server for one file of tests: what it does to the installation as a whole, nobody else sees.
// Its settings may name {folder}, where its files are, and {site}, its address; `more` is as of `make run`: { SERVER }.
export async function startServer(settings = '', base = BASE, more = {}) {
  const [folder, port] = [makeFolder(), await freePort()];
  const site = `http://127.0.0.1:${port}${base}`;
  const url = `${site}/`;
  fs.writeFileSync(
    path.join(folder, 'test.conf'),
    SETTINGS + settings.replaceAll('{folder}', folder).replaceAll('{site}', site),
  );
  const script = spawn('setpriv', ['--pdeathsig', 'TERM', 'sh', 'lib/run.sh', 'build/site'], {
    cwd: root,
    env: { ...process.env, ...environment(folder, port, base), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => {
    script.on('exit', resolve);
  });
  let said = '';
  await new Promise((resolve, reject) => {
    for (const stream of [script.stdout, script.stderr])
      stream.on('data', (text) => {
        said += text;
        if (said.includes(url)) resolve();
      });
    ended.then(() => reject(new Error(`the server did not start: ${said}`)));
  });
  const stop = async () => {
    script.kill('SIGTERM');
    await ended;
    dropFolder(folder);
  };
  return { folder, port, url, stop };
}
