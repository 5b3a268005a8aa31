/* Runs before the first paint: neither a chosen theme nor who is signed in ever flashes. */
(function () {
  'use strict';
  var root = document.documentElement;
  var here = location.pathname.replace(/[^/]*$/, ''); // as storage.js names things
  var theme = null;
  var account = null;
  var role = '';
  var registration = null;
  try {
    theme = localStorage.getItem('vitrine.theme:' + here);
    account = localStorage.getItem('vitrine.account:' + here);
    registration = localStorage.getItem('vitrine.registration:' + here);
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
  if (registration) root.dataset.registration = registration;
  root.dataset.account = account ? 'in' : 'out';
  root.dataset.role = role;
})();
