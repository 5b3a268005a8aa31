// Starts the real servers by the script that `make run` uses, on a free port and an empty data folder, talks to them as
// clients do, and sees that nothing is left of them afterwards.
'use strict';
const assert = require('node:assert/strict');
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const { after, before, describe } = require('node:test');
const { freePort } = require('../node/port');
const contract = require('./contract');
const { form, formHeaders, noise } = require('./picture');

const top = path.resolve(__dirname, '../..');
const folder = path.resolve(process.env.SITE || path.join(top, 'build/site'));
const programs = path.join(folder, 'cgi-bin');
// What the pages in a web folder are made of: v-VERSION.
const partsOf = (web) => /"(v-[0-9a-f]+)\//.exec(fs.readFileSync(path.join(web, 'index.html'), 'utf8'))[1];
const DEADLINE = 180000; // for what hangs: a busy machine must not reach it

// The tests log in more often than a person, and needn't prove that scrypt is slow.
const SETTINGS = {
  rate_limit_address: 100000,
  rate_limit_titles: 100000,
  rate_limit_uploads: 100000,
  scrypt_log_n: 10,
  scrypt_r: 8,
  scrypt_p: 1,
};

const combinations = [];
for (const server of (process.env.SERVERS || 'lighttpd apache').split(' ')) {
  for (const mode of (process.env.MODES || 'cgi fcgi').split(' ')) combinations.push({ server, mode });
}

// Processes that carry this run's settings in their environment: the server, its helpers, workers and programs.
function processesOf(conf) {
  const found = [];
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environ = fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      if (environ.includes(`VITRINE_CONF=${conf}`))
        found.push({
          pid: Number(pid),
          command: fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '),
        });
    } catch (error) {
      // Others: it ended while we looked, or is somebody else's.
      if (!['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) throw error;
    }
  }
  return found;
}

function workFolder() {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'vitrine-e2e-'));
  fs.chmodSync(made, 0o755); // as root, Apache's programs run as somebody else, who must get to data/ in it
  return made;
}

// What /tmp is on Debian 13: tmpfs (its number is that of statfs(2)), which the doctor warns of.
const inMemory = fs.statfsSync(os.tmpdir()).type === 0x01021994;

const toText = (settings) =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');

function deadline(promise, what, missed = () => {}) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      missed();
      reject(new Error(`${what}: not within ${DEADLINE} ms`));
    }, DEADLINE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

class Site {
  constructor(options) {
    Object.assign(this, { base: '', settings: {}, folder }, options);
    // `base` is the path as clients write it, `served` what the server calls it.
    this.served = decodeURIComponent(this.base).replace(/\/+/g, '/');
    this.work = workFolder();
    this.data = path.join(this.work, 'data');
    this.run = path.join(this.work, 'run');
    this.conf = path.join(this.run, 'vitrine.conf');
    this.log = path.join(this.run, 'error.log');
    this.agent = new http.Agent({ keepAlive: false });
  }

  async start() {
    const config = path.join(this.work, 'settings');
    fs.writeFileSync(
      config,
      toText({ ...SETTINGS, ...this.settings, ...(this.dataDir ? { data_dir: this.dataDir } : {}) }),
    );
    this.port = await freePort();
    this.address = `http://127.0.0.1:${this.port}`;
    this.output = '';
    this.script = spawn('sh', [path.join(top, 'lib/run.sh'), this.folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SERVER: this.server,
        MODE: this.mode,
        PORT: this.port,
        DATA: this.data,
        RUN: this.run,
        CONFIG: config,
        BASE: this.served,
        DEMO: '0',
      },
    });
    this.ended = new Promise((resolve) => this.script.on('exit', (code, signal) => resolve(code ?? signal)));
    this.script.stderr.on('data', (text) => {
      this.output += text;
    });
    // The script says so when the server listens; that it answers is seen by connecting.
    const ready = new Promise((resolve, reject) => {
      this.script.stdout.on('data', (text) => {
        this.output += text;
        if (this.output.includes(`${this.address}${encodeURI(this.served)}/`)) resolve();
      });
      this.ended.then((code) => reject(new Error(`${this.server} ended with ${code}:\n${this.output}`)));
    });
    try {
      await deadline(ready, `start of ${this.server}`);
    } catch (error) {
      // Somebody was faster: a port that was free a moment ago, an outgoing connection's for instance.
      if (!/port \d+ is taken/.test(this.output)) throw error;
      return this.start();
    }
    return this;
  }

  async stop() {
    this.agent.destroy();
    this.script.kill('SIGTERM');
    await deadline(this.ended, `stop of ${this.server}`);
    const left = processesOf(this.conf);
    const log = fs.readFileSync(this.log, 'utf8');
    fs.rmSync(this.work, { recursive: true, force: true });
    assert.deepEqual(left, [], 'processes left behind');
    if (!this.killed)
      // by the test itself
      assert.doesNotMatch(
        log,
        /end of script output before headers|premature|segfault|signal \d|sanitizer|malformed header/i,
        'a program broke down',
      );
  }

  processes() {
    return processesOf(this.conf);
  }

  // The workers of one program, in FastCGI.
  workers(name) {
    return this.processes().filter(({ command }) => command.includes(`/cgi-bin/${name}.cgi`));
  }

  // One request, its path sent as it is. `body` is text, bytes, URLSearchParams or an object to send as JSON.
  // Of a body in pieces (`chunks`) the client tells no length. An answer has `bytes` as they came, `text` unpacked.
  async request(method, where, { headers = {}, body, chunks, token, agent = this.agent } = {}) {
    // One answer that didn't come is enough to wait for.
    assert.ok(!this.stuck, `not asked, as there was no answer to ${this.stuck}`);
    const sent = { ...headers };
    if (token) sent.Authorization = `Bearer ${token}`;
    if (body instanceof URLSearchParams) {
      sent['Content-Type'] ??= 'application/x-www-form-urlencoded';
      body = body.toString();
    } else if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) {
      sent['Content-Type'] ??= 'application/json';
      body = JSON.stringify(body);
    }
    if (body !== undefined) sent['Content-Length'] = Buffer.byteLength(body);
    const answered = new Promise((resolve, reject) => {
      const req = http.request({
        host: '127.0.0.1',
        port: this.port,
        method,
        path: this.base + where,
        headers: sent,
        agent,
      });
      req.on('response', (res) => {
        const parts = [];
        const { localPort } = res.socket; // tells connections apart
        res.on('data', (part) => parts.push(part));
        res.on('error', reject);
        res.on('end', () => {
          const bytes = Buffer.concat(parts);
          const packed = bytes.length && res.headers['content-encoding'] === 'gzip';
          const text = (packed ? zlib.gunzipSync(bytes) : bytes).toString();
          const json =
            text && /^application\/json/.test(res.headers['content-type'] || '') ? JSON.parse(text) : undefined;
          resolve({
            status: res.statusCode,
            headers: res.headers,
            all: res.headersDistinct,
            bytes,
            text,
            json,
            localPort,
          });
        });
      });
      req.on('error', reject);
      if (chunks) {
        for (const chunk of chunks) req.write(chunk);
        req.end();
      } else {
        req.end(body);
      }
    });
    const answer = await deadline(answered, `${method} ${where}`, () => {
      this.stuck = `${method} ${where}`;
    });
    contract.check((method === 'POST' && sent['X-HTTP-Method-Override']) || method, where, answer, sent);
    return answer;
  }

  get(where, options) {
    return this.request('GET', where, options);
  }

  post(where, body, options) {
    return this.request('POST', where, { ...options, body });
  }

  // Bytes as they are, for what no HTTP library would send; all that comes back until the server closes.
  raw(bytes) {
    const answered = new Promise((resolve, reject) => {
      const socket = net.connect(this.port, '127.0.0.1', () => socket.end(bytes));
      const parts = [];
      socket.on('data', (part) => parts.push(part));
      socket.on('end', () => resolve(Buffer.concat(parts).toString('latin1')));
      socket.on('error', reject);
    });
    return deadline(answered, 'raw request');
  }

  async register(username, fields = {}) {
    const answer = await this.post('/auth/register', { username, password: 'correct horse battery', ...fields });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  }
}

