// /docs: the API's own page, made of openapi.json, under the policy of all pages. What is tried calls this very
// installation.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import picture from '../e2e/picture.js';
import { confusable, outOfOrder } from './ears.js';
import { clean, settled, tooSmall, tooWide } from './eyes.js';
import { test, signedIn, expect, newName, PASSWORD } from './fixtures.js';

const htdocs = path.resolve(import.meta.dirname, '../../htdocs');
const read = (name) => JSON.parse(fs.readFileSync(path.join(htdocs, name), 'utf8'));
const api = read('openapi.json');
const callsOf = ({ paths }) =>
  Object.values(paths).flatMap(({ parameters = [], ...methods }) =>
    Object.values(methods).map((call) => ({ ...call, parameters: [...parameters, ...(call.parameters ?? [])] })),
  );
const CALLS = callsOf(api);
// Ours, and those of other designs' doors.
const DOCUMENTS = [
  ['docs.html', CALLS],
  ...fs
    .readdirSync(path.join(htdocs, 'dialects'))
    .map((file) => [`docs.html?of=${file.replace('.json', '')}`, callsOf(read(`dialects/${file}`))]),
];

const send = (page) => page.getByRole('button', { name: 'Send', exact: true }).click();
const answer = (page) => page.getByRole('region', { name: 'Answer' });
const status = (page) => answer(page).locator('.said');
const line = (page) => page.getByRole('group', { name: 'For a shell' });
const openAuthorize = (page) => page.getByRole('button', { name: 'Authorize' }).click();

async function signInForToken(page, username, password = PASSWORD) {
  await openAuthorize(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Username or e-mail').fill(username);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Sign in for a token' }).click();
}

for (const isShort of [true, false]) {
  test(`authorize and try it out, by ${isShort ? 'short addresses' : 'the programs’ own, without rewriting'}`, async ({
    page,
    member,
    context,
  }) => {
    const asked = [];
    page.on('request', (request) => {
      if (/token|media/.test(request.url())) asked.push(request);
    });
    if (!isShort)
      await page.route('**/server/version', (route) =>
        route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Welcome</h1>' }),
      );
    const shelf = isShort ? '/user/media' : '/cgi-bin/usermedia.cgi';
    await page.goto('docs.html#listEntries');
    await expect(page.locator('.address')).toHaveText(`GET ${shelf}`);
    await signInForToken(page, member.username);
    await expect(page.getByText(`Sent as ${member.username}, by a token.`)).toBeVisible();
    await context.clearCookies(); // what answers now is answered to the token
    await send(page);
    await expect(status(page)).toHaveText('200 OK');
    await expect(answer(page)).toContainText('"records": []');
    const [token, list] = [
      asked.find((one) => one.url().includes('/token')),
      asked.find((one) => new URL(one.url()).pathname.endsWith(shelf)),
    ];
    expect(new URL(token.url()).pathname).toContain(isShort ? '/auth/token' : '/cgi-bin/auth.cgi/token');
    expect((await list.allHeaders()).authorization).toMatch(/^Bearer /);
  });
}

