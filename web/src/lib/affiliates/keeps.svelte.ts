import { api } from '#lib/api/client.ts';
import type { Keep, Page } from '#lib/api/types.ts';
import { session } from '#lib/state/session.svelte.ts';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';

const ASKED_MAX = 100;

/** What a person would keep of products, asked for in handfuls as they come into lists. */
export class Keeps {
  readonly #room: string;
  readonly #known = new SvelteMap<string, Keep>();
  readonly #settled = new SvelteSet<string>();
  // Not state: what is asked must not ask again by itself when it failed.
  readonly #asked = new Set<string>();

  /** room: in which show of hers; what was agreed for it counts. */
  constructor(room = '') {
    this.#room = room && `&room=${room}`;
  }

  of = (productId: string): Keep | undefined => this.#known.get(productId);

  /** Whether all is known that will be said of a product: it is listed from then on, so that nothing pushes it apart. */
  isSettled = (productId: string): boolean => !session.me || this.#settled.has(productId);

  /** Ask for what is not known yet. Where there is no answer, a list says nothing of it. */
  want(productIds: readonly string[]): void {
    if (!session.me) return;
    const ids = productIds.filter((id) => !this.#asked.has(id));
    for (let i = 0; i < ids.length; i += ASKED_MAX) void this.#ask(ids.slice(i, i + ASKED_MAX));
  }

  async #ask(ids: string[]): Promise<void> {
    for (const id of ids) this.#asked.add(id);
    try {
      const { items } = await api.get<Page<Keep>>(`/me/keeps?${ids.map((id) => `product=${id}`).join('&')}${this.#room}`);
      for (const keep of items) this.#known.set(keep.product_id, keep);
    } catch {
      for (const id of ids) this.#asked.delete(id);
    }
    for (const id of ids) this.#settled.add(id);
  }
}
