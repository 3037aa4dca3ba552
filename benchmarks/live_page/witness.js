/**
 * What a page of the app shows, and of which moment the picture under it is. Runs in front of `clock.js` and the app.
 * A tap is when the host did something; a change is when the cards over the picture became others.
 */
const cards = () => [...document.querySelectorAll('button.pin')].map((each) => each.textContent).join('\n');
const told = { changes: [], lines: [], taps: [] };
window.told = told;

let shown = '';
new MutationObserver(() => {
  const now = cards();
  if (now === shown) return;
  shown = now;
  const video = document.querySelector('main video');
  told.changes.push({ cards: now, picture: video?.videoWidth ? read(video) : null, at: Date.now() });
}).observe(document, { subtree: true, childList: true, characterData: true });

document.addEventListener('click', () => told.taps.push(Date.now()), { capture: true });

/** How far behind the picture on screen is; null while there is none. */
told.delay = () => {
  const video = document.querySelector('main video');
  const picture = video?.videoWidth ? read(video) : 0;
  return picture ? between(Date.now(), picture) : null;
};

/** Hold the film until it is so far behind, as a line does that stands still. */
told.hold = async (delayMs) => {
  const video = document.querySelector('main video');
  if (told.delay() < delayMs) {
    video.pause();
    while (told.delay() < delayMs) await new Promise((done) => setTimeout(done, 10));
  }
  await video.play();
};

const Line = window.WebSocket;
window.WebSocket = class extends Line {
  constructor(...asked) {
    super(...asked);
    this.addEventListener('message', ({ data }) => typeof data === 'string' && told.lines.push({ ...JSON.parse(data), heard: Date.now() }));
  }
};

/** The host's camera: a clock, and a tone. */
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  // Where the browser paints: of one that is nowhere it captures pictures of long ago.
  document.body.append(canvas);
  canvas.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 160px; z-index: 9; pointer-events: none';
  draw(canvas);
  setInterval(() => draw(canvas), 1000 / 30);
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const quiet = sound.createGain();
  const out = sound.createMediaStreamDestination();
  quiet.gain.value = 0.05;
  tone.connect(quiet).connect(out);
  tone.start();
  return new MediaStream([...canvas.captureStream(30).getVideoTracks(), ...out.stream.getAudioTracks()]);
};
