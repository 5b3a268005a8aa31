// Layers, not order, decide who wins.
export default {
  extends: ['stylelint-config-standard'],
  rules: {
    'declaration-block-single-line-max-declarations': null,
    'no-descending-specificity': null,
    'custom-property-empty-line-before': null,
    'rule-empty-line-before': null,
    'at-rule-empty-line-before': null,
    'selector-class-pattern': '^([a-z][a-z0-9-]*|s-[A-Z_]+)$',
    'font-family-name-quotes': null,
    'value-keyword-case': [
      'lower',
      { ignoreKeywords: ['Inter', 'Fraunces', 'Bebas', 'Oswald'], ignoreProperties: ['font-family'] },
    ],
    'comment-empty-line-before': null,
  },
};
