// The doctor: each fault is set up behind real servers, or for the command; what the doctor says is done literally, and all
// is well again. What takes a web server as hosts have it is in doctor-hosts.test.js.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, describe, test } = require('node:test');
const { Site, assertError, cgi, combinations, folder: shipped, programs, workFolder } = require('./harness');
const { heals, parse } = require('./remedies');

// What /tmp is on Debian 13: tmpfs (its number is that of statfs(2)), which the doctor warns of.
const inMemory = fs.statfsSync(os.tmpdir()).type === 0x01021994;

const sh = (command, options = {}) => {
	const result = spawnSync('sh', ['-ec', command], { encoding: 'utf8', ...options });
	assert.equal(result.status, 0, `${command}\n${result.stderr}`);
};

for (const combination of combinations) {
	describe(`the doctor (${combination.server}, ${combination.mode})`, () => {
		const work = workFolder();
		const folder = path.join(work, 'site');
		fs.cpSync(shipped, folder, { recursive: true });
		const site = new Site({ ...combination, folder });
		const here = { shell: (command) => sh(command), file: (name) => name };
		let token;
		before(() => site.start());
		after(async () => {
			await site.stop();
			fs.rmSync(work, { recursive: true, force: true });
		});
		const examine = async (headers = {}) => {
			const answer = await site.get('/server/doctor', { token, headers });
			assert.equal(answer.status, 200, answer.text);
			return answer.json.checks;
		};
		const states = (checks) => Object.fromEntries(checks.map(({ name, state }) => [name, state]));
		const setting = (line) => fs.appendFileSync(site.conf, `${line}\n`);

		test('is for anybody while nobody has an account, then for admins', async () => {
			assert.equal((await site.get('/server/features')).json.has_accounts, false);
			await examine();
			({ access_token: token } = await site.register('ann'));
			const { access_token: other } = await site.register('ben');
			assert.equal((await site.get('/server/features')).json.has_accounts, true);
			assertError(await site.get('/server/doctor'), 401, 'auth_failed');
			assertError(await site.get('/server/doctor', { token: other }), 403, 'forbidden');
			await examine();
		});
		test('hashes that are too fast', () => heals('password hashing', { state: 'warning', found: /only \d+ ms/ }, examine, here));
		test('finds nothing else here', async () => {
			const checks = await examine();
			for (const { name, state, found } of checks) {
				assert.equal(state, name === 'file system' && inMemory ? 'warning' : 'ok', name);
				assert.match(found, /^[A-Z0-9/].*\.$/, name);
			}
			const { bavail, bsize } = fs.statfsSync(site.data);
			const unit = bavail * bsize < 10 * 2 ** 30 ? /^\d+ MiB/ : /^[\d.]+ GiB/;
			assert.match(checks.find(({ name }) => name === 'free space').found, unit);
		});
		test('of several at once none hangs', async () => {
			for (const checks of await Promise.all([examine(), examine(), examine(), examine()]))
				assert.ok(!checks.some(({ state }) => state === 'broken'), JSON.stringify(checks));
		});
		test('leaves nothing', () => {
			assert.ok(!fs.existsSync(path.join(site.data, '.ht.doctor')));
		});

		test('a data folder that others may look into', async () => {
			fs.chmodSync(site.data, 0o755);
			await heals('data folder', { state: 'warning', found: /can look into/ }, examine, here);
		});
		test('a program that is not executable', async () => {
			fs.chmodSync(path.join(folder, 'cgi-bin/reviews.cgi'), 0o644);
			await heals('programs', { found: /reviews\.cgi: Permission denied/ }, examine, here);
		});
		test('a proxy that is not believed', () => heals('proxies', { state: 'warning', found: /isn't believed/ },
			() => examine({ 'X-Forwarded-For': '192.0.2.1' }), here));
		test('and one more that says so in another way', () => heals('proxies', { state: 'warning', found: /isn't believed/ }, async () => {
			if (!fs.readFileSync(site.conf, 'utf8').includes('10.0.0.0'))
				setting('trusted_proxies = 10.0.0.0/8');
			return examine({ Forwarded: 'for=192.0.2.1' });
		}, here));
		test('a program for mail that is not there', async () => {
			setting(`sendmail = ${work}/nothing`);
			const mail = (await examine()).find(({ name }) => name === 'mail');
			assert.equal(mail.state, 'broken');
			assert.match(mail.found, /isn't there/);
			fs.appendFileSync(site.conf, `${mail.remedy}\n`);
			assert.notEqual((await examine()).find(({ name }) => name === 'mail').state, 'broken');
		});
		test('one that can not be started, and no address to put into a mail', async () => {
			fs.writeFileSync(path.join(work, 'sendmail'), '#!/bin/sh\n');
			setting(`sendmail = ${work}/sendmail`);
			const mail = (await examine()).find(({ name }) => name === 'mail');
			assert.equal(mail.state, 'broken');
			assert.match(mail.found, /Permission denied/);
			sh(mail.remedy);
			await heals('mail', { state: 'warning', found: /base_url/ }, examine, here);
		});
		test('TLS that ends in front', async () => {
			setting('base_url =');
			const host = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'books.example' };
			await heals('https', { state: 'warning', found: /ends in front/ }, () => examine(host), here);
			assert.match(fs.readFileSync(site.conf, 'utf8'), /^base_url = https:\/\/books\.example$/m);
			for (const name of ['PATH_INFO', 'short addresses', 'Authorization'])
				assert.equal(states(await examine())[name], 'ok', `${name} is still looked at`);
		});

		test('a shell sees the same, and leaves nothing that is not the web server\'s', async () => {
			setting(`base_url = ${site.address}`);
			const { status, stdout, stderr } = spawnSync(path.join(folder, 'cgi-bin/server.cgi'), ['--doctor'], { encoding: 'utf8',
				env: { VITRINE_CONF: site.conf } });
			const checks = states(parse(stdout));
			assert.equal(stderr, '');
			assert.equal(status, 0);
			for (const name of ['settings', 'data folder', 'data not served', 'database', 'PATH_INFO', 'short addresses', 'Authorization', 'programs'])
				assert.equal(checks[name], 'ok', `${name}: ${stdout}`);
			assert.doesNotMatch(stdout, /Looked at by/);
			const owners = fs.readdirSync(site.data).map((name) => fs.statSync(path.join(site.data, name)).uid);
			assert.deepEqual([...new Set(owners)], [fs.statSync(site.data).uid]);
		});
	});
}

// --- the command, where the installation can't answer -------------------------------------------------------------------

describe('the doctor in a shell', () => {
	const NOBODY = 65534;
	const isRoot = process.getuid() === 0;
	const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};	// whom modes bind
	let work, conf, data, program;
	const examine = () => {
		const result = spawnSync(program, ['--doctor'], { encoding: 'utf8', env: { VITRINE_CONF: conf, PATH: process.env.PATH }, cwd: work, ...as });
		const checks = parse(result.stdout);
		assert.equal(result.stderr, '');
		assert.equal(result.status, checks.some(({ state }) => state === 'broken') ? 1 : 0);
		return checks;
	};
	const here = { shell: (command, { isRoot: byRoot }) => sh(command, { cwd: work, ...(byRoot ? {} : as) }), file: (name) => name };
	const well = (...broken) => {
		const found = examine().filter(({ state }) => state === 'broken').map(({ name }) => name);
		assert.deepEqual(found, broken);
	};
	beforeEach(() => {
		work = workFolder();
		conf = path.join(work, 'vitrine.conf');
		data = path.join(work, 'data');
		program = path.join(programs, 'server.cgi');
		if (isRoot)
			fs.chownSync(work, NOBODY, NOBODY);
		fs.writeFileSync(conf, `data_dir = ${data}\nscrypt_log_n = 10\n`);
		if (isRoot)
			fs.chownSync(conf, NOBODY, NOBODY);
		const input = 'username=ann&password=correct horse battery';
		const made = cgi('auth', { conf, input, env: { REQUEST_METHOD: 'POST', PATH_INFO: '/register', CONTENT_LENGTH: String(input.length),
			CONTENT_TYPE: 'application/x-www-form-urlencoded' } });
		assert.equal(made.status, 201, made.text);
		if (isRoot)
			sh(`chown -R ${NOBODY}:${NOBODY} '${data}'`);
		well();
		sh(`${program} --backup vitrine-backup.db`, { env: { VITRINE_CONF: conf, PATH: process.env.PATH }, cwd: work, ...as });
	});
	const clean = (name, body) => test(name, async () => {
		try {
			await body();
			well();
		} finally {
			sh(`chmod -R u+rwX '${work}' && rm -rf '${work}'`);
		}
	});

	// A copy of the installation, whose data is in its web folder.
	const published = (settings) => {
		fs.cpSync(shipped, path.join(work, 'site'), { recursive: true });
		fs.renameSync(data, path.join(work, 'site/data'));
		fs.writeFileSync(path.join(work, 'site/vitrine.conf'), `scrypt_log_n = 10\n${settings}`);
		if (isRoot)
			sh(`chown -R ${NOBODY}:${NOBODY} '${work}/site'`);
		const { stdout, status } = spawnSync(path.join(work, 'site/cgi-bin/server.cgi'), ['--doctor'], { encoding: 'utf8',
			env: { PATH: process.env.PATH }, cwd: work, ...as });
		fs.renameSync(path.join(work, 'site/data'), data);
		return { stdout, status, check: (name) => parse(stdout).find((one) => one.name === name) };
	};
	clean('data that may be published: no shell says that it is not', () => {
		const { stdout, status, check } = published('');
		assert.equal(status, 0, stdout);
		assert.equal(check('data not served').state, 'warning');
		assert.match(check('data not served').found, /may be downloadable by anybody/);
		assert.match(check('data not served').remedy, /^# in a browser, .*\nYOUR VITRINE'S ADDRESS\/data\/\.ht\.vitrine\.db$/);
		assert.doesNotMatch(stdout, /private/);
	});
	clean('what only a browser shows is left to it, and no address is without a host', () => {
		const { stdout, check } = published('');
		for (const name of ['settings not served', 'PATH_INFO', 'short addresses', 'Authorization', 'https', 'proxies'])
			assert.equal(check(name), undefined, name);
		assert.match(stdout, /\nLooked at by doctor\.html in a browser: settings not served, PATH_INFO, short addresses, Authorization, https, proxies\.\n$/);
		assert.doesNotMatch(stdout, /^\t\/(?!home|tmp)/m);
	});
	clean('an address without TLS', () => {
		const { check } = published('base_url = http://127.0.0.1:9/books\n');
		assert.equal(check('https').state, 'warning');
		assert.match(check('https').remedy, /^base_url = https:\/\/127\.0\.0\.1:9\/books$/m);
		assert.equal(check('data not served').state, 'warning');
		assert.match(check('data not served').remedy, /^http:\/\/127\.0\.0\.1:9\/books\/data\/\.ht\.vitrine\.db$/m);
	});
	clean('one cause is one finding', () => {
		fs.renameSync(data, `${data}.away`);
		fs.writeFileSync(data, '');
		const named = (checks) => checks.filter(({ name, state }) => state !== 'ok' && !(inMemory && name === 'file system')).map(({ name }) => name);
		assert.deepEqual(named(examine()), ['data folder']);
		fs.rmSync(data);
		fs.appendFileSync(conf, `data_dir = ${work}/none/data\n`);
		const checks = examine();
		assert.deepEqual(named(checks), ['data folder']);
		for (const name of ['file system', 'data not served'])
			assert.ok(!checks.some((check) => check.name === name), name);
		fs.renameSync(`${data}.away`, data);
		fs.writeFileSync(conf, `data_dir = ${data}\nscrypt_log_n = 10\n`);
	});
	if (isRoot)
		clean('who is not whom the data belongs to is told so', () => {
			fs.chmodSync(data, 0o1777);
			const ask = () => spawnSync(program, ['--doctor'], { encoding: 'utf8', env: { VITRINE_CONF: conf }, cwd: work, uid: 12345, gid: 12345 });
			const { stdout, status } = ask();
			const check = parse(stdout).find(({ name }) => name === 'data folder');
			assert.equal(check.state, 'warning');
			assert.match(check.found, /^The data belongs to nobody, whom the web runs programs as/);
			assert.doesNotMatch(stdout, /chown/);
			assert.equal(status, 0, stdout);
			fs.chmodSync(data, 0o700);
			assert.match(ask().stdout, /^warning data folder: The data belongs to nobody/m);
		});
	else
		test('who is not whom the data belongs to is told so', { skip: 'needs root' }, () => {});
	clean('a setting that nobody knows', async () => {
		fs.appendFileSync(conf, 'no_such_setting = 1\n');
		await heals('settings', { found: /:3: unknown setting/ }, examine, here);
	});
	clean('a setting that makes no sense', async () => {
		fs.appendFileSync(conf, 'base_url = ftp://books.example\n');
		await heals('settings', { found: /base_url must start/ }, examine, here);
	});
	clean('settings that are no text', async () => {
		fs.writeFileSync(conf, Buffer.alloc(100));
		const [check] = examine();
		assert.equal(check.state, 'broken');
		here.shell(check.remedy, {});
		assert.ok(!fs.existsSync(conf));
		fs.writeFileSync(conf, `data_dir = ${data}\n`);
	});
	clean('settings that are named and not there', async () => {
		fs.renameSync(conf, `${conf}.away`);
		await heals('settings', { found: /isn't there, and VITRINE_CONF names it/ }, examine, here);
		fs.renameSync(`${conf}.away`, conf);
	});
	clean('settings that can not be read', async () => {
		fs.chmodSync(conf, 0);
		await heals('settings', { found: /Permission denied/ }, examine, here);
	});
	clean('a data folder whose folder is not there', async () => {
		fs.appendFileSync(conf, `data_dir = ${work}/a/b's data\n`);
		await heals('data folder', { found: /No such file/ }, examine, here);
	});
	clean('a file in the place of the data folder', async () => {
		fs.renameSync(data, `${data}.away`);
		fs.writeFileSync(data, '');
		await heals('data folder', { found: /is no folder/ }, examine, here);
	});
	clean('a link that leads nowhere', async () => {
		fs.renameSync(data, `${data}.away`);
		fs.symlinkSync('nowhere/at/all', data);
		await heals('data folder', { found: /No such file/ }, examine, here);
	});
	clean('a data folder that can not be written', async () => {
		fs.chmodSync(data, 0o500);
		await heals('data folder', { found: /can't be written/ }, examine, here);
	});
	clean('a key that was cut short', async () => {
		fs.writeFileSync(path.join(data, '.ht.key'), 'short');
		await heals('data folder', { found: /signing key/ }, examine, here);
	});
	clean('a key that can not be read', async () => {
		fs.chmodSync(path.join(data, '.ht.key'), 0);
		await heals('data folder', { found: /\.ht\.key: Permission denied/ }, examine, here);
	});
	clean('data that an admin removed', async () => {
		fs.rmSync(data, { recursive: true });
		fs.writeFileSync(path.join(work, '.ht.removed.data'), '');
		await heals('data folder', { found: /^An admin removed the data/ }, examine, here);
	});
	clean('a group that may use the data, and others that may look', async () => {
		fs.appendFileSync(conf, 'data_access = group\n');
		well();		// the modes follow the setting
		fs.chmodSync(data, 0o2775);
		await heals('data folder', { state: 'warning', found: /can look into/ }, examine, here);
		assert.equal(fs.statSync(data).mode & 0o7777, 0o2770);
	});
	clean('a database that can only be read', async () => {
		fs.chmodSync(path.join(data, '.ht.vitrine.db'), 0o400);
		await heals('database', { found: /can be read, and not written/ }, examine, here);
	});
	clean('a database that is something else', async () => {
		fs.writeFileSync(path.join(data, '.ht.vitrine.db'), 'x\n'.repeat(5000));
		await heals('database', { found: /is no database/ }, examine, here);
	});
	clean('a database that is damaged', async () => {
		const file = path.join(data, '.ht.vitrine.db');
		const bytes = fs.readFileSync(file);
		bytes.fill(0, 4096);
		fs.writeFileSync(file, bytes);
		await heals('database', { found: /is damaged/ }, examine, here);
	});
	clean('a database of a newer release', () => {
		const file = path.join(data, '.ht.vitrine.db');
		const bytes = fs.readFileSync(file);
		bytes.writeUInt32BE(1000, 60);
		fs.writeFileSync(file, bytes);
		const check = examine().find(({ name }) => name === 'database');
		assert.equal(check.state, 'broken');
		assert.match(check.found, /newer release/);
		bytes.writeUInt32BE(fs.readFileSync(path.join(work, 'vitrine-backup.db')).readUInt32BE(60), 60);
		fs.writeFileSync(file, bytes);
	});
	if (isRoot)
		clean('files that are somebody else\'s', async () => {
			fs.chownSync(path.join(data, '.ht.vitrine.db'), 0, 0);
			fs.chmodSync(path.join(data, '.ht.vitrine.db'), 0o600);
			await heals('data folder', { found: /Permission denied/ }, examine, here);
		});
	else
		test('files that are somebody else\'s', { skip: 'needs root' }, () => {});
	clean('data in memory only', async () => {
		const memory = fs.mkdtempSync('/dev/shm/vitrine-');
		if (isRoot)
			fs.chownSync(memory, NOBODY, NOBODY);
		try {
			fs.appendFileSync(conf, `data_dir = ${memory}\n`);
			const check = examine().find(({ name }) => name === 'file system');
			assert.equal(check.state, 'warning');
			assert.match(check.found, /tmpfs.*lost/);
			assert.match(check.remedy, /mv \/dev\/shm\/vitrine-\S+ \S+ && echo 'data_dir = \S+' >>/);
		} finally {
			fs.rmSync(memory, { recursive: true });
			fs.writeFileSync(conf, fs.readFileSync(conf, 'utf8').replace(/^data_dir = \/dev.*\n/m, ''));
		}
	});

	test('other programs have no doctor, and say what they have', () => {
		const { status, stderr } = spawnSync(path.join(programs, 'media.cgi'), ['--doctor'], { encoding: 'utf8' });
		assert.equal(status, 2);
		assert.doesNotMatch(stderr, /--doctor$/m);
	});
});
