// Hosts that are in the way: methods that don't get through, and answers that aren't ours.
import { signedIn, test, expect, card, choose, moduleAt, newName, pressStars, toast } from './fixtures.js';

test.use({ allow: /Failed to load resource/ });

const html = (status, title) => ({
  status,
  contentType: 'text/html; charset=iso-8859-1',
  body:
    `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n` +
    `<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n` +
    '</body></html>\n',
});

test.describe('methods', () => {
  // What a host refuses: methods, and with ModSecurity’s core rules 4 the header as well. Every call that came, in
  // short.
  async function refusing(page, { status = 403, header = false } = {}) {
    const calls = [];
    await page.context().route('**/cgi-bin/**', async (route) => {
      const request = route.request();
      const headers = await request.allHeaders();
      const override = headers['x-http-method-override'];
      if (request.method() !== 'GET')
        calls.push(
          [request.method(), override ?? new URLSearchParams(request.postData() ?? '').get('_method')]
            .filter(Boolean)
            .join(' '),
        );
      if (['PATCH', 'PUT', 'DELETE'].includes(request.method()) || (header && override))
        await route.fulfill(html(status, 'Forbidden'));
      else await route.fallback();
    });
    return calls;
  }

  for (const status of [403, 405, 501]) {
    signedIn(
      `refused with ${status} are sent as POST, which is remembered for the installation`,
      async ({ page, api }) => {
        const { media } = await api.post('usermedia.cgi/', { media_id: (await api.title('middlemarch')).id });
        const calls = await refusing(page, { status });
        await page.goto('catalogue.html?q=middlemarch');
        await choose(page, card(page, 'Middlemarch'), 'Finished');
        await expect(toast(page)).toContainText('Middlemarch: Finished');
        await choose(page, card(page, 'Middlemarch'), 'Paused');
        await expect(toast(page)).toContainText('Middlemarch: Paused');
        expect(calls).toEqual(['PATCH', 'POST PATCH', 'POST PATCH']);
        await page.reload();
        await choose(page, card(page, 'Middlemarch'), 'Dropped');
        await expect(toast(page)).toContainText('Middlemarch: Dropped');
        expect(calls).toEqual(['PATCH', 'POST PATCH', 'POST PATCH', 'POST PATCH']);
        expect((await api.get(`media.cgi/${media.id}`)).my.entry.status).toBe('DROPPED');
        expect(
          await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith('vitrine.way'))),
        ).toEqual([[`vitrine.way:${new URL('./', page.url()).pathname}`, 'header']]);
      },
    );
  }

  signedIn('where the header is refused too, a form says it', async ({ page, api }) => {
    const calls = await refusing(page, { header: true });
    const { media } = await api.post('usermedia.cgi/', {
      media_id: (await api.title('beloved')).id,
      status: 'IN_PROGRESS',
      progress: 40,
    });
    await page.goto(`title.html?id=${media.id}`);
    await page.getByLabel('My note').fill('Half & half = 50 %\n“ümlaut”');
    await page.getByLabel('My note').blur();
    await expect(page.locator('.note-state')).toHaveText(/Saved/);
    expect(calls).toEqual(['PATCH', 'POST PATCH', 'POST PATCH']);
    await pressStars(page, 4);
    await expect.poll(async () => (await api.get(`media.cgi/${media.id}`)).my.rating).toBe(4);
    expect(calls.slice(3)).toEqual(['POST PUT']);
    expect((await api.get(`media.cgi/${media.id}`)).my.entry).toMatchObject({
      note: 'Half & half = 50 %\n“ümlaut”',
      progress: 40,
    });
    await page.getByLabel('My note').fill('');
    await page.getByLabel('My note').blur();
    await expect.poll(async () => (await api.get(`media.cgi/${media.id}`)).my.entry.note).toBe(null);
  });

  signedIn('what is sent while the page is left needs no second try', async ({ page, api }) => {
    const { id } = await api.post('usermedia.cgi/', { media_id: (await api.title('celeste')).id });
    const calls = await refusing(page);
    await page.goto('404.html');
    // As toast.js does it then. (What is really sent while a page is left, the test can't see.)
    await page.evaluate(
      async ([shell, entry]) => (await import(shell)).api.delete(`usermedia.cgi/${entry}`, { keepalive: true }),
      [await moduleAt(page, 'ui/shell.js'), id],
    );
    expect(await api.shelf()).toEqual([]);
    expect(calls).toEqual(['POST DELETE']);
  });

  signedIn('a refusal of ours is no reason to go another way', async ({ page, api }) => {
    const { media } = await api.post('usermedia.cgi/', { media_id: (await api.title('kindred')).id });
    const calls = await refusing(page);
    await page.context().unroute('**/cgi-bin/**');
    const all = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') all.push(request.method());
    });
    await page.route('**/cgi-bin/usermedia.cgi/**', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 403,
            json: { success: false, error: { code: 'forbidden', message: 'You are not allowed to do that.' } },
          })
        : route.fallback(),
    );
    await page.goto(`title.html?id=${media.id}`);
    await page.getByRole('radio', { name: 'Paused' }).check({ force: true });
    await expect(page.getByRole('alert')).toContainText('You are not allowed to do that.');
    expect(all).toEqual(['PATCH']);
    expect(calls).toEqual([]);
  });

  signedIn('the page of the API sends them so, too, once that is known', async ({ page }) => {
    const calls = await refusing(page);
    await page.goto('404.html');
    await page.evaluate(() =>
      localStorage.setItem(`vitrine.way:${new URL('./', document.baseURI).pathname}`, 'header'),
    );
    await page.goto('docs.html#deleteAvatar');
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByRole('button', { name: 'Send no credentials' }).click();
    const [sent] = await Promise.all([
      page.waitForRequest(/users\/me\/avatar$/),
      page.getByRole('button', { name: 'Send', exact: true }).click(),
    ]);
    expect([sent.method(), sent.headers()['x-http-method-override']]).toEqual(['POST', 'DELETE']);
    await expect(page.getByRole('region', { name: 'Answer' })).toContainText('401');
    expect(calls).toEqual([]); // they go by the short addresses
  });

  signedIn('when no way leads through, the first refusal is explained', async ({ page, api }) => {
    const { media } = await api.post('usermedia.cgi/', { media_id: (await api.title('kindred')).id });
    await page
      .context()
      .route('**/cgi-bin/usermedia.cgi/**', (route) =>
        route.request().method() === 'GET' ? route.fallback() : route.fulfill(html(403, 'Forbidden')),
      );
    await page.goto(`title.html?id=${media.id}`);
    await page.getByRole('radio', { name: 'Paused' }).check({ force: true });
    await expect(toast(page)).toContainText('A rule of the web server refused this (403).');
    await expect(toast(page).getByRole('link', { name: 'What to do' })).toHaveAttribute('href', 'doctor.html');
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('vitrine.way')))).toEqual(
      [],
    );
  });
});

