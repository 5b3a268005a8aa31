// What a page is for who hears it, or goes through it by keys: the order of what stands on it, what its controls are
// called, and what is said when something changes.
import axe from 'axe-core';

// Where somebody who goes on from one control or heading to the next is thrown back: the next one stands before the
// last one, as lines are read. How two of them stand to each other is how the parts of the page do that they are in, up
// to what holds both: so a column is read to its end, and a landmark too. (One with a name may stand at the left of
// what is read before it.)
export const outOfOrder = (page) =>
  page.evaluate(() => {
    const NAMED = ':is(nav, aside, section)[aria-label]';
    const LANDMARKS = `main, header, dialog, [popover], ${NAMED}`;
    const STOPS =
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], h1, h2, h3, h4, h5, h6';
    const within = document.querySelector('dialog:modal') ?? document.body;
    const isStop = (node) => {
      if (node.disabled || node.closest('.vh, .skip, [aria-hidden=true], [inert]')) return false;
      if (!node.checkVisibility({ visibilityProperty: true })) return false;
      if (node.matches('h1, h2, h3, h4, h5, h6')) return true;
      // Of radios that belong together one is a stop.
      const alike = node.type === 'radio' ? [...(node.form ?? within).querySelectorAll('[type=radio]')] : [node];
      const group = alike.filter(({ name }) => name === node.name);
      return node.tabIndex >= 0 && node === (group.find(({ checked }) => checked) ?? group[0]);
    };
    const stops = [...within.querySelectorAll(STOPS)].filter(isStop);
    const name = (node) =>
      `${node.localName} “${(node.ariaLabel ?? node.textContent).trim().slice(0, 30) || node.name}”`;
    const out = stops.filter(({ tabIndex }) => tabIndex > 0).map((node) => `${name(node)} comes out of its turn`);

    // What has no box of its own is where its children are.
    function boxOf(node) {
      const own = node.getBoundingClientRect();
      if (own.width && own.height) return own;
      const parts = [...node.children].map(boxOf).filter(({ width, height }) => width && height);
      const [left, top] = ['left', 'top'].map((side) => Math.min(...parts.map((box) => box[side])));
      const [right, bottom] = ['right', 'bottom'].map((side) => Math.max(...parts.map((box) => box[side])));
      return new DOMRect(left, top, right - left, bottom - top);
    }
    // (Edges may be shared.) null: one lies on the other.
    function isBefore(one, other) {
      const [a, b] = [boxOf(one), boxOf(other)];
      if (a.top >= b.bottom - 2 || a.bottom <= b.top + 2) return a.top < b.top;
      if (a.left >= b.right - 2 || a.right <= b.left + 2) return a.left < b.left;
      return null;
    }
    for (const [at, next] of stops.slice(1).entries()) {
      const last = stops[at];
      if (last.contains(next)) continue;
      let [one, other] = [next, last];
      while (!one.parentElement.contains(last)) one = one.parentElement;
      while (!other.parentElement.contains(next)) other = other.parentElement;
      const isAlike = last.closest(LANDMARKS) === next.closest(LANDMARKS);
      const isBack = isBefore(one, other) ?? (isAlike && isBefore(next, last));
      if (isBack && !one.matches(NAMED)) out.push(`${name(next)} comes after ${name(last)}, and stands before it`);
    }
    return out;
  });

// Controls that can't be told apart by ear: without a name, or called like another one that does something else.
export async function confusable(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(() => {
    const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
    const within = document.querySelector('dialog:modal') ?? document.body;
    const called = new Map();
    const out = new Set();
    window.axe.setup(document);
    for (const node of within.querySelectorAll(CONTROLS)) {
      if (!node.checkVisibility({ visibilityProperty: true }) || node.closest('[aria-hidden=true], [inert]')) continue;
      const words = window.axe.commons.text.accessibleText(node).trim().replace(/\s+/g, ' ');
      if (!words) out.add(`nameless: ${node.localName} ${node.className} ${node.id}`);
      const group = /^(?:radio|checkbox)$/.test(node.type) ? node.closest('fieldset')?.querySelector('legend') : null;
      const role = node.localName === 'a' ? 'link' : node.matches('button, summary') ? 'button' : 'field';
      const name = `${role} “${group ? `${group.textContent.trim()}: ` : ''}${words}”`;
      // What it is for: a link's is where it leads (not where one goes on from there), a card's the title it is of.
      const does =
        role === 'link'
          ? (node.href.baseVal ?? node.href).replace(/[?&]next=[^&]*/, '') // (in a drawing it is as it is written)
          : (node.closest('title-card, going-card')?.dataset.id ?? node);
      if ((called.get(name) ?? does) !== does) out.add(`two are called ${name}`);
      called.set(name, does);
    }
    window.axe.teardown();
    return [...out];
  });
}

// What is said from now on, as somebody hears it who sees nothing: the text of each live region that changes. Answers
// a function that takes what was said since it was last asked.
export async function listen(page) {
  await page.evaluate(() => {
    const REGIONS = '[role=status], [role=alert], [aria-live], output';
    const wordsOf = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (node.ariaHidden === 'true' || node.checkVisibility?.({ visibilityProperty: true }) === false) return '';
      return [...node.childNodes].map(wordsOf).join(' ');
    };
    window.said = [];
    const textOf = (region) => wordsOf(region).trim().replace(/\s+/g, ' ');
    const heard = new Map([...document.querySelectorAll(REGIONS)].map((region) => [region, textOf(region)]));
    new MutationObserver((changes) => {
      const regions = new Set();
      const come = new Set(changes.flatMap(({ addedNodes }) => [...addedNodes]));
      for (const { target, addedNodes } of changes)
        for (const node of [target, ...addedNodes]) {
          const element = node instanceof Element ? node : node.parentElement;
          const region = element?.closest(REGIONS);
          // What a region comes with is news for an alert only.
          if (region && (!come.has(region) || region.role === 'alert')) regions.add(region);
          for (const alert of element?.querySelectorAll('[role=alert]') ?? []) if (come.has(node)) regions.add(alert);
        }
      for (const region of regions) {
        if (region.getAttribute('aria-live') === 'off' || !region.isConnected) continue;
        const words = textOf(region);
        if (words && heard.get(region) !== words) window.said.push(words);
        heard.set(region, words);
      }
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => window.said.splice(0));
}
