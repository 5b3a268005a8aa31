// What a session is on, told by what its browser said of itself: a name to recognise it by, nothing more.

const BROWSERS = [
  [/Edg/, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrom(e|ium)|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
  [/curl/, 'curl'],
];
const SYSTEMS = [
  [/iPhone/, 'iPhone', 'smartphone'],
  [/iPad/, 'iPad', 'smartphone'],
  [/Android/, 'Android', 'smartphone'],
  [/Windows/, 'Windows', 'monitor'],
  [/Mac OS X/, 'Mac', 'laptop'],
  [/CrOS/, 'ChromeOS', 'laptop'],
  [/Linux|X11/, 'Linux', 'laptop'],
];

export function device(agent) {
  const text = agent ?? '';
  const browser = BROWSERS.find(([sign]) => sign.test(text))?.[1];
  const [, system, sign] = SYSTEMS.find(([mark]) => mark.test(text)) ?? [null, null, 'key-round'];
  const name = [browser, system].filter(Boolean).join(' on ') || text.split(/[\s/]/)[0].slice(0, 40);
  return { name: name || 'An unknown program', icon: sign };
}
