import type Hls from 'hls.js';
import type { Clip } from '#lib/api/types.ts';
import { recall, remember } from '#lib/kit/storage.ts';
import { playsHls, savesData } from '#lib/media/saving.ts';
import { noteView } from './views';

/** isLast: what it plays now is what plays everywhere; there is nothing else to try. */
type Slot = { box: HTMLElement; video: HTMLVideoElement; hls: Hls | null; index: number; videoId: string; isLast: boolean };

const SLOT_COUNT = 3;
const NEIGHBOURS_AFTER_MS = 250;
const NEIGHBOURS_AT_LATEST_MS = 4_000;
const TICK_MAX_MS = 1_500;
const COMPLETED_PART = 0.95;
const HASTY_RATE = 2;
export const RATES = [0.5, 1, 1.5, 2] as const;
/** Wider than this is not cropped to fill a phone. */
const PORTRAIT_MAX = 0.72;

/** The clip on screen, then what loads beside it: of who saves data the next one alone. */
const around = (index: number): number[] => [index, index + 1, ...(savesData() ? [] : [index - 1])];

/** Decoding AV1 must cost the battery no more than it saves the network. */
let prefersAv1 = false;
void navigator.mediaCapabilities
  ?.decodingInfo({
    type: 'media-source',
    video: { contentType: 'video/mp4; codecs="av01.0.08M.08"', width: 1080, height: 1920, bitrate: 2_500_000, framerate: 30 }
  })
  .then((info) => (prefersAv1 = info.powerEfficient && info.smooth), () => {});

let latest: Player | null = null;
/** The player of the feed that is on the screen. */
export const onScreen = (): Player | null => latest;

/**
 * Three <video> elements that move along an endless list: the clip on screen and its neighbours.
 * Only the one on screen plays, only it has sound; the others wait with their first segment.
 */
export class Player {
  /** Where the clip on screen is, at the pace of `timeupdate`. */
  positionMs = $state(0);
  durationMs = $state(0);
  isPaused = $state(true);
  isMuted = $state(!recall('sound', false));
  /** The clip on screen shows a picture of its own. */
  hasFrame = $state(false);
  hasFailed = $state(false);
  /** The viewer, or the browser, wants it still until a tap. */
  isHeld = $state(false);
  /** A finger is on the progress bar. */
  isScrubbing = $state(false);
  /** How fast clips play, until the viewer leaves the feed. */
  rate = $state(1);
  /** As long as a finger rests on the edge. */
  isHasty = $state(false);
  current = -1;

  readonly #slots: Slot[];
  readonly #clipAt: (index: number) => Clip | undefined;
  #watchedMs = 0;
  #lastMs = 0;
  #isCompleted = false;
  #hasEverPlayed = false;
  readonly #stop = new AbortController();

