// Every address of api.md §1 reaches its program, at / and under a sub-path, with nothing edited.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { assertError, everywhere } = require('./harness');

function tests(site) {
	// All of these need no account, and answer as only their program does.
	for (const where of ['/media', '/media/', '/cgi-bin/media.cgi', '/cgi-bin/media.cgi/', '/media?page=1', '//media', '/x/../media',
		'/%6dedia', '/cgi-bin/../media', '/media/.'])
		test(`GET ${where} is the catalogue`, async () => {
			const answer = await site.get(where);
			assert.equal(answer.status, 200, answer.text);
			assert.deepEqual(answer.json.media, []);
		});
	for (const where of ['/books', '/books/', '/cgi-bin/books.cgi/'])
		test(`GET ${where} is the books`, async () => {
			assert.deepEqual((await site.get(where)).json.books, []);
		});
	for (const where of ['/server/health', '/server/health/', '/cgi-bin/server.cgi/health', '/cgi-bin/server.cgi/health/'])
		test(`GET ${where} is the health`, async () => {
			const answer = await site.get(where);
			assert.equal(answer.status, 200);
			assert.equal(answer.json.status, 'ok');
		});
	for (const where of ['/user/media', '/user/media/', '/cgi-bin/usermedia.cgi', '/cgi-bin/usermedia.cgi/'])
		test(`GET ${where} is a shelf, which needs somebody`, async () => {
			assertError(await site.get(where), 401, 'auth_failed');
		});
	for (const where of ['/movies', '/movies/', '/cgi-bin/movies.cgi'])
		test(`GET ${where} is the movies`, async () => {
			assert.deepEqual((await site.get(where)).json.movies, []);
		});
	for (const where of ['/my-library', '/my-library/', '/collection', '/collection/', '/collection/copies', '/api/v1/movies', '/api/v1/movies/',
		'/api/v1/movies/copies/', '/cgi-bin/library.cgi', '/cgi-bin/collection.cgi/copies'])
		test(`GET ${where} is mine, which needs somebody`, async () => {
			assertError(await site.get(where), 401, 'auth_failed');
		});
	for (const where of ['/users', '/users/', '/users/me', '/users/me/sessions/', '/cgi-bin/users.cgi', '/cgi-bin/users.cgi/me'])
		test(`GET ${where} is accounts, which need somebody`, async () => {
			assertError(await site.get(where), 401, 'auth_failed');
		});
	for (const where of ['/auth/register', '/auth/register/', '/accounts/create', '/accounts/create/', '/cgi-bin/auth.cgi/register'])
		test(`POST ${where} registers`, async () => {
			const answer = await site.post(where, { username: 'x' });
			assertError(answer, 400, 'validation_error');
			assert.deepEqual(answer.json.error.details.map(({ field }) => field).sort(), ['password', 'username']);
		});
	for (const where of ['/auth/login', '/accounts/token', '/accounts/token/'])
		test(`POST ${where} logs in`, async () => {
			assertError(await site.post(where, { username: 'nobody', password: 'not a password' }), 401, 'auth_failed');
		});
	for (const where of ['/auth/refresh', '/accounts/token/refresh', '/accounts/token/refresh/'])
		test(`POST ${where} refreshes`, async () => {
			assertError(await site.post(where, { refresh_token: '0'.repeat(64) }), 401, 'auth_failed');
		});

	// Also those of programs that this release doesn't have, folders, and what only begins like a program or a file.
	for (const where of ['/nothing', '/nothing/', '/no/thing.html', '/movies/1', '/cgi-bin/movies.cgi/1', '/cgi-bin/', '/css/', '/mediax',
		'/media.cgi', '/cgi-bin/media.cgix', '/cgi-bin/nothing.cgi', '/index.html/x', '/user', '/user/', '/user/mediax', '/accounts/',
		'/api', '/api/v1/', '/api/v1/moviesx', '/my-libraryx', '/library', '/usermedia', '/usersx', '/images', '/Media', '/cgi-bin/MEDIA.cgi', '/nothing?a=b', '/%3f', '/a%20b', '/%E2%98%83', '/%25', '/a;b', '/media/a/b/c/d', '/media/%3b'])
		test(`GET ${where} is not found, in the API's words`, async () => {
			assertError(await site.get(where), 404, 'not_found');
		});
	for (const method of ['POST', 'PUT', 'DELETE'])
		test(`${method} of an unknown path too`, async () => {
			assertError(await site.request(method, '/nothing', method === 'DELETE' ? {} : { body: {} }), 404, 'not_found');
		});

	test('a folder without its slash is not listed', async () => {
		for (const where of ['/css', '/js', '/cgi-bin']) {
			const answer = await site.get(where);
			assert.ok([301, 404].includes(answer.status), `${where}: ${answer.status}`);
			assert.doesNotMatch(answer.text, /\.css|\.js\b|media\.cgi/);
		}
	});

	test('/docs is the page, /docs/ leads to it', async () => {
		const answer = await site.get('/docs/');
		assert.equal(answer.status, 301);
		assert.equal(new URL(answer.headers.location, site.address).pathname, `${site.base}/docs.html`);
	});

	// Three worlds of decoding: none may decode twice, and none may let a path climb out.
	test('a path is decoded once', async () => {
		for (const where of ['/media/%252e%252e/x', '/media/%2541', '/media/a%3Fpage=x', '/media/%2525'])
			assertError(await site.get(where), 404, 'not_found');
		// Decoded twice, this would be a query with a bad page: 400.
		assertError(await site.get('/media/%253Fpage%253D0'), 404, 'not_found');
	});

	test('.. and encoded slashes stay inside', async () => {
		for (const where of ['/../../../../etc/passwd', '/cgi-bin/../../../etc/passwd', '/cgi-bin/media.cgi/../../../../etc/passwd',
			'/cgi-bin/media.cgi/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2f..%2fetc%2fpasswd',
			'/cgi-bin/media.cgi/..%2f..%2f..%2fetc%2fpasswd', '/css/..%5c..%5cetc/passwd', '/%2e%2e%2f%2e%2e%2fetc/passwd']) {
			const answer = await site.get(where);
			assert.ok([400, 403, 404].includes(answer.status), `${where}: ${answer.status}`);
			assert.doesNotMatch(answer.text, /root:/);
		}
	});

	test('control characters in a path harm nobody', async () => {
		for (const where of ['/media/%00', '/media/a%0d%0aX-Injected:%20yes', '/%0d%0aX-Injected:%20yes', '/docs/%0d%0aX-Injected:%20yes']) {
			const answer = await site.get(where);
			assert.ok([400, 403, 404].includes(answer.status), `${where}: ${answer.status}`);
			assert.equal(answer.headers['x-injected'], undefined);
		}
	});
}

everywhere('addresses', tests);
everywhere('addresses', tests, { base: '/~ann/vitrine' });