test.describe('an answer that isn’t ours says what that usually is', () => {
  const elf = {
    status: 200,
    contentType: 'application/octet-stream',
    body: Buffer.from('7f454c4602010100000000000000000002003e00', 'hex'),
  };
  const MET = [
    [
      'a program that is handed out',
      elf,
      /hands out the programs instead of running them/,
      'AllowOverride FileInfo\nOptions +ExecCGI',
    ],
    [
      'a program of no type that is handed out',
      { ...elf, contentType: undefined },
      /hands out the programs/,
      'AllowOverride FileInfo\nOptions +ExecCGI',
    ],
    [
      'a program that lighttpd hands out',
      { ...elf, headers: { Server: 'lighttpd/1.4.69', 'Content-Type': 'application/octet-stream' } },
      /lighttpd runs them once/,
      'include "…/lighttpd/vitrine.conf"\ninclude "…/lighttpd/cgi.conf"',
    ],
    ['ExecCGI off', html(403, 'Forbidden'), /refuses to run the programs \(403\)/, 'Options +ExecCGI'],
    ['no cgi-bin', html(404, 'Not Found'), /aren’t where this page looks for them/, 'central-cgi-bin'],
    [
      'modes, owners, AllowOverride',
      html(500, 'Internal Server Error'),
      /can’t run the programs \(500\)/,
      'chmod 755 . cgi-bin cgi-bin/*.cgi',
    ],
    ['a proxy alone', html(502, 'Bad Gateway'), /proxy gets no answer/, null],
    ['a proxy that waited', html(504, 'Gateway Time-out'), /proxy waited in vain/, null],
    [
      'a busy host',
      { ...html(503, 'Service Unavailable'), headers: { 'Retry-After': '30', 'Content-Type': 'text/html' } },
      /busy \(503\)\. Try again in 30 seconds\./,
      null,
    ],
    ['a page instead', html(200, 'Are you a robot?'), /a page of its own/, null],
    ['a server of its own kind', { status: 520, json: { message: 'no' } }, /problem \(520\)\. Its error log/, null],
    ['JSON of somebody else', { status: 418, json: { message: 'no' } }, /something’s in between \(418\)/, null],
  ];
  test('from a server, a proxy, or somebody else', async ({ page }) => {
    let answer = null;
    await page.route('**/cgi-bin/**', (route) => route.fulfill(answer));
    for (const [what, met, says, line] of MET) {
      answer = met;
      await page.goto('catalogue.html');
      const alert = page.getByRole('alert');
      await expect(alert, what).toContainText(says);
      if (line) await expect(alert.locator('code'), what).toHaveText(line);
      else await expect(alert.locator('code'), what).toHaveCount(0);
      await expect(alert.getByRole('link', { name: 'Examine this installation' }), what).toHaveAttribute(
        'href',
        'doctor.html',
      );
    }
  });

  // Apache without AllowOverride, where CGI is on and .cgi is no handler's: what is below a file isn't there, and a
  // file takes no POST.
  for (const status of [404, 405]) {
    test(`a program that is handed out only by its own name, and ${status} below it`, async ({ page }) => {
      await page.route('**/cgi-bin/**', (route) =>
        route.fulfill(route.request().url().endsWith('/server.cgi') ? elf : html(status, 'No')),
      );
      for (const name of ['catalogue.html', 'register.html', 'doctor.html']) {
        await page.goto(name);
        const alert = page.getByRole('alert');
        await expect(alert).toContainText('hands out the programs instead of running them');
        await expect(alert).toContainText('Either it doesn’t read the .htaccess of this folder, or it has no CGI.');
        await expect(alert.locator('code')).toHaveText('AllowOverride FileInfo\nOptions +ExecCGI');
      }
    });
  }

  signedIn('and one beside answers of ours, what that is', async ({ page }) => {
    await page.goto('edit.html');
    await page.getByRole('radio', { name: 'Game' }).check();
    const looked = page.waitForResponse(/\/cgi-bin\/media\.cgi\/\?/); // for titles of that name: the answer of ours
    await page.getByLabel('Title', { exact: true }).fill(newName());
    await (await looked).finished();
    await page.route('**/cgi-bin/media.cgi/', (route) =>
      route.request().method() === 'POST' ? route.fulfill(html(500, 'Internal Server Error')) : route.fallback(),
    );
    await page.getByRole('button', { name: 'Add to the catalogue' }).click();
    await expect(page.locator('.form-error')).toContainText('The server has a problem (500).');
    await expect(page.locator('.form-error')).toHaveRole('alert');
  });
});

test('too many tries: it is said how long to wait', async ({ page }) => {
  await page.route('**/auth.cgi/login', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'Retry-After': '886' },
      json: { success: false, error: { code: 'rate_limited', message: 'Too many requests. Try again later.' } },
    }),
  );
  await page.goto('login.html');
  await page.getByLabel('Username or e-mail').fill('ann');
  await page.getByLabel('Password', { exact: true }).fill('wrong again');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Too many requests. Try again in 15 minutes.');
});