for (const [where, calls] of DOCUMENTS) {
  test(`every call can be drawn, all of it: ${where}`, async ({ page }) => {
    test.slow();
    await page.goto(where);
    await expect(page.locator('#calls a')).toHaveCount(calls.length);
    const wrong = await page.evaluate(async (all) => {
      const problems = [];
      const place = document.querySelector('#call');
      // (What is drawn here is looked at without eyes: where each of it lies takes longer than all else.)
      document.querySelector('main').style.display = 'none';
      const drawn = (summary) =>
        new Promise((resolve) => {
          addEventListener(
            'hashchange',
            () => setTimeout(() => resolve(place.querySelector('h2').textContent === summary)),
            {
              once: true,
            },
          );
        });
      // Opening draws what is in it, which may have more to be opened.
      const openAll = async (depth = 6) => {
        const closed = [...place.querySelectorAll('details:not([open])')];
        for (const one of closed) one.open = true;
        await new Promise((resolve) => setTimeout(resolve));
        if (closed.length && depth) await openAll(depth - 1);
      };
      for (const { operationId, summary, parameters, responses } of all) {
        const waiting = drawn(summary);
        location.hash = operationId;
        if (!(await waiting)) problems.push(`${operationId}: has another heading`);
        const types = [...place.querySelectorAll('#type option')].map(({ value }) => value);
        for (const type of types.length ? types : [null]) {
          if (type) {
            const choice = place.querySelector('#type');
            choice.value = type;
            choice.dispatchEvent(new Event('change'));
          }
          await openAll();
          const text = place.textContent;
          if (/undefined|\[object|NaN/.test(text))
            problems.push(`${operationId}: ${/.*(undefined|\[object|NaN).*/.exec(text)[0]}`);
          const ids = [...place.querySelectorAll('[id]')].map(({ id }) => id);
          if (new Set(ids).size !== ids.length) problems.push(`${operationId}: two of one id`);
        }
        const count = (selector) => place.querySelectorAll(selector).length;
        if (count('[id^="path-"]:not(p), [id^="query-"]:not(p), [id^="header-"]:not(p)') !== parameters.length)
          problems.push(`${operationId}: not an input for each parameter`);
        if (count('.answers > .unfold') !== Object.keys(responses).length)
          problems.push(`${operationId}: not all answers`);
      }
      return problems;
    }, calls);
    expect(wrong).toEqual([]);
  });
}

test('a call says what it takes and answers: limits, words, what must be there, examples', async ({ page }) => {
  await page.goto('docs.html#createMedia');
  await expect(page).toHaveTitle('Add an item · The API · Vitrine');
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  expect(JSON.parse(await page.getByLabel('JSON').inputValue())).toEqual(api.components.schemas.MediaInput.examples[0]);
  const row = (name) => page.locator('.try .field-list > li').filter({ has: page.locator(`.name:text-is("${name}")`) });
  await expect(row('title')).toHaveText('titlestringrequired1 to 500 characters');
  await expect(row('type')).toContainText('one of TV_SHOW, MOVIE, BOOK, GAME');
  await expect(row('length')).toHaveText('lengthinteger or nullat least 1');
  const made = page.locator('.answers > .unfold').first();
  await expect(made).toContainText('201');
  await expect(made.getByRole('group', { name: 'Example of 201' })).toContainText('"title": "Sphere"');
  const my = made.locator('.field-list > li').filter({ has: page.locator('.name:text-is("my")') });
  await expect(my.first()).toContainText('not always');
  await my.getByText('Fields of my').click();
  await my.getByText('Fields of entry').click();
  await expect(my).toContainText("How far, in the item's length_unit.");
});

test('calls are found by words and by keys, and have addresses', async ({ page }) => {
  await page.goto('docs.html');
  await expect(page.getByRole('heading', { level: 2, name: `Vitrine ${api.info.version}` })).toBeVisible();
  const find = page.getByLabel('Find a call');
  await find.fill('delete review');
  await expect(page.locator('#found')).toHaveText(`1 of ${CALLS.length} calls`);
  await expect(page.locator('#calls h2:visible')).toHaveText('catalogue');
  await find.fill('/media');
  const shown = page.locator('#calls li:visible a');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(shown.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(shown.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/docs\.html#listMedia$/);
  await expect(page.getByRole('heading', { level: 2, name: 'List items' })).toBeFocused();
  await expect(page.locator('#calls [aria-current]')).toHaveAttribute('href', '#listMedia');
  await find.fill('getVersion');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: api.paths['/server/version'].get.summary })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 2, name: 'List items' })).toBeFocused();
  await page.getByRole('link', { name: 'Skip to content' }).press('Enter'); // an address that is no call
  await expect(page.getByRole('heading', { level: 2, name: 'List items' })).toBeVisible();
  await page.goto('docs'); // the short address of the page
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The API');
});

