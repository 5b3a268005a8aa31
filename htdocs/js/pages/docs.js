// The API's own page: Swagger UI on openapi.json. It calls this installation, by the short addresses or, where a host
// rewrites nothing, by the programs' own.

import '../ui/shell.js';
import { $, el } from '../core/dom.js';
import { hasShortAddresses, ownFile } from '../core/api.js';
import { knownWay } from '../core/method-override.js';
import { explain } from '../ui/toast.js';

// /user/media/{id} -> cgi-bin/usermedia.cgi/{id}, as the shipped server files map them.
const ALIASES = [
  ['/user/media', 'usermedia'],
  ['/my-library', 'library'],
];
function byProgram(path) {
  const [short, program] = ALIASES.find(([start]) => path === start || path.startsWith(`${start}/`)) ?? [
    `/${path.split('/')[1]}`,
    path.split('/')[1],
  ];
  return `cgi-bin/${program}.cgi${path.slice(short.length)}`;
}

async function description() {
  const [api, short] = await Promise.all([ownFile('openapi.json'), hasShortAddresses()]);
  if (!short)
    api.paths = Object.fromEntries(
      Object.entries(api.paths).map(([path, operations]) => [`/${byProgram(path)}`, operations]),
    );
  // Swagger UI reads relative addresses of its own in ways of its own: whole ones leave no doubt.
  api.servers = [{ ...api.servers?.[0], url: new URL('.', document.baseURI).href.replace(/\/$/, '') }];
  for (const scheme of Object.values(api.components.securitySchemes)) {
    for (const flow of Object.values(scheme.flows ?? {})) {
      for (const name of ['tokenUrl', 'refreshUrl']) {
        if (flow[name]) flow[name] = new URL(short ? flow[name] : byProgram(`/${flow[name]}`), document.baseURI).href;
      }
    }
  }
  return api;
}

// As the page's own calls: where a host refuses methods, and that has been found out.
function through(request) {
  if (knownWay() && /^(?:put|patch|delete)$/i.test(request.method)) {
    request.headers['X-HTTP-Method-Override'] = request.method.toUpperCase();
    request.method = 'POST';
  }
  return request;
}

// Its own switch of light and dark follows the page's.
function followTheme() {
  const { theme } = document.documentElement.dataset;
  document.documentElement.classList.toggle(
    'dark-mode',
    theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches,
  );
}

async function draw() {
  const { SwaggerUIBundle } = window;
  if (!SwaggerUIBundle) {
    $('#missing').hidden = false;
    return;
  }
  followTheme();
  new MutationObserver(followTheme).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', followTheme);
  try {
    SwaggerUIBundle({
      spec: await description(),
      domNode: $('#swagger'),
      deepLinking: true,
      tryItOutEnabled: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
      requestInterceptor: through,
    });
  } catch (error) {
    $('#swagger').replaceChildren(el('p', { class: 'note-js', role: 'alert' }, explain(error)));
  }
}
draw();
