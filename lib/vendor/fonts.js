// node lib/vendor/fonts.js MODULES FONTS: the fonts that pages have, cut to what these need, so that no screen takes more
// than 100 KB of them. Of each there are three files: Latin; what most European names have besides (Latin Extended-A); and
// the rest of Latin, as it came, for letters that are rare.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const [modules, fonts] = process.argv.slice(2).map((folder) => path.resolve(folder));
const subset = require(path.join(modules, 'subset-font'));

const letters = (...ranges) =>
  ranges
    .flatMap(([from, to = from]) => Array.from({ length: to - from + 1 }, (_, n) => String.fromCodePoint(from + n)))
    .join('');
// What css/fonts.css says of each file.
const LATIN = letters(
  [0x20, 0x7e],
  [0xa0, 0xff],
  [0x131],
  [0x152, 0x153],
  [0x2bb, 0x2bc],
  [0x2c6],
  [0x2da],
  [0x2dc],
  [0x2000, 0x206f],
  [0x20ac],
  [0x2122],
  [0x2190, 0x2193],
  [0x2212],
  [0x2215],
  [0xfeff],
  [0xfffd],
);
const EXTENDED_A = letters([0x100, 0x130], [0x132, 0x151], [0x154, 0x17f], [0x218, 0x21b], [0x1e9e]);

// The weights that the sheets use, and what else they ask of a font.
const FONTS = {
  inter: {
    files: '@fontsource-variable/inter/files/inter-SET-wght-normal.woff2',
    how: { variationAxes: { wght: { min: 400, max: 860, default: 400 } } },
    features: ['calt', 'ccmp', 'cv11', 'kern', 'liga', 'locl', 'mark', 'mkmk', 'ss03', 'tnum'],
  },
  fraunces: {
    files: '@fontsource-variable/fraunces/files/fraunces-SET-wght-normal.woff2',
    how: { variationAxes: { wght: 560 } },
    features: ['ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk'],
  },
  bebas: {
    files: '@fontsource/bebas-neue/files/bebas-neue-SET-400-normal.woff2',
    how: {},
    features: ['ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk'],
  },
};

async function cut() {
  for (const [name, { files, how, features }] of Object.entries(FONTS)) {
    const read = (set) => fs.readFileSync(path.join(modules, files.replace('SET', set)));
    const make = async (set, text) =>
      subset(read(set), text, { targetFormat: 'woff2', keepFeatures: features, ...how });
    fs.writeFileSync(path.join(fonts, `${name}-latin.woff2`), await make('latin', LATIN));
    fs.writeFileSync(path.join(fonts, `${name}-extended.woff2`), await make('latin-ext', EXTENDED_A));
    fs.writeFileSync(path.join(fonts, `${name}-rare.woff2`), read('latin-ext'));
  }
}
cut().catch((error) => {
  console.error(`fonts: ${error.message}`);
  process.exitCode = 1;
});
