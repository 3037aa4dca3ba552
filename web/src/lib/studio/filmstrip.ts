const SEEK_MAX_MS = 4_000;

/** Draw pictures of a video side by side, from its beginning to its end. Stops when it is no longer wanted. */
export async function drawStrip(video: HTMLVideoElement, canvas: HTMLCanvasElement, count: number, signal: AbortSignal): Promise<void> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await next(video, 'loadeddata', signal);
  const pen = canvas.getContext('2d');
  if (!pen || !video.videoWidth || !Number.isFinite(video.duration)) return;
  const cell = canvas.width / count;
  for (let i = 0; i < count && !signal.aborted; i++) {
    video.currentTime = ((i + 0.5) / count) * video.duration;
    await next(video, 'seeked', signal);
    const scale = Math.max(cell / video.videoWidth, canvas.height / video.videoHeight);
    const [width, height] = [cell / scale, canvas.height / scale];
    pen.drawImage(video, (video.videoWidth - width) / 2, (video.videoHeight - height) / 2, width, height, i * cell, 0, cell, canvas.height);
  }
}

/** Wait for an event, but not for ever: a picture that does not come is left out. */
function next(video: HTMLVideoElement, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(SEEK_MAX_MS)]);
    video.addEventListener(event, () => resolve(), { once: true, signal: limit });
    limit.addEventListener('abort', () => resolve(), { once: true });
  });
}
