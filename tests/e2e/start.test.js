// How an installation comes to life, and how a run of it begins and ends.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Site, assertError, cgi, combinations, deadline, everywhere, folder, parseCgi, processesOf, programs, toText, top, workFolder } = require('./harness');

const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);

everywhere('first request', (site) => {
	test('makes the folder, the database and the key, for nobody else', async () => {
		fs.rmSync(site.data, { recursive: true });	// lib/run.sh made it
		fs.chmodSync(site.work, 0o777);
		const answer = await site.get('/media');
		assert.equal(answer.status, 200, answer.text);
		assert.equal(mode(site.data), '700');
		const names = fs.readdirSync(site.data);
		assert.ok(names.includes('.ht.vitrine.db'));
		assert.equal((await site.post('/auth/register', { username: 'ann', password: 'correct horse battery' })).status, 201);
		assert.ok(fs.readdirSync(site.data).includes('.ht.key'));
		assert.equal(fs.statSync(path.join(site.data, '.ht.key')).size >= 32, true);
		for (const name of fs.readdirSync(site.data))
			assert.equal(mode(path.join(site.data, name)), '600', name);
	});

	if (site.mode === 'fcgi')
		return;		// a worker keeps it open
	// lighttpd ends a CGI program as soon as it has the whole answer: what is left to do then may never be done, and a
	// database that wasn't closed makes the next request recover it.
	test('leaves a database that was closed before the answer went out', async () => {
		const { access_token: token } = await site.register('bob');
		for (let i = 0; i < 20; i++) {
			assert.equal((await site.post('/media', { type: 'BOOK', title: `Book ${i}` }, { token })).status, 201);
			// An empty WAL may stay: what was in it is in the database.
			assert.deepEqual(fs.readdirSync(site.data).filter((name) => /-(wal|journal)$/.test(name)
				&& fs.statSync(path.join(site.data, name)).size), []);
		}
	});
});

everywhere('an installation that needs attention', (site) => {
	test('says so with 503, and in the log what to do', async () => {
		const answer = await site.get('/media');
		assertError(answer, 503, 'unavailable');
		assert.doesNotMatch(answer.text, /proc|nowhere/, 'no paths');
		assertError(await site.get('/nothing'), 404, 'not_found');
		assert.equal((await site.get('/server/health')).status, 503);
		assert.equal((await site.get('/index.html')).status, 200);
		assert.match(fs.readFileSync(site.log, 'utf8'), /\/proc\/nowhere/);
	});
}, { dataDir: '/proc/nowhere/data' });

everywhere('a setting that nobody knows', (site) => {
	test('is a line in the log and a 503', async () => {
		assertError(await site.get('/media'), 503, 'unavailable');
		assert.match(fs.readFileSync(site.log, 'utf8'), /colour/);
	});
}, { settings: { colour: 'blue' } });

