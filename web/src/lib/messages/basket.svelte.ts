import type { Money } from '#lib/api/types.ts';
import { recall, remember } from '#lib/kit/storage.ts';

export const LINES_MAX = 30;

/** A line of the cart that is being filled. price: only to show; the server has its own. */
export type Picked = {
  variant_id: string;
  product_id: string;
  title: string;
  values: string[];
  image_url: string | null;
  price: Money;
  quantity: number;
  max: number;
  touch_id?: string;
};

/** The cart that a buyer fills for one shop before she sends it. Kept in this browser. */
export class Basket {
  lines = $state<Picked[]>([]);
  readonly #key: string;

  constructor(conversation: string) {
    this.#key = `chat-cart.${conversation}`;
    this.lines = recall<Picked[]>(this.#key, []);
  }

  get subtotal(): Money | null {
    const first = this.lines[0];
    if (!first) return null;
    return { ...first.price, amount: this.lines.reduce((sum, line) => sum + line.price.amount * line.quantity, 0) };
  }

  get isFull(): boolean {
    return this.lines.length >= LINES_MAX;
  }

  add(picked: Picked): void {
    const known = this.lines.find((line) => line.variant_id === picked.variant_id);
    if (known) known.quantity = Math.min(known.max, known.quantity + picked.quantity);
    else if (!this.isFull) this.lines.push(picked);
    this.keep();
  }

  remove(line: Picked): void {
    this.lines = this.lines.filter((each) => each.variant_id !== line.variant_id);
    this.keep();
  }

  empty(): void {
    this.lines = [];
    this.keep();
  }

  keep(): void {
    remember(this.#key, this.lines.length ? $state.snapshot(this.lines) : null);
  }
}