signedIn('by the session: a query, and a body of JSON', async ({ page, member, api: mine }) => {
  await page.goto('docs.html#listMedia');
  await page.getByLabel('q', { exact: true }).fill('moby-dick');
  await page.getByLabel('type', { exact: true }).selectOption(['BOOK', 'MOVIE']);
  await page.getByLabel('page_size').fill('3');
  await page.getByLabel('decade').fill('1850s\n1990s\n');
  await send(page);
  await expect(answer(page)).toContainText('"title": "Moby-Dick');
  await answer(page)
    .getByText(/^Headers/)
    .click();
  await expect(answer(page)).toContainText('x-request-id');
  await expect(line(page)).toContainText(
    "/media?q=moby-dick&type=MOVIE&type=BOOK&decade=1850s&decade=1990s&page_size=3'",
  );

  await page.goto('docs.html#createMedia');
  await expect(page.getByText(`Sent as ${member.username}, by this browser’s session.`)).toBeVisible();
  const title = newName();
  await page.getByLabel('JSON').fill(JSON.stringify({ type: 'BOOK', title }));
  await send(page);
  await expect(status(page)).toHaveText('201 Created');
  await expect(answer(page)).toBeFocused();
  const { id } = await mine.title(title);

  await page.goto('docs.html#changeMedia');
  await page.getByLabel('id required').fill(id);
  await page.getByLabel('Content-Type').selectOption('application/x-www-form-urlencoded');
  await page.getByLabel('genre').fill('Sea & ships');
  await send(page);
  await expect(status(page)).toHaveText('200 OK');
  expect(await mine.get(`media.cgi/${id}`)).toMatchObject({ title, genre: 'Sea & ships' });

  await page.goto('docs.html#deleteMedia');
  await send(page); // an address with a hole is not sent
  await expect(answer(page)).toBeHidden();
  await page.getByLabel('id required').fill(id);
  await send(page);
  await expect(status(page)).toHaveText('204 No Content');
  await expect(answer(page)).toContainText('Nothing is in it.');
});

signedIn('a file goes up, and a picture is shown', async ({ page, api: mine }) => {
  await page.goto('docs.html#setAvatar');
  await page
    .getByLabel('image')
    .setInputFiles({ name: 'it’s me.png', mimeType: 'image/png', buffer: picture.noise(40) });
  await expect(line(page)).toContainText("-F 'image=@it’s me.png'");
  await send(page);
  await expect(status(page)).toHaveText('201 Created');
  const { avatar_url: url } = await mine.get('users.cgi/me');
  await page.goto('docs.html#getImage');
  await page.getByLabel('id required').fill(url.split('/').pop());
  await send(page);
  await expect(answer(page).getByRole('img', { name: 'The picture that was sent' })).toBeVisible();
  await clean(page, '.answer');
});

test.describe('what is wrong', () => {
  test.use({ allow: /status of 4\d\d/ });

  signedIn('can be sent, and is answered as the API answers it', async ({ page }) => {
    await page.goto('docs.html#listMedia');
    await page.getByLabel('page', { exact: true }).fill('none');
    await send(page);
    await expect(status(page)).toContainText('400');
    await expect(answer(page)).toContainText('"field": "page"');
    await page.goto('docs.html#createMedia');
    await page.getByLabel('JSON').fill('{');
    await send(page);
    await expect(status(page)).toContainText('400');
    await settled(page);
    await clean(page, '#call');
  });

  signedIn('a password, a token, and no credentials at all', async ({ page, member }) => {
    await page.goto('docs.html#getMe');
    await signInForToken(page, member.username, 'not the password');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('alert')).toContainText(/password/i);
    await dialog.getByLabel('A token that you have').fill('Bearer no-token-of-ours');
    await dialog.getByRole('button', { name: 'Use this token' }).click();
    await expect(page.getByText('Sent by your token.')).toBeVisible();
    await send(page);
    await expect(status(page)).toContainText('401');

    await openAuthorize(page);
    await page.getByRole('button', { name: 'Send no credentials' }).click();
    await expect(page.getByText('Sent as nobody.')).toBeVisible();
    await expect(line(page)).not.toContainText('Authorization');
    await send(page);
    await expect(answer(page)).toContainText('Sign in first');

    await openAuthorize(page);
    await page.getByRole('button', { name: 'Use this browser’s session' }).click();
    await send(page);
    await expect(status(page)).toHaveText('200 OK');
    await expect(answer(page)).toContainText(`"username": "${member.username}"`);
  });

  signedIn('a session whose hour is over is renewed', async ({ page, member, context }) => {
    await page.goto('docs.html#getMe');
    await context.clearCookies({ name: 'access_token' });
    await send(page);
    await expect(status(page)).toHaveText('200 OK');
    await expect(answer(page)).toContainText(member.id);
  });
});

signedIn('a token is forgotten with the page, and kept nowhere', async ({ page, member, context }) => {
  await page.goto('docs.html#getMe');
  await signInForToken(page, member.username);
  await expect(page.getByText('by a token.')).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(stored).not.toMatch(/eyJ/);
  expect(JSON.stringify(await line(page).textContent())).not.toMatch(/eyJ/);
  await page.reload();
  await expect(page.getByText('by this browser’s session.')).toBeVisible();
  expect((await context.cookies()).length).toBeGreaterThan(0); // those of the session
});

