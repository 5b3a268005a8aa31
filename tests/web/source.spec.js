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
  for (const name of ['index.html', 'library.html', 'collection.html', 'diary.html']) {
    if (pages.includes(name))
      expect(
        read(name)
          .replace(/<main[^]*<\/main>/, '')
          .match(/href="[^"]+" aria-current="page"/g),
        name,
      ).toEqual(Array(2).fill(`href="${name}" aria-current="page"`));
  }
  // What is within a place marks that one.
  for (const [name, place] of [
    ['lists.html', 'library.html'],
    ['list.html', 'library.html'],
    ['stats.html', 'diary.html'],
  ])
    expect(read(name).match(/href="[^"]+" aria-current="true"/g), name).toEqual(
      Array(2).fill(`href="${place}" aria-current="true"`),
    );
  // In the rail, and as a guest and as a member in the menu.
  expect(read('catalogue.html').match(/href="catalogue\.html" aria-current="page"/g)).toHaveLength(3);
  // What is in the menu is marked by what opens it: on narrow screens catalogue and collection are there, too.
  for (const [name, times] of Object.entries({
    'settings.html': 2,
    'admin.html': 2,
    'catalogue.html': 1,
    'collection.html': 1,
    'index.html': 0,
  }))
    expect(read(name).match(/popovertarget="you" aria-current="true"/g) ?? [], name).toHaveLength(times);
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
  const dialects = fs.readdirSync(path.join(htdocs, 'dialects')).map((file) => `dialects/${file}`);
  expect(dialects).toHaveLength(5);
  for (const file of ['openapi.json', ...dialects]) expect(JSON.parse(read(file)).info.version, file).toBe(version);
});

test('every page has an icon, so that no browser looks for favicon.ico', () => {
  for (const name of pages)
    expect(read(name), name).toContain('<link rel="icon" href="img/icon.svg" type="image/svg+xml">');
});

test('every page carries the policy, and nothing inline', () => {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'";
  // The one page that compiles something: what reads barcodes where the browser can't.
  const compiling = policy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
  for (const name of pages) {
    const html = read(name);
    const own = name === 'scan.html' ? compiling : policy;
    expect(html, name).toContain(`<meta http-equiv="Content-Security-Policy" content="${own}">`);
    expect(html, name).not.toMatch(/ style=| on[a-z]+="|<style|<script(?! (type="module" )?src=)|javascript:/);
  }
});

test('numbers and dates are written by one helper each', () => {
  for (const name of scripts.filter((one) => !/^(?:core\/(?:words|days|money)|title\/typed-date)\.js$/.test(one)))
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
// Scripts that travel in another: a line of that list is a script, and what else is in it.
const together = new Map(
  fs
    .readFileSync(path.resolve(htdocs, '../lib/site/together'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map((name) => `${name}.js`))
    .map(([whole, ...parts]) => [whole, [...parts, whole]]),
);
const carriers = new Map([...together].flatMap(([whole, parts]) => parts.map((part) => [part, whole])));
// The script that an address in another leads to, by its name below js/.
function led(name, address) {
  const to = path.join(path.dirname(name), address);
  return carriers.get(to) ?? to;
}
// What a program means: without where it stands, and what it imports by name.
function meaning(name, ast) {
  const told = (body) =>
    body.map((part) =>
      JSON.stringify(part, (key, value) => {
        if (['parent', 'range', 'loc', 'start', 'end', 'raw'].includes(key)) return undefined;
        return value?.type === 'ImportExpression' && value.source.value ? led(name, value.source.value) : value;
      }),
    );
  const isImport = ({ type }) => type === 'ImportDeclaration';
  const imports = ast.body.filter(isImport).flatMap(({ source, specifiers }) => {
    const from = led(name, source.value);
    return [from, ...specifiers.map(({ imported, local }) => `${imported.name} as ${local.name} of ${from}`)];
  });
  return { imports, body: told(ast.body.filter((part) => !isImport(part))) };
}

test('scripts that travel without their comments, and some in one, mean the same', () => {
  const travelling = fs
    .readdirSync(path.join(made(), 'js'), { recursive: true })
    .filter((name) => name.endsWith('.js'));
  expect(travelling.sort()).toEqual(scripts.filter((name) => (carriers.get(name) ?? name) === name).sort());
  for (const [, parts] of together) for (const part of parts) expect(scripts).toContain(part);
  let [before, after] = [0, 0];
  for (const name of travelling) {
    const parts = together.get(name) ?? [name];
    const sources = parts.map((part) => meaning(part, parse(path.join(htdocs, 'js', part))));
    const built = meaning(name, parse(path.join(made(), 'js', name)));
    expect(built.body, name).toEqual(sources.flatMap(({ body }) => body));
    const wanted = sources.flatMap(({ imports }) => imports).filter((one) => one.replace(/.* of /, '') !== name);
    expect(built.imports.sort(), name).toEqual([...new Set(wanted)].sort());
    before += parts.reduce((sum, part) => sum + fs.statSync(path.join(htdocs, 'js', part)).size, 0);
    after += fs.statSync(path.join(made(), 'js', name)).size;
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
  const known = new Map();
  const imports = (file) => {
    if (!known.has(file)) {
      const from = parse(file).body.map(({ source }) => source?.value);
      known.set(
        file,
        from.filter(Boolean).map((to) => path.resolve(path.dirname(file), to)),
      );
    }
    return known.get(file);
  };
  for (const name of pages) {
    const html = read(name);
    const [, script] = html.match(/<script type="module" src="([^"]+)"/);
    const all = new Set([path.join(made(), script)]);
    for (const file of all) for (const other of imports(file)) all.add(other); // it grows while one goes through it
    const asked = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, to]) => to);
    expect([script, ...asked].sort(), name).toEqual([...all].map((file) => path.relative(made(), file)).sort());
  }
});
