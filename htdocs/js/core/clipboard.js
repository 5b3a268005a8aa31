// Text for the clipboard. Without a secure context (plain http in a house) there is none to ask: then as it was done
// before, from a node that holds the text.
//
//   if (!await copy(input)) …      // it is selected, to be copied by hand

export async function copy(node) {
  try {
    await navigator.clipboard.writeText(node.value ?? node.textContent);
    return true;
  } catch {
    if (node.select) node.select();
    else getSelection().selectAllChildren(node);
    return document.execCommand('copy');
  }
}