// Each server once, and each mode once: for what doesn't depend on them, or has run in all four at another address.
const twice = ({ server, mode }) => (server === 'apache') === (mode === 'cgi');

// Runs the same tests behind each server in each mode, on a fresh installation.
function everywhere(title, tests, options = {}) {
  for (const combination of combinations.filter(options.only || (options.base ? twice : () => true))) {
    describe(`${title} (${combination.server}, ${combination.mode}${options.base ? `, ${options.base}` : ''})`, () => {
      const site = new Site({ ...combination, ...options });
      before(() => site.start());
      after(() => site.stop());
      tests(site);
    });
  }
}

// A client with a token: each call says what it expects and gives the answer's JSON (or, without a body, the answer).
function client(site, token) {
  const call =
    (method) =>
    async (status, where, body, options = {}) => {
      const answer = await site.request(method, where, { token, body, ...options });
      assert.equal(answer.status, status, `${method} ${where}: ${answer.text}`);
      return answer.json ?? answer;
    };
  return {
    token,
    get: (status, where) => call('GET')(status, where),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
    upload: (status, where, side) => call('POST')(status, where, form(noise(side)), { headers: formHeaders }),
  };
}

// A program run by hand, as a web server would by CGI; `env` adds to the request.
function cgi(name, { conf, env = {}, input = '', folder: at = programs } = {}) {
  const result = spawnSync(path.join(at, `${name}.cgi`), [], {
    input,
    timeout: DEADLINE,
    env: {
      PATH: process.env.PATH,
      GATEWAY_INTERFACE: 'CGI/1.1',
      SERVER_PROTOCOL: 'HTTP/1.1',
      REQUEST_METHOD: 'GET',
      SCRIPT_NAME: `/cgi-bin/${name}.cgi`,
      PATH_INFO: '/',
      REQUEST_URI: `/cgi-bin/${name}.cgi/`,
      QUERY_STRING: '',
      HTTP_HOST: 'localhost',
      REMOTE_ADDR: '127.0.0.1',
      ...(conf ? { VITRINE_CONF: conf } : {}),
      ...env,
    },
  });
  return parseCgi(result.stdout.toString(), result);
}

function parseCgi(stdout, more = {}) {
  const [head, ...rest] = stdout.split(/\r?\n\r?\n/);
  const status = Number((/^Status: (\d+)/im.exec(head) || [])[1] || (head ? 200 : 0));
  const text = rest.join('\n\n');
  return { ...more, status, head, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

// Every answer of the API that isn't a success is in the envelope.
function assertError(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.json?.success, false, `an envelope, not: ${answer.text}`);
  assert.equal(answer.json.error.code, code);
  assert.equal(typeof answer.json.error.message, 'string');
}

module.exports = {
  DEADLINE,
  Site,
  assertError,
  cgi,
  client,
  combinations,
  deadline,
  everywhere,
  folder,
  freePort,
  inMemory,
  parseCgi,
  partsOf,
  processesOf,
  programs,
  toText,
  top,
  twice,
  workFolder,
};
