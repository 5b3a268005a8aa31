// The main way through the page in WebKitGTK, the engine of GNOME Web and the next of kin of Safari that Debian has.
// Driven by WebDriver, on a screen of its own (Xvfb): it has no mode without windows.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect } from './fixtures.js';
import { freePort } from './server.js';
import { wayThrough } from './smoke.js';

const BROWSER = `/usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch]}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;

// Ends a program by its own process id.
function stop(program) {
  const ended = new Promise((resolve) => {
    program.on('exit', resolve);
  });
  program.kill();
  return ended;
}

// A screen that nobody sees, by the first number that is free.
async function startScreen() {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const name = await new Promise((resolve, reject) => {
    let said = '';
    screen.stdio[3].on('data', (text) => {
      said += text;
      if (said.endsWith('\n')) resolve(`:${said.trim()}`);
    });
    screen.on('error', reject);
    screen.on('exit', () => reject(new Error('Xvfb did not start')));
  });
  return { name, stop: () => stop(screen) };
}

// A page of a WebKit: go, run, press.
async function startWebkit(home, display) {
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
    env: { ...process.env, HOME: home, DISPLAY: display, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1' },
    stdio: 'ignore',
  });
  const call = async (method, address, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${address}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await expect.poll(() => call('GET', '/status').catch(() => ({}))).toMatchObject({ ready: true });
  const { sessionId } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] } } },
  });
  const session = `/session/${sessionId}`;
  return {
    go: (url) => call('POST', `${session}/url`, { url }),
    run: (what, ...args) => call('POST', `${session}/execute/sync`, { script: `return (${what})(...arguments)`, args }),
    press: (value) =>
      call('POST', `${session}/actions`, {
        actions: [
          {
            type: 'key',
            id: 'keys',
            actions: [
              { type: 'keyDown', value },
              { type: 'keyUp', value },
            ],
          },
        ],
      }),
    async stop() {
      await call('DELETE', session);
      await stop(driver);
    },
  };
}

const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  webkit: async ({}, use) => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-webkit.'));
    const screen = await startScreen();
    const webkit = await startWebkit(home, screen.name);
    await use(webkit);
    await webkit.stop();
    await screen.stop();
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  },
});

test('WebKitGTK: look around, sign in, open a title, change its status, undo; the keyboard', async ({
  webkit,
  baseURL,
}) => {
  test.slow();
  await wayThrough(webkit, baseURL, 'mara');
});
