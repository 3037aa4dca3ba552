import { api } from '#lib/api/client.ts';
import type { Collection, ProductCard } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';

export const NAME_MAX = 60;
export const COLLECTED_MAX = 200;
type Collected = Collection['products'][number];
export type Cover = { file_id: string; url: string };

/** A collection while its shop changes it; nothing is sent before `save`. */
export class CollectionEditor {
  readonly id: string;
  saved = $state.raw<Collection | null>(null);
  name = $state('');
  cover = $state.raw<Cover | null>(null);
  isShown = $state(true);
  products = $state.raw<Collected[]>([]);
  readonly ids = $derived(new Set(this.products.map((each) => each.id)));

  constructor(saved: Collection | null = null) {
    this.id = saved?.id ?? newId();
    if (saved) this.#take(saved);
  }

  get isFull(): boolean {
    return this.products.length >= COLLECTED_MAX;
  }

  /** What buyers see as its picture. */
  get picture(): string | null {
    return this.cover?.url ?? this.products.find((each) => each.image_url)?.image_url ?? null;
  }

  add(card: ProductCard): void {
    if (this.ids.has(card.id) || this.isFull) return;
    this.products = [...this.products, { id: card.id, title: card.title, status: 'active', image_url: card.image_url, price: card.price }];
  }

  remove(id: string): void {
    this.products = this.products.filter((each) => each.id !== id);
  }

  move(from: number, to: number): void {
    const moved = this.products[from];
    if (!moved || to < 0 || to >= this.products.length) return;
    const others = this.products.filter((_, i) => i !== from);
    this.products = [...others.slice(0, to), moved, ...others.slice(to)];
  }

  async save(shopId: string): Promise<void> {
    const body = {
      name: this.name.trim(),
      cover: this.cover?.file_id ?? null,
      is_hidden: !this.isShown,
      product_ids: this.products.map((each) => each.id)
    };
    const saved = this.saved
      ? await api.patch<Collection>(`/collections/${this.id}`, body)
      : await api.post<Collection>(`/shops/${shopId}/collections`, { id: this.id, ...body });
    this.#take(saved);
  }

  #take(saved: Collection): void {
    this.saved = saved;
    this.name = saved.name;
    this.cover = saved.cover ? { file_id: saved.cover.file_id, url: saved.cover.thumbnail_url } : null;
    this.isShown = !saved.is_hidden;
    this.products = saved.products;
  }
}
