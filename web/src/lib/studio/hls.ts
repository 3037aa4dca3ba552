import type Hls from 'hls.js/light';

/** Play an HLS address in a <video>: by the browser itself, else by script. Returns how to stop. */
export function playHls(video: HTMLVideoElement, url: string, onbroken: () => void): () => void {
  let hls: Hls | null = null;
  let isOver = false;

  async function byScript() {
    const { default: HlsLight } = await import('hls.js/light');
    if (isOver) return;
    if (!HlsLight.isSupported()) return onbroken();
    hls = new HlsLight({ maxBufferLength: 12 });
    hls.on(HlsLight.Events.ERROR, (_event, data) => {
      if (data.fatal) onbroken();
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  /** The browser says it plays HLS and does not: the script is the second try. */
  const broke = () => {
    if (hls || isOver || !video.hasAttribute('src')) return;
    video.removeAttribute('src');
    void byScript();
  };
  video.addEventListener('error', broke);
  if (video.canPlayType('application/vnd.apple.mpegurl')) video.src = url;
  else void byScript();

  return () => {
    isOver = true;
    video.removeEventListener('error', broke);
    hls?.destroy();
    video.removeAttribute('src');
    video.load();
  };
}
