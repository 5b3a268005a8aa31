// The shell (pages, styles, scripts, icons, fonts) is kept for when the network is away. What comes from the programs
// never is: whoever is offline keeps what is on the screen, and is told so. With a network, the network decides.

const HERE = new URL('./', self.location.href);
// Others on this host name (/~ann beside /~bob) have theirs.
const CACHE = `vitrine.shell:${HERE.pathname}`;
const VERSION = ['ETag', 'Last-Modified'];
const PATIENCE = 4000; // ms, when there is something to show instead

// The names of the shell's files; everything else is none of our business.
function nameOf(address) {
  const url = new URL(address);
  if (url.origin !== HERE.origin || !url.pathname.startsWith(HERE.pathname)) return null;
  const name = url.pathname.slice(HERE.pathname.length) || 'index.html';
  return /\.(?:html|css|js|svg|png|woff2|webmanifest)$/.test(name) &&
    !/^(?:cgi-bin\/|docs\.html|vendor\/swagger\/|sw\.js)/.test(name)
    ? name
    : null;
}

// What a file leads to, so that no list of files has to be kept.
const LEADS = {
  html: /(?:href|src)="([^"#?:]+)/g,
  js: /(?:from |import |import\()'(\.[^']+)'/g,
  css: /url\("([^"]+)"\)/g,
};

// All of one release or none of it: should the network go away meanwhile, what was kept stays as it is.
async function keepAll() {
  const shell = new Map();
  const seen = new Set(['index.html', 'title.html', '404.html']); // the others are links of these
  for (const name of seen) {
    // it grows while one goes through it
    const response = await fetch(new URL(name, HERE), { cache: 'no-cache' });
    if (response.status >= 500) throw new Error(`${name}: ${response.status}`);
    if (!response.ok || response.redirected) continue;
    const body = await response.blob();
    shell.set(name, new Response(body, response));
    const leads = LEADS[name.split('.').pop()];
    const text = leads ? await body.text() : '';
    for (const [, to] of text.matchAll(leads ?? /$^/g)) {
      const other = nameOf(new URL(to, new URL(name, HERE)));
      if (other) seen.add(other);
    }
  }
  const cache = await caches.open(CACHE);
  for (const [name, response] of shell) await cache.put(new URL(name, HERE), response);
  for (const { url } of await cache.keys()) if (!shell.has(nameOf(url))) await cache.delete(url);
}

let keeping = null;
const keepAllOnce = () => {
  keeping ??= keepAll().finally(() => {
    keeping = null;
  });
  return keeping;
};

async function answer(event, name) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(new URL(name, HERE));
  const fresh = fetch(event.request).then((response) => {
    if (response.ok && !response.redirected) {
      // A new release: then all of it, so that old and new are never mixed.
      if (kept && VERSION.some((header) => kept.headers.get(header) !== response.headers.get(header)))
        event.waitUntil(
          keepAllOnce().catch(() => {
            /* next time */
          }),
        );
      else if (!kept) event.waitUntil(cache.put(new URL(name, HERE), response.clone()));
    }
    return response;
  });
  if (!kept) return fresh;
  const tired = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE, kept);
  });
  return Promise.race([
    fresh.then(
      (response) => (response.status < 500 ? response : kept),
      () => kept,
    ),
    tired,
  ]);
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepAllOnce());
});
self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});
self.addEventListener('fetch', (event) => {
  const name = event.request.method === 'GET' ? nameOf(event.request.url) : null;
  if (name) event.respondWith(answer(event, name));
});
