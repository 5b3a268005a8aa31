// Covers drawn for titles that have no picture. Same title -> same cover, always.
// cover({ type, title, creator, pub_date }) is an <svg> element; tint() the one colour that stands for it.

const NS = 'http://www.w3.org/2000/svg';

const PALETTES = [
  ['#14253d', '#f6ead2', '#e8613c', '#f2b84b', '#2f7480'],
  ['#f1e7d3', '#1d2a2f', '#cf4a58', '#e3a63c', '#0d7a86'],
  ['#2a1b3f', '#f8eaff', '#ff6f8f', '#8a63cf', '#ffc861'],
  ['#0f3c3d', '#f3eede', '#e3a33d', '#c8573f', '#5f9a96'],
  ['#e7bd5a', '#1f2138', '#df6a48', '#274655', '#2a978a'],
  ['#b83a2c', '#fff1df', '#1a1718', '#f2a35f', '#7a1f1c'],
  ['#d9e4e2', '#17364a', '#3d84bd', '#ef9a3a', '#cf2f3c'],
  ['#17181d', '#f4f1ea', '#ffcf3d', '#ea4166', '#3cc6a6'],
  ['#f3d5ca', '#3b1f2d', '#a33f4a', '#6d8dae', '#eba463'],
  ['#213a5e', '#fcf6e4', '#b4ddc2', '#56c09f', '#e0496f'],
  ['#3b1f2b', '#ffe7d3', '#d9534b', '#e2b20c', '#5c7f8f'],
  ['#ccd7c3', '#22301a', '#5f925c', '#df8c3a', '#3a6174'],
  ['#0f1a24', '#daf6fb', '#12a7a7', '#ee8a14', '#a9cfe6'],
  ['#ecebe4', '#141414', '#23262b', '#f2433f', '#b8b5a5'],
  ['#4a2c6d', '#fdeedd', '#f29559', '#f2d0a4', '#a56aa8'],
  ['#274c3b', '#f5efdf', '#e7c45f', '#a7c4a0', '#d4674a'],
  ['#f4c7a1', '#2b2033', '#c44536', '#772e25', '#3a7d7b'],
  ['#1c2b2d', '#eaf3ec', '#f05d4e', '#f7b267', '#7cb7a3'],
  ['#5b2333', '#fbeee6', '#f2a541', '#d98880', '#f7f4f3'],
  ['#e8e1f2', '#2d2344', '#7d5ba6', '#ee8572', '#55a5a8'],
  ['#8fb8c9', '#12263a', '#f4d35e', '#ee6c4d', '#28536b'],
  ['#f7dc8b', '#33271e', '#e4572e', '#3f6f8c', '#76b041'],
  ['#31415f', '#f7ede2', '#f6bd60', '#f28482', '#84a59d'],
  ['#0b5d55', '#fdf3dc', '#ffb627', '#f06543', '#b7d7c4'],
];

