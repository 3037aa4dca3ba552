import type Hls from 'hls.js';

/**
 * loading: nothing is shown yet · playing · stalled: the next pictures have not come · ended: the show is over ·
 * waiting: the film cannot be fetched now; it is asked for again · failed: this browser cannot play it.
 */
export type LiveState = 'loading' | 'playing' | 'stalled' | 'ended' | 'waiting' | 'failed';

/** Measured: hls.js by itself starts seconds behind and never catches up. */
const LOW_LATENCY = {
  lowLatencyMode: true,
  liveSyncDuration: 1,
  liveMaxLatencyDuration: 3,
  maxLiveSyncPlaybackRate: 1.25,
  backBufferLength: 10
};
const AGAIN_MS = [500, 1_000, 2_000, 4_000];
/** What was said for a picture is shown with it, not a picture later. */
const HALF_A_PICTURE_MS = 8;
const LOOK_MS = 500;
/** Sound alone tells of no picture: what is said is looked for more often, to be in step with it. */
const LISTEN_MS = 50;
/** A last piece shorter than this is not fetched by hls.js, which then waits for it for ever. */
const LAST_PIECE_S = 0.5;
/** Of a film that is over nothing more is made: what has not come by then is not waited for. */
const LAST_WAIT_MS = 8_000;

type Waiting = { atMs: number; show: () => void };

type Choices = { onState?: (state: LiveState) => void; isSound?: boolean };

/** A <video> that shows a live film with about a second of delay, and knows when its picture was taken. */
export class LivePlayer {
  state: LiveState = 'loading';
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #onState: (state: LiveState) => void;
  readonly #stop = new AbortController();
  readonly #look: ReturnType<typeof setInterval>;
  #hls: Hls | null = null;
  #queue: Waiting[] = [];
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #callback = 0;
  /** Where the film stands, and since when, by performance.now(). */
  #still = { atS: 0, sinceMs: 0 };
  /** Epoch ms of the picture on screen, by the callback that comes with each. */
  #shownMs: number | null = null;

