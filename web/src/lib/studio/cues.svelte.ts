import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Captions, Language } from '#lib/api/types.ts';
import { findDraft, forgetDraft, keepDraft } from '#lib/kit/draft.ts';
import { LANGUAGES } from '#lib/kit/i18n.svelte.ts';
import { newId } from '#lib/kit/ids.ts';
import { videoPath } from './videos';

export const CUE_LENGTH_MAX = 160;
export const CUES_MAX = 500;
export const FILE_LENGTH_MAX = 200_000;
const CUE_MIN_MS = 300;
const READ_MIN_MS = 1_200;
const READ_MS_PER_LETTER = 60;

type PlainCue = { from_ms: number; to_ms: number; text: string };
export type CueDraft = PlainCue & { id: string };

const draftKey = (videoId: string, language: Language | null): string => `captions.${videoId}.${language ?? ''}`;

/** What is typed and not saved stays with its pictures when the clip is cut another way. */
export function moveDrafts(videoId: string, byMs: number): void {
  for (const language of LANGUAGES) {
    const key = draftKey(videoId, language);
    const moved = findDraft<PlainCue[]>(key)?.map((cue) => ({ ...cue, from_ms: cue.from_ms + byMs, to_ms: cue.to_ms + byMs }));
    if (moved) keepDraft(key, moved.filter((cue) => cue.to_ms > 0).map((cue) => ({ ...cue, from_ms: Math.max(0, cue.from_ms) })));
  }
}

/** What is said in a clip, in one language, while it is typed. */
export class CuesEditor {
  cues = $state<CueDraft[]>([]);
  isLoading = $state(false);
  isBusy = $state(false);
  problem = $state.raw<Problem | null>(null);
  #saved = $state.raw('[]');
  #turn = 0;
  /** Null while there is nothing to change yet. */
  #language = $state<Language | null>(null);

  constructor(
    readonly videoId: string,
    readonly durationMs: number
  ) {}

  get isChanged(): boolean {
    return JSON.stringify(this.#plain()) !== this.#saved;
  }

  async load(language: Language, exists: boolean): Promise<void> {
    const turn = ++this.#turn;
    this.#language = null;
    this.#take([]);
    this.isLoading = true;
    const isThere = await this.#once(async () => {
      const found = exists ? (await api.get<Captions>(this.#path(language))).cues : [];
      if (turn === this.#turn) this.#take(found);
    });
    if (turn !== this.#turn) return;
    this.isLoading = false;
    if (!isThere) return;
    this.#language = language;
    this.#restore(findDraft<PlainCue[]>(this.#key));
  }

  /** Remember what is typed until it is saved. */
  keep(): void {
    if (this.#language === null) return;
    if (this.isChanged) keepDraft(this.#key, this.#plain());
    else forgetDraft(this.#key);
  }

  /**
   * Add what was said since a moment; it stays as long as it takes to read, or until the playhead. It ends the line
   * before; where the clip stands still it comes after that one.
   */
  add(text: string, fromMs: number, positionMs: number): void {
    const words = text.trim();
    if (!words || this.cues.length >= CUES_MAX) return;
    const latest = Math.max(0, this.durationMs - CUE_MIN_MS);
    let start = Math.min(Math.round(fromMs), latest);
    const before = this.cues.findLast((cue) => cue.from_ms <= start && start < cue.to_ms);
    if (before && start - before.from_ms >= CUE_MIN_MS) before.to_ms = start;
    else if (before) start = Math.min(before.to_ms, latest);
    const reading = Math.max(READ_MIN_MS, words.length * READ_MS_PER_LETTER);
    const end = positionMs - start >= CUE_MIN_MS ? Math.round(positionMs) : start + reading;
    this.cues.push({ id: newId(), from_ms: start, to_ms: Math.min(end, this.durationMs), text: words });
    this.#sort();
  }

  begin(id: string, ms: number): void {
    const cue = this.#find(id);
    if (!cue) return;
    cue.from_ms = Math.round(Math.min(ms, this.durationMs - CUE_MIN_MS));
    cue.to_ms = Math.max(cue.to_ms, cue.from_ms + CUE_MIN_MS);
    this.#sort();
  }

  end(id: string, ms: number): void {
    const cue = this.#find(id);
    if (cue) cue.to_ms = Math.min(this.durationMs, Math.max(Math.round(ms), cue.from_ms + CUE_MIN_MS));
  }

  remove(id: string): void {
    this.cues = this.cues.filter((cue) => cue.id !== id);
  }

  /** Keep what is typed; without any words there are no captions. */
  save(language: Language): Promise<boolean> {
    return this.#once(async () => {
      const cues = this.#plain().filter((cue) => cue.text.trim());
      if (!cues.length) {
        await api.delete(this.#path(language));
        return this.#take([]);
      }
      this.#take((await api.put<Captions>(this.#path(language), { cues })).cues);
    });
  }

  /** The server reads WebVTT and SubRip and says which line it cannot read. */
  upload(language: Language, file: string): Promise<boolean> {
    return this.#once(async () => this.#take((await api.put<Captions>(this.#path(language), { file })).cues));
  }

  #take(cues: readonly PlainCue[]): void {
    this.cues = cues.map((cue) => ({ ...cue, id: newId() }));
    this.#saved = JSON.stringify(this.#plain());
  }

  /** A clip that was cut since then has no room for some of it. */
  #restore(draft: PlainCue[] | null): void {
    const fits = draft?.filter((cue) => cue.from_ms < this.durationMs) ?? [];
    if (draft) this.cues = fits.map((cue) => ({ ...cue, to_ms: Math.min(cue.to_ms, this.durationMs), id: newId() }));
  }

  get #key(): string {
    return draftKey(this.videoId, this.#language);
  }

  async #once(act: () => Promise<void>): Promise<boolean> {
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

  #find(id: string): CueDraft | undefined {
    return this.cues.find((cue) => cue.id === id);
  }

  #sort(): void {
    this.cues.sort((one, other) => one.from_ms - other.from_ms);
  }

  #plain() {
    return this.cues.map(({ from_ms, to_ms, text }) => ({ from_ms, to_ms, text }));
  }

  #path(language: Language): string {
    return `${videoPath(this.videoId)}/captions/${language}`;
  }
}
