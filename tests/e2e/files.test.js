// Whose the files are where the programs run as the web server's user: what the owner of the web folder can do with
// them.
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { afterEach, describe, test } = require('node:test');
const { REMOVED } = require('./backup');
const { cgi, parseCgi, programs, toText, workFolder } = require('./harness');

const PASSWORD = 'correct horse battery';

// Users of a machine, by numbers: nobody has to make them.
const SERVER = 33,
  ANN = 64001,
  BOB = 64002;

const isRoot = process.getuid() === 0;

describe('a host without suexec', { skip: !isRoot && 'only root can be somebody else' }, () => {
  let work, web, conf, data, token;

  // A command as somebody, who has these groups; what it printed. `fails`: it must.
  function as(user, groups, command, { env = {}, fails = false } = {}) {
    const result = spawnSync(
      'setpriv',
      [`--reuid=${user}`, `--regid=${user}`, groups ? `--groups=${groups}` : '--clear-groups', ...command],
      { encoding: 'utf8', cwd: work, env: { PATH: process.env.PATH, VITRINE_CONF: conf, ...env } },
    );
    assert.equal(result.status !== 0, fails, `${command.join(' ')}: ${result.stderr}`);
    return result.stdout;
  }

  // A request that the web server's user answers.
  const ask = (name, method, where) =>
    parseCgi(
      as(SERVER, null, [path.join(web, 'cgi-bin', `${name}.cgi`)], {
        env: {
          GATEWAY_INTERFACE: 'CGI/1.1',
          REQUEST_METHOD: method,
          SCRIPT_NAME: `/cgi-bin/${name}.cgi`,
          PATH_INFO: where,
          REQUEST_URI: `/cgi-bin/${name}.cgi${where}`,
          QUERY_STRING: '',
          HTTP_HOST: 'localhost',
          REMOTE_ADDR: '127.0.0.1',
          ...(token ? { HTTP_AUTHORIZATION: `Bearer ${token}` } : {}),
        },
      }),
    );

  const give = (folder, user) => spawnSync('chown', ['-R', `${user}:${user}`, folder]);

  // Ann's web folder, its data made by the web server's user.
  function install(settings) {
    work = workFolder();
    web = path.join(work, 'vitrine');
    conf = path.join(web, 'vitrine.conf');
    data = path.join(web, 'data');
    fs.mkdirSync(path.join(web, 'cgi-bin'), { recursive: true });
    for (const name of ['server', 'media'])
      fs.copyFileSync(path.join(programs, `${name}.cgi`), path.join(web, 'cgi-bin', `${name}.cgi`));
    fs.writeFileSync(conf, toText({ data_dir: 'data', scrypt_log_n: 10, scrypt_r: 8, scrypt_p: 1, ...settings }));
    give(work, ANN);
    const input = JSON.stringify({ username: 'ann', password: PASSWORD });
    const answer = cgi('auth', {
      conf,
      input,
      env: {
        REQUEST_METHOD: 'POST',
        PATH_INFO: '/register',
        REQUEST_URI: '/cgi-bin/auth.cgi/register',
        CONTENT_TYPE: 'application/json',
        CONTENT_LENGTH: String(input.length),
      },
    });
    assert.equal(answer.status, 201, answer.text + answer.stderr);
    token = answer.json.access_token;
    give(data, SERVER);
  }

  afterEach(() => fs.rmSync(work, { recursive: true, force: true }));

  for (const [whose, prepare, isStuck] of [
    ['that the programs made', () => fs.chmodSync(web, 0o777), true],
    [
      'that she made for them',
      () => {
        fs.chownSync(data, ANN, ANN);
        fs.chmodSync(data, 0o777);
      },
    ],
  ])
    test(`nothing is left of a data folder ${whose} that its owner could not delete`, () => {
      install({});
      prepare();
      assert.equal(ask('media', 'GET', '/').status, 200);
      if (isStuck) as(ANN, null, ['rm', '-r', data], { fails: true });
      const answer = ask('server', 'DELETE', '/data');
      assert.equal(answer.status, 204, answer.text);
      assert.equal(ask('media', 'GET', '/').json.error.message, REMOVED);
      as(ANN, null, ['rm', '-r', web]);
      assert.ok(!fs.existsSync(web));
    });

  test('whose owner shares a group with the programs reads, saves, restores and deletes what they made', () => {
    install({ data_access: 'group' });
    fs.chmodSync(web, 0o777);
    const program = path.join(web, 'cgi-bin/server.cgi');
    assert.equal(ask('media', 'GET', '/').status, 200); // what was there follows the setting
    for (const name of fs.readdirSync(data))
      assert.equal((fs.statSync(path.join(data, name)).mode & 0o777).toString(8), '660', name);
    as(BOB, null, ['cat', path.join(data, '.ht.key')], { fails: true });
    as(BOB, null, [program, '--backup', '/dev/null'], { fails: true });
    as(ANN, SERVER, ['cp', '-r', data, path.join(work, 'copy')]);
    as(ANN, SERVER, [program, '--backup', path.join(work, 'backup')]);
    as(ANN, SERVER, [program, '--restore', path.join(work, 'backup')]);
    for (const name of fs.readdirSync(data)) {
      // what she made is theirs, too
      const { mode, gid } = fs.statSync(path.join(data, name));
      assert.deepEqual([(mode & 0o777).toString(8), gid], ['660', SERVER], name);
    }
    token = ''; // which ended
    assert.equal(ask('server', 'GET', '/health').json.database, 'ok');
    as(ANN, SERVER, ['rm', '-r', web]);
  });

  // What is made by commands, all of it anew: the key, the database, the queue.
  test('is no trap for root, who works as whom the data belongs to', () => {
    install({});
    fs.chmodSync(web, 0o777);
    const program = path.join(web, 'cgi-bin/server.cgi');
    const secret = path.join(work, 'secret');
    fs.mkdirSync(secret, { mode: 0o700 });
    const command = (...args) =>
      spawnSync(program, args, { encoding: 'utf8', cwd: secret, env: { PATH: process.env.PATH, VITRINE_CONF: conf } });
    const all = [['--backup', path.join(secret, 'backup')], ['--restore', path.join(secret, 'backup')], ['--doctor']];
    for (const isNew of [false, true])
      // where there is nothing but an empty folder of the programs' user, all is made
      for (const args of all) {
        fs.rmSync(path.join(data, '.ht.vitrine.db-queue'), { force: true });
        if (isNew) for (const name of fs.readdirSync(data)) fs.rmSync(path.join(data, name));
        else if (args[0] === '--backup') fs.rmSync(path.join(secret, 'backup'), { force: true });
        const { status, stderr } = command(...args);
        if (args[0] === '--restore' || (args[0] === '--backup' && !isNew)) assert.deepEqual([status, stderr], [0, '']);
        for (const name of fs.readdirSync(data))
          assert.equal(fs.statSync(path.join(data, name)).uid, SERVER, `${args[0]}: ${name}`);
        assert.ok(fs.existsSync(path.join(data, '.ht.key')));
      }
    assert.equal(fs.statSync(path.join(secret, 'backup')).uid, 0);
    token = '';
    assert.equal(ask('server', 'GET', '/health').json.database, 'ok');
    fs.writeFileSync(path.join(secret, 'other'), 'x'.repeat(9000));
    assert.match(command('--restore', path.join(secret, 'other')).stderr, /is no database/);
    assert.match(command('--restore', path.join(secret, 'none')).stderr, /can't be opened/);
  });

  test('tells in a shell which file is in the way after its end', () => {
    install({});
    fs.chmodSync(web, 0o777);
    const mark = path.join(web, '.ht.removed.data');
    assert.equal(ask('server', 'DELETE', '/data').status, 204);
    assert.ok(fs.existsSync(mark));
    for (const setting of [true, false]) {
      if (!setting)
        // as it is delivered: where the data belongs is chosen
        fs.writeFileSync(conf, '');
      for (const args of [['--doctor'], ['--backup', path.join(work, 'x')], ['--restore', path.join(work, 'x')]]) {
        const { status, stdout, stderr } = spawnSync(path.join(web, 'cgi-bin/server.cgi'), args, {
          encoding: 'utf8',
          env: { PATH: process.env.PATH, VITRINE_CONF: conf },
        });
        assert.equal(status, 1);
        assert.ok(`${stdout}${stderr}`.includes(`the file ${mark}`), `${args[0]}: ${stdout}${stderr}`);
        assert.doesNotMatch(`${stdout}${stderr}`, /open the page once/);
      }
    }
    assert.ok(fs.existsSync(mark));
  });

  test('whose owner does not is told by the programs whose key it is', () => {
    install({});
    fs.chmodSync(web, 0o777);
    assert.equal(ask('media', 'GET', '/').status, 200);
    as(ANN, SERVER, ['cat', path.join(data, '.ht.key')], { fails: true });
    assert.equal(fs.statSync(path.join(data, '.ht.key')).mode & 0o777, 0o600);
  });
});
