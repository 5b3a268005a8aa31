// What can be read off the files themselves.
import fs from 'node:fs';
import path from 'node:path';
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
        Array(name === 'collection.html' ? 1 : 2).fill(`href="${name}" aria-current="page"`),
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
    // Swagger UI's style sheet has pictures in it.
    const mine = name === 'docs.html' ? policy.replace("img-src 'self'", "img-src 'self' data:") : policy;
    expect(html, name).toContain(`<meta http-equiv="Content-Security-Policy" content="${mine}">`);
    expect(html, name).not.toMatch(/ style=| on[a-z]+="|<style|<script(?! (type="module" )?src=)|javascript:/);
  }
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