  constructor(root: HTMLElement, clipAt: (index: number) => Clip | undefined, { isStill = false } = {}) {
    this.#clipAt = clipAt;
    this.isHeld = isStill;
    latest = this;
    this.#slots = Array.from({ length: SLOT_COUNT }, () => this.#makeSlot(root));
    document.addEventListener('visibilitychange', () => this.#visibilityChanged(), { signal: this.#stop.signal });
    window.addEventListener('online', () => this.#comeBack(), { signal: this.#stop.signal });
  }

  /** Show the clip at an index; its neighbours load after its first frame. */
  show(index: number): void {
    if (index === this.current) return;
    this.#leave();
    this.current = index;
    this.positionMs = 0;
    this.durationMs = this.#clipAt(index)?.duration_ms ?? 0;
    this.hasFrame = false;
    this.hasFailed = false;
    for (const slot of this.#slots) if (slot.index !== index) this.#rest(slot);
    this.#place([index]);
    void this.#play();
    this.#placeNeighboursSoon(index);
  }

  /** The list grew or shrank: let the neighbours of the clip on screen load. True where another clip now stands in its place. */
  listChanged(): boolean {
    const [index, slot] = [this.current, this.#slot()];
    const isOther = !!slot && !!this.#clipAt(index) && !this.#isRight(slot);
    if (isOther) {
      this.#leave();
      this.current = -1;
      this.show(index);
    } else if (this.hasFrame) this.#place(around(index));
    return isOther;
  }

  /** What the element does now, not what its events have told so far: two quick taps are two taps. */
  toggle(): void {
    if (this.#slot()?.video.paused ?? true) this.resume();
    else this.hold();
  }

  hold(): void {
    this.isHeld = true;
    this.#slot()?.video.pause();
  }

  resume(): void {
    this.isHeld = false;
    this.hasFailed = false;
    void this.#play();
  }

  seek(ms: number): void {
    const video = this.#slot()?.video;
    if (!video) return;
    video.currentTime = Math.min(ms, this.durationMs) / 1000;
    this.#lastMs = ms;
    this.positionMs = ms;
  }

  setRate(rate: number): void {
    this.rate = rate;
    this.#pace();
  }

  setHasty(isHasty: boolean): void {
    this.isHasty = isHasty;
    this.#pace();
  }

  #pace(): void {
    const video = this.#slot()?.video;
    if (video) video.playbackRate = this.isHasty ? HASTY_RATE : this.rate;
  }

  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    remember('sound', !isMuted);
    const video = this.#slot()?.video;
    if (video) video.muted = isMuted;
  }

  destroy(): void {
    this.#leave();
    if (latest === this) latest = null;
    this.#stop.abort();
    for (const slot of this.#slots) {
      this.#empty(slot);
      slot.box.remove();
    }
  }

  #makeSlot(root: HTMLElement): Slot {
    const box = document.createElement('div');
    const video = document.createElement('video');
    box.className = 'pool';
    box.append(video);
    Object.assign(video, { playsInline: true, muted: true, loop: true, preload: 'auto', disableRemotePlayback: true });
    video.setAttribute('playsinline', '');
    video.setAttribute('aria-hidden', 'true');
    video.tabIndex = -1;
    root.append(box);
    const slot: Slot = { box, video, hls: null, index: -1, videoId: '', isLast: false };
    const on = (event: string, act: () => void) =>
      video.addEventListener(event, () => slot.index === this.current && act(), { signal: this.#stop.signal });
    on('timeupdate', () => this.#tick(video));
    on('play', () => (this.isPaused = false));
    on('pause', () => (this.isPaused = true));
    on('durationchange', () => {
      if (Number.isFinite(video.duration)) this.durationMs = video.duration * 1000;
    });
    video.addEventListener('error', () => video.error && this.#broke(slot), { signal: this.#stop.signal });
    return slot;
  }

  #slot(): Slot | undefined {
    return this.#slots.find((slot) => slot.index === this.current);
  }

  #place(indexes: number[]): void {
    const wanted = indexes.filter((index) => this.#clipAt(index));
    const keep = new Set([...wanted, this.current]);
    const free = this.#slots.filter((slot) => !keep.has(slot.index) || !this.#isRight(slot));
    for (const index of wanted) {
      if (this.#slots.some((slot) => slot.index === index && this.#isRight(slot))) continue;
      const slot = free.shift();
      if (slot) void this.#load(slot, index);
    }
  }

  #isRight(slot: Slot): boolean {
    return this.#clipAt(slot.index)?.id === slot.videoId;
  }

  #placeNeighboursSoon(index: number): void {
    const place = () => {
      if (this.current === index) this.#place(around(index));
    };
    const video = this.#slot()?.video;
    video?.requestVideoFrameCallback?.(() => {
      if (this.current === index) this.#frameShown();
      setTimeout(place, NEIGHBOURS_AFTER_MS);
    });
    if (!video?.requestVideoFrameCallback) video?.addEventListener('playing', () => this.#frameShown(), { once: true });
    setTimeout(place, NEIGHBOURS_AT_LATEST_MS);
  }

  /** The poster stays until the clip moves: where nothing plays by itself it is the better picture. */
  #frameShown(): void {
    if (this.isHeld && this.positionMs === 0) return;
    this.hasFrame = true;
    this.#hasEverPlayed = true;
    this.#slot()?.box.classList.add('shown');
  }

  /** isLast: with what plays everywhere, the script and H.264. */
  async #load(slot: Slot, index: number, isLast = false): Promise<void> {
    const clip = this.#clipAt(index);
    if (!clip) return;
    this.#empty(slot);
    slot.index = index;
    slot.videoId = clip.id;
    slot.box.style.transform = `translateY(${index * 100}%)`;
    slot.video.style.objectFit = clip.width / clip.height > PORTRAIT_MAX ? 'contain' : 'cover';
    slot.video.requestVideoFrameCallback?.(() => {
      if (slot.index !== this.current) slot.box.classList.add('shown');
    });
    const isNative = !isLast && playsHls(slot.video);
    const url = (!isLast && prefersAv1 && !savesData() && clip.av1_url) || clip.hls_url;
    slot.isLast = !isNative && url === clip.hls_url;
    if (isNative) slot.video.src = url;
    else await this.#loadByScript(slot, url);
  }

  async #loadByScript(slot: Slot, url: string): Promise<void> {
    const { videoId } = slot;
    const script = await import('#lib/media/hls.ts').catch(() => null);
    if (slot.videoId !== videoId || this.#stop.signal.aborted) return;
    slot.hls = script?.playByScript(slot.video, url, () => this.#broke(slot)) ?? null;
    if (!slot.hls) this.#broke(slot);
    else if (slot.index === this.current) void this.#play();
  }

  async #play(): Promise<void> {
    const video = this.#slot()?.video;
    if (!video || this.isHeld || document.hidden) return;
    video.muted = this.isMuted;
    this.#pace();
    try {
      await video.play();
    } catch (error) {
      if ((error as DOMException).name !== 'NotAllowedError') return;
      await this.#playMuted(video);
    }
  }

  /** Sound needs a tap first; low-power phones refuse even without sound: then the play button waits. */
  async #playMuted(video: HTMLVideoElement): Promise<void> {
    const wasMuted = video.muted;
    video.muted = true;
    this.isMuted = true;
    try {
      if (wasMuted) throw new DOMException('refused', 'NotAllowedError');
      await video.play();
    } catch {
      this.isHeld = true;
      this.isPaused = true;
    }
  }

  #rest(slot: Slot): void {
    slot.video.pause();
    slot.video.muted = true;
    if (slot.video.readyState) slot.video.currentTime = 0;
  }

  /** The browser said that it plays HLS, or AV1, and does not: there is a second try. */
  #broke(slot: Slot): void {
    if (!slot.videoId) return;
    if (!slot.isLast) void this.#load(slot, slot.index, true);
    else if (slot.index === this.current) this.hasFailed = navigator.onLine;
  }

