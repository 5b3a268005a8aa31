import { enter, test, expect, KEEPER, newName, PASSWORD } from './own-site.js';
import { settled, clean, tooWide, tooSmall, unreadable } from './eyes.js';
const now = Date.now(); const iso = (d) => new Date(now + d * 864e5).toISOString().replace(/\.\d+/, '');
const list = (name, rows) => ({ [name]: rows, total: rows.length, page: 1, page_size: 100 });
let path = '';
for (let i = 4; i < 41; i++) { path += `M4 ${i}.5`; for (let k = 0; k < 9; k++) path += `m${(i * k) % 3} 0h${1 + (i + k) % 3}`; }
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 45 45"><path stroke="#000" shape-rendering="crispEdges" d="${path}"/></svg>`;
const CODES = Array.from({ length: 10 }, (_, i) => 'ABCD-EFGH-IJKL-MNOP-QRST-UVW' + 'ABCDEFGHIJ'[i]);
async function mock(page, { on = false } = {}) {
  let factor = on;
  const json = (what, body, status = 200) => page.route(what, (route) => status === 204 ? route.fulfill({ status }) : route.fulfill({ status, json: body }));
  await page.route('**/users.cgi/me', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    route.fulfill({ response, json: { ...(await response.json()), second_factor: factor } });
  });
  await page.route('**/server.cgi/features', async (route) => { const response = await route.fetch(); route.fulfill({ response, json: { ...(await response.json()), registration: 'invite', may_invite: true } }); });
  await page.route('**/users.cgi/me/tokens**', (route) => route.request().method() === 'GET' ? route.fulfill({ json: list('tokens', [
    { id: '1', name: 'The display in the kitchen', scope: 'read', expires_at: iso(200), created_at: iso(-20), last_used_at: iso(-0.01) },
    { id: '2', name: 'Backup script <b>on the NAS</b> with a rather long name that goes on', scope: 'write', expires_at: null, created_at: iso(-100), last_used_at: null },
    { id: '3', name: 'Old', scope: 'read', expires_at: iso(-3), created_at: iso(-100), last_used_at: iso(-40) }]) })
    : route.fulfill({ status: 201, json: { id: '4', name: 'New one', scope: 'read', expires_at: null, created_at: iso(0), last_used_at: null, token: 'vitrine_' + '0123456789abcdef'.repeat(3) } }));
  await page.route('**/users.cgi/invites**', (route) => route.request().method() === 'GET' ? route.fulfill({ json: list('invites', [
    { id: '1', note: 'Aunt Ann', created_by: { id: 'x', username: 'mara' }, created_at: iso(-1), expires_at: iso(6) },
    { id: '2', note: null, created_by: null, created_at: iso(-2), expires_at: iso(5) }]) })
    : route.fulfill({ status: 201, json: { id: '3', note: 'Bea', link: 'register.html?invite=' + 'a'.repeat(43), token: 'a'.repeat(43), created_at: iso(0), expires_at: iso(7) } }));
  await json('**/users.cgi/me/totp', { secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', otpauth_uri: 'otpauth://totp/Vitrine:mara?secret=JBSWY3DPEHPK3PXP&issuer=Vitrine', qr_svg: SVG });
  await json('**/users.cgi/me/totp/confirm', { recovery_codes: CODES });
  await json('**/server.cgi/audit**', { ...list('events', [
    ['signed_in', 'mara', null, null], ['sign_in_failed', null, null, null], ['role_changed', 'jonas', 'keeper', 'admin'], ['key_made', 'mara', null, 'The display in the kitchen'],
    ['second_factor_off', 'wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww', 'keeper', null], ['restored', 'keeper', null, '2026-11-27'], ['account_deleted', 'bea', 'keeper', null], ['invite_made', 'keeper', null, 'Aunt Ann'],
  ].map(([event, u, b, about], i) => ({ at: iso(-i / 3), event, user: u && { id: u, username: u }, by: b && { id: b, username: b }, address: '192.0.2.' + i, about }))), total: 63, page_size: 20 });
  await json('**/server.cgi/copies**', list('copies', [['2026-11-28', 12345678], ['2026-11-27', 12245678], ['before-restore', 999999], ['2026-11-26', 12145678]].map(([day, size], i) => ({ day, size, made_at: iso(-i - 0.1) }))));
}
test.use({ allow: /status of/ });
for (const [width, height] of [[390, 844], [768, 1024], [1280, 800]]) for (const scheme of ['light', 'dark']) {
  test(`look ${width} ${scheme}`, async ({ page, api, site }) => {
    test.setTimeout(400000);
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const shot = async (name, full = false) => { await settled(page); await page.screenshot({ path: `/tmp/shots/${name}-${width}-${scheme}.png`, fullPage: full, animations: 'disabled' }); };
    const problems = [];
    const check = async (name) => { const w = await tooWide(page), u = await unreadable(page); if (w > 0 || u.length) problems.push([name, w, u]); };
    await enter(page, api, KEEPER);
    await mock(page, { on: false });
    await page.goto('settings.html'); await expect(page.locator('#invites .line')).toHaveCount(2);
    await shot('settings', true); await check('settings');
    await page.getByRole('button', { name: 'New key' }).click(); await shot('key-form'); await check('key-form');
    await page.getByLabel('What it is for').fill('New one'); await page.getByRole('button', { name: 'Make the key' }).click();
    await expect(page.getByLabel('The key')).toBeVisible(); await page.getByText('Try it in a shell').click(); await shot('key'); await check('key');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invite somebody' }).click(); await page.getByRole('button', { name: 'Make a link' }).click(); await shot('invite'); await check('invite');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Turn on' }).click(); await page.getByText('Can’t scan?').click(); await shot('totp'); await check('totp');
    await page.getByLabel('The code that the app').fill('123456'); await page.getByRole('button', { name: 'Turn it on' }).click();
    await expect(page.getByText('I have kept them')).toBeVisible(); await shot('codes'); await check('codes');
    await page.getByText('I have kept them').click(); await shot('factor-on');
    await page.goto('admin.html?show=log'); await expect(page.locator('.event')).toHaveCount(8); await shot('log', true); await check('log');
    await page.goto('admin.html?show=installation'); await expect(page.locator('#copies .line')).toHaveCount(4); await shot('copies', true); await check('copies');
    await page.getByRole('button', { name: 'Restore: 28' }).click(); await shot('copy-restore'); await check('copy-restore'); await page.keyboard.press('Escape');
    await page.route('**/users.cgi/?*', async (route) => { const response = await route.fetch(); const body = await response.json(); body.users.forEach((u, i) => { u.second_factor = i % 2 === 0; }); route.fulfill({ response, json: body }); });
    await site.register({ username: newName(), password: PASSWORD });
    await page.goto('admin.html'); await expect(page.locator('person-row').first()).toBeVisible(); await shot('people', true); await check('people');
    await page.evaluate(() => localStorage.clear()); await page.context().clearCookies();
    await page.route('**/auth.cgi/login', (route) => route.fulfill({ status: 401, json: { success: false, error: { code: route.request().postDataJSON().code ? 'auth_failed' : 'second_factor_required', message: 'A code, please.' } } }));
    await page.goto('login.html'); await page.getByLabel('Username or e-mail').fill('mara'); await page.getByLabel('Password', { exact: true }).fill('x'); await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByLabel('Code')).toBeFocused(); await shot('login'); await check('login');
    await page.getByLabel('Code').fill('1'); await page.keyboard.press('Enter'); await expect(page.locator('.field-error')).toBeVisible(); await page.getByText('Without your phone').click(); await shot('login-wrong');
    await page.goto('register.html?invite=abc'); await shot('register'); await check('register');
    await page.goto('register.html'); await expect(page.getByRole('heading', { name: 'By invitation' })).toBeVisible(); await shot('register-none'); await check('register-none');
    console.log(width, scheme, JSON.stringify(problems, null, 1));
  });
}
