import type { Sink, Source } from './publisher';

const CONFIG = 0;
const KEY = 1;
const DELTA = 2;
const SOUND = 3;
const DROPPED = 4;
const END = 5;
const CLOCK = 6;
const HEAD_BYTES = 17;

const KEY_EVERY_US = 1_000_000;
/** A key frame may come so much early, else it would come a whole picture late. */
const KEY_SLACK_US = 10_000;
const BATCH_MS = 80;
const ENCODING_MAX = 3;
/** More than this on the way means that the line is slower than the film. */
const WAITING_SHARE_MAX = 0.5;
const BITRATE_MAX = 2_500_000;
const BITRATE_MIN = 400_000;
const AUDIO_BITRATE = 96_000;
const LOOK_MS = 2_000;
const CALM_LOOKS = 8;
/** Clocks of camera and microphone that are further apart are two clocks. */
const ONE_CLOCK_US = 300_000;
/** An encoder is not further behind what it was given: more than this was lost on the way to it. */
const LOST_US = 80_000;
const PIXELS_OF_LEVEL_31 = 1280 * 720;

type Track<T> = { readable: ReadableStream<T> };
type TrackProcessor = new <T>(options: { track: MediaStreamTrack }) => Track<T>;
const Processor = (globalThis as { MediaStreamTrackProcessor?: TrackProcessor }).MediaStreamTrackProcessor;

const videoConfig = (width: number, height: number, bitrate: number): VideoEncoderConfig => ({
  codec: width * height > PIXELS_OF_LEVEL_31 ? 'avc1.42E028' : 'avc1.42E01F',
  width,
  height,
  bitrate,
  framerate: 30,
  latencyMode: 'realtime',
  avc: { format: 'avc' }
});

/** Say whether this browser gives us its pictures and encodes H.264 and Opus. */
export const canEncode = async (): Promise<boolean> => {
  if (!Processor || !('VideoEncoder' in globalThis) || !('AudioEncoder' in globalThis)) return false;
  const video = await VideoEncoder.isConfigSupported(videoConfig(1280, 720, BITRATE_MAX)).catch(() => null);
  const audio = await AudioEncoder.isConfigSupported({ codec: 'opus', sampleRate: 48_000, numberOfChannels: 1 }).catch(() => null);
  return Boolean(video?.supported && audio?.supported);
};

/**
 * A camera encoded picture by picture: a key frame every second exactly, and where the line is too slow pictures are
 * left out before they are encoded, then the bitrate falls. Sound stays in step with the pictures, also when some of it
 * is lost.
 */
export class WebCodecsSource implements Source {
  readonly kind = 'webcodecs';
  readonly channels: number;
  readonly #sink: Sink;
  readonly #video: VideoEncoder;
  readonly #audio: AudioEncoder;
  readonly #readers: ReadableStreamDefaultReader<VideoFrame | AudioData>[] = [];
  readonly #look: ReturnType<typeof setInterval>;
  #config: Uint8Array<ArrayBuffer> | null = null;
  #batch: Uint8Array<ArrayBuffer>[] = [];
  #batchBeganMs = 0;
  #keyedUs = -Infinity;
  #mustKey = true;
  #waitsForKey = true;
  #size = { width: 0, height: 0 };
  #bitrate = BITRATE_MAX;
  #droppedSinceLook = 0;
  #dropped = 0;
  #calmLooks = 0;
  #videoClockUs: number | null = null;
  /** As #videoClockUs, by the picture that reached us soonest. */
  #takenClockUs = Infinity;
  #audioClockUs: number | null = null;
  /** Where the sound ends that the encoder was given last, by the microphone's clock. */
  #soundEndUs = 0;
  /** What a busy device or a line that was away lost of the sound: an encoder counts samples and closes the gap. */
  #lostUs = 0;
  #isStopped = false;

