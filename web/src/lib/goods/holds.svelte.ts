import { api } from '#lib/api/client.ts';
import type { Country, ShopHolds } from '#lib/api/types.ts';
import { SvelteMap } from 'svelte/reactivity';

const ASKED_MAX = 100;

/** Which products of a shop are not sold to which countries, asked for in handfuls as they come into lists. */
export class Holds {
  readonly #shopId: string;
  readonly #known = new SvelteMap<string, readonly Country[]>();
  readonly #asked = new Set<string>();

  constructor(shopId: string) {
    this.#shopId = shopId;
  }

  of = (productId: string): readonly Country[] => this.#known.get(productId) ?? [];

  /** Ask for what is not known yet. Where there is no answer, a list says nothing of it. */
  want(productIds: readonly string[]): void {
    const ids = productIds.filter((id) => !this.#asked.has(id));
    for (let i = 0; i < ids.length; i += ASKED_MAX) void this.#ask(ids.slice(i, i + ASKED_MAX));
  }

  async #ask(ids: string[]): Promise<void> {
    for (const id of ids) this.#asked.add(id);
    try {
      const query = ids.map((id) => `product=${id}`).join('&');
      const { holds } = await api.get<ShopHolds>(`/shops/${this.#shopId}/holds?${query}`);
      for (const hold of holds) this.#known.set(hold.product_id, hold.countries);
    } catch {
      for (const id of ids) this.#asked.delete(id);
    }
  }
}
