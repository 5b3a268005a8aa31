// What the tests of the look-up share: the providers, on the loopback, of one test file, and sites that ask them.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { after, before, beforeEach, describe } = require('node:test');
const { everywhere } = require('./harness');
const { keys, startProviders } = require('../providers/server');

// All that was answered is lost, as it may be.
function forget(site) {
  for (const name of fs.readdirSync(site.data))
    if (name.startsWith('.ht.lookup.')) fs.rmSync(path.join(site.data, name));
}

class Fake {
  // The settings of a site that asks these providers, once they run; `more` (all keys) may be filled before the site is
  // started.
  settings(more = keys) {
    const all = {};
    before(() => Object.assign(all, { rate_limit_lookups: 100000 }, this.providers.settings, more));
    return all;
  }

  // The same tests behind each server, as everywhere() has them, for a member `who` who asks the providers: before each
  // they are well, and nothing is known of what they said.
  everywhere(title, tests, { settings, ...options } = {}) {
    everywhere(
      title,
      (site) => {
        const who = {};
        before(async () => {
          who.admin = (await site.register('boss')).access_token;
          who.token = (await site.register('ann')).access_token;
        });
        beforeEach(() => {
          this.providers.reset();
          forget(site);
        });
        tests(site, who);
      },
      { ...options, settings: this.settings(settings) },
    );
  }
}

// Has tests run against providers of their own.
function withProviders(title, tests) {
  describe(title, () => {
    const fake = new Fake();
    before(async () => {
      fake.providers = await startProviders();
    });
    after(async () => {
      await fake.providers.close();
      assert.deepEqual(fake.providers.puzzled, [], 'asked for what no provider has');
    });
    tests(fake);
  });
}

const logOf = (site) => fs.readFileSync(site.log, 'utf8');

// How each provider fared: {tvmaze: 'ok'}.
const statesOf = (answer) => Object.fromEntries(answer.json.providers.map((one) => [one.source, one.state]));

// A query string.
const q = (parameters) => `?${new URLSearchParams(parameters)}`;

module.exports = { forget, logOf, q, statesOf, withProviders };