function hash(text) {
  // FNV-1a
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35); // murmur3 finaliser
  return (h ^ (h >>> 16)) >>> 0;
}
function random(seed) {
  // mulberry32
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
function el(tag, attrs = {}, ...kids) {
  const node = document.createElementNS(NS, tag);
  for (const key in attrs) node.setAttribute(key, attrs[key]);
  node.append(...kids);
  return node;
}
const r1 = (n) => Math.round(n * 10) / 10;

// ---- pictures: each draws into the 200 x 300 box --------------------------------------------------------------------
const PICTURES = {
  sun(g, R, [bg, , a, b, c]) {
    const y = 118 + R() * 26,
      rad = 46 + R() * 22;
    g.append(el('circle', { cx: 100, cy: y, r: rad, fill: b }));
    for (let i = 0; i < 6; i++)
      g.append(el('rect', { x: 0, y: r1(y + 4 + i * 9.5), width: 200, height: r1(1.6 + i * 1.25), fill: bg }));
    g.append(
      el('path', {
        d: `M0 ${r1(y + 62)} L52 ${r1(y + 26)} L96 ${r1(y + 66)} L142 ${r1(y + 36)} L200 ${r1(y + 72)} V300 H0Z`,
        fill: c,
      }),
      el('path', { d: `M0 ${r1(y + 88)} L70 ${r1(y + 60)} L128 ${r1(y + 96)} L200 ${r1(y + 70)} V300 H0Z`, fill: a }),
    );
  },
  arches(g, R, [bg, , a, b, c]) {
    const x = 94 + R() * 12,
      base = 232,
      cols = [a, bg, b, bg, c];
    [88, 70, 52, 34, 17].forEach((w, i) =>
      g.append(
        el('path', {
          d: `M${r1(x - w)} ${base} V${r1(base - 62)} a${w} ${w} 0 0 1 ${w * 2} 0 V${base}Z`,
          fill: cols[i],
        }),
      ),
    );
    g.append(
      el('rect', { x: 0, y: base, width: 200, height: 68, fill: bg }),
      el('rect', { x: 0, y: base, width: 200, height: 2, fill: a }),
    );
  },
  quilt(g, R, [bg, ink, a, b, c]) {
    const s = 50,
      cols = [a, b, c, ink];
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 4; x++) {
        const X = x * s,
          Y = y * s,
          k = Math.floor(R() * 5),
          f = cols[Math.floor(R() * 4)],
          f2 = cols[Math.floor(R() * 3)];
        if (k === 0) g.append(el('path', { d: `M${X} ${Y} h${s} a${s} ${s} 0 0 1 -${s} ${s}Z`, fill: f }));
        else if (k === 1)
          g.append(el('path', { d: `M${X + s} ${Y + s} v-${s} a${s} ${s} 0 0 0 -${s} ${s}Z`, fill: f }));
        else if (k === 2)
          g.append(
            el('circle', { cx: X + s / 2, cy: Y + s / 2, r: s / 2, fill: f }),
            el('circle', { cx: X + s / 2, cy: Y + s / 2, r: s / 5, fill: bg }),
          );
        else if (k === 3)
          g.append(
            el('path', { d: `M${X} ${Y} h${s} l-${s} ${s}Z`, fill: f }),
            el('path', { d: `M${X + s} ${Y} v${s} h-${s}Z`, fill: f2 }),
          );
        else g.append(el('rect', { x: X, y: Y, width: s / 2, height: s, fill: f }));
      }
  },
  hills(g, R, [, , a, b, c]) {
    const cols = R() > 0.5 ? [c, b, a] : [b, a, c];
    g.append(el('circle', { cx: r1(36 + R() * 128), cy: r1(70 + R() * 26), r: r1(15 + R() * 13), fill: cols[2] }));
    cols.forEach((f, i) => {
      const y = 128 + i * 34,
        u = 22 + R() * 40,
        v = 22 + R() * 40,
        w = (R() - 0.5) * 60;
      g.append(
        el('path', {
          d:
            `M0 ${r1(y + w)} C ${r1(34 + R() * 30)} ${r1(y - u)}, ${r1(74 + R() * 26)} ${r1(y + v)}, 126 ` +
            `${r1(y + (R() - 0.5) * 22)} S 178 ${r1(y - v)}, 200 ${r1(y + w * 0.4)} V320 H0Z`,
          fill: f,
        }),
      );
    });
  },
  rays(g, R, [bg, , a, b, c]) {
    const cx = 100 + (R() - 0.5) * 84,
      cy = 138 + (R() - 0.5) * 60,
      n = 18,
      cols = [a, bg, b, bg];
    for (let i = 0; i < n; i++) {
      const t0 = (i / n) * Math.PI * 2,
        t1 = ((i + 1) / n) * Math.PI * 2;
      g.append(
        el('path', {
          d:
            `M${r1(cx)} ${r1(cy)} L${r1(cx + 320 * Math.cos(t0))} ${r1(cy + 320 * Math.sin(t0))} ` +
            `L${r1(cx + 320 * Math.cos(t1))} ` +
            `${r1(cy + 320 * Math.sin(t1))}Z`,
          fill: cols[i % 4],
          opacity: i % 4 === 2 ? 0.9 : 1,
        }),
      );
    }
    g.append(
      el('circle', { cx: r1(cx), cy: r1(cy), r: 40, fill: c }),
      el('circle', { cx: r1(cx), cy: r1(cy), r: 27, fill: bg }),
    );
  },
  orbit(g, R, [, ink, a, b, c]) {
    const cx = 100,
      cy = 146;
    [30, 50, 70, 90].forEach((q, i) => {
      g.append(el('circle', { cx, cy, r: q, fill: 'none', stroke: ink, 'stroke-opacity': 0.34, 'stroke-width': 1.2 }));
      const t = R() * 6.28;
      g.append(
        el('circle', {
          cx: r1(cx + q * Math.cos(t)),
          cy: r1(cy + q * Math.sin(t)),
          r: r1(4 + R() * 7),
          fill: [b, c, a, b][i],
        }),
      );
    });
    g.append(el('circle', { cx, cy, r: 17, fill: a }));
  },
  blocks(g, R, [bg, ink, a, b, c]) {
    const x = 40 + R() * 60,
      y = 56 + R() * 40,
      w = 4;
    g.append(
      el('rect', { x: 0, y: 0, width: r1(x), height: r1(y), fill: a }),
      el('rect', { x: r1(x), y: r1(y), width: r1(200 - x), height: r1(150 - y * 0.4), fill: b }),
      el('rect', { x: 0, y: r1(y + 84), width: r1(x), height: 60, fill: c }),
    );
    for (const [X, Y, W, H] of [
      [x - w / 2, 0, w, 232],
      [0, y - w / 2, 200, w],
      [0, y + 84, x, w],
      [x, y + 150 - y * 0.4, 200, w],
      [0, y + 144, x, w],
    ])
      g.append(
        el('rect', {
          x: r1(X),
          y: r1(Y),
          width: r1(W),
          height: r1(H),
          fill: bg === '#ecebe4' ? '#141414' : ink,
          opacity: 0.92,
        }),
      );
  },
  waves(g, R, [, , a, b, c]) {
    const n = 9,
      amp = 9 + R() * 8;
    for (let i = 0; i < n; i++) {
      const y = 62 + i * 19;
      g.append(
        el('path', {
          d: `M-10 ${y} q 27.5 ${-amp} 55 0 t 55 0 t 55 0 t 55 0`,
          fill: 'none',
          stroke: [a, b, c][i % 3],
          'stroke-width': r1(10 - i * 0.55),
          'stroke-linecap': 'round',
        }),
      );
    }
  },
  steps(g, R, [, , a, b, c]) {
    const n = 6,
      flip = R() > 0.5;
    for (let i = 0; i < n; i++) {
      const w = 200 / n,
        h = 46 + i * 25,
        x = flip ? 200 - (i + 1) * w : i * w;
      g.append(
        el('rect', { x: r1(x), y: r1(226 - h), width: r1(w + 0.5), height: r1(h + 80), fill: [a, b, c][i % 3] }),
      );
    }
    g.append(el('circle', { cx: flip ? 150 : 50, cy: 76, r: 26, fill: b }));
  },
  eclipse(g, R, [bg, , a, b, c]) {
    const x = 88 + R() * 24,
      y = 136;
    g.append(
      el('circle', { cx: x, cy: y, r: 74, fill: c }),
      el('circle', { cx: x, cy: y, r: 60, fill: a }),
      el('circle', { cx: x + 16, cy: y - 10, r: 52, fill: bg }),
      el('circle', { cx: x - 44, cy: y + 52, r: 7, fill: b }),
    );
  },
};
const BY_TYPE = {
  BOOK: ['arches', 'orbit', 'hills', 'blocks', 'eclipse', 'waves', 'sun'],
  MOVIE: ['sun', 'rays', 'eclipse', 'steps', 'hills', 'arches'],
  TV_SHOW: ['waves', 'hills', 'steps', 'orbit', 'rays', 'blocks'],
  GAME: ['quilt', 'steps', 'blocks', 'rays', 'quilt', 'sun'],
};

