// An ISBN: its digits where it is one (hyphens and spaces don't matter, the last digit must be right), else null.

export function isbnOf(text) {
  const digits = text.replace(/[\s-]/g, '').toUpperCase();
  const sum = (weight) => [...digits].reduce((all, digit, at) => all + (digit === 'X' ? 10 : digit) * weight(at), 0);
  const isRight =
    (/^97[89]\d{10}$/.test(digits) && sum((at) => (at % 2 ? 3 : 1)) % 10 === 0) ||
    (/^\d{9}[\dX]$/.test(digits) && sum((at) => 10 - at) % 11 === 0);
  return isRight ? digits : null;
}
