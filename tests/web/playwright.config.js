// The page in Debian's Chromium, against a server of server.js. VITRINE_URL names one that is there already instead.
//
// Of Chromium it is the build without windows: the same engine, of the same source package, in less than half the time
// (a new profile and its first page are 0.2 s of CPU there, and 1.5 s in the whole browser). CHROMIUM=/usr/bin/chromium
// takes that one. TRACE=1 keeps what led to each failure, for `playwright show-trace`, and costs a fourth more.
import fs from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { freePort } from '../node/port.js';
import { BASE, SETTINGS, dropFolder, environment, makeFolder, root } from './server.js';

// The workers read this file too: they find the port that the first reading chose.
process.env.WEB_PORT ??= await freePort();
const port = process.env.WEB_PORT;
const here = process.env.VITRINE_URL;
process.env.VITRINE_BASE_URL = here ?? `http://127.0.0.1:${port}${BASE}/`;

// Made once, by the process that starts the server; the workers get it by the environment.
function dataFolder() {
  if (here) return '';
  if (!process.env.VITRINE_WEB_DATA) {
    const folder = makeFolder();
    fs.writeFileSync(path.join(folder, 'test.conf'), SETTINGS);
    process.env.VITRINE_WEB_DATA = folder;
    process.on('exit', () => dropFolder(folder));
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
  workers: 4, // two for each core of a small machine: half of its time a test waits
  retries: 1, // and the closing lines name who needed it: there is something to mend, in the test or in the page
  forbidOnly: Boolean(process.env.CI),
  // For what hangs: a busy machine must not reach them.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['./closing-line.js']],
  use: {
    baseURL: process.env.VITRINE_BASE_URL,
    actionTimeout: 60_000,
    locale: 'en-GB',
    // What moves takes a third of a test's time to draw. Where motion could be in the way, a test asks for it.
    reducedMotion: 'reduce',
    // A new profile and its first page are half of what a short test costs; what is kept of one is emptied in between.
    reuseContext: true,
    serviceWorkers: 'block', // offline.spec.js has it: elsewhere it would hide requests from the tests
    screenshot: 'only-on-failure',
    trace: process.env.TRACE ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-site-isolation-trials', // pages of one host need no process each
        '--renderer-process-limit=1',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-default-apps',
        '--disable-domain-reliability',
        '--disable-dev-shm-usage',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    },
  },
  projects: process.env.SHOTS
    ? [{ name: 'shots', testMatch: 'shots.js', fullyParallel: true }]
    : [
        { name: 'desktop', testMatch: '*.spec.js', testIgnore: ['nojs.spec.js', 'phone.spec.js'], use: desktop },
        // How things look there, and the main way through each page. (What the programs answer, and what is done with
        // it, is the same at every size.)
        {
          name: 'phone',
          testMatch: '*.spec.js',
          testIgnore: 'nojs.spec.js',
          grep: /\bphone\.spec\.js|@phone/,
          use: phone,
        },
        { name: 'nojs', testMatch: 'nojs.spec.js', use: { ...desktop, javaScriptEnabled: false } },
      ],
  webServer: here
    ? undefined
    : {
        command: `sh lib/run.sh build/site`,
        cwd: root,
        env: environment(data, port),
        url: process.env.VITRINE_BASE_URL,
        reuseExistingServer: false,
        stdout: 'ignore',
        stderr: 'pipe',
        timeout: 180_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 60_000 },
      },
});