// ---- lettering ------------------------------------------------------------------------------------------------------
// A letter's width in units of the font size: ideographs and kana are square, other scripts come
// from a fallback font, and the rest is `em`, the face's mean.
const WIDE =
  /[\u1100-\u115f\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|[\ud840-\ud8bf]/;
const span = (text, em) =>
  [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 1.04 : letter > '\u024f' ? Math.max(em, 0.7) : em), 0);

function wrap(text, room, em) {
  const lines = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && span(`${last} ${word}`, em) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
// Words too long for a line are cut where the line ends: for writing without spaces, and for the last resort.
function chop(lines, room, em) {
  return lines.flatMap((line) => {
    const parts = [''];
    for (const letter of line) {
      if (span(parts[parts.length - 1] + letter, em) > room && parts[parts.length - 1]) parts.push('');
      parts[parts.length - 1] += letter;
    }
    return parts;
  });
}
// The largest size at which the lines fit the box.
function fit(text, { width, height, em, lead, sizes }) {
  for (const size of sizes) {
    let lines = wrap(text, width / size, em);
    if (WIDE.test(text)) lines = chop(lines, width / size, em);
    if (lines.length * size * lead <= height && lines.every((line) => span(line, em) * size <= width))
      return { size, lines };
  }
  const size = sizes[sizes.length - 1];
  const room = Math.max(1, Math.floor(height / (size * lead)));
  let lines = chop(wrap(text, width / size, em), width / size, em);
  if (lines.length > room) lines = [...lines.slice(0, room - 1), `${[...lines[room - 1]].slice(0, -1).join('')}…`];
  return { size, lines };
}
function put(g, { size, lines }, { x, y, lead, fill, cls, anchor = 'start' }) {
  lines.forEach((line, i) =>
    g.append(
      el('text', { x, y: r1(y + i * size * lead), 'font-size': size, fill, class: cls, 'text-anchor': anchor }, line),
    ),
  );
}
const luminance = (hex) => {
  const n = parseInt(hex.slice(1), 16);
  return (0.299 * (n >> 16) + 0.587 * ((n >> 8) & 255) + 0.114 * (n & 255)) / 255;
};

export function tint(item) {
  // one colour that stands for the cover
  const p = PALETTES[hash(item.type + item.title) % PALETTES.length];
  return luminance(p[2]) > 0.2 ? p[2] : p[3];
}

export function cover(item) {
  const seed = hash(item.type + item.title),
    R = random(seed),
    P = PALETTES[seed % PALETTES.length];
  const [bg, ink, a] = P;
  const svg = el('svg', {
    viewBox: '0 0 200 300',
    class: 'cv',
    preserveAspectRatio: 'xMidYMid slice',
    'aria-hidden': 'true',
    focusable: 'false',
  });
  svg.append(el('rect', { x: -4, y: -4, width: 208, height: 308, fill: bg }));
  const names = BY_TYPE[item.type] ?? BY_TYPE.BOOK,
    name = names[(seed >>> 8) % names.length];
  // the picture gets its own little viewport, so that it is framed whole, whatever room the letters leave
  const picture = (x, y, width, height) => {
    const frame = el('svg', {
        x,
        y: r1(y),
        width,
        height: r1(height),
        viewBox: name === 'quilt' ? '0 0 200 200' : '0 34 200 196',
        preserveAspectRatio: 'xMidYMid slice',
      }),
      g = el('g');
    frame.append(g);
    svg.append(frame);
    PICTURES[name](g, R, P);
  };
  const small = (text, x, y, fill) =>
    svg.append(el('text', { x, y, 'font-size': 9.5, fill, class: 'cv-sans', opacity: 0.86 }, text));
  const by = (item.creator ?? '').toUpperCase(),
    year = item.pub_date?.slice(0, 4) ?? '';
  const joined = (...parts) => parts.filter(Boolean).join('  ·  ');
  if (item.type === 'BOOK') {
    const t = fit(item.title, {
      width: 150,
      height: 82,
      em: 0.58,
      lead: 1.06,
      sizes: [36, 32, 29, 26, 23, 20, 17, 15],
    });
    svg.append(el('rect', { x: 26, y: 22, width: 26, height: 3, fill: a }));
    put(svg, t, { x: 26, y: 34 + t.size * 0.8, lead: 1.06, fill: ink, cls: 'cv-serif' });
    picture(26, 128, 148, 128);
    small(by.slice(0, 24), 26, 279, ink);
  } else if (item.type === 'MOVIE') {
    const t = fit(item.title.toUpperCase(), {
      width: 172,
      height: 90,
      em: 0.41,
      lead: 0.92,
      sizes: [54, 48, 42, 36, 31, 27, 23],
    });
    const h = t.lines.length * t.size * 0.92 + 38;
    picture(0, 0, 200, 300 - h);
    put(svg, t, { x: 14, y: r1(300 - h + 9 + t.size * 0.74), lead: 0.92, fill: ink, cls: 'cv-poster' });
    small(joined(by.slice(0, 22), year), 14, 286, ink);
  } else if (item.type === 'TV_SHOW') {
    const t = fit(item.title, { width: 168, height: 70, em: 0.56, lead: 1, sizes: [34, 30, 26, 23, 20, 17, 15] });
    const h = t.lines.length * t.size + 30;
    picture(0, h, 200, 266 - h);
    put(svg, t, { x: 16, y: r1(17 + t.size * 0.8), lead: 1, fill: ink, cls: 'cv-bold' });
    small(joined('SERIES', year), 16, 286, ink);
  } else {
    const t = fit(item.title.toUpperCase(), {
      width: 172,
      height: 66,
      em: 0.66,
      lead: 1.02,
      sizes: [32, 28, 25, 22, 19, 17, 15],
    });
    const h = t.lines.length * t.size * 1.02 + 44;
    picture(0, 0, 200, 300 - h);
    svg.append(el('rect', { x: -4, y: r1(300 - h), width: 208, height: r1(h + 6), fill: ink }));
    put(svg, t, { x: 14, y: r1(300 - h + 16 + t.size * 0.74), lead: 1.02, fill: bg, cls: 'cv-heavy' });
    small(by.slice(0, 26), 14, 285, bg);
  }
  return svg;
}
