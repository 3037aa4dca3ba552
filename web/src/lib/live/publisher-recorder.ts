import type { Sink, Source } from './publisher';

/** Called webm, and Matroska in truth: the one kind that Chromium hands out piece by piece. */
const TYPE = 'video/webm;codecs=h264,opus';
const PIECE_MS = 100;
const VIDEO_BITRATE = 2_000_000;
const AUDIO_BITRATE = 96_000;
const KEY_EVERY_MS = 1_000;

/** Say whether this browser records what our server reads. */
export const canRecord = (): boolean => 'MediaRecorder' in globalThis && MediaRecorder.isTypeSupported(TYPE);

/** A camera recorded by the browser: where it does not let us encode. Every line is a recording of its own. */
export class RecorderSource implements Source {
  readonly kind = 'matroska';
  readonly channels = 0;
  readonly #stream: MediaStream;
  readonly #sink: Sink;
  #recorder: MediaRecorder | null = null;

  constructor(stream: MediaStream, sink: Sink) {
    this.#stream = stream;
    this.#sink = sink;
  }

  begin(): void {
    this.stop();
    const options = {
      mimeType: TYPE,
      videoBitsPerSecond: VIDEO_BITRATE,
      audioBitsPerSecond: AUDIO_BITRATE,
      videoKeyFrameIntervalDuration: KEY_EVERY_MS
    };
    const recorder = new MediaRecorder(this.#stream, options);
    this.#recorder = recorder;
    recorder.ondataavailable = ({ data }) => {
      if (this.#recorder === recorder && data.size) this.#sink.send(data);
    };
    recorder.start(PIECE_MS);
  }

  /** A recording has no word for the end: the room ends the show. */
  end(): void {
    this.stop();
  }

  stop(): void {
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder && recorder.state !== 'inactive') recorder.stop();
  }
}
