import { api } from '#lib/api/client.ts';
import { Endless } from '#lib/kit/endless.svelte.ts';
import type { Page, ProductCard, Shop } from '#lib/api/types.ts';
import { recall, remember } from '#lib/kit/storage.ts';

const RECENT = 'recent-products';
const RECENT_MAX = 12;
const PAGE_SIZE = 100;
/** So many pages are looked through for one search, so that a rare word does not read the whole market. */
const PAGES_MAX = 20;

export const plainText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

export function noteRecent(product: ProductCard): void {
  const others = recentProducts().filter((one) => one.id !== product.id);
  remember(RECENT, [product, ...others].slice(0, RECENT_MAX));
}

export const recentProducts = (): ProductCard[] => recall<ProductCard[]>(RECENT, []);

/** Products to choose from: those of one's own shops, and those of everybody. */
export class Picker {
  own = $state.raw<ProductCard[]>([]);
  ownShopIds = $state.raw<ReadonlySet<string>>(new Set());
  readonly all = new Endless<ProductCard>((cursor) => api.get<Page<ProductCard>>('/products', { query: { cursor, limit: PAGE_SIZE } }));
  #pages = 0;

  /** Load the own shops and their first products. A failure leaves the list of everybody. */
  async loadOwn(): Promise<void> {
    const shops = (await api.get<{ items: Shop[] }>('/me/shops')).items;
    this.ownShopIds = new Set(shops.map((shop) => shop.id));
    const pages = await Promise.all(
      shops.map((shop) => api.get<Page<ProductCard>>('/products', { query: { shop: shop.id, limit: PAGE_SIZE } }))
    );
    this.own = pages.flatMap((page) => page.items);
  }

  async more(): Promise<void> {
    this.#pages += 1;
    await this.all.more();
  }

  get canLookFurther(): boolean {
    return !this.all.isEnd && !this.all.problem && this.#pages < PAGES_MAX;
  }
}

/** Every word is somewhere in the title or in the shop's name. */
export function matches(product: ProductCard, wanted: string): boolean {
  const text = plainText(`${product.title} ${product.shop.name} ${product.shop.handle}`);
  return plainText(wanted)
    .split(/[\s@]+/)
    .every((word) => text.includes(word));
}