test('who signs in and out by a call of their own has done so on the page', async ({ page, api: mine }) => {
  const username = newName();
  await mine.as('jonas', () => {}); // nobody is signed in here
  await page.goto('docs.html#register');
  await page.getByLabel('JSON').fill(JSON.stringify({ username, password: PASSWORD }));
  await send(page);
  await expect(status(page)).toHaveText('201 Created');
  await expect(page.locator('.rail [data-name]')).toHaveText(username);
  await page.goto('docs.html#logout');
  await page.getByLabel('JSON').fill('{}');
  await send(page);
  await expect(status(page)).toHaveText('204 No Content');
  await expect(page.getByText('Sent as nobody.')).toBeVisible();
  await expect(page.locator('.rail').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

signedIn('the line for a shell says the same, whatever is in it, and can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('docs.html#createMedia');
  const body = `{"type": "BOOK", "title": "It's $HOME \`id\` \\\\ & \\"more\\""}`;
  await page.getByLabel('JSON').fill(body);
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.locator('.toast:popover-open')).toContainText('in the clipboard');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  // A curl that says what it was given.
  const shell = `curl() { for part; do printf '%s\\0' "$part"; done; }\nTOKEN=abc\n${text}`;
  const given = execFileSync('sh', ['-c', shell]).toString().split('\0').slice(0, -1);
  expect(given).toEqual([
    '-X',
    'POST',
    new URL('media', page.url()).href,
    '-H',
    'Authorization: Bearer abc',
    '-H',
    'Content-Type: application/json',
    '--data-raw',
    body,
  ]);
});

test('the doors of other designs are read and tried in their own words', async ({ page, member }) => {
  await page.goto('docs.html');
  await page.getByLabel('Whose words').selectOption('Media Tracker');
  await expect(page.getByRole('heading', { name: 'Media Tracker, by Vitrine' })).toBeVisible();
  await expect(page).toHaveURL(/docs\.html\?of=mediatracker$/);
  await expect(page.locator('.head').getByRole('link')).toHaveAttribute('href', 'dialects/mediatracker.json');
  await page.getByRole('link', { name: 'All relationships of who asks' }).click();
  await expect(page.locator('.address')).toHaveText('GET /mediatracker/user/media');
  await signInForToken(page, member.username);
  await send(page);
  await expect(status(page)).toHaveText('200 OK');
  await expect(answer(page)).toContainText('[]');
  await page.reload();
  await expect(page.locator('.address')).toHaveText('GET /mediatracker/user/media');
  await page.getByLabel('Whose words').selectOption('Vitrine');
  await expect(page.locator('#calls a')).toHaveCount(CALLS.length);
});

test.describe('without the description', () => {
  test.use({ allow: /openapi\.json/ });

  test('it says so', async ({ page }) => {
    await page.route('**/openapi.json', (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto('docs.html');
    await expect(page.getByRole('alert')).toContainText('openapi.json can’t be read (404).');
  });
});

signedIn('it is clean for axe, and fits', { tag: '@phone' }, async ({ page, isMobile }) => {
  test.slow();
  for (const id of ['listMedia', 'restoreBackup', 'replaceEntry']) {
    await page.goto(`docs.html#${id}`);
    await settled(page);
    if (id === 'restoreBackup')
      for (const one of await page.locator('.answers > details > summary').all()) await one.click();
    await clean(page, 'body', { colours: !isMobile });
    expect(await tooWide(page), id).toBeLessThanOrEqual(0);
    if (isMobile) expect(await tooSmall(page), id).toEqual([]);
  }
  expect(await outOfOrder(page)).toEqual([]);
  expect(await confusable(page)).toEqual([]);
  await openAuthorize(page);
  await clean(page, 'dialog', { colours: !isMobile });
  await page.getByRole('button', { name: 'Close' }).click();
  if (isMobile) {
    await page.getByRole('link', { name: 'All calls' }).click();
    await expect(page.getByLabel('Find a call')).toBeVisible();
    expect(await tooSmall(page)).toEqual([]);
    return;
  }
  for (const id of ['', 'listMedia', 'createMedia']) {
    await page.goto(`docs.html#${id}`);
    for (const width of [320, 390, 720, 768, 820, 1024, 1280, 1920, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await tooWide(page), `${id} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
