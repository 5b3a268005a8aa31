// Tests on an installation that looks titles up at the fake providers of tests/providers.
//
//   import { signedIn, test, expect } from './providers.js';
//   test.use({ more: 'lookup = off\n' });          // lines of vitrine.conf
//   … providers.when('openlibrary', /^\/search/, providers.switches.hang())
import fakes from '../providers/server.js';
import { asMember } from './fixtures.js';
import { test as base } from './own-site.js';

export { enter, expect, newName, PASSWORD, remember, toast } from './own-site.js';

const { keys, startProviders, switches } = fakes;

export const test = base.extend({
  // Without keys, or with those of all sources that want one.
  keyed: [false, { option: true, scope: 'worker' }],
  more: ['', { option: true, scope: 'worker' }],

  fakes: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      const providers = await startProviders();
      await use(Object.assign(providers, { switches }));
      await providers.close();
    },
    { scope: 'worker' },
  ],
  settings: [
    async ({ fakes: { settings }, keyed, more }, use) => {
      const lines = Object.entries({ ...settings, ...(keyed ? keys : {}) });
      await use(lines.map(([name, value]) => `${name} = ${value}\n`).join('') + more);
    },
    { scope: 'worker' },
  ],
  // As they are for each test: nothing asked, nothing arranged, nothing that puzzled them, and an empty catalogue.
  providers: [
    async ({ fakes: providers, site }, use) => {
      providers.reset();
      await use(providers);
      for (const { id } of (await site.get('media.cgi/', { page_size: 100 })).media)
        await site.delete(`media.cgi/${id}`);
      const puzzled = providers.puzzled.splice(0);
      if (puzzled.length) throw new Error(puzzled.join('\n'));
    },
    { auto: true },
  ],
});

export const signedIn = test.extend(asMember);
