// The main way through the page in Debian's Firefox ESR, driven by WebDriver BiDi. (Playwright's own protocol needs a
// Firefox of its own, and its BiDi asks for commands that this one doesn't have.)
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { test as base, expect } from './fixtures.js';
import { wayThrough } from './smoke.js';

const PREFERENCES = `
  user_pref("browser.shell.checkDefaultBrowser", false);
  user_pref("browser.startup.homepage_override.mstone", "ignore");
  user_pref("datareporting.policy.dataSubmissionEnabled", false);
  user_pref("network.proxy.type", 0);
  user_pref("app.normandy.enabled", false);
  user_pref("dom.serviceWorkers.enabled", false);
`;

// A page of a Firefox: go, run, and what it complained of.
async function firefox(profile) {
  fs.writeFileSync(path.join(profile, 'user.js'), PREFERENCES);
  const browser = spawn(
    process.env.FIREFOX ?? 'firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: profile } },
  );
  const ended = new Promise((resolve) => {
    browser.on('exit', resolve);
  });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    browser.stderr.on('data', (text) => {
      said += text;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    ended.then(() => reject(new Error(`Firefox did not start: ${said}`)));
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });

  const waiting = new Map();
  const problems = [];
  let count = 0;
  socket.on('message', (text) => {
    const { id, result, error, message, method, params } = JSON.parse(text);
    // A font that was still on its way when one went to the next page (NS_BINDING_ABORTED) is no problem.
    if (method === 'log.entryAdded' && params.level === 'error' && !params.text.includes('status=2152398850'))
      problems.push(params.text);
    if (!waiting.has(id)) return;
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error) reject(new Error(`${error}: ${message}`));
    else resolve(result);
  });
  const call = (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });

  await call('session.new', { capabilities: {} });
  await call('session.subscribe', { events: ['log.entryAdded'] });
  const {
    contexts: [{ context }],
  } = await call('browsingContext.getTree', {});
  return {
    problems,
    go: (url) => call('browsingContext.navigate', { context, url, wait: 'complete' }),
    async run(functionDeclaration, ...values) {
      const answer = await call('script.callFunction', {
        target: { context },
        functionDeclaration: String(functionDeclaration),
        awaitPromise: true,
        userActivation: true,
        arguments: values.map((value) => ({ type: 'string', value })),
      });
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
      return answer.result.value;
    },
    async press(key) {
      await call('input.performActions', {
        context,
        actions: [
          {
            type: 'key',
            id: 'keys',
            actions: [
              { type: 'keyDown', value: key },
              { type: 'keyUp', value: key },
            ],
          },
        ],
      });
    },
    async stop() {
      await call('browser.close', {}).catch(() => {
        /* it may be quicker than its answer */
      });
      socket.close();
      await ended;
    },
  };
}

const test = base.extend({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  fox: async ({}, use) => {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-firefox.'));
    const fox = await firefox(profile);
    await use(fox);
    await fox.stop();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    expect(fox.problems).toEqual([]);
  },
});

test('Firefox ESR: look around, sign in, open a title, change its status, undo; the keyboard', async ({
  fox,
  baseURL,
}) => {
  test.slow();
  await wayThrough(fox, baseURL, 'jonas');
});