describe('programs by themselves', () => {
	const work = workFolder();
	const conf = path.join(work, 'vitrine.conf');
	before(() => fs.writeFileSync(conf, toText({ data_dir: path.join(work, 'data'), scrypt_log_n: 10, scrypt_r: 8, scrypt_p: 1, rate_limit_address: 1000 })));
	after(() => fs.rmSync(work, { recursive: true, force: true }));

	test('sixteen at once on an empty folder make one database and one key', async () => {
		const register = (n) => new Promise((resolve, reject) => {
			const body = JSON.stringify({ username: `user${n}`, password: 'correct horse battery' });
			const child = spawn(path.join(programs, 'auth.cgi'), { stdio: ['pipe', 'pipe', 'pipe'],
				env: { VITRINE_CONF: conf, REQUEST_METHOD: 'POST', SCRIPT_NAME: '/cgi-bin/auth.cgi', PATH_INFO: '/register', REQUEST_URI: '/auth/register',
					QUERY_STRING: '', CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(body.length), HTTP_HOST: 'localhost', REMOTE_ADDR: '127.0.0.1' } });
			let out = '';
			child.stdout.on('data', (text) => { out += text; });
			child.on('error', reject);
			child.on('close', () => resolve(parseCgi(out)));
			child.stdin.end(body);
		});
		const made = await deadline(Promise.all(Array.from({ length: 16 }, (_, n) => register(n))), 'sixteen programs');
		assert.deepEqual(made.map(({ status }) => status), Array(16).fill(201));
		assert.equal(made.filter(({ json }) => json.role === 'admin').length, 1, 'one of them was the first');
		for (const { json } of made)
			assert.equal(cgi('usermedia', { conf, env: { HTTP_AUTHORIZATION: `Bearer ${json.access_token}` } }).status, 200, 'its token holds for all');
		const twice = await register(3);
		assert.equal(twice.status, 409, 'all are in the same database');
		assert.equal(mode(path.join(work, 'data')), '700');
	});

	const names = fs.readdirSync(programs).filter((name) => name.endsWith('.cgi')).map((name) => path.basename(name, '.cgi'));
	const issuers = ['auth', 'users'];
	const elf = (file) => spawnSync('readelf', ['-dlW', file], { encoding: 'utf8' }).stdout;

	// What a program answers that isn't asked for anything special.
	const first = { server: ['/health', 200], usermedia: ['/', 401], library: ['/', 401], collection: ['/', 401], images: ['/', 404],
		reviews: ['/', 404] };

	const uploaders = ['books', 'media', 'movies', 'users'];
	for (const name of names)
		test(`${name}.cgi ${uploaders.includes(name) ? 'carries' : 'does without'} the codecs`, () => {
			const bytes = fs.readFileSync(path.join(programs, `${name}.cgi`));
			assert.equal(bytes.includes('Not a JPEG file'), uploaders.includes(name));	// a message of libjpeg
		});

	for (const name of names.filter((one) => !issuers.includes(one)))
		test(`${name}.cgi alone in an empty root answers`, () => {
			assert.doesNotMatch(elf(path.join(programs, `${name}.cgi`)), /NEEDED|INTERP/);
			const [where, status] = first[name] ?? ['/', 200];
			const root = path.join(work, `root-${name}`);
			fs.mkdirSync(path.join(root, 'cgi-bin'), { recursive: true });
			fs.copyFileSync(path.join(programs, `${name}.cgi`), path.join(root, 'cgi-bin', `${name}.cgi`));
			// Without root, a user namespace of one's own gives the right to chroot.
			const enter = process.getuid() === 0 ? ['chroot'] : ['unshare', '-r', 'chroot'];
			const [command, ...args] = [...enter, root, `/cgi-bin/${name}.cgi`];
			const result = spawnSync(command, args, { encoding: 'utf8',
				env: { PATH: process.env.PATH, REQUEST_METHOD: 'GET', SCRIPT_NAME: `/cgi-bin/${name}.cgi`, SCRIPT_FILENAME: `/cgi-bin/${name}.cgi`, PATH_INFO: where,
					REQUEST_URI: `/cgi-bin/${name}.cgi${where}`, QUERY_STRING: '', HTTP_HOST: 'localhost', REMOTE_ADDR: '127.0.0.1' } });
			const answer = parseCgi(result.stdout);
			assert.equal(answer.status, status, result.stderr + answer.text);
			assert.ok(answer.json);
			assert.equal(mode(path.join(root, 'data')), '700');
		});

	for (const name of names.filter((one) => issuers.includes(one)))
		test(`${name}.cgi brings all its libraries but libc's`, () => {
			const file = path.join(programs, `${name}.cgi`);
			assert.match(elf(file), /\(RPATH\).*\[\$ORIGIN\/lib\]/);
			const libraries = spawnSync('ldd', [file], { encoding: 'utf8' }).stdout.trim().split('\n').map((line) => line.trim());
			assert.ok(libraries.some((line) => line.startsWith('libjwt')));
			for (const line of libraries.filter((one) => !/^(linux-vdso|libc\.so|libm\.so|\/lib\S*ld-linux)/.test(one)))
				assert.ok(line.includes(`=> ${programs}/lib/`), line);
		});
});

for (const combination of combinations)
	describe(`a run (${combination.server}, ${combination.mode})`, () => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
			test(`ends by ${signal}, with all it started`, async () => {
				const site = await new Site(combination).start();
				await site.get('/media');
				assert.ok(site.processes().length > 0);
				site.script.kill(signal);
				await deadline(site.ended, signal);
				await site.stop();	// which looks for what is left
			});

		test('ends when its script is killed', async () => {
			const site = await new Site(combination).start();
			await site.get('/media');
			site.script.kill('SIGKILL');
			await site.ended;
			// No one is left to wait for the server; it was told, and ends on its own.
			const until = Date.now() + 10000;
			while (processesOf(site.conf).length && Date.now() < until)
				await new Promise(setImmediate);
			await site.stop();
		});

		test('ends when its server dies, and says so', async () => {
			const site = await new Site({ ...combination, killed: true }).start();
			await site.get('/media');
			process.kill(Number(fs.readFileSync(path.join(site.run, `${combination.server}.pid`), 'utf8')), 'SIGKILL');
			assert.equal(await deadline(site.ended, 'end of the script'), 1);
			assert.match(site.output, /ended by itself/);
			await site.stop();
		});

		test('does not start on a port that is taken', async () => {
			const taken = net.createServer();
			await new Promise((resolve) => { taken.listen(0, '127.0.0.1', resolve); });
			const { port } = taken.address();
			const result = await new Promise((resolve) => {
				const child = spawn('sh', [path.join(top, 'lib/run.sh'), folder], { stdio: ['ignore', 'ignore', 'pipe'],
					env: { ...process.env, SERVER: combination.server, MODE: combination.mode, PORT: port, DEMO: '0', RUN: '/nonexistent/run', DATA: '/nonexistent/data' } });
				let text = '';
				child.stderr.on('data', (part) => { text += part; });
				child.on('close', (code) => resolve({ code, text }));
			});
			taken.close();
			assert.equal(result.code, 1);
			assert.match(result.text, new RegExp(`port ${port} is taken`));
		});
	});

test('a run refuses what it does not know', () => {
	for (const [name, value] of [['SERVER', 'nginx'], ['MODE', 'scgi'], ['PORT', '80a'], ['CONFIG', '/nonexistent']]) {
		const result = spawnSync('sh', [path.join(top, 'lib/run.sh'), folder], { encoding: 'utf8', env: { ...process.env, [name]: value } });
		assert.equal(result.status, 1);
		assert.match(result.stderr, new RegExp(`${name}.*${value}`));
	}
});
