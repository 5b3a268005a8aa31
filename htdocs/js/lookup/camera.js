// The camera, as long as the page is seen; and what it reads.
//
//   camera(video, { seen: (text) => …, state: (words) => …, torch: button });

import { barcodeReader } from './barcodes.js';

const EVERY = 120; // ms between two looks
const WORDS = {
  NotAllowedError: 'The camera may not be used here: allow it in the browser, or type the number.',
  NotFoundError: 'There is no camera here: type the number.',
  NotReadableError: 'Something else uses the camera: type the number, or try again.',
};

export function camera(video, { seen, state, torch }) {
  let stream = null;
  let read = null;
  let turn = 0;

  async function look(mine) {
    if (mine !== turn) return;
    if (video.readyState >= video.HAVE_CURRENT_DATA && video.videoWidth) {
      const found = await read(video).catch(() => []);
      if (mine === turn) for (const text of found) seen(text);
    }
    setTimeout(look, EVERY, mine);
  }

  function stop() {
    turn += 1;
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
  }

  async function start() {
    if (stream) return;
    if (!navigator.mediaDevices) {
      state('Browsers have cameras only over https: type the number.');
      return;
    }
    const mine = ++turn;
    try {
      const got = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      if (mine !== turn) {
        for (const track of got.getTracks()) track.stop();
        return;
      }
      stream = got;
      video.srcObject = stream;
      await video.play();
      offerTorch(stream.getVideoTracks()[0]);
    } catch (error) {
      if (mine === turn) state(WORDS[error.name] ?? `The camera can’t be used (${error.name}): type the number.`);
      return;
    }
    try {
      read ??= await barcodeReader();
    } catch {
      if (mine === turn) state('What reads barcodes can’t be fetched: type the number.');
      return;
    }
    if (mine !== turn) return;
    state('');
    look(mine);
  }

  function offerTorch(track) {
    torch.hidden = !track.getCapabilities?.().torch;
    torch.ariaPressed = 'false';
    torch.onclick = async () => {
      const isOn = torch.ariaPressed !== 'true';
      await track.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => null);
      torch.ariaPressed = String(isOn);
    };
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  addEventListener('pagehide', stop);
  start();
}