  constructor(stream: MediaStream, sink: Sink) {
    this.#sink = sink;
    const [camera] = stream.getVideoTracks();
    const [microphone] = stream.getAudioTracks();
    this.channels = microphone ? Math.min(2, microphone.getSettings().channelCount ?? 1) : 0;
    this.#video = new VideoEncoder({ output: (chunk, meta) => this.#picture(chunk, meta), error: () => {} });
    this.#audio = new AudioEncoder({ output: (chunk) => this.#sound(chunk), error: () => {} });
    if (camera) void this.#read<VideoFrame>(camera, (frame) => this.#encode(frame));
    if (microphone) void this.#read<AudioData>(microphone, (data) => this.#encodeSound(data));
    this.#look = setInterval(() => this.#adapt(), LOOK_MS);
  }

  /** A new line: it hears the configuration again, and begins with a key frame. */
  begin(): void {
    this.#batch = [];
    this.#mustKey = true;
    this.#waitsForKey = true;
    if (this.#config) this.#write(CONFIG, 0, 0, this.#config);
  }

  end(): void {
    this.#write(END, 0, 0, new Uint8Array());
    this.#flush();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#look);
    for (const reader of this.#readers) void reader.cancel().catch(() => {});
    if (this.#video.state !== 'closed') this.#video.close();
    if (this.#audio.state !== 'closed') this.#audio.close();
  }

  async #read<T extends VideoFrame | AudioData>(track: MediaStreamTrack, take: (data: T) => void): Promise<void> {
    if (!Processor) return;
    const reader = new Processor<T>({ track }).readable.getReader();
    this.#readers.push(reader as ReadableStreamDefaultReader<VideoFrame | AudioData>);
    for (;;) {
      const { value, done } = await reader.read();
      if (done || this.#isStopped) return value?.close();
      try {
        take(value);
      } finally {
        value.close();
      }
    }
  }

  #encode(frame: VideoFrame): void {
    const clockUs = performance.now() * 1_000 - frame.timestamp;
    this.#videoClockUs ??= clockUs;
    this.#takenClockUs = Math.min(this.#takenClockUs, clockUs);
    if (!this.#sink.isOpen) return;
    const isLineFull = this.#sink.waitingBytes > (this.#bitrate / 8) * WAITING_SHARE_MAX;
    if (this.#video.encodeQueueSize > ENCODING_MAX || isLineFull) {
      this.#dropped++;
      this.#droppedSinceLook++;
      this.#sink.noteDropped();
      return;
    }
    // H.264 has even sizes; a phone that is turned sends others.
    const width = frame.displayWidth & ~1;
    const height = frame.displayHeight & ~1;
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#configure();
    }
    const isKey = this.#mustKey || frame.timestamp - this.#keyedUs >= KEY_EVERY_US - KEY_SLACK_US;
    if (isKey) this.#keyedUs = frame.timestamp;
    this.#mustKey = false;
    this.#video.encode(frame, { keyFrame: isKey });
    this.#sink.noteFrame();
  }

  #encodeSound(data: AudioData): void {
    this.#audioClockUs ??= performance.now() * 1_000 - data.timestamp;
    if (!this.#sink.isOpen) return;
    if (this.#audio.state === 'unconfigured') {
      this.#audio.configure({
        codec: 'opus',
        sampleRate: data.sampleRate,
        numberOfChannels: data.numberOfChannels,
        bitrate: AUDIO_BITRATE
      });
    }
    this.#audio.encode(data);
    this.#soundEndUs = data.timestamp + data.duration;
  }

  #configure(): void {
    this.#video.configure(videoConfig(this.#size.width, this.#size.height, this.#bitrate));
    this.#mustKey = true;
  }

