import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { Endless } from '#lib/kit/endless.svelte.ts';
import type { Page, ProductCard, Shop } from '#lib/api/types.ts';
import { recall, remember } from '#lib/kit/storage.ts';

const RECENT = 'recent-products';
const RECENT_MAX = 12;
const OWN_MAX = 100;
const PAGE_SIZE = 30;

export function noteRecent(product: ProductCard): void {
  const others = recentProducts().filter((one) => one.id !== product.id);
  remember(RECENT, [product, ...others].slice(0, RECENT_MAX));
}

export const recentProducts = (): ProductCard[] => recall<ProductCard[]>(RECENT, []);

/** Products to choose from: those of one's own shops, those of everybody, and what is found among all. */
export class Picker {
  own = $state.raw<ProductCard[]>([]);
  ownShopIds = $state.raw<ReadonlySet<string>>(new Set());
  /** What is shown below: of everybody, or what was looked for. */
  list = $state.raw(listOf(''));
  /** What `list` was looked up for. */
  wanted = $state('');

  /** Load the own shops and their first products. A failure leaves the list of everybody. */
  async loadOwn(): Promise<void> {
    const shops = (await api.get<{ items: Shop[] }>('/me/shops')).items;
    this.ownShopIds = new Set(shops.map((shop) => shop.id));
    const pages = await Promise.all(
      shops.map((shop) => api.get<Page<ProductCard>>('/products', { query: { shop: shop.id, limit: OWN_MAX } }))
    );
    this.own = pages.flatMap((page) => page.items);
  }

  /** Look for words as the shop tab does, or for what `@handle` sells; nothing shows everybody's again. */
  look(wanted: string): void {
    this.wanted = wanted;
    this.list = listOf(wanted);
    void this.list.more();
  }
}

function listOf(wanted: string): Endless<ProductCard> {
  const [path, asked] = !wanted ? ['/products', {}] : wanted.startsWith('@') ? ['/products', { shop: wanted.slice(1) }] : ['/search/products', { q: wanted }];
  return new Endless<ProductCard>(async (cursor) => {
    try {
      return await api.get<Page<ProductCard>>(path, { query: { ...asked, cursor, limit: PAGE_SIZE } });
    } catch (error) {
      // A handle that is half typed is nobody's yet.
      if (error instanceof Problem && error.code === 'shops.shop_not_found') return { items: [], next_cursor: null };
      throw error;
    }
  });
}
