// Settings: profile, picture, theme, security (password, second factor, where one is signed in, keys, invitations),
// what others see, and the way out.

import '../ui/shell.js';
import { $, el, icon, said } from '../core/dom.js';
import { account, onAccount, setAccount } from '../core/account.js';
import { amend } from '../core/amend.js';
import { api } from '../core/api.js';
import { confirm } from '../ui/confirm-password.js';
import { device } from '../people/device.js';
import { avatar } from '../people/avatar.js';
import { sendPicture, tooLarge } from '../core/send-picture.js';
import { features } from '../core/features.js';
import { clearErrors, showErrors, smooth } from '../core/forms.js';
import { quietly } from '../core/session.js';
import { kept } from '../core/storage.js';
import { chooseInForm } from '../ui/both-texts.js';
import { retried } from '../ui/lists.js';
import { myInvites } from '../security/my-invites.js';
import { mustHaveFactor } from '../security/must.js';
import { myKeys } from '../security/my-keys.js';
import { showSecondFactor } from '../security/second-factor.js';
import { myShares } from '../shares/my-shares.js';
import { SOURCES, sourceLink } from '../lookup/sources.js';
import { packed, square } from '../people/square-picture.js';
import { askFirst } from '../ui/confirm.js';
import { areOff } from '../ui/first-keys.js';
import { setSingleKeys } from '../ui/single-keys.js';
import { ago } from '../core/ago.js';
import { complain, later, settled, toast } from '../ui/toast.js';
import { day } from '../core/days.js';
import { many } from '../core/words.js';

const ME = 'users.cgi/me';
const [profile, picture, password, theme] = [$('#profile'), $('#picture'), $('#password-form'), $('#theme-form')];
let me = null; // as the API has it
let isMust = false; // to have a second factor: without one nothing else is open
let newest = null; // where it was changed elsewhere since

function take(user) {
  me = user;
  newest = null;
  setAccount(user);
  $('#since').textContent = `${user.role === 'admin' ? 'Administrator' : 'Member'} since ${day(user.created_at)}`;
  password.elements._account.value = user.username;
}

async function draw() {
  const here = Boolean(account());
  $('#nobody').hidden = here;
  $('#mine').hidden = !here;
  $('#trouble').hidden = true;
  if (!here) {
    me = null;
    $('#since').textContent = '';
    return;
  }
  const before = me;
  $('#mine').inert = true;
  try {
    take(await api.get(ME));
    const told = await features(); // by a session that is good: of nobody it says less
    $('#by-mail').hidden = !told.mail;
    for (const name of PROFILE) {
      const input = profile.elements.namedItem(name);
      // What was typed stays.
      if (before?.id !== me.id || input.value === (before[name] ?? '')) input.value = me[name] ?? '';
    }
    showFace();
    showTonight();
    isMust = await mustHaveFactor(me);
    $('#mine').toggleAttribute('data-factor-first', isMust && !me.second_factor);
    if (isMust && !me.second_factor) showFactor();
    else {
      drawSecurity(told);
      myShares($('#shares'));
    }
    $('#mine').inert = false;
  } catch (error) {
    if (error.status === 401) {
      draw();
      return;
    }
    $('#mine').hidden = true;
    $('#trouble').hidden = false;
    $('#trouble').replaceChildren(retried(error, draw));
  }
}

// ---- profile --------------------------------------------------------------------------------------------------------
const PROFILE = ['username', 'name', 'email'];

function changed() {
  const typed = PROFILE.map((name) => [name, profile.elements.namedItem(name).value.trim() || null]);
  return Object.fromEntries(
    typed
      .filter(([name, value]) => value !== me[name])
      .map(([name, value]) => [name, name === 'username' ? (value ?? '') : value]),
  );
}
async function save(wanted) {
  const before = me;
  if (!Object.keys(wanted).length) {
    toast('Nothing to save: all is as it was');
    return;
  }
  try {
    take(await amend(ME, wanted, { base: me, record: newest ?? me }));
  } catch (error) {
    if (error.code !== 'changed_elsewhere') throw error;
    newest = error.theirs;
    chooseInForm(profile, error, {
      base: me,
      take: (name, theirs) => {
        profile.elements.namedItem(name).value = theirs ?? '';
      },
    });
    return;
  }
  for (const name of PROFILE) profile.elements.namedItem(name).value = me[name] ?? '';
  showFace();
  // A new address ends other sessions: no Undo brings those back.
  if ('email' in wanted) {
    toast('Profile saved');
    drawSessions();
    return;
  }
  toast('Profile saved', {
    undo: () => save(Object.fromEntries(Object.keys(wanted).map((name) => [name, before[name]]))).catch(complain),
  });
}
smooth(profile, { send: () => save(changed()), done: () => {} });