  /** isSound: the film has no pictures. */
  constructor(video: HTMLVideoElement, url: string, { onState = () => {}, isSound = false }: Choices = {}) {
    this.#video = video;
    this.#url = url;
    this.#onState = onState;
    const on = (name: string, listener: () => void) => video.addEventListener(name, listener, { signal: this.#stop.signal });
    on('playing', () => this.#become('playing'));
    on('waiting', () => this.#become(this.state === 'loading' ? 'loading' : 'stalled'));
    on('ended', () => this.#become('ended'));
    on('error', () => this.#hls || this.#again());
    // A hidden page gets no pictures, and what was said meanwhile must not be held for ever.
    this.#look = setInterval(() => {
      this.#endWhereNothingFollows();
      this.#showDue(this.playingAt());
    }, isSound ? LISTEN_MS : LOOK_MS);
    this.#follow();
    void this.#begin();
  }

  /** When the picture on screen was taken, in epoch ms by the server's clock; null while that is not known. */
  playingAt(): number | null {
    if (this.#hls) return this.#hls.playingDate?.getTime() ?? null;
    const start = (this.#video as { getStartDate?: () => Date }).getStartDate?.().getTime();
    return start === undefined || Number.isNaN(start) ? null : start + this.#video.currentTime * 1_000;
  }

  /** How far behind the picture on screen is, as the server dates it. nowMs: the server's clock. */
  latencyMs(nowMs: number = Date.now()): number | null {
    const at = this.#shownMs ?? this.playingAt();
    return at === null ? null : nowMs - at;
  }

  /** Call back once the picture of a moment is shown; at once when the film has no dates. Returns how to cancel. */
  whenPlaying(atMs: number, show: () => void): () => void {
    const waiting = { atMs, show };
    const index = this.#queue.findIndex((each) => each.atMs > atMs);
    this.#queue.splice(index < 0 ? this.#queue.length : index, 0, waiting);
    // The picture that was shown last may have been dated anew since.
    const at = this.playingAt();
    this.#showDue(at === null ? null : Math.min(at, this.#shownMs ?? at));
    return () => (this.#queue = this.#queue.filter((each) => each !== waiting));
  }

  /** Leave out what was missed, as after a pause. */
  toEdge(): void {
    const edge = this.#hls?.liveSyncPosition ?? (this.#video.seekable.length ? this.#video.seekable.end(0) - 1 : null);
    if (edge !== null && edge > this.#video.currentTime) this.#video.currentTime = edge;
    void this.#video.play().catch(() => {});
  }

  /** Stop, and leave the <video> empty. */
  destroy(): void {
    this.#stop.abort();
    clearInterval(this.#look);
    clearTimeout(this.#retry);
    this.#video.cancelVideoFrameCallback?.(this.#callback);
    this.#queue = [];
    this.#empty();
  }

  async #begin(): Promise<void> {
    const { default: Hls } = await import('hls.js');
    if (this.#stop.signal.aborted) return;
    if (Hls.isSupported()) this.#byScript(Hls);
    else if (this.#video.canPlayType('application/vnd.apple.mpegurl')) this.#video.src = this.#url;
    else return this.#become('failed');
    void this.#video.play().catch(() => {});
  }

  #byScript(HlsOf: typeof Hls): void {
    const hls = new HlsOf(LOW_LATENCY);
    this.#hls = hls;
    hls.on(HlsOf.Events.FRAG_BUFFERED, () => (this.#tries = 0));
    hls.on(HlsOf.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === HlsOf.ErrorTypes.MEDIA_ERROR && this.#tries++ === 0) hls.recoverMediaError();
      else this.#again();
    });
    hls.loadSource(this.#url);
    hls.attachMedia(this.#video);
  }

  /** The list of the film, where hls.js plays it. */
  get #film() {
    return this.#hls?.latestLevelDetails;
  }

  /** The film is over and its last pictures do not come: it ends here. */
  #endWhereNothingFollows(): void {
    const { currentTime: atS, paused } = this.#video;
    const film = this.#film;
    const nowMs = performance.now();
    const isOver = film && !film.live && !paused;
    if (!isOver || atS !== this.#still.atS) this.#still = { atS, sinceMs: nowMs };
    const isLastPiece = this.state === 'stalled' && film && film.edge - atS < LAST_PIECE_S;
    if (isOver && (isLastPiece || nowMs - this.#still.sinceMs > LAST_WAIT_MS)) this.#become('ended');
  }

  /** The film cannot be fetched or read: begin anew, after a pause that grows. Of one that is over nothing more comes. */
  #again(): void {
    if (this.state === 'ended' || this.state === 'failed') return;
    if (this.#film && !this.#film.live) return this.#become('ended');
    this.#empty();
    this.#become('waiting');
    const pauseMs = AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)];
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#begin(), pauseMs);
  }

  #empty(): void {
    this.#hls?.destroy();
    this.#hls = null;
    this.#shownMs = null;
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #become(state: LiveState): void {
    if (this.state === state || this.#stop.signal.aborted) return;
    this.state = state;
    this.#onState(state);
  }

  #follow(): void {
    if (!this.#video.requestVideoFrameCallback) return;
    const shown = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      const at = this.playingAt();
      this.#shownMs = at === null ? null : at + (mediaTime - this.#video.currentTime) * 1_000;
      this.#showDue(this.#shownMs);
      this.#callback = this.#video.requestVideoFrameCallback(shown);
    };
    this.#callback = this.#video.requestVideoFrameCallback(shown);
  }

  #showDue(atMs: number | null): void {
    const isFree = atMs === null && this.state !== 'loading';
    while (this.#queue[0] && (isFree || this.state === 'ended' || (atMs !== null && atMs >= this.#queue[0].atMs - HALF_A_PICTURE_MS)))
      this.#queue.shift()?.show();
  }
}
