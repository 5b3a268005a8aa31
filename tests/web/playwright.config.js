// The page in Debian's Chromium, against the real programs behind a real server with the shipped configuration (lighttpd
// and CGI; SERVER=apache and MODE=fcgi choose otherwise), below a sub-path, on an empty data folder. VITRINE_URL names a
// server that is there already instead.
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

function freePort() {
	return new Promise((resolve) => {
		const server = net.createServer().listen(0, '127.0.0.1', () => {
			const { port: free } = server.address();
			server.close(() => resolve(String(free)));
		});
	});
}

const root = path.resolve(import.meta.dirname, '../..');
// The workers read this file too: they find the port that the first reading chose.
process.env.WEB_PORT ??= await freePort();
const port = Number(process.env.WEB_PORT);
const base = '/~ann/vitrine';
const here = process.env.VITRINE_URL;
process.env.VITRINE_BASE_URL = here ?? `http://127.0.0.1:${port}${base}/`;

// Made once, by the process that starts the server; the workers get it by the environment.
function dataFolder() {
  if (here) return '';
  if (!process.env.VITRINE_WEB_DATA) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-web.'));
    fs.chmodSync(folder, 0o711);   // Apache works as another user when root starts it
    // Cheap hashes and no limit of sign-ins: dozens of accounts sign in within a minute, from one address.
    fs.writeFileSync(path.join(folder, 'test.conf'), `rate_limit_address = 1000000\nscrypt_log_n = 10\nscrypt_p = 1\n`);
    process.env.VITRINE_WEB_DATA = folder;
    process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  }
  return process.env.VITRINE_WEB_DATA;
}
const data = dataFolder();

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1280, height: 800 } };

export default defineConfig({
  testDir: '.',
  outputDir: './out/results',
  globalSetup: './setup.js',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./closing-line.js']],
  use: {
    baseURL: process.env.VITRINE_BASE_URL,
    locale: 'en-GB',
    serviceWorkers: 'block',   // offline.spec.js has it: elsewhere it would hide requests from the tests
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-domain-reliability',
        '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    },
  },
  projects: process.env.SHOTS
    ? [{ name: 'shots', testMatch: 'shots.js', fullyParallel: true }]
    : [
      { name: 'desktop', testMatch: '*.spec.js', testIgnore: ['nojs.spec.js', 'phone.spec.js'], use: desktop },
      { name: 'phone', testMatch: '*.spec.js', testIgnore: ['nojs.spec.js', 'source.spec.js', 'keyboard.spec.js'], use: phone },
      { name: 'nojs', testMatch: 'nojs.spec.js', use: { ...desktop, javaScriptEnabled: false } },
    ],
  webServer: here ? undefined : {
    command: `sh lib/run.sh build/site`,
    cwd: root,
    env: { SERVER: process.env.SERVER || 'lighttpd', MODE: process.env.MODE || 'cgi', PORT: String(port), BASE: base, DEMO: '0', CONFIG: `${data}/test.conf`, RUN: `${data}/run`, DATA: `${data}/data` },
    url: `http://127.0.0.1:${port}${base}/`,
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
    timeout: 20_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
  },
});
