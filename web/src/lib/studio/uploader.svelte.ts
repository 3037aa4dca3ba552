import type { DetailedError, Upload } from 'tus-js-client';
import { API, api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Language, Video } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import { recall, remember } from '#lib/kit/storage.ts';
import { checkFile, CLIP_MAX_S } from './files';
import { findKeptFile, forgetFile, keepFile } from './keep';

const CHUNK_BYTES = 8 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];
const MEMORY = 'upload';

/**
 * idle: nothing chosen · checking: looking at the file · sending · paused: by the person · waiting: the line is gone ·
 * making: all bytes are there, the clip is being created · done · failed: `problem` says why.
 */
export type Stage = 'idle' | 'checking' | 'sending' | 'paused' | 'waiting' | 'making' | 'done' | 'failed';

/** What is remembered of an upload that this browser began: enough to go on after a reload. */
export type Unfinished = { name: string; size: number; sentBytes: number; videoId: string; personId: string };

/**
 * One upload at a time, for the whole app: it goes on while the person looks at other screens, waits when the line is
 * gone, and after a reload continues from the last byte that the server has.
 */
class Uploader {
  stage = $state<Stage>('idle');
  file = $state.raw<File | null>(null);
  sentBytes = $state(0);
  problem = $state.raw<Problem | null>(null);
  video = $state.raw<Video | null>(null);
  caption = $state('');
  language = $state<Language>('es');
  /** The part of the file that stays; null keeps all of it. */
  part = $state.raw<{ start_ms: number; end_ms: number } | null>(null);
  unfinished = $state.raw<Unfinished | null>(recall<Unfinished | null>(MEMORY, null));

  #upload: Upload | null = null;
  #uploadId = '';
  #videoId = '';
  #personId = '';

  get isActive(): boolean {
    return this.stage !== 'idle' && this.stage !== 'done' && this.stage !== 'failed';
  }

  /** Trying the same file again may help; a refusal of the file itself stays one. */
  get canRetry(): boolean {
    const code = this.problem?.code ?? '';
    const isRefused = code.startsWith('videos.') && code !== 'videos.too_many';
    return this.stage === 'failed' && !isRefused && code !== 'media.upload_too_large';
  }

  get percent(): number {
    return this.file?.size ? Math.floor((this.sentBytes / this.file.size) * 100) : 0;
  }

  /** Begin with a file, or go on with it when it is the one that was left unfinished. */
  async begin(file: File, personId: string): Promise<void> {
    this.#reset();
    this.#personId = personId;
    this.file = file;
    this.stage = 'checking';
    try {
      const seconds = await checkFile(file);
      if (seconds !== null && seconds > CLIP_MAX_S) this.part = { start_ms: 0, end_ms: CLIP_MAX_S * 1000 };
    } catch (error) {
      return this.#fail(asProblem(error));
    }
    if (this.file !== file) return;
    const old = this.unfinished;
    const isSame = old?.name === file.name && old.size === file.size && old.personId === personId;
    this.#videoId = isSame ? old.videoId : newId();
    this.#note(0);
    void keepFile(file);
    await this.#send(file);
  }

  /** After a reload: go on by itself if the browser kept the file. */
  async recover(personId: string): Promise<void> {
    const old = this.unfinished;
    if (this.stage !== 'idle' || !old || old.personId !== personId) return;
    const file = await findKeptFile();
    if (file && file.name === old.name && file.size === old.size && this.stage === 'idle') await this.begin(file, personId);
  }

  async pause(): Promise<void> {
    this.stage = 'paused';
    await this.#upload?.abort();
  }

  resume(): void {
    if (!this.#upload) return;
    this.stage = 'sending';
    this.#upload.start();
  }

  /** Another file in place of one that was refused: the words stay. */
  async replace(): Promise<void> {
    const { caption } = this;
    const dropped = this.cancel();
    this.caption = caption;
    await dropped;
  }

  /** Stop and take away what the server has. */
  async cancel(): Promise<void> {
    const upload = this.#upload;
    this.#forget();
    this.close();
    // The server forgets unfinished uploads by itself; telling it is a courtesy that may fail.
    await upload?.abort(true).catch(() => undefined);
  }

  /** After "failed": the same file once more, from where it got. */
  async retry(): Promise<void> {
    const file = this.file;
    if (this.#uploadId) return this.#make();
    if (file) await this.begin(file, this.#personId);
  }

  /** The clip is made and shown elsewhere: be ready for the next one. */
  close(): void {
    this.#reset();
    this.caption = '';
  }

  async #send(file: File): Promise<void> {
    const tus = await import('tus-js-client');
    const upload = new tus.Upload(file, {
      endpoint: `${API}/uploads`,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, filetype: file.type || 'video/mp4' },
      onProgress: (sent) => this.#note(sent),
      onError: (error) => this.#broke(error),
      onSuccess: () => {
        this.#uploadId = new URL(upload.url ?? '', location.href).pathname.split('/').pop() ?? '';
        void this.#make();
      }
    });
    const [before] = await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
    if (this.file !== file) return;
    this.#upload = upload;
    if (this.stage !== 'checking') return;
    this.stage = 'sending';
    upload.start();
  }

  /** Make the clip of the finished upload. Safe to repeat: its id stays. */
  async #make(): Promise<void> {
    this.stage = 'making';
    this.problem = null;
    try {
      this.video = await api.post<Video>(
        '/videos',
        {
          id: this.#videoId,
          upload_id: this.#uploadId,
          caption: this.caption.trim(),
          language: this.language,
          edit: this.part ?? {}
        },
        { idempotencyKey: this.#videoId }
      );
      this.#forget();
      this.stage = 'done';
    } catch (error) {
      this.#fail(asProblem(error));
    }
  }

  #broke(error: Error | DetailedError): void {
    const answer = 'originalResponse' in error ? error.originalResponse : null;
    if (answer) return this.#fail(problemOf(answer.getStatus(), answer.getBody()));
    // No answer at all: the line is gone. It goes on when it is back.
    this.stage = 'waiting';
    window.addEventListener('online', () => this.stage === 'waiting' && this.resume(), { once: true });
  }

  #fail(problem: Problem): void {
    this.problem = problem;
    this.stage = 'failed';
    if (problem.code.startsWith('studio.')) this.file = null;
  }

  #note(sentBytes: number): void {
    this.sentBytes = sentBytes;
    const file = this.file;
    if (!file) return;
    this.unfinished = { name: file.name, size: file.size, sentBytes, videoId: this.#videoId, personId: this.#personId };
    remember(MEMORY, this.unfinished);
  }

  #forget(): void {
    this.unfinished = null;
    remember(MEMORY, null);
    void forgetFile();
  }

  #reset(): void {
    void this.#upload?.abort().catch(() => undefined);
    this.#upload = null;
    this.#uploadId = '';
    this.stage = 'idle';
    this.file = null;
    this.sentBytes = 0;
    this.problem = null;
    this.video = null;
    this.part = null;
  }
}

function problemOf(status: number, body: string): Problem {
  try {
    const read = JSON.parse(body) as Record<string, unknown>;
    return new Problem(status, typeof read.code === 'string' ? read.code : 'unexpected', read);
  } catch {
    return new Problem(status, 'unexpected');
  }
}

export const uploader = new Uploader();