  #picture(chunk: EncodedVideoChunk, meta?: EncodedVideoChunkMetadata): void {
    const description = meta?.decoderConfig?.description;
    if (description) {
      this.#config = bytesOf(description);
      this.#write(CONFIG, 0, 0, this.#config);
    }
    const isKey = chunk.type === 'key';
    if (this.#waitsForKey && !isKey) return;
    this.#writeChunk(isKey ? KEY : DELTA, chunk, this.#videoClockUs ?? 0);
    if (!this.#waitsForKey) return;
    this.#waitsForKey = false;
    this.#tellTheTime();
  }

  #sound(chunk: EncodedAudioChunk): void {
    const behindUs = this.#soundEndUs - chunk.timestamp - (chunk.duration ?? 0);
    if (!this.#audio.encodeQueueSize && Math.abs(behindUs - this.#lostUs) > LOST_US) this.#lostUs = behindUs;
    if (this.#waitsForKey || this.#videoClockUs === null) return;
    const own = this.#audioClockUs ?? 0;
    const isOneClock = Math.abs(own - this.#videoClockUs) < ONE_CLOCK_US;
    this.#writeChunk(SOUND, chunk, this.#lostUs + (isOneClock ? this.#videoClockUs : own));
  }

  /** Say when the last key frame was taken, by the server's clock: what lies between cannot be seen from there. */
  #tellTheTime(): void {
    const takenMs = this.#sink.serverMs((this.#keyedUs + this.#takenClockUs) / 1_000);
    if (takenMs === null || this.#waitsForKey) return;
    const moment = new DataView(new ArrayBuffer(8));
    moment.setFloat64(0, takenMs);
    this.#write(CLOCK, Math.max(0, Math.round(this.#keyedUs + (this.#videoClockUs ?? 0))), 0, new Uint8Array(moment.buffer));
  }

  #writeChunk(kind: number, chunk: EncodedVideoChunk | EncodedAudioChunk, clockUs: number): void {
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    this.#write(kind, Math.max(0, Math.round(chunk.timestamp + clockUs)), chunk.duration ?? 0, data);
  }

  #write(kind: number, timestampUs: number, durationUs: number, payload: Uint8Array): void {
    const record = new Uint8Array(HEAD_BYTES + payload.byteLength);
    const view = new DataView(record.buffer);
    view.setUint8(0, kind);
    view.setBigInt64(1, BigInt(timestampUs));
    view.setUint32(9, durationUs);
    view.setUint32(13, payload.byteLength);
    record.set(payload, HEAD_BYTES);
    if (!this.#batch.length) this.#batchBeganMs = performance.now();
    this.#batch.push(record);
    if (performance.now() - this.#batchBeganMs >= BATCH_MS) this.#flush();
  }

  #flush(): void {
    const joined = new Uint8Array(this.#batch.reduce((size, each) => size + each.byteLength, 0));
    let at = 0;
    for (const record of this.#batch) {
      joined.set(record, at);
      at += record.byteLength;
    }
    this.#batch = [];
    this.#sink.send(joined);
  }

  /** Fall at once when pictures had to be left out, rise slowly when none were for a while. */
  #adapt(): void {
    if (!this.#sink.isOpen || this.#video.state !== 'configured') return;
    const isCalm = this.#droppedSinceLook <= 1;
    this.#droppedSinceLook = 0;
    this.#calmLooks = isCalm ? this.#calmLooks + 1 : 0;
    const count = new DataView(new ArrayBuffer(4));
    count.setUint32(0, this.#dropped);
    this.#write(DROPPED, 0, 0, new Uint8Array(count.buffer));
    this.#tellTheTime();
    const wanted = isCalm ? (this.#calmLooks % CALM_LOOKS ? this.#bitrate : this.#bitrate * 1.2) : this.#bitrate * 0.7;
    const bitrate = Math.round(Math.min(BITRATE_MAX, Math.max(BITRATE_MIN, wanted)));
    if (bitrate === this.#bitrate) return;
    this.#bitrate = bitrate;
    this.#configure();
  }
}

const bytesOf = (data: AllowSharedBufferSource): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data));
