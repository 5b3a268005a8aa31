// What a camera sees, as Chromium's fake one reads it (Y4M): the barcode of each number (EAN-13) for a while, in turn.
const [WIDTH, HEIGHT, MODULE] = [320, 240, 2];
const [QUIET, TALL] = [11, 0.6]; // modules beside the bars; how much of the height they are
const LEFT = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
];
const PARITY = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL'];

const inverted = (bits) => bits.replace(/./g, (bit) => (bit === '1' ? '0' : '1'));
const reversed = (bits) => [...bits].reverse().join('');

function barsOf(number) {
  const [first, ...rest] = [...number].map(Number);
  const left = rest
    .slice(0, 6)
    .map((digit, at) => (PARITY[first][at] === 'L' ? LEFT[digit] : reversed(inverted(LEFT[digit]))));
  const right = rest.slice(6).map((digit) => inverted(LEFT[digit]));
  return ['101', ...left, '01010', ...right, '101'].join('');
}

// Bars on white, in the middle of grey.
function frameOf(number) {
  const light = Buffer.alloc(WIDTH * HEIGHT, 128);
  if (number) {
    const bars = barsOf(number);
    const begin = Math.floor((WIDTH - (bars.length + 2 * QUIET) * MODULE) / 2);
    const top = Math.floor((HEIGHT * (1 - TALL)) / 2);
    for (let y = top; y < HEIGHT - top; y++)
      for (let at = 0; at < bars.length + 2 * QUIET; at++)
        light.fill(
          bars[at - QUIET] === '1' ? 16 : 235,
          y * WIDTH + begin + at * MODULE,
          y * WIDTH + begin + (at + 1) * MODULE,
        );
  }
  return Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
}

export function barcodeVideo(numbers, frames = 8) {
  const shown = numbers.flatMap((number) => Array(frames).fill(frameOf(number)));
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F5:1 Ip A1:1 C420mpeg2\n`), ...shown]);
}
