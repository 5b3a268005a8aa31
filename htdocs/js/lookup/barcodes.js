// What reads the barcodes of books (EAN-13): the browser, where it can, else zxing, which is fetched only then.
//
//   const read = await barcodeReader();
//   await read(video);      // the numbers in what it shows now, as texts

import { el, file } from '../core/dom.js';

const FORMAT = 'ean_13';
const WIDE = 960; // pixels that zxing looks at: more takes longer and finds no more

async function ofBrowser() {
  const Detector = window.BarcodeDetector;
  const formats = await Detector?.getSupportedFormats().catch(() => []);
  if (!formats?.includes(FORMAT)) return null;
  const detector = new Detector({ formats: [FORMAT] });
  return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}

async function ofZxing() {
  const { prepareZXingModule, readBarcodes } = await import(file('vendor/zxing/reader/index.js'));
  await prepareZXingModule({
    overrides: { locateFile: () => file('vendor/zxing/zxing_reader.wasm') },
    fireImmediately: true,
  });
  const canvas = el('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDE / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(image, { formats: ['EAN13'], tryHarder: true, maxNumberOfSymbols: 4 });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}

export const barcodeReader = async () => (await ofBrowser()) ?? ofZxing();
