import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { ImportField, ImportRun, ImportSource } from '#lib/api/types.ts';
import { stepOf } from './imports';

const POLL_MS = 900;

/** One import, looked at again and again while the server works on it. */
export class RunWatch {
  run = $state.raw<ImportRun | null>(null);
  source = $state.raw<ImportSource | null>(null);
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  readonly #id: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(id: string) {
    this.#id = id;
  }

  get path(): string {
    return `/import-runs/${this.#id}`;
  }

  /** Load, and go on looking until `stop`. A dead line is no end: the next look may get through. */
  look = async (): Promise<void> => {
    clearTimeout(this.#timer);
    try {
      this.#take(await api.get<ImportRun>(this.path));
      if (!this.source && this.run) this.source = await api.get<ImportSource>(`/import-sources/${this.run.source_id}`);
      this.problem = null;
    } catch (error) {
      this.problem = asProblem(error);
      if (this.run && !this.#isOver) this.#timer = setTimeout(this.look, POLL_MS * 3);
    }
  };

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  apply = (isVanishingFine: boolean): Promise<void> =>
    this.#ask(() => api.post<ImportRun>(`${this.path}/application`, { is_vanishing_fine: isVanishingFine }));
  cancel = (): Promise<void> => this.#ask(() => api.post<ImportRun>(`${this.path}/cancellation`));
  undo = (): Promise<void> => this.#ask(() => api.post<ImportRun>(`${this.path}/reversal`));
  map = (mapping: Record<string, ImportField>): Promise<void> =>
    this.#ask(async () => {
      const run = await api.put<ImportRun>(`${this.path}/mapping`, { mapping });
      this.source = await api.get<ImportSource>(`/import-sources/${run.source_id}`);
      return run;
    });

  /** Change the source; `again` reads the file once more, because the preview depends on it. */
  change = (changes: Partial<ImportSource>, again: boolean): Promise<void> =>
    this.#ask(async () => {
      this.source = await api.patch<ImportSource>(`/import-sources/${this.run?.source_id}`, changes);
      if (again) return api.put<ImportRun>(`${this.path}/mapping`, { mapping: this.source.mapping });
      return this.run!;
    });

  async #ask(act: () => Promise<ImportRun>): Promise<void> {
    this.isBusy = true;
    this.problem = null;
    try {
      this.#take(await act());
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.isBusy = false;
    }
  }

  #take(run: ImportRun): void {
    this.run = run;
    clearTimeout(this.#timer);
    if (stepOf(run) && !this.#isOver) this.#timer = setTimeout(this.look, POLL_MS);
  }
}
