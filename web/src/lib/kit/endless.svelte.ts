import { untrack } from 'svelte';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Page } from '#lib/api/types.ts';

/** A list of the API that grows page by page. `load` gets the cursor of the page it shall fetch. */
export class Endless<T> {
  items = $state.raw<T[]>([]);
  isLoading = $state(false);
  isEnd = $state(false);
  problem = $state.raw<Problem | null>(null);
  #cursor: string | null = null;
  readonly #load: (cursor: string | null) => Promise<Page<T>>;

  /** first: its first page, where that is known already. */
  constructor(load: (cursor: string | null) => Promise<Page<T>>, first: Page<T> | null = null) {
    this.#load = load;
    if (first) this.#add(first);
  }

  get isEmpty(): boolean {
    return this.isEnd && this.items.length === 0;
  }

  /** Fetch the next page. Does nothing at the end or while one is under way. */
  more = async (): Promise<void> => {
    // An effect that asks for a page does not ask again because it came, or did not.
    if (untrack(() => this.isLoading || this.isEnd)) return;
    this.isLoading = true;
    this.problem = null;
    try {
      this.#add(await this.#load(this.#cursor));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.isLoading = false;
    }
  };

  /** Fetch the first page, unless it is there. */
  start = async (): Promise<void> => {
    if (untrack(() => this.#cursor === null && !this.items.length)) await this.more();
  };

  #add(page: Page<T>): void {
    this.items = [...this.items, ...page.items];
    this.#cursor = page.next_cursor;
    this.isEnd = page.next_cursor === null;
  }
}
