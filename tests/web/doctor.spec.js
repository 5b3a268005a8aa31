// The doctor, and what a new installation makes sure of before its first account.
import { asPhone, clean, settled, tooWide } from './eyes.js';
import { alone, signedIn, test, expect, delay, newName, PASSWORD, enter, toast } from './fixtures.js';

const html = (status, title) => ({
  status,
  contentType: 'text/html',
  body:
    `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n` +
    `<title>${status} ${title}</title></head></html>`,
});
const check = (page, name) =>
  page.locator('.finding').filter({ has: page.getByRole('heading', { name, exact: true }) });
const states = (page) => page.locator('#checks h2');
// What isn't there or isn't allowed is looked for: the browser has a line for each.
const LOOKED = /status of [45]\d\d/;

test.describe('the doctor', () => {
  test.use({ allow: LOOKED });

  test('shows an administrator what the programs know, worst first, with lines to copy', async ({
    page,
    context,
    api,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await enter(page, api, 'keeper');
    const checks = [
      { name: 'clock', state: 'ok', found: 'It is now.', remedy: null },
      { name: 'mail', state: 'warning', found: 'Nobody sends it.', remedy: 'sendmail = /usr/sbin/sendmail' },
      { name: 'database', state: 'broken', found: '<b>Not whole</b>.', remedy: 'line 1\nline 2' },
      { name: 'methods', state: 'broken', found: 'Worse than the browser saw.', remedy: null },
    ];
    await page.route('**/server.cgi/doctor', (route) => route.fulfill({ json: { checks } }));
    await page.goto('doctor.html');
    await expect(states(page)).toHaveText(['Broken', 'Worth a look', 'Well']);
    await expect(page.locator('#summary')).toHaveText('2 things broken');
    await expect(check(page, 'Database')).toContainText('<b>Not whole</b>.');
    await expect(check(page, 'Methods')).toHaveCount(1);
    await expect(check(page, 'Methods')).toContainText('Worse than the browser saw.');
    await expect(check(page, 'Clock')).toContainText('It is now.');
    for (const [name, word] of [
      ['Database', 'Broken'],
      ['Mail', 'Look'],
      ['Clock', 'OK'],
    ])
      await expect(check(page, name).locator('.sign')).toHaveText(word);
    await check(page, 'Database').getByRole('button', { name: 'Copy' }).press('Enter');
    await expect(toast(page)).toContainText('clipboard');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('line 1\nline 2');
    await expect(page.locator('#partly')).toBeHidden();
  });

  test('of the real programs has nothing broken here, and adds what the browser sees', async ({ page, api }) => {
    await enter(page, api, 'keeper');
    await page.goto('doctor.html');
    for (const name of [
      'Data folder',
      'Database',
      'Programs',
      'Authorization',
      'Short addresses',
      'Data is private',
      'Settings are private',
      'Methods',
      'Release',
    ])
      await expect(check(page, name)).toHaveClass(/c-ok/);
    await expect(states(page).first()).not.toHaveText('Broken');
    await page.getByRole('button', { name: 'Check again' }).click();
    await expect(page.locator('#summary')).toHaveText(/^(All is well|Well, with .*)$/);
  });

  signedIn('shows others what their browser sees', async ({ page }) => {
    await page.goto('doctor.html');
    await expect(check(page, 'Methods')).toHaveClass(/c-ok/);
    await expect(page.locator('#partly')).toContainText('Sign in as an administrator');
    await expect(page.locator('#summary')).toHaveText('Nothing wrong seen from outside');
    await expect(page.locator('.unscripted')).toHaveCount(0);
    await expect(check(page, 'Database')).toHaveCount(0);
  });

  test('sees what a host does to calls and files', async ({ page }) => {
    await page.route('**/cgi-bin/**', async (route) => {
      const request = route.request();
      if (['PATCH', 'PUT', 'DELETE'].includes(request.method())) {
        await route.fulfill(html(403, 'Forbidden'));
        return;
      }
      if (request.url().endsWith('server.cgi/version')) {
        await route.fulfill({ json: { version: '0.0.9' } });
        return;
      }
      if (request.url().includes('books.cgi')) {
        await route.fulfill(html(500, 'Internal Server Error'));
        return;
      }
      const headers = await request.allHeaders();
      delete headers.authorization;
      await route.continue({ headers });
    });
    await page.route('**/data/.ht.*', (route) =>
      route.fulfill({ contentType: 'application/octet-stream', body: Buffer.from('SQLite format 3\0') }),
    );
    await page.route('**/vitrine.conf', (route) =>
      route.fulfill({ contentType: 'text/plain', body: 'base_url = x\n' }),
    );
    await page.route('**/cgi-bin/lib/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<html><title>Index of /lib</title>libc.so.6</html>' }),
    );
    await page.route('**/server/version', (route) => route.fulfill(html(404, 'Not Found')));
    await page.goto('doctor.html');
    await expect(check(page, 'Data is public')).toContainText('data/.ht.key: all passwords');
    await expect(check(page, 'Data is public').locator('code')).toHaveText('data_dir = /home/you/vitrine-data');
    await expect(check(page, 'Settings may be public')).toHaveClass(/c-warning/);
    await expect(check(page, 'Libraries')).toHaveClass(/c-ok/);
    await expect(check(page, 'Programs')).toContainText('books.cgi doesn’t answer');
    await expect(check(page, 'Programs').locator('code')).toHaveText('chmod 755 cgi-bin cgi-bin/books.cgi');
    await expect(check(page, 'Authorization')).toHaveClass(/c-warning/);
    await expect(check(page, 'Authorization')).not.toContainText('Apache'); // it is lighttpd
    await expect(check(page, 'Short addresses')).toHaveClass(/c-warning/);
    await expect(check(page, 'Methods')).toContainText('sends POST instead, with the header X-HTTP-Method-Override');
    await expect(check(page, 'Release')).toContainText('the programs are of 0.0.9');
  });

  test('an installation that has stopped says nothing of Authorization', async ({ page }) => {
    await page.route('**/users.cgi/me', (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'Stopped.' } } }),
    );
    await page.goto('doctor.html');
    await expect(check(page, 'Methods')).toBeVisible();
    await expect(check(page, 'Authorization')).toHaveCount(0);
  });

  test('on Apache a line brings Authorization', async ({ page }) => {
    await page.route('**/users.cgi/me', (route) =>
      route.fulfill({
        status: 401,
        headers: { Server: 'Apache' },
        json: { error: { code: 'auth_failed', message: 'Sign in.' } },
      }),
    );
    await page.goto('doctor.html');
    await expect(check(page, 'Authorization').locator('code')).toHaveText(
      'SetEnvIf Authorization "^(.+)$" HTTP_AUTHORIZATION=$1',
    );
  });

  test('a page that a server has for everything is no secret that it hands out', async ({ page }) => {
    await page.route(/\.ht\.|\.conf$|\/lib\//, (route) => route.fulfill(html(200, 'Welcome')));
    await page.goto('doctor.html');
    await expect(check(page, 'Data is private')).toHaveClass(/c-ok/);
    await expect(check(page, 'Settings are private')).toHaveClass(/c-ok/);
    await expect(check(page, 'Libraries')).toHaveCount(0);
  });

  test('where no program answers it says what that usually is, and looks at the files all the same', async ({
    page,
  }) => {
    await page.route('**/cgi-bin/**', (route) => route.fulfill(html(403, 'Forbidden')));
    await page.route('**/data/.ht.key', (route) =>
      route.fulfill({ contentType: 'application/octet-stream', body: Buffer.alloc(32, 9) }),
    );
    await page.goto('doctor.html');
    await expect(page.getByRole('alert')).toContainText('refuses to run the programs (403)');
    await expect(page.getByRole('alert').locator('code')).toHaveText('Options +ExecCGI');
    await expect(check(page, 'Data is public')).toHaveClass(/c-broken/);
    await expect(check(page, 'Methods')).toHaveCount(0);
    await page.unroute('**/cgi-bin/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(check(page, 'Methods')).toHaveClass(/c-ok/);
    await expect(page.locator('#trouble')).toBeHidden();
  });

  test('says how it is where the icons don’t come', { tag: '@phone' }, async ({ page }) => {
    await page.route('**/icons.svg', (route) => route.fulfill(html(404, 'Not Found')));
    await page.goto('doctor.html');
    const word = check(page, 'Data is private').locator('.state');
    await expect(word).toHaveText('OK');
    await expect.poll(async () => (await word.boundingBox()).width).toBeGreaterThan(10);
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });

  test.describe('where scripts aren’t sent as scripts', () => {
    test.use({ allow: /MIME type/ });
    for (const name of ['doctor.html', 'register.html']) {
      test(`${name} says so`, { tag: '@phone' }, async ({ page }) => {
        await page.route(/\/js\/.*\.js$/, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'text/plain' } });
        });
        await page.goto(name);
        const words = page.locator('.unscripted');
        await expect(words).toBeHidden(); // they wait: the scripts may be slow
        await words.evaluate((node) => {
          for (const one of node.getAnimations()) one.finish();
        });
        await expect(words).toBeVisible();
        await expect(words).toContainText('the web server doesn’t send this page’s scripts');
        const { x, width } = await words.boundingBox();
        expect(x + width).toBeLessThanOrEqual(page.viewportSize().width);
        expect(await tooWide(page)).toBeLessThanOrEqual(0);
      });
    }
  });

  test('is clean and fits, on a phone too', async ({ page }) => {
    const look = async (name) => {
      await settled(page);
      await clean(page);
      expect(await tooWide(page), name).toBeLessThanOrEqual(0);
      await asPhone(page, async () => expect(await tooWide(page), name).toBeLessThanOrEqual(0));
    };
    await page.route('**/data/.ht.key', (route) =>
      route.fulfill({ contentType: 'application/octet-stream', body: Buffer.alloc(32, 9) }),
    );
    await page.goto('doctor.html');
    await expect(check(page, 'Data is public')).toHaveClass(/c-broken/);
    await look('doctor.html');
    await page.route('**/cgi-bin/**', (route) => route.fulfill(html(500, 'Internal Server Error')));
    for (const name of ['doctor.html', 'index.html', 'register.html', 'catalogue.html']) {
      await page.goto(name);
      await expect(page.locator('.remedy').first()).toBeVisible();
      await look(name);
    }
  });
});

