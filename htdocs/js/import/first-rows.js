// The first rows of a table that goes up, for whoever is asked which of its columns is what. They stay in this tab: the
// server shows nothing of a file that it can't read yet. How the file is read is the server's; this is only to look at.
//
//   await keepFirstRows(record, file);
//   const cells = firstCells(record);    // of each of record.headers, what is in the first rows; null: nobody knows

import { inTab } from '../core/storage.js';

const ENOUGH = 32 * 1024;
const LINES = 12; // some tables have lines of words before their columns
const ROWS = 3;
const LONGEST = 60;
const SEPARATORS = [',', ';', '\t', '|'];
const CELL = { ',': /[^",\n]*/y, ';': /[^";\n]*/y, '\t': /[^"\t\n]*/y, '|': /[^"|\n]*/y };
const nameOf = ({ id }) => `first-rows.${id}`;

function decoded(bytes) {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  if (utf16) return new TextDecoder(utf16).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

// A cell that begins with a quote ends with one; two of them are one that is meant.
function cellAt(text, at, separator) {
  if (text[at] !== '"') {
    const cell = CELL[separator];
    cell.lastIndex = at;
    let end = at + cell.exec(text)[0].length;
    while (text[end] === '"') {
      cell.lastIndex = end + 1;
      end = end + 1 + cell.exec(text)[0].length;
    }
    return [text.slice(at, end), end];
  }
  const [quoted] = /^(?:[^"]|"")*/.exec(text.slice(at + 1));
  return [quoted.replaceAll('""', '"'), at + quoted.length + 2];
}
function split(text, separator) {
  const rows = [[]];
  for (let at = 0; at < text.length && rows.length <= LINES; at++) {
    const [cell, end] = cellAt(text, at, separator);
    rows.at(-1).push(cell.replace(/\s+/g, ' ').trim().slice(0, LONGEST));
    at = end;
    if (text[at] === '\n') rows.push([]);
  }
  return rows.filter((row) => row.some(Boolean));
}

const isTable = (text) => text && !/^\s*[[{<]|^PK|\0/.test(text);
export async function keepFirstRows(record, file) {
  const text = decoded(new Uint8Array(await file.slice(0, ENOUGH).arrayBuffer())).replaceAll(/\r\n?/g, '\n');
  if (!isTable(text)) return;
  const widest = SEPARATORS.map((one) => split(text, one)).reduce((best, rows) =>
    Math.max(...rows.map((row) => row.length), 0) > Math.max(...best.map((row) => row.length), 0) ? rows : best,
  );
  inTab.set(nameOf(record), JSON.stringify(widest));
}
export const dropFirstRows = (record) => inTab.set(nameOf(record), null);

export function firstCells(record) {
  const rows = JSON.parse(inTab.get(nameOf(record)) ?? '[]');
  const names = record.headers ?? [];
  const isSame = (name, index, row) => (row[index] ?? '') === name.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
  const at = rows.findIndex((row) => names.every((name, index) => !row[index] || isSame(name, index, row)));
  if (at < 0) return null;
  return names.map((_, index) =>
    rows
      .slice(at + 1, at + 1 + ROWS)
      .map((row) => row[index])
      .filter(Boolean),
  );
}
