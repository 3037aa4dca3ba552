import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { SlideshowRun } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';

export const CHOSEN_MAX = 10;
const POLL_MS = 1_200;
const UNDER_WAY = ['waiting', 'making', 'preparing'];

/** Clips made of a shop's photos: the last runs, the newest looked at again and again while it goes on. */
export class PhotoClips {
  runs = $state.raw<SlideshowRun[] | null>(null);
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  readonly #shopId: string;
  #draft = newId();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(shopId: string) {
    this.#shopId = shopId;
  }

  get last(): SlideshowRun | null {
    return this.runs?.[0] ?? null;
  }

  get isRunning(): boolean {
    return this.last !== null && !this.last.is_over;
  }

  /** Of which products there is a clip from photos already. */
  get madeIds(): ReadonlySet<string> {
    return new Set(this.runs?.flatMap((run) => run.clips.filter((each) => each.video_id).map((each) => each.product_id)));
  }

  get #path(): string {
    return `/shops/${this.#shopId}/slideshow-runs`;
  }

  load = async (): Promise<void> => {
    this.problem = null;
    try {
      this.runs = (await api.get<{ items: SlideshowRun[] }>(this.#path)).items;
      this.#wait();
    } catch (error) {
      this.problem = asProblem(error);
    }
  };

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  begin = (productIds: string[], isPublishing: boolean): Promise<void> =>
    this.#ask(async () => {
      const run = await api.post<SlideshowRun>(this.#path, { id: this.#draft, product_ids: productIds, is_publishing: isPublishing });
      this.#draft = newId();
      this.runs = [run, ...(this.runs ?? [])];
    });

  cancel = (run: SlideshowRun): Promise<void> =>
    this.#ask(async () => this.#take(await api.post<SlideshowRun>(`/slideshow-runs/${run.id}/cancellation`)));

  async #ask(act: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.isBusy = false;
      this.#wait();
    }
  }

  /** A dead line is no end: the next look may get through. */
  #look = async (): Promise<void> => {
    try {
      this.#take(await api.get<SlideshowRun>(`/slideshow-runs/${this.last?.id}`));
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.#wait();
  };

  #take(run: SlideshowRun): void {
    this.runs = this.runs?.map((each) => (each.id === run.id ? run : each)) ?? null;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.isRunning && !this.#isOver) this.#timer = setTimeout(this.#look, POLL_MS);
  }
}

/** How much of a run is done, each clip counting the same. */
export function percentOf(run: SlideshowRun): number {
  const shares = run.clips.map((each) => {
    if (!UNDER_WAY.includes(each.state)) return 100;
    return each.state === 'preparing' ? 50 + each.progress_percent / 2 : each.state === 'making' ? 15 : 0;
  });
  return Math.round(shares.reduce((sum, share) => sum + share, 0) / shares.length);
}
