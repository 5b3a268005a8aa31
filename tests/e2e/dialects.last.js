// The doors of other designs: what they answered to their tests in C (`make answers`) is as their documents say, and
// every operation and status that these name is among it.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { check, dialectOperations } = require('./contract');

const lines = fs.readFileSync(path.resolve(__dirname, '../../build/answers'), 'utf8').split('\n').filter(Boolean);
const seen = new Set();

const headersOf = (head) =>
  Object.fromEntries(
    head
      .split('\x1f')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );

test('the doors answer as their documents say', () => {
  const wrong = [];
  assert.ok(lines.length > 500, `${lines.length} answers`);
  for (const line of lines) {
    const [method, where, status, head, text] = line.split('\t');
    const headers = headersOf(head);
    const json = text && /^application\/json/.test(headers['content-type']) ? JSON.parse(text) : undefined;
    try {
      const found = check(method, where, { status: Number(status), headers, text, json });
      if (found) seen.add(`${found.name} ${found.id} ${status}`);
    } catch (error) {
      wrong.push(error.message);
    }
  }
  assert.deepEqual(wrong, []);
});

for (const { name, id, operation } of dialectOperations) {
  test(`${name}, ${id}: every answer that is documented was given`, () => {
    const missing = Object.keys(operation.responses).filter(
      (status) => status !== 'default' && !seen.has(`${name} ${id} ${status}`),
    );
    assert.deepEqual(missing, []);
  });
}
