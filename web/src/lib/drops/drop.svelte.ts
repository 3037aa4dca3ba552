import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Drop, DropClaim, SeenDrop } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';

const SECOND_MS = 1_000;
const LOOK_MS = 20_000;
/** Who waits, or sees the last ones go, looks more often; each by a little other time, so that a crowd spreads. */
const LOOK_SOON_MS = 3_000;
const SPREAD_MS = 1_000;

/** Where a drop stands for who looks at it. offline: the last question was not answered. */
export type DropState = 'planned' | 'open' | 'held' | 'waiting' | 'bought' | 'sold_out' | 'over';

/** One drop as a person sees it: what is left, by the clock of the server, and her own claim in it. */
export class WatchedDrop {
  drop = $state.raw<Drop>() as Drop;
  claim = $state.raw<DropClaim | null>(null);
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  isOffline = $state(false);
  /** What the server's clock says now. */
  nowMs = $state(0);

  #aheadMs = 0;
  #ticket: string | null = null;
  #asked: Promise<string> | null = null;
  /** One claim keeps one id until it is answered: a double tap and a lost answer are one claim. */
  #id = newId();
  /** She knows that it is over: it need not be said. */
  #givenUp = '';
  #lookAt = 0;
  #isLooking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(seen: SeenDrop) {
    this.#took(seen);
  }

  get state(): DropState {
    const claim = this.claim;
    if (claim?.state === 'held' && this.leftMs(claim.until) > 0) return 'held';
    if (claim?.state === 'waiting' || claim?.state === 'bought') return claim.state;
    if (this.drop.phase === 'ended' || this.drop.phase === 'cancelled' || this.leftMs(this.drop.closes_at) <= 0) return 'over';
    if (this.leftMs(this.drop.opens_at) > 0) return 'planned';
    return this.drop.phase === 'sold_out' && !this.canWait ? 'sold_out' : 'open';
  }

  /** The time of its claim was over before it was paid. */
  get isLate(): boolean {
    return this.claim?.state === 'over' || this.claim?.state === 'missed' || (this.claim?.state === 'held' && this.leftMs(this.claim.until) <= 0);
  }

  /** Nothing is left, and somebody may give something back: the server says whether the line is full. */
  get canWait(): boolean {
    return this.problem?.code !== 'drops.sold_out';
  }

  leftMs(iso: string | null): number {
    return iso ? Date.parse(iso) - this.nowMs : 0;
  }

  /** Run the clock, and look again from time to time, until the card is gone. */
  watch = (): (() => void) => {
    const tick = () => {
      this.nowMs = Date.now() + this.#aheadMs;
      if (Date.now() >= this.#lookAt && !document.hidden) void this.look();
      this.#timer = setTimeout(tick, SECOND_MS - (this.nowMs % SECOND_MS) + 1);
    };
    tick();
    void this.#prepare();
    return () => clearTimeout(this.#timer);
  };

  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      this.#took(await api.get<SeenDrop>(`/drops/${this.drop.id}`));
      this.isOffline = false;
    } catch (error) {
      this.isOffline = asProblem(error).code === 'offline';
      this.#lookAt = Date.now() + LOOK_SOON_MS;
    } finally {
      this.#isLooking = false;
    }
  }

  /** Claim units. Answers whether they are hers now. */
  async take(quantity: number): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.problem = null;
    try {
      this.claim = await this.#claim(quantity);
      this.#id = newId();
      await this.look();
    } catch (error) {
      this.problem = asProblem(error);
      this.isOffline = this.problem.code === 'offline';
      if (this.problem.code === 'drops.not_open') void this.look();
    } finally {
      this.isBusy = false;
    }
    return this.state === 'held';
  }

  /** Leave the line, or let the next one have it. */
  async giveUp(): Promise<void> {
    const claim = this.claim;
    if (!claim || this.isBusy) return;
    this.isBusy = true;
    try {
      await api.delete(`/drops/${this.drop.id}/claims/${claim.id}`);
      this.#givenUp = claim.id;
      this.claim = null;
      await this.look();
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #claim(quantity: number, isAgain = false): Promise<DropClaim> {
    this.#ticket ??= await this.#askTicket();
    const body = { id: this.#id, ticket: this.#ticket, quantity };
    try {
      return await api.post<DropClaim>(`/drops/${this.drop.id}/claims`, body);
    } catch (error) {
      // Signed in or out meanwhile, or too long ago: the next ticket fits.
      if (isAgain || asProblem(error).code !== 'drops.ticket_refused') throw error;
      this.#ticket = null;
      return this.#claim(quantity, true);
    }
  }

  /** The ticket is asked for before the opening, so that nothing but the claim is asked in that moment. */
  async #prepare(): Promise<void> {
    try {
      this.#ticket ??= await this.#askTicket();
    } catch (error) {
      asProblem(error);
    }
  }

  /** One question at a time: two answers would name two guests. */
  #askTicket(): Promise<string> {
    this.#asked ??= api
      .post<{ ticket: string }>(`/drops/${this.drop.id}/tickets`)
      .then(({ ticket }) => ticket)
      .finally(() => (this.#asked = null));
    return this.#asked;
  }

  #took(seen: SeenDrop): void {
    this.drop = seen.drop;
    this.claim = seen.claim?.id === this.#givenUp ? null : seen.claim;
    this.#aheadMs = Date.parse(seen.drop.now) - Date.now();
    this.nowMs = Date.now() + this.#aheadMs;
    const isSoon = this.claim?.state === 'waiting' || this.state === 'open' || Math.abs(this.leftMs(this.drop.opens_at)) < LOOK_MS;
    this.#lookAt = Date.now() + (isSoon ? LOOK_SOON_MS : LOOK_MS) + Math.random() * SPREAD_MS;
  }
}

/** `2 d 03:04:05`, `04:05`: days, and a clock of what is left. */
export function clockOf(ms: number): { days: number; clock: string } {
  const all = Math.max(0, Math.ceil(ms / SECOND_MS));
  const [days, hours, minutes, seconds] = [Math.floor(all / 86_400), Math.floor(all / 3_600) % 24, Math.floor(all / 60) % 60, all % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = days || hours ? [hours, minutes, seconds] : [minutes, seconds];
  return { days, clock: clock.map(two).join(':') };
}
