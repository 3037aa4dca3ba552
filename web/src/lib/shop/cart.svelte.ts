import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Cart, CartLine } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import { recall, remember } from '#lib/kit/storage.ts';

export const QUANTITY_MAX = 99;

let id = recall<string | null>('cart', null);
let data = $state.raw<Cart | null>(null);
let count = $state(recall('cart_count', 0));
let asked: Promise<void> | null = null;

/** The cart of this browser; it lives on the server, its id is the key. */
export const cart = {
  get id(): string | null {
    return id;
  },
  get lines(): CartLine[] {
    return data?.lines ?? [];
  },
  get isKnown(): boolean {
    return data !== null || id === null;
  },
  /** For the badge: known from the last visit before the server has answered. */
  get count(): number {
    return count;
  },

  /** Ask the server what is in it now. Throws Problem. */
  load(): Promise<void> {
    asked ??= load().finally(() => (asked = null));
    return asked;
  },

  /** Put pieces of a variant into the cart, on top of those that are there. */
  async add(variantId: string, quantity: number, touchId?: string): Promise<void> {
    if (id && !data) await cart.load();
    const there = cart.lines.find((line) => line.variant_id === variantId)?.quantity ?? 0;
    const [before, wanted] = [count, Math.min(QUANTITY_MAX, there + quantity)];
    // The badge does not wait for the answer.
    count += wanted - there;
    try {
      await put(variantId, wanted, touchId);
    } catch (error) {
      count = before;
      throw error;
    }
  },

  async setQuantity(line: CartLine, quantity: number): Promise<void> {
    await put(line.variant_id, quantity, line.touch_id ?? undefined);
  },

  async remove(line: CartLine): Promise<void> {
    take(await api.delete<Cart>(`/carts/${id}/lines/${line.variant_id}`));
  }
};

async function load(): Promise<void> {
  if (!id) return;
  try {
    take(await api.get<Cart>(`/carts/${id}`));
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    take({ id, lines: [], line_count: 0 });
  }
}

async function put(variantId: string, quantity: number, touchId?: string): Promise<void> {
  if (!id) {
    id = newId();
    remember('cart', id);
  }
  take(await api.put<Cart>(`/carts/${id}/lines/${variantId}`, { quantity, touch_id: touchId }));
}

function take(next: Cart): void {
  data = next;
  count = next.lines.reduce((sum, line) => sum + line.quantity, 0);
  remember('cart_count', count);
}