// ---- picture --------------------------------------------------------------------------------------------------------
let canvas = null; // chosen and not sent yet
let leaving = false; // its DELETE waits for the end of its Undo

function showFace() {
  if (!me) return; // chosen while the page still loads: shown when it is there
  const shown = avatar({ ...me, avatar_url: leaving ? null : me.avatar_url }, 96);
  shown.classList.add('large');
  $('#face').replaceChildren(shown);
  if (canvas) shown.replaceChildren(canvas);
  $('#choose').hidden = Boolean(canvas);
  $('#chosen').hidden = !canvas;
  $('#remove').hidden = leaving || !me.avatar_url;
}
async function send(file) {
  const bar = $('#going-up');
  bar.value = 0;
  bar.hidden = false;
  try {
    await settled(); // the one before it was removed
    return await sendPicture(`${ME}/avatar`, file, (part) => {
      bar.value = part;
    });
  } finally {
    bar.hidden = true;
  }
}
function discard() {
  canvas = null;
  picture.reset();
  showFace();
}
function uploaded({ url }) {
  take({ ...me, avatar_url: url });
  discard();
  toast('Your picture is changed');
  $('#image').focus();
}

picture.elements.image.addEventListener(
  'change',
  async ({
    target: {
      files: [file],
    },
  }) => {
    clearErrors(picture);
    if (!file) return;
    if (leaving) settled(); // without Undo: another is about to take its place
    canvas = await square(file, 512);
    showFace();
    if (canvas) $('#chosen [type=submit]').focus();
    else if (tooLarge(file))
      showErrors(picture, { details: [{ field: 'image', message: `${file.name} ${tooLarge(file)}` }] });
    else
      await send(file).then(uploaded, (error) => {
        picture.reset();
        showErrors(picture, error);
      }); // what the API says of it
  },
);
$('#not-this').addEventListener('click', () => {
  discard();
  $('#image').focus();
});
smooth(picture, {
  send: async () => send(await packed(canvas, picture.elements.image.files[0]?.type)),
  done: uploaded,
});
$('#remove').addEventListener('click', () => {
  const set = (value) => {
    leaving = value;
    setAccount({ ...me, avatar_url: value ? null : me.avatar_url });
    showFace();
  };
  later(`${ME}/avatar`, 'Your picture is removed', {
    hide: () => set(true),
    show: () => set(false),
    done: () => {
      me = { ...me, avatar_url: null };
      set(false);
    },
  });
  $('#image').focus();
});

// ---- theme ----------------------------------------------------------------------------------------------------------
const root = document.documentElement;
const showTheme = () => {
  for (const radio of theme.elements.theme) radio.checked = radio.value === (root.dataset.theme ?? '');
};
theme.addEventListener('change', () => {
  const { value } = theme.elements.theme;
  if (value) root.dataset.theme = value;
  else delete root.dataset.theme;
  kept.set('theme', value || null);
});
theme.addEventListener('submit', (event) => event.preventDefault());
new MutationObserver(showTheme).observe(root, { attributeFilter: ['data-theme'] }); // by the button above, or by a key
showTheme();

// ---- keyboard -------------------------------------------------------------------------------------------------------
const keys = $('#single-keys');
const showSingleKeys = () => {
  keys.checked = !areOff();
};
keys.addEventListener('change', () => setSingleKeys(keys.checked));
new MutationObserver(showSingleKeys).observe(root, { attributeFilter: ['data-keys'] }); // by the list of keys
showSingleKeys();

// ---- tonight --------------------------------------------------------------------------------------------------------
const tonight = $('#tonight');
const showTonight = () => {
  tonight.checked = me?.tonight === 'members';
};
async function includeMe(isOn) {
  try {
    take(await api.patch(ME, { tonight: isOn ? 'members' : 'nobody' }));
    toast(isOn ? 'Members may include you, tonight' : 'Nobody includes you, tonight', { undo: () => includeMe(!isOn) });
  } catch (error) {
    complain(error);
  }
  showTonight();
}
tonight.addEventListener('change', () => includeMe(tonight.checked));

