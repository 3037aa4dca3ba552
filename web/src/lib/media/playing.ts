import type Hls from 'hls.js';
import { playsHls } from './saving.ts';

/** Play an HLS address in a <video>: by the browser itself, else by script. Returns how to stop. */
export function playHls(video: HTMLVideoElement, url: string, onbroken: () => void): () => void {
  let hls: Hls | null = null;
  let isOver = false;

  async function byScript() {
    const script = await import('./hls.ts').catch(() => null);
    if (isOver) return;
    hls = script?.playByScript(video, url, onbroken) ?? null;
    if (!hls) onbroken();
  }

  /** The browser says it plays HLS and does not: the script is the second try. */
  const broke = () => {
    if (hls || isOver || !video.hasAttribute('src')) return;
    video.removeAttribute('src');
    void byScript();
  };
  video.addEventListener('error', broke);
  if (playsHls(video)) video.src = url;
  else void byScript();

  return () => {
    isOver = true;
    video.removeEventListener('error', broke);
    hls?.destroy();
    video.removeAttribute('src');
    video.load();
  };
}
