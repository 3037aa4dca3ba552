import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Language, ProductCard, Video } from '#lib/api/types.ts';
import { findDraft, forgetDraft, keepDraft } from '#lib/kit/draft.ts';
import { CAPTION_LENGTH_MAX } from './captions';
import { videoPath } from './videos';

export const TAGS_MAX = 30;
export const SPAN_MIN_MS = 500;

export type TagDraft = { product: ProductCard; from_ms: number; to_ms: number };
type Draft = { caption: string; language: Language; tags: TagDraft[] };

const clone = (tags: readonly TagDraft[]): TagDraft[] => tags.map((tag) => ({ ...tag }));

/** One clip being edited: what is typed, what is saved, and what the server said last. */
export class ClipEditor {
  video = $state.raw<Video>() as Video;
  caption = $state('');
  language = $state<Language>('es');
  tags = $state<TagDraft[]>([]);
  isBusy = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** What was typed before and not saved has been put back. */
  isRestored = $state(false);

  constructor(video: Video) {
    this.take(video);
    const draft = findDraft<Draft>(this.#key);
    if (draft && video.status === 'ready') {
      this.caption = draft.caption;
      this.language = draft.language;
      this.tags = clone(draft.tags);
      this.isRestored = this.isChanged;
    }
  }

  get durationMs(): number {
    return this.video.duration_ms ?? 0;
  }

  get isChanged(): boolean {
    const saved = this.#saved;
    return (
      this.caption.trim() !== saved.caption ||
      this.language !== saved.language ||
      JSON.stringify(this.tags.map(plain)) !== JSON.stringify(saved.tags.map(plain))
    );
  }

  get isCaptionTooLong(): boolean {
    return this.caption.length > CAPTION_LENGTH_MAX;
  }

  /** Take what the server says now, with everything that is shown. */
  take(video: Video): void {
    this.video = video;
    const saved = this.#saved;
    this.caption = saved.caption;
    this.language = saved.language;
    this.tags = clone(saved.tags);
  }

  /** Remember what is typed until it is saved. */
  keep(): void {
    if (this.isChanged) keepDraft(this.#key, { caption: this.caption, language: this.language, tags: $state.snapshot(this.tags) });
    else forgetDraft(this.#key);
  }

  discard(): void {
    this.take(this.video);
    this.isRestored = false;
    forgetDraft(this.#key);
  }

  /** Tag a product for the whole clip; the person narrows it on the line of time. */
  tag(product: ProductCard): void {
    if (this.tags.length >= TAGS_MAX || this.tags.some((tag) => tag.product.id === product.id)) return;
    this.tags.push({ product, from_ms: 0, to_ms: this.durationMs });
  }

  /** Show a product only in this part of the clip. */
  setSpan(productId: string, fromMs: number, toMs: number): void {
    const tag = this.tags.find((one) => one.product.id === productId);
    if (tag) Object.assign(tag, { from_ms: fromMs, to_ms: toMs });
  }

  untag(productId: string): void {
    this.tags = this.tags.filter((tag) => tag.product.id !== productId);
  }

  save(): Promise<boolean> {
    return this.#once(() => this.#save());
  }

  /** Save what is typed, then show the clip to everybody. */
  publish(): Promise<boolean> {
    return this.#once(async () => {
      if (this.isChanged) await this.#save();
      this.take(await api.post<Video>(`${videoPath(this.video.id)}/publication`));
    });
  }

  unpublish(): Promise<boolean> {
    return this.#once(async () => {
      this.video = await api.delete<Video>(`${videoPath(this.video.id)}/publication`);
    });
  }

  delete(): Promise<boolean> {
    return this.#once(async () => {
      await api.delete(videoPath(this.video.id));
      forgetDraft(this.#key);
    });
  }

  async #save(): Promise<void> {
    const body = { caption: this.caption.trim(), language: this.language, tags: this.tags.map(plain) };
    this.take(await api.patch<Video>(videoPath(this.video.id), body));
    this.isRestored = false;
    forgetDraft(this.#key);
  }

  /** Whether it went well; when not, `problem` says why. */
  async #once(act: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.problem = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  get #saved(): Draft {
    const { caption, language, tags } = this.video;
    return { caption, language, tags: tags.map(({ product, from_ms, to_ms }) => ({ product, from_ms, to_ms })) };
  }

  get #key(): string {
    return `clip.${this.video.id}`;
  }
}

const plain = (tag: TagDraft) => ({ product_id: tag.product.id, from_ms: Math.round(tag.from_ms), to_ms: Math.round(tag.to_ms) });
