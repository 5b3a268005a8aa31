/* Runs before the first paint: neither a chosen theme nor who is signed in ever flashes. */
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
})();