  /** What stayed away for want of a network is loaded once more. */
  #comeBack(): void {
    for (const slot of this.#slots) if (!slot.video.readyState) this.#empty(slot);
    this.#place([this.current]);
    void this.#play();
    this.#placeNeighboursSoon(this.current);
  }

  #empty(slot: Slot): void {
    slot.hls?.destroy();
    slot.hls = null;
    slot.videoId = '';
    slot.index = -1;
    slot.box.classList.remove('shown');
    if (slot.video.hasAttribute('src')) {
      slot.video.removeAttribute('src');
      slot.video.load();
    }
  }

  #tick(video: HTMLVideoElement): void {
    const nowMs = video.currentTime * 1000;
    const stepMs = nowMs - this.#lastMs;
    if (stepMs > 0 && stepMs < TICK_MAX_MS) this.#watchedMs += stepMs;
    if (stepMs < -this.durationMs / 2) this.#isCompleted = true;
    this.#lastMs = nowMs;
    this.positionMs = nowMs;
    if (!this.hasFrame && nowMs > 0) this.#frameShown();
  }

  #leave(): void {
    // Of its own accord: where it stood in the list there may be another one now.
    const videoId = this.#slot()?.videoId;
    if (videoId && this.#hasEverPlayed) {
      const completed = this.#isCompleted || this.#watchedMs >= this.durationMs * COMPLETED_PART;
      noteView({ video_id: videoId, watched_ms: this.#watchedMs, completed });
    }
    this.#watchedMs = 0;
    this.#lastMs = 0;
    this.#isCompleted = false;
  }

  #visibilityChanged(): void {
    if (!document.hidden) return void this.#play();
    this.#slot()?.video.pause();
    this.#leave();
  }
}
