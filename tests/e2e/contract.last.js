// Runs after all other tests: every operation and every status that htdocs/openapi.json names was seen in one of them.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { test } = require('node:test');
const { operations } = require('./contract');

const seen = new Set(fs.readFileSync(process.env.CONTRACT_SEEN, 'utf8').split('\n'));

for (const { id, operation } of operations) {
  test(`${id}: every answer that is documented was given`, () => {
    const missing = Object.keys(operation.responses).filter(
      (status) => status !== 'default' && !seen.has(`${id} ${status}`),
    );
    assert.deepEqual(missing, []);
  });
}
