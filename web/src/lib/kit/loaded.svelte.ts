import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';

/** One answer of the API: not there yet, there, or refused. A newer value may be set by hand. */
export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  #turn = 0;
  readonly #ask: () => Promise<T>;

  /** first: the answer, where it is known already. */
  constructor(ask: () => Promise<T>, first: T | null = null) {
    this.#ask = ask;
    this.value = first;
  }

  /** Ask again. What is shown stays until the answer is here; only the last question counts. */
  load = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.problem = null;
    try {
      const value = await this.#ask();
      if (turn === this.#turn) this.value = value;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
    }
  };
}
