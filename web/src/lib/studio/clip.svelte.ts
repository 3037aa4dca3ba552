import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Edit, ExternalCard, Language, ProductCard, Sticker, Video } from '#lib/api/types.ts';
import { findDraft, forgetDraft, keepDraft } from '#lib/kit/draft.ts';
import { newId } from '#lib/kit/ids.ts';
import { CAPTION_LENGTH_MAX } from './captions';
import { moveDrafts } from './cues.svelte';
import { STICKERS_MAX } from './stickers';
import { videoPath } from './videos';

export const TAGS_MAX = 30;
export const SPAN_MIN_MS = 500;

export type TagDraft = { product: ProductCard; from_ms: number; to_ms: number };
export type OutsideDraft = { product: ExternalCard; from_ms: number; to_ms: number };
export type StickerDraft = Sticker & { id: string };
type Draft = { caption: string; language: Language; tags: TagDraft[]; outside: OutsideDraft[]; stickers: StickerDraft[] };

const clone = <T extends object>(all: readonly T[]): T[] => all.map((one) => ({ ...one }));

/** One clip being edited: what is typed, what is saved, and what the server said last. */
export class ClipEditor {
  video = $state.raw<Video>() as Video;
  caption = $state('');
  language = $state<Language>('es');
  tags = $state<TagDraft[]>([]);
  outside = $state<OutsideDraft[]>([]);
  stickers = $state<StickerDraft[]>([]);
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
      this.outside = clone(draft.outside ?? []);
      this.stickers = clone(draft.stickers ?? []);
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
      JSON.stringify(this.tags.map(plain)) !== JSON.stringify(saved.tags.map(plain)) ||
      JSON.stringify(this.outside.map(plainOutside)) !== JSON.stringify(saved.outside.map(plainOutside)) ||
      JSON.stringify(sendable(this.stickers)) !== JSON.stringify(sendable(saved.stickers))
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
    this.outside = clone(saved.outside);
    this.stickers = clone(saved.stickers);
  }

  /** Look again at what only the server changes: captions, a cut on its way. What is typed stays. */
  async refresh(): Promise<void> {
    this.follow(await api.get<Video>(videoPath(this.video.id)));
  }

  /** Another cut is another clip, with everything at other moments; what is written about it stays typed. */
  follow(video: Video): void {
    const { start_ms, end_ms } = this.video.edit;
    if (video.edit.start_ms === start_ms && video.edit.end_ms === end_ms) return void (this.video = video);
    const { caption, language } = this;
    moveDrafts(video.id, start_ms - video.edit.start_ms);
    this.take(video);
    Object.assign(this, { caption, language });
  }

  /** Remember what is typed until it is saved. */
  keep(): void {
    const { caption, language } = this;
    const draft = { caption, language, tags: $state.snapshot(this.tags), outside: $state.snapshot(this.outside), stickers: $state.snapshot(this.stickers) };
    if (this.isChanged) keepDraft(this.#key, draft);
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
    this.stickers = this.stickers.filter((sticker) => sticker.product_id !== productId);
  }

  /** Tag a product that is sold elsewhere, for the whole clip; one that is tagged already shows what is said now. */
  tagOutside(product: ExternalCard): void {
    const known = this.outside.find((tag) => tag.product.id === product.id);
    if (known) known.product = product;
    else if (this.outside.length < TAGS_MAX) this.outside.push({ product, from_ms: 0, to_ms: this.durationMs });
  }

  setOutsideSpan(id: string, fromMs: number, toMs: number): void {
    const tag = this.outside.find((one) => one.product.id === id);
    if (tag) Object.assign(tag, { from_ms: fromMs, to_ms: toMs });
  }

  untagOutside(id: string): void {
    this.outside = this.outside.filter((tag) => tag.product.id !== id);
  }

  /** Words for the picture, from now on; empty ones are never sent. */
  addText(fromMs: number): void {
    this.#addSticker({ kind: 'text', text: '', product_id: null, style: 'paper', x: 0.44, y: 0.3, from_ms: this.#startFrom(fromMs), to_ms: this.durationMs });
  }

  /** The price of a product, for as long as the product is shown. */
  addPrice(productId: string): void {
    const tag = this.tags.find((one) => one.product.id === productId);
    if (!tag) return;
    const { from_ms, to_ms } = tag;
    this.#addSticker({ kind: 'price', text: '', product_id: productId, style: 'rosa', x: 0.4, y: 0.55, from_ms, to_ms });
  }

  changeSticker(id: string, change: Partial<StickerDraft>): void {
    const sticker = this.stickers.find((one) => one.id === id);
    if (sticker) Object.assign(sticker, change);
  }

  removeSticker(id: string): void {
    this.stickers = this.stickers.filter((sticker) => sticker.id !== id);
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

  /** Show the clip to everybody at a moment, by itself. */
  schedule(publishAt: string): Promise<boolean> {
    return this.#once(async () => {
      if (this.isChanged) await this.#save();
      this.video = await api.put<Video>(`${videoPath(this.video.id)}/schedule`, { publish_at: publishAt });
    });
  }

  unschedule(): Promise<boolean> {
    return this.#once(async () => {
      this.video = await api.delete<Video>(`${videoPath(this.video.id)}/schedule`);
    });
  }

  /** Let another part of the uploaded file stay, with its cover. What is typed is saved first, for the cut moves it. */
  cut(part: { start_ms: number; end_ms: number | null }): Promise<boolean> {
    const { start_ms, end_ms } = part;
    const { edit } = this.video;
    const coverMs = edit.cover_ms === null ? -1 : edit.start_ms + (edit.cover_ms ?? 0) - start_ms;
    const isKept = coverMs >= 0 && (end_ms === null || coverMs < end_ms - start_ms);
    return this.#edit({ start_ms, end_ms, cover_ms: isKept ? coverMs : null });
  }

  setCover(coverMs: number): Promise<boolean> {
    const { start_ms, end_ms } = this.video.edit;
    return this.#edit({ start_ms, end_ms, cover_ms: coverMs });
  }

  #edit(edit: Edit): Promise<boolean> {
    return this.#once(async () => {
      if (this.isChanged) await this.#save();
      this.video = await api.put<Video>(`${videoPath(this.video.id)}/edit`, edit);
    });
  }

  #startFrom(ms: number): number {
    return Math.round(Math.max(0, Math.min(ms, this.durationMs - SPAN_MIN_MS)));
  }

  #addSticker(sticker: Sticker): void {
    if (this.stickers.length < STICKERS_MAX) this.stickers.push({ ...sticker, id: newId() });
  }

  delete(): Promise<boolean> {
    return this.#once(async () => {
      await api.delete(videoPath(this.video.id));
      forgetDraft(this.#key);
    });
  }

  async #save(): Promise<void> {
    const { language, tags, outside, stickers } = this;
    const external_tags = outside.map(plainOutside);
    const body = { caption: this.caption.trim(), language, tags: tags.map(plain), external_tags, stickers: sendable(stickers) };
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
    const { caption, language, tags, external_tags, stickers } = this.video;
    return {
      caption,
      language,
      tags: tags.map(({ product, from_ms, to_ms }) => ({ product, from_ms, to_ms })),
      outside: external_tags.map(({ product, from_ms, to_ms }) => ({ product, from_ms, to_ms })),
      stickers: stickers.map((sticker) => ({ ...sticker, id: newId() }))
    };
  }

  get #key(): string {
    return `clip.${this.video.id}`;
  }
}

const plain = (tag: TagDraft) => ({ product_id: tag.product.id, from_ms: Math.round(tag.from_ms), to_ms: Math.round(tag.to_ms) });

const plainOutside = (tag: OutsideDraft) => ({ external_id: tag.product.id, from_ms: Math.round(tag.from_ms), to_ms: Math.round(tag.to_ms) });

const sendable = (stickers: readonly StickerDraft[]): Sticker[] =>
  stickers
    .filter((sticker) => sticker.kind === 'price' || sticker.text.trim())
    .map(({ kind, text, product_id, style, x, y, from_ms, to_ms }) => ({
      kind,
      text: text.trim(),
      product_id,
      style,
      x,
      y,
      from_ms: Math.round(from_ms),
      to_ms: Math.round(to_ms)
    }));
