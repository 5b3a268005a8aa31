// What can be read off the files themselves.
import fs from 'node:fs';
import path from 'node:path';
import { Linter } from 'eslint';
import { test, expect } from './fixtures.js';

const htdocs = path.resolve(import.meta.dirname, '../../htdocs');
const site = path.resolve(htdocs, '../build/site');
const pages = fs.readdirSync(htdocs).filter((name) => name.endsWith('.html'));
const scripts = fs.readdirSync(path.join(htdocs, 'js'), { recursive: true }).filter((name) => name.endsWith('.js'));
const sheets = fs.readdirSync(path.join(htdocs, 'css'));
// Pages as they are built, but for the folder of what they are made of.
const read = (name) =>
  name.endsWith('.html')
    ? fs.readFileSync(path.join(site, name), 'utf8').replaceAll(/"v-[0-9a-f]+\//g, '"')
    : fs.readFileSync(path.join(htdocs, name), 'utf8');

test('every page says where it is, once in each navigation', () => {
  for (const name of ['index.html', 'library.html', 'catalogue.html', 'collection.html']) {
    if (pages.includes(name))
      expect(read(name).match(/href="[^"]+" aria-current="page"/g), name).toEqual(
        Array(2).fill(`href="${name}" aria-current="page"`),
      );
  }
});

test('the doctor knows every program', () => {
  const programs = fs
    .readdirSync(path.resolve(htdocs, '../cgi-bin'))
    .filter((name) => name.endsWith('.c'))
    .map((name) => name.slice(0, -2));
  expect(programs.length).toBeGreaterThan(10);
  expect(
    [
      ...read('js/installation/checks.js')
        .match(/^const PROGRAMS = \[([^]*?)\];/m)[1]
        .matchAll(/'(\w+)'/g),
    ].map(([, name]) => name),
  ).toEqual(programs.sort());
});

test('the description of the API has the release that is built: the doctor compares it with the programs', () => {
  const [, version] = /^VERSION := (\S+)$/m.exec(fs.readFileSync(path.resolve(htdocs, '../Makefile'), 'utf8'));
  expect(JSON.parse(read('openapi.json')).info.version).toBe(version);
});

test('every page has an icon, so that no browser looks for favicon.ico', () => {
  for (const name of pages)
    expect(read(name), name).toContain('<link rel="icon" href="img/icon.svg" type="image/svg+xml">');
});

test('every page carries the policy, and nothing inline', () => {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'";
  for (const name of pages) {
    const html = read(name);
    expect(html, name).toContain(`<meta http-equiv="Content-Security-Policy" content="${policy}">`);
    expect(html, name).not.toMatch(/ style=| on[a-z]+="|<style|<script(?! (type="module" )?src=)|javascript:/);
  }
});

test('numbers and dates are written by one helper each', () => {
  for (const name of scripts.filter((one) => !/^(?:core\/(?:words|days)|title\/typed-date)\.js$/.test(one)))
    expect(read(`js/${name}`), name).not.toMatch(/\.toLocale|DateTimeFormat|NumberFormat|en-GB/);
});

test('every address is relative, and none leads elsewhere', () => {
  const parts = [...sheets.map((sheet) => `css/${sheet}`), ...scripts.map((script) => `js/${script}`)];
  for (const name of [...pages, 'app.webmanifest', ...parts]) {
    expect(read(name).replaceAll('http://www.w3.org/2000/svg', '').replaceAll("'https://'", ''), name).not.toMatch(
      /(?:href|src|action)="\/|url\("?\/|https?:\/\/|['"`]\/(?:cgi-bin|js|css|img)/,
    );
  }
});

test('every form has an address and a method, and every icon is in the sprite', () => {
  const sprite = read('vendor/icons.svg');
  const forms = pages.flatMap((name) => read(name).match(/<form[^>]*>/g));
  expect(forms.length).toBeGreaterThan(10);
  for (const form of forms) expect(form).toMatch(/action="[^"]+".*method=|method=.*action="[^"]+"/);
  const icons = [
    ...pages
      .map(read)
      .join('')
      .matchAll(/icons\.svg#([a-z0-9-]+)/g),
  ].map(([, icon]) => icon);
  const drawn = [
    ...scripts
      .map((name) => read(`js/${name}`))
      .join('')
      .matchAll(/icon(?:\(|: )'([a-z0-9-]+)'/g),
  ].map(([, icon]) => icon);
  expect(drawn.length).toBeGreaterThan(8);
  for (const icon of new Set([...icons, ...drawn])) expect(sprite, icon).toContain(`id="${icon}"`);
});

// ---- what is made of them -------------------------------------------------------------------------------------------

const made = () => path.join(site, fs.readFileSync(path.join(site, 'index.html'), 'utf8').match(/v-[0-9a-f]+/)[0]);
function parse(file) {
  const linter = new Linter({ configType: 'flat' });
  const sourceType = file.endsWith('theme.js') ? 'script' : 'module';
  const faults = linter.verify(fs.readFileSync(file, 'utf8'), {
    languageOptions: { ecmaVersion: 'latest', sourceType },
  });
  expect(faults, file).toEqual([]);
  return linter.getSourceCode().ast;
}
// What a program means: without where it stands.
const meaning = (ast) =>
  JSON.stringify({ ...ast, tokens: null, comments: null }, (key, value) =>
    ['parent', 'range', 'loc', 'start', 'end', 'raw'].includes(key) ? undefined : value,
  );

test('scripts that travel without their comments mean the same', () => {
  let [before, after] = [0, 0];
  for (const name of scripts) {
    const [source, built] = [path.join(htdocs, 'js', name), path.join(made(), 'js', name)];
    expect(meaning(parse(built)) === meaning(parse(source)), name).toBe(true); // too long to be shown
    before += fs.statSync(source).size;
    after += fs.statSync(built).size;
  }
  expect(after).toBeLessThan(before * 0.9);
});

test('style sheets too', async ({ page }) => {
  const rules = (files) =>
    page.evaluate(
      (text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        return [...sheet.cssRules].map(({ cssText }) => cssText.replaceAll(/\s+/g, ' ')).sort();
      },
      files.map((file) => fs.readFileSync(file, 'utf8')).join('\n'),
    );
  const built = await rules(fs.readdirSync(path.join(made(), 'css')).map((name) => path.join(made(), 'css', name)));
  expect(built.length).toBeGreaterThan(sheets.length);
  expect(built).toEqual(await rules(sheets.map((name) => path.join(htdocs, 'css', name))));
});

test('a page asks at once for all that its script imports', () => {
  const imports = (file) =>
    parse(file)
      .body.map(({ source }) => source?.value)
      .filter(Boolean)
      .map((to) => path.resolve(path.dirname(file), to));
  for (const name of pages) {
    const html = read(name);
    const [, script] = html.match(/<script type="module" src="([^"]+)"/);
    const all = new Set([path.join(htdocs, script)]);
    for (const file of all) for (const other of imports(file)) all.add(other); // it grows while one goes through it
    const asked = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, to]) => to);
    expect([script, ...asked].sort(), name).toEqual([...all].map((file) => path.relative(htdocs, file)).sort());
  }
});
