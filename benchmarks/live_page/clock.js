/** A clock that survives an encoder: 32 blocks along the top of the picture, white for ones. */
const BITS = 32;

export const draw = (canvas) => {
  const context = canvas.getContext('2d');
  const block = canvas.width / BITS;
  const ms = Date.now() % 2 ** BITS;
  context.fillStyle = '#667';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (let bit = 0; bit < BITS; bit++) {
    context.fillStyle = Math.floor(ms / 2 ** (BITS - 1 - bit)) % 2 ? '#fff' : '#000';
    context.fillRect(bit * block, 0, block, block * 2);
  }
  context.fillStyle = '#f80';
  context.fillRect((ms / 5) % canvas.width, canvas.height / 2, block * 3, block * 3);
};

const sight = new OffscreenCanvas(BITS * 20, 40);
const pixels = sight.getContext('2d', { willReadFrequently: true });

/** Read the clock of the picture on screen. Returns ms, modulo 2^32. */
export const read = (video) => {
  const block = video.videoWidth / BITS;
  pixels.drawImage(video, 0, 0, video.videoWidth, block * 2, 0, 0, sight.width, sight.height);
  const row = pixels.getImageData(0, 20, sight.width, 1).data;
  let ms = 0;
  for (let bit = 0; bit < BITS; bit++) ms = ms * 2 + (row[(bit * 20 + 10) * 4] > 128 ? 1 : 0);
  return ms;
};

/** The difference of two such clocks, which wrap. */
export const between = (later, earlier) => {
  const passed = (((later - earlier) % 2 ** BITS) + 2 ** BITS) % 2 ** BITS;
  return passed > 2 ** (BITS - 1) ? passed - 2 ** BITS : passed;
};
