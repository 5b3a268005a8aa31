// Applies what the doctor says, literally: its first line says where the others belong.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');

// `at` says what each place means here: a shell, files by name, the web server's configuration, a browser.
async function apply(remedy, at) {
  const [first, ...lines] = remedy.split('\n');
  const [, place] = /^# (.*):$/.exec(first) ?? [];
  assert.ok(place, `no place: ${remedy}`);
  const [, byHost] = /^only who runs the web server can do this, in (.*)$/.exec(place) ?? [];
  if (place.startsWith('in a browser')) return at.browse(lines.join('\n'));
  if (byHost === 'a shell as root' || place.startsWith('in a shell'))
    return at.shell(lines.join('\n'), { isRoot: Boolean(byHost) });
  if (place.startsWith('in the file .htaccess of the folder above the web folder'))
    return fs.appendFileSync(at.htaccess, `${remedy}\n`);
  if (byHost) return at.configure(remedy);
  const [, file] = /^in (\/.*\/vitrine\.conf)$/.exec(place) ?? [];
  assert.ok(file, `nothing that a test could do: ${remedy}`);
  return fs.appendFileSync(at.file(file), `${remedy}\n`);
}

// Whether what is wrong is seen, and well after what is said was done. `look` answers the checks.
async function heals(name, { state = 'broken', found }, look, at) {
  const one = async () => (await look()).find((check) => check.name === name);
  const sick = await one();
  assert.equal(sick.state, state, JSON.stringify(sick));
  assert.match(sick.found, found);
  await apply(sick.remedy, at);
  const well = await one();
  assert.deepEqual({ state: well.state, remedy: well.remedy }, { state: 'ok', remedy: null }, JSON.stringify(well));
}

// What the command prints, read again.
function parse(text) {
  const checks = [];
  const lines = text.trimEnd().split('\n');
  if (/^Looked at by doctor\.html in a browser: [^/]+\.$/.test(lines.at(-1))) lines.pop();
  for (const line of lines) {
    const [, state, name, found] = /^(ok|warning|broken) ([^:]+): (.*)$/.exec(line) ?? [];
    if (name) {
      checks.push({ name, state, found, remedy: null });
    } else {
      assert.match(line, /^\t/, `neither a check nor a remedy: ${line}`);
      const check = checks.at(-1);
      check.remedy = check.remedy === null ? line.slice(1) : `${check.remedy}\n${line.slice(1)}`;
    }
  }
  return checks;
}

module.exports = { heals, parse };
