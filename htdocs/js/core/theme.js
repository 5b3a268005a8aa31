/* Runs before the first paint: neither a chosen theme nor who is signed in ever flashes, nor what needs a script. */
(function () {
  'use strict';
  var root = document.documentElement;
  var here = location.pathname.replace(/[^/]*$/, ''); // as storage.js names things
  var theme = null;
  var account = null;
  var role = '';
  function stored(name) {
    return localStorage.getItem('vitrine.' + name + ':' + here);
  }
  try {
    theme = stored('theme');
    account = stored('account');
    root.dataset.keys = stored('keys') || '';
    root.dataset.registration = stored('registration') || '';
    role = (account && JSON.parse(account).role) || '';
  } catch (e) {
    /* storage is off: follow the system, and be nobody */
  }
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
    document.querySelectorAll('meta[name=theme-color]').forEach(function (meta) {
      meta.media = meta.dataset.of === theme ? 'all' : 'not all';
    });
  }
  root.dataset.account = account ? 'in' : 'out';
  root.dataset.role = role;

  // What is true only by a script travels as a comment, so that nothing shows it without one (lib/site/page.awk). Each
  // is put in its place when the parser has read it: what it is next to isn't drawn without it.
  function place(changes) {
    changes.forEach(function (change) {
      change.addedNodes.forEach(function (node) {
        if (node.nodeType !== Node.COMMENT_NODE || node.data.indexOf('by script') !== 0) return;
        var part = document.createElement('template');
        part.innerHTML = node.data.replace('by script', '');
        node.replaceWith(part.content);
      });
    });
  }
  var reading = new MutationObserver(place);
  reading.observe(root, { childList: true, subtree: true });
  // All is read, and modules have not begun.
  document.addEventListener(
    'readystatechange',
    function () {
      place(reading.takeRecords());
      reading.disconnect();
    },
    { once: true },
  );
})();
