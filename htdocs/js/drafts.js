// Text that was typed and isn't saved yet. It stays for this tab, whatever happens to the page: a session that ran out, a
// network that failed, a reload.
//
//   const draft = draftOf(`note.${media.id}`);
//   textarea.value = draft.read() ?? entry.note ?? '';
//   draft.keep(textarea.value);   draft.forget();

export function draftOf(name) {
  const key = `vitrine.draft.${name}`;
  let kept = null;   // where storage is off
  return {
    read() { try { return sessionStorage.getItem(key); } catch { return kept; } },
    keep(text) {
      kept = text;
      try { sessionStorage.setItem(key, text); } catch { /* this page remembers */ }
    },
    forget() {
      kept = null;
      try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
    },
  };
}
