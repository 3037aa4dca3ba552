import type { Attachment } from 'svelte/attachments';
import { savesData } from './saving.ts';

/** A card that rests in the middle of the screen this long is looked at. */
const REST_MS = 500;
/** A tenth of the screen in its middle: one card of a grid lies there. */
const MIDDLE = '-45% -45%';

/** One preview at a time. */
let shown: { image: HTMLImageElement; video: HTMLVideoElement } | null = null;

function stop(image: HTMLImageElement) {
  if (shown?.image !== image) return;
  const { video } = shown;
  shown = null;
  video.pause();
  video.removeAttribute('src');
  video.load();
  video.remove();
}

/** Over the poster, which is there already, so that nothing moves. */
function start(image: HTMLImageElement, url: string) {
  if (shown) stop(shown.image);
  const video = document.createElement('video');
  shown = { image, video };
  Object.assign(video, { src: url, muted: true, loop: true, playsInline: true, disableRemotePlayback: true, tabIndex: -1 });
  video.setAttribute('aria-hidden', 'true');
  Object.assign(video.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', objectFit: 'cover', pointerEvents: 'none', opacity: '0' });
  video.addEventListener('playing', () => (video.style.opacity = '1'), { once: true });
  video.addEventListener('error', () => stop(image));
  image.after(video);
  void video.play().catch(() => stop(image));
}

/**
 * Play the silent preview of a clip over its poster: under a mouse or the focus, else where the card rests in the
 * middle of the screen. Never where data is dear or motion unwelcome, and never before the poster is there.
 */
export const preview =
  (url: string | null): Attachment<HTMLImageElement> =>
  (image) => {
    const card = image.closest('a');
    if (!url || !card || savesData() || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = false;

    function want() {
      isWanted = true;
      void image.decode().then(
        () => isWanted && url && start(image, url),
        () => undefined
      );
    }
    function leave() {
      isWanted = false;
      clearTimeout(timer);
      stop(image);
    }
    const on = (event: string, act: () => void) => card.addEventListener(event, act, { signal: gone.signal });
    on('focus', want);
    on('blur', leave);
    const canHover = matchMedia('(hover: hover)').matches;
    if (canHover) {
      on('mouseenter', want);
      on('mouseleave', leave);
    }
    const middle = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) leave();
        else timer = setTimeout(want, REST_MS);
      },
      { rootMargin: MIDDLE }
    );
    if (!canHover) middle.observe(card);

    return () => {
      gone.abort();
      middle.disconnect();
      leave();
    };
  };
