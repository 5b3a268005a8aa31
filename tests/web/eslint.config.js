import js from '@eslint/js';
import globals from 'globals';

const MARKUP = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'write',
  'writeln',
  'createContextualFragment',
  'srcdoc',
].map((property) => ({ property, message: 'Text is only ever text: use textContent, a <template> or el().' }));

export default [
  { ignores: ['**/vendor/**', '**/node_modules/**', '**/out/**'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module', globals: globals.browser },
    rules: {
      'no-restricted-properties': ['error', ...MARKUP],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'js/core/api.js is the only fetch.' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-proto': 'error',
      'no-extend-native': 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      eqeqeq: 'error',
      'no-unused-vars': ['error', { args: 'after-used' }],
    },
  },
  { files: ['htdocs/sw.js'], languageOptions: { globals: globals.serviceworker } },
  {
    files: ['htdocs/js/core/api.js', 'htdocs/sw.js'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['htdocs/js/core/theme.js'],
    languageOptions: { sourceType: 'script' },
    rules: {
      'no-var': 'off',
      'no-unused-vars': ['error', { caughtErrors: 'none' }],
      'no-restricted-properties': 'off', // what it puts into the page is the page's own, as it was built
    },
  },
  {
    files: ['tests/web/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-script-url': 'off' },
  },
];
