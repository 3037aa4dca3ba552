const ASKS = 6;
const WITHIN_MS = 2_000;
/** Two clocks drift apart by a tenth of a second in half an hour. */
const AGAIN_MS = 60_000;

/** The clock by which a film is dated, as this device knows it. */
export class ServerClock {
  readonly #url: URL;
  readonly #again: ReturnType<typeof setInterval>;
  /** From our clock to the server's. */
  #offsetMs: number | null = null;
  #isStopped = false;

  /** url: any address of the live process that is beside its `now`. */
  constructor(url: string) {
    this.#url = new URL('now', url.replace(/^ws/, 'http'));
    this.#again = setInterval(() => void this.ask(), AGAIN_MS);
  }

  /** What it says when ours, `performance.now()`, says this; null while that is not known. */
  at(ourMs: number = performance.now()): number | null {
    return this.#offsetMs === null ? null : ourMs + this.#offsetMs;
  }

  /** Ask a few times, and believe the quickest answer. */
  async ask(asks: number = ASKS): Promise<void> {
    let quickestMs = Infinity;
    let offsetMs: number | null = null;
    for (let count = 0; count < asks && !this.#isStopped; count++) {
      try {
        const askedMs = performance.now();
        const answer = await fetch(this.#url, { cache: 'no-store', signal: AbortSignal.timeout(WITHIN_MS) });
        const serverMs = Number(await answer.text());
        const tookMs = performance.now() - askedMs;
        if (!Number.isFinite(serverMs) || tookMs >= quickestMs) continue;
        quickestMs = tookMs;
        offsetMs = serverMs + 0.5 - (askedMs + tookMs / 2);
      } catch {
        break;
      }
    }
    this.#offsetMs = offsetMs ?? this.#offsetMs;
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#again);
  }
}
