// /docs: Swagger UI on our description, under the strict policy; Authorize and Try it out call this very installation.
import { test, expect, PASSWORD } from './fixtures.js';

async function authorize(page, username) {
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const flow = page.locator('.auth-container').filter({ hasText: 'OAuth2, password' });
  await flow.locator('#oauth_username').fill(username);
  await flow.locator('#oauth_password').fill(PASSWORD);
  await flow.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
  await expect(flow.getByRole('button', { name: 'Remove authorization' })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).last().click();
}

async function tryOut(page, path) {
  const call = page
    .locator('.opblock')
    .filter({ has: page.locator(`[data-path="${path}"]`) })
    .first();
  await call.getByRole('button').first().click();
  await call.getByRole('button', { name: 'Execute' }).click();
  return call;
}

for (const short of [true, false]) {
  test(`authorize and try it out, by ${short ? 'short addresses' : 'the programs’ own, without rewriting'}`, async ({
    page,
    member,
    context,
  }) => {
    const asked = [];
    page.on('request', (request) => {
      if (/token|media/.test(request.url())) asked.push(request);
    });
    if (!short)
      await page.route('**/server/version', (route) =>
        route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Welcome</h1>' }),
      );
    const path = short ? '/user/media' : '/cgi-bin/usermedia.cgi';
    await page.goto('docs.html');
    await expect(page.locator('#swagger')).toContainText(path);
    await authorize(page, member.username);
    await context.clearCookies(); // what answers now is answered to the token
    const call = await tryOut(page, path);
    await expect(call.locator('.live-responses-table tbody .response-col_status')).toHaveText('200');
    await expect(call.locator('.live-responses-table')).toContainText('"records": []');
    const [token, shelf] = [
      asked.find((one) => one.url().includes('/token')),
      asked.find((one) => new URL(one.url()).pathname.endsWith(path)),
    ];
    expect(new URL(token.url()).pathname).toContain(short ? '/auth/token' : '/cgi-bin/auth.cgi/token');
    expect((await shelf.allHeaders()).authorization).toMatch(/^Bearer /);
  });
}

test('without its third-party files the page says so and links the description', async ({ page }) => {
  await page.route('**/vendor/swagger/**', (route) =>
    route.fulfill({ status: 200, contentType: 'text/javascript', body: '' }),
  );
  await page.goto('docs.html');
  await expect(page.getByText('isn’t part of this installation')).toBeVisible();
  await expect(page.locator('#missing').getByRole('link', { name: 'openapi.json' })).toHaveAttribute(
    'href',
    'openapi.json',
  );
  await page.goto('docs'); // its short address
  await expect(page.getByRole('heading', { name: 'The API' })).toBeVisible();
});