// What its programs say when an installation waits for its owner.
const refused = {
  status: 503,
  headers: { 'Retry-After': '300' },
  json: {
    success: false,
    error: {
      code: 'unavailable',
      message: 'This server hands out what is in the data folder: put `data_dir` into vitrine.conf.',
      request_id: 'abc-123',
    },
  },
};

test.describe('an installation that isn’t ready', () => {
  test.use({ allow: LOOKED });

  test('says why in full on its first pages, and shows no empty case and no form', async ({ page }) => {
    await page.route('**/cgi-bin/media.cgi/**', (route) => route.fulfill(refused));
    await page.goto('index.html');
    await expect(page.getByRole('alert')).toContainText(
      'This server hands out what is in the data folder: put data_dir into vitrine.conf.',
    );
    await expect(page.getByRole('alert').locator('code')).toHaveText('data_dir');
    await expect(page.getByRole('alert').locator('.request')).toHaveText('Request abc-123');
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('This installation isn’t ready');
    await expect(page.locator('.hero, #new').filter({ visible: true })).toHaveCount(0);
    await page.goto('register.html');
    await expect(page.getByRole('alert')).toContainText('put data_dir into vitrine.conf.');
    await expect(page.getByRole('alert').getByRole('link', { name: 'Examine it' })).toHaveAttribute(
      'href',
      'doctor.html',
    );
    await expect(page.locator('#account-form')).toBeHidden();
    await page.route('**/server.cgi/**', (route) => route.fulfill(refused));
    await page.goto('doctor.html');
    await expect(page.getByRole('alert')).toContainText('put data_dir into vitrine.conf.');
    await expect(page.getByRole('alert').getByRole('button', { name: 'Try again' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Examine it' })).toHaveCount(0);
    await page.unroute('**/server.cgi/**');
    await page.goto('index.html');
    await expect(page.getByRole('alert')).toBeVisible();
    await page.unroute('**/cgi-bin/media.cgi/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('.hero')).toBeVisible();
    await expect(page.locator('#sick')).toBeHidden();
  });

  test('and where no program runs, what the host’s answer means', async ({ page }) => {
    await page.route('**/cgi-bin/**', (route) =>
      route.fulfill({ contentType: 'application/octet-stream', body: Buffer.from('7f454c4602010100', 'hex') }),
    );
    for (const name of ['index.html', 'register.html']) {
      await page.goto(name);
      await expect(page.getByRole('alert')).toContainText('hands out the programs instead of running them');
      await expect(page.locator('.hero, #new, #account-form').filter({ visible: true })).toHaveCount(0);
    }
  });

  test('closed to new accounts says so', async ({ page }) => {
    await page.route('**/server.cgi/features', (route) =>
      route.fulfill({
        json: {
          mail: false,
          registration: 'closed',
          catalogue: 'public',
          has_accounts: true,
          lookup: { sources: [] },
          scan: false,
          version: '0.2.0',
        },
      }),
    );
    await page.goto('register.html');
    await expect(page.getByRole('alert')).toContainText('takes no new accounts');
    await expect(page.locator('#account-form')).toBeHidden();
    // No page offers it.
    for (const name of ['index.html', 'library.html', 'login.html']) {
      await page.goto(name);
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByRole('link', { name: /Create/ })).toHaveCount(0);
      await expect(page.getByText('New here?')).toBeHidden();
    }
  });
});

alone.describe('an empty installation', () => {
  alone.use({ allow: LOOKED });
  const fill = async (page) => {
    await page.getByLabel('Username').fill(newName());
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  };

  alone('tells that it waits for its administrator; everybody sees the whole check-up', async ({ page }) => {
    await page.goto('index.html');
    await expect(page.locator('#vacant')).toContainText('This installation waits for its first account');
    await expect(page.locator('.door a')).toHaveText(['Create account', 'Sign in']);
    await expect(page.locator('.door .primary')).toHaveText('Create account');
    await page.goto('doctor.html');
    await expect(check(page, 'Database')).toHaveClass(/c-ok/);
    await expect(page.locator('#partly')).toBeHidden();
    await page.goto('register.html');
    await expect(page.locator('#admin-note')).toContainText('will be the administrator’s');
    await expect(page.locator('.unscripted')).toHaveCount(0);
    await expect(page.locator('.door .primary')).toHaveText('Create account');
    await fill(page);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.locator('#first')).toContainText('You are the administrator');
  });

  alone(
    'whose data folder is handed out takes no account, also from who is faster than the check',
    async ({ page, request, baseURL }) => {
      const release = await delay(page, '**/data/.ht.vitrine.db', (route) =>
        route.fulfill({ contentType: 'application/octet-stream', body: Buffer.from('SQLite format 3\0') }),
      );
      await page.goto('register.html');
      await fill(page);
      await page.getByRole('button', { name: 'Create account' }).click();
      release();
      await expect(page.getByRole('alert').filter({ hasText: 'Your data would be public' })).toContainText(
        'data/.ht.vitrine.db',
      );
      await expect(page.locator('#account-form')).toBeHidden();
      expect((await (await request.get(`${baseURL}cgi-bin/server.cgi/features`)).json()).has_accounts).toBe(false);
    },
  );

  alone('where a program doesn’t start says so before anybody types', async ({ page }) => {
    await page.route('**/server.cgi/health', (route) =>
      route.fulfill({
        status: 503,
        json: {
          status: 'failing',
          database: 'ok',
          programs: 'unavailable',
          broken: ['auth', 'users'],
          version: '0.2.0',
        },
      }),
    );
    await page.goto('register.html');
    await expect(page.getByRole('alert')).toContainText('These programs don’t run on this machine: auth, users.');
    await expect(page.locator('#account-form')).toBeHidden();
  });

  alone('with somebody in it checks nothing of that', async ({ page, api }) => {
    await api.post('auth.cgi/register', { username: newName(), password: PASSWORD });
    await page.context().clearCookies();
    const asked = [];
    page.on('request', (one) => asked.push(one.url()));
    await page.goto('register.html');
    await expect(page.locator('#admin-note')).toHaveText('Your shelf, your ratings and your notes, on this server.');
    await settled(page);
    expect(asked.filter((one) => /\.ht\.|health/.test(one))).toEqual([]);
  });
});
