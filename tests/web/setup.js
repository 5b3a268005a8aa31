// Fills the installation by its own API: the demo catalogue, the two demo shelves, and titles that would like to be
// markup.
import fs from 'node:fs';
import { request } from '@playwright/test';

export const PASSWORD = 'a long enough secret';
export const HOSTILE = [
  {
    type: 'BOOK',
    title: '<img src=x onerror=alert(1)>',
    creator: '"><script>alert(2)</script>',
    genre: '<b>bold</b>',
    description: '</p><style>body{display:none}</style>',
  },
  { type: 'MOVIE', title: '{{7*7}} ${7*7} <svg onload=alert(3)>', creator: 'javascript:alert(4)', pub_date: '1999' },
  {
    type: 'GAME',
    title:
      'A title without any space in it so that nothing can break it at all: ' +
      'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf',
    creator: 'x'.repeat(300),
  },
  { type: 'TV_SHOW', title: 'שלום \u202Edlrow olleh', creator: '‮evil' },
];

const lines = (name) =>
  fs
    .readFileSync(new URL(`../../db/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function done(answer) {
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

// A member of its own, signed in by cookies that live in this context.
async function member(baseURL, username) {
  const api = await request.newContext({ baseURL, extraHTTPHeaders: { Origin: new URL(baseURL).origin } });
  const made = await api.post('cgi-bin/auth.cgi/register', { data: { username, password: PASSWORD } });
  if (made.status() === 409) return null; // a server that was there before
  await done(made);
  return api;
}

// The demo's dates are days before today.
const date = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const DAYS = ['start_date', 'end_date', 'lent_on', 'due_on'];
const dated = (record) =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, DAYS.includes(name) && value ? date(value) : value]),
  );

export async function fill(baseURL) {
  const admin = await member(baseURL, 'keeper');
  if (!admin) return;
  const people = { mara: await member(baseURL, 'mara'), jonas: await member(baseURL, 'jonas') };
  await done(await people.jonas.patch('cgi-bin/users.cgi/me', { data: { tonight: 'members' } }));
  const ids = new Map();
  for (const { user, ...title } of [...HOSTILE, ...lines('demo.jsonl')]) {
    const { id } = await done(await (people[user] ?? admin).post('cgi-bin/media.cgi/', { data: title }));
    ids.set(`${title.type} ${title.title}`, id);
  }
  for (const { user, type, title, rating, review, copies = [], before = [], ...entry } of lines('demo-shelf.jsonl')) {
    const [api, id] = [people[user], ids.get(`${type} ${title}`)];
    await done(await api.post('cgi-bin/usermedia.cgi/', { data: { ...dated(entry), media_id: id } }));
    if (rating) await done(await api.put(`cgi-bin/media.cgi/${id}/rating`, { data: { value: rating } }));
    if (review) await done(await api.post(`cgi-bin/media.cgi/${id}/reviews`, { data: { content: review } }));
    for (const copy of copies)
      await done(await api.post('cgi-bin/collection.cgi/copies', { data: { ...dated(copy), media_id: id } }));
    for (const time of before) await done(await api.post('cgi-bin/diary.cgi/', { data: { ...time, media_id: id } }));
  }
}

export default () => fill(process.env.VITRINE_BASE_URL);
