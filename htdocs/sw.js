// The shell (pages, styles, scripts, icons, fonts) is kept, and comes from what is kept, with a network and without.
// A new release is fetched whole before it takes over, so that old and new are never mixed. What comes from the
// programs is never kept: whoever is offline keeps what is on the screen, and is told so.

const HERE = new URL('./', self.location.href);
// Written by lib/site/site.sh: all of a release has a name by what is in it.
const VERSION = '@VERSION@';
const FILES = '@FILES@'.split(' ');
// Others on this host name (/~ann beside /~bob) have theirs.
const OURS = `vitrine.shell:${HERE.pathname} `;
const CACHE = OURS + VERSION;

// What a page is made of is in a folder of its release.
const inFolder = (name) => /^v-[0-9a-f]+\//.test(name);
const FOLDER = FILES.find(inFolder).split('/')[0];

// The name of a file that may be kept; everything else is none of our business.
function nameOf(address) {
  const url = new URL(address);
  if (url.origin !== HERE.origin || !url.pathname.startsWith(HERE.pathname)) return null;
  const name = url.pathname.slice(HERE.pathname.length) || 'index.html';
  return FILES.includes(name) || inFolder(name) ? name : null;
}

// All of it, or none: then the one before it goes on, and the browser tries again later.
async function keepAll() {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(
      FILES.map(async (name) => {
        const response = await fetch(new URL(name, HERE), { cache: inFolder(name) ? 'default' : 'no-cache' });
        if (!response.ok) throw new Error(`${name}: ${response.status}`);
        // While a release is unpacked over another, pages may still be of that.
        if (name.endsWith('.html') && !(await response.clone().text()).includes(`"${FOLDER}/`))
          throw new Error(`${name}: of another release`);
        // Where a host leads elsewhere, it has to lead there each time.
        if (!response.redirected) await cache.put(new URL(name, HERE), response);
      }),
    );
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));

// Pages that are open may still be of the release before, and fetch what they are made of.
async function dropOld() {
  const old = (await ours()).filter((name) => name !== CACHE);
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
}

async function answer(request, name) {
  const names = inFolder(name) ? [CACHE, ...(await ours())] : [CACHE];
  for (const one of names) {
    const kept = await (await caches.open(one)).match(new URL(name, HERE));
    if (kept) return kept;
  }
  return fetch(request);
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});
self.addEventListener('fetch', (event) => {
  const name = event.request.method === 'GET' ? nameOf(event.request.url) : null;
  if (name) event.respondWith(answer(event.request, name));
});