// ---- password -------------------------------------------------------------------------------------------------------
smooth(password, {
  send: async ({ password: wanted }) => {
    await confirm(password.elements._current.value).catch((error) => {
      for (const detail of error.details ?? []) if (detail.field === 'password') detail.field = '_current';
      throw error;
    });
    // It answers a session anew. (A form, as every host lets it through.)
    return api.post(ME, new URLSearchParams({ _method: 'PATCH', password: wanted }), { headers: quietly });
  },
  done: () => {
    password.reset();
    password.elements._account.value = me.username;
    reveal();
    toast('Your password is changed. Everywhere else you are signed out.');
    drawSessions();
  },
});
function reveal() {
  for (const name of ['_current', 'password'])
    password.elements.namedItem(name).type = $('#show').checked ? 'text' : 'password';
}
$('#show').addEventListener('change', reveal);

// ---- security -------------------------------------------------------------------------------------------------------
function drawSecurity({ may_invite: mayInvite }) {
  showFactor();
  drawSessions();
  myKeys();
  for (const part of [$('#inviting'), $('#inviting-too')]) part.hidden = !mayInvite;
  if (mayInvite) myInvites();
}
const showFactor = () =>
  showSecondFactor({ ...me, isMust }, (factor) => {
    me = { ...me, recovery_codes_left: undefined, ...factor };
    if ($('#mine').hasAttribute('data-factor-first')) draw().then(() => $('#factor-h').focus());
    else showFactor();
  });

// ---- sessions -------------------------------------------------------------------------------------------------------
const list = $('#sessions');

// Two of one kind are told apart by their place in the list.
function line(session, nth) {
  const { name, icon: sign } = device(session.user_agent);
  const used = session.current ? 'in use now' : `last used ${ago(session.last_used_at)}`;
  const facts = [session.address, used, `since ${day(session.created_at)}`].filter(Boolean).join(' · ');
  const out = el(
    'form',
    { method: 'post', action: `cgi-bin/${ME}/sessions/${encodeURIComponent(session.id)}` },
    el('input', { type: 'hidden', name: '_method', value: 'DELETE' }),
    el(
      'button',
      { class: 'btn', type: 'submit', 'aria-label': `Sign out there: ${name}, ${used}, session ${nth + 1}` },
      'Sign out there',
    ),
  );
  out.addEventListener('submit', (event) => {
    event.preventDefault();
    end(session, name);
  });
  return el(
    'li',
    { class: 'line' },
    el('span', { class: 'sign' }, icon(sign)),
    el('span', { class: 'who' }, el('b', {}, said(name)), el('small', {}, said(facts))),
    session.current ? el('span', { class: 'tag' }, 'This one') : out,
  );
}
async function drawSessions() {
  try {
    const { sessions, total } = await api.get(`${ME}/sessions`, { query: { page_size: 100 } });
    sessions.sort((a, b) => b.current - a.current);
    list.replaceChildren(...sessions.map(line));
    if (total > sessions.length)
      list.append(el('li', { class: 'dim' }, `And ${many(total - sessions.length, 'older one')}.`));
  } catch (error) {
    if (error.status !== 401) list.replaceChildren(retried(error, drawSessions));
  }
}
async function end(session, name) {
  try {
    await api.delete(`${ME}/sessions/${encodeURIComponent(session.id)}`);
  } catch (error) {
    if (error.status !== 404) {
      complain(error);
      return;
    } // 404: it was over already
  }
  await drawSessions();
  toast(`Signed out there: ${name}`);
  ($('#sessions button') ?? $('#everywhere button')).focus({ preventScroll: true });
}
smooth($('#everywhere'), {
  send: async () => {
    await settled({ signingOut: true });
    return api.post('auth.cgi/logout', { everywhere: true });
  },
  done: () => {
    setAccount(null);
    location.assign('login.html');
  },
});

// ---- whose data there is --------------------------------------------------------------------------------------------
function credit({ label, home, logo, notice }) {
  const link = sourceLink(label, home);
  if (logo) link.prepend(icon(logo, 'logo', 'vendor/logos.svg'));
  return el('li', {}, link, notice ? el('small', {}, notice) : null);
}
$('#sources').replaceChildren(...Object.values(SOURCES).map(credit));

// ---- the way out ----------------------------------------------------------------------------------------------------
$('#leave').addEventListener('click', () =>
  askFirst({
    title: 'Delete your account?',
    text: 'Your shelf, copies, notes, ratings, reviews and pictures are deleted with it. This can’t be undone.',
    yes: 'Delete my account',
    run: () =>
      api.delete(ME).catch((error) => {
        if (error.status === 409)
          Object.assign(error, {
            message: 'You are the last administrator. Make somebody else one first.',
            details: [],
          });
        throw error;
      }),
    done: () => {
      setAccount(null);
      location.assign('index.html');
    },
  }),
);

// On a phone the section stays that the address leads to.
$('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  $('#main').focus();
});

onAccount(draw);
draw();
