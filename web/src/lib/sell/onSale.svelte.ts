import { api } from '#lib/api/client.ts';
import type { Page, ProductOwn } from '#lib/api/types.ts';

const OFFERED_MAX = 100;
const TYPING_MS = 250;

/** What a shop has on sale, for a form to choose from: the newest ones, and whatever else is looked for. */
export class OnSale {
  /** What is offered now; those that were chosen stay. */
  offered = $state.raw<ProductOwn[]>([]);
  /** There is more than is offered without looking for it. */
  isMore = $state(false);
  isLoaded = $state(false);
  #path: string;
  #newest: ProductOwn[] = [];
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(shopId: string) {
    this.#path = `/shops/${shopId}/products`;
  }

  /** Offer the newest ones. Throws what the API answers. */
  async load(): Promise<void> {
    const page = await this.#page('');
    this.#newest = this.offered = page.items;
    this.isMore = page.next_cursor !== null;
    this.isLoaded = true;
  }

  /** Offer what has such words, a moment after the last letter; nothing offers the newest ones again. */
  look(text: string, chosen: readonly string[]): void {
    const asked = ++this.#asked;
    const kept = this.offered.filter((each) => chosen.includes(each.id));
    clearTimeout(this.#timer);
    const offer = (found: ProductOwn[]) => {
      const ids = new Set(kept.map((each) => each.id));
      this.offered = [...kept, ...found.filter((each) => !ids.has(each.id))];
    };
    if (!text.trim()) return offer(this.#newest);
    this.#timer = setTimeout(async () => {
      const page = await this.#page(text.trim()).catch(() => null);
      // Without an answer what is offered stays; of two answers the later question counts.
      if (page && asked === this.#asked) offer(page.items);
    }, TYPING_MS);
  }

  #page(search: string): Promise<Page<ProductOwn>> {
    return api.get<Page<ProductOwn>>(this.#path, { query: { status: 'active', search: search || undefined, limit: OFFERED_MAX } });
  }
}
