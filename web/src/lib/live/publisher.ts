import { ServerClock } from './clock';
import { canEncode, WebCodecsSource } from './publisher-webcodecs';
import { canRecord, RecorderSource } from './publisher-recorder';

/**
 * connecting · live: pictures are taken · reconnecting: the line is gone, it is tried again · ended: by the host or by
 * the room · refused: `code` says why · failed: the line did not come back, or this browser cannot publish.
 */
export type PublisherState = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'refused' | 'failed';

/** framesPerSecond: 0 where the browser records and does not tell. */
export type PublisherStats = { sentBps: number; framesPerSecond: number; droppedCount: number; waitingBytes: number };

/** What a source writes into: it asks before it encodes, and what it sends while there is no line is lost. */
export type Sink = {
  readonly isOpen: boolean;
  readonly waitingBytes: number;
  /** What the server's clock says when ours, `performance.now()`, says this; null while that is not known. */
  serverMs(ourMs: number): number | null;
  send(data: Uint8Array<ArrayBuffer> | Blob): void;
  noteFrame(): void;
  noteDropped(): void;
};

/** A camera that is encoded. `begin` is called for every line anew: it must send all that a new listener needs. */
export type Source = {
  readonly kind: 'webcodecs' | 'matroska';
  readonly channels: number;
  begin(): void;
  end(): void;
  stop(): void;
};

export type PublisherOptions = {
  /** Of the live process: wss://.../live/publish. */
  url: string;
  /** Fetches leave to publish; asked for again for each line. */
  ticket: () => Promise<string>;
  stream: MediaStream;
  onState?: (state: PublisherState, code?: string) => void;
  onStats?: (stats: PublisherStats) => void;
};

const AGAIN_MS = [300, 1_000, 2_000, 4_000];
const GIVE_UP_AFTER_MS = 60_000;
const STATS_MS = 1_000;
const READY_WITHIN_MS = 10_000;
/** The line before may not be known to be gone yet; a server that begins anew asks for another try. */
const PASSING = new Set(['occupied', 'try_again']);

/** Ask for camera and microphone, as a phone held upright gives them. */
export const openCamera = (facing: 'user' | 'environment' = 'user'): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  });

/** Say how this browser can publish; null: not at all, and a program such as OBS must. */
export const wayToPublish = async (): Promise<'webcodecs' | 'matroska' | null> =>
  (await canEncode()) ? 'webcodecs' : canRecord() ? 'matroska' : null;

/** Sends a camera into a room, over a line that may come and go. */
export class Publisher {
  state: PublisherState = 'connecting';
  readonly #options: PublisherOptions;
  readonly #clock: ServerClock;
  readonly #stats: ReturnType<typeof setInterval>;
  #source: Source | null = null;
  #socket: WebSocket | null = null;
  #isReady = false;
  #tries = 0;
  #lostAtMs: number | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #wakeLock: WakeLockSentinel | null = null;
  #sentBytes = 0;
  #frames = 0;
  #dropped = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#clock = new ServerClock(options.url);
    this.#stats = setInterval(() => this.#report(), STATS_MS);
  }

  /** Begin. Reports what follows by onState. */
  async start(): Promise<void> {
    const way = await wayToPublish();
    if (this.#isOver()) return;
    if (!way) return this.#finish('failed', 'unsupported');
    const source = way === 'webcodecs' ? WebCodecsSource : RecorderSource;
    this.#source = new source(this.#options.stream, this.#sink());
    void this.#stayAwake();
    // Known before the first picture: dates that change under viewers would show what was said too early.
    await this.#clock.ask(1);
    void this.#clock.ask();
    await this.#connect();
  }

  /** End the broadcast for good. The camera is the caller's to stop. */
  stop(): void {
    if (this.#isReady) this.#source?.end();
    this.#finish('ended');
  }

  #sink(): Sink {
    const isOpen = () => this.#isReady && this.#socket?.readyState === WebSocket.OPEN;
    const waitingBytes = () => this.#socket?.bufferedAmount ?? 0;
    return {
      get isOpen() {
        return isOpen();
      },
      get waitingBytes() {
        return waitingBytes();
      },
      serverMs: (ourMs) => this.#clock.at(ourMs),
      send: (data) => {
        if (!isOpen()) return;
        this.#sentBytes += data instanceof Blob ? data.size : data.byteLength;
        this.#socket?.send(data);
      },
      noteFrame: () => this.#frames++,
      noteDropped: () => this.#dropped++
    };
  }

  async #connect(): Promise<void> {
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch {
      return this.#again();
    }
    if (this.#isOver() || !this.#source) return;
    const socket = new WebSocket(this.#options.url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const late = setTimeout(() => socket.close(), READY_WITHIN_MS);
    const { kind, channels } = this.#source;
    socket.onopen = () => socket.send(JSON.stringify({ ticket, kind, channels }));
    socket.onmessage = ({ data }) => {
      clearTimeout(late);
      this.#hear(JSON.parse(String(data)) as { is: string; code?: string });
    };
    socket.onclose = () => {
      clearTimeout(late);
      if (this.#socket === socket) this.#again();
    };
  }

  #hear(word: { is: string; code?: string }): void {
    if (word.is === 'ready') {
      this.#isReady = true;
      this.#tries = 0;
      this.#lostAtMs = null;
      this.#become('live');
      this.#source?.begin();
    } else if (word.code === 'ended') this.#finish('ended');
    else if (!PASSING.has(word.code ?? '')) this.#finish('refused', word.code);
  }

  /** The line is gone: try again, after a pause that grows, until the room has given up, too. */
  #again(): void {
    this.#isReady = false;
    this.#socket = null;
    if (this.#isOver()) return;
    this.#lostAtMs ??= Date.now();
    if (Date.now() - this.#lostAtMs > GIVE_UP_AFTER_MS) return this.#finish('failed', 'line');
    this.#become('reconnecting');
    this.#retry = setTimeout(() => void this.#connect(), AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)]);
  }

  #finish(state: 'ended' | 'refused' | 'failed', code?: string): void {
    if (this.#isOver()) return;
    this.state = state;
    clearInterval(this.#stats);
    clearTimeout(this.#retry);
    this.#clock.stop();
    this.#source?.stop();
    this.#isReady = false;
    this.#socket?.close();
    this.#socket = null;
    void this.#wakeLock?.release();
    this.#options.onState?.(state, code);
  }

  #become(state: PublisherState): void {
    if (this.state === state && state !== 'connecting') return;
    this.state = state;
    this.#options.onState?.(state);
  }

  #isOver(): boolean {
    return this.state === 'ended' || this.state === 'refused' || this.state === 'failed';
  }

  #report(): void {
    this.#options.onStats?.({
      sentBps: (this.#sentBytes * 8_000) / STATS_MS,
      framesPerSecond: (this.#frames * 1_000) / STATS_MS,
      droppedCount: this.#dropped,
      waitingBytes: this.#socket?.bufferedAmount ?? 0
    });
    this.#sentBytes = this.#frames = 0;
  }

  /** A phone that sleeps sends no pictures. */
  async #stayAwake(): Promise<void> {
    try {
      this.#wakeLock = await navigator.wakeLock?.request('screen');
    } catch {
      this.#wakeLock = null;
    }
  }
}
