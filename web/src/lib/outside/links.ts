import { touch } from '#lib/feed/touches.ts';

const PRODUCTS_MAX = 10;
const opened = new Map<string, string>();
const touches = new Map<string, string>();

/** A shared link was opened: who shared it earns when one of its products is bought. Once per link and page. */
export function openShared(url: { pathname: string; search: string }, productIds: readonly string[]): void {
  const sharedBy = new URLSearchParams(url.search).get('via') ?? '';
  if (!/^[\w-]{22}$/.test(sharedBy) || opened.get(url.pathname) === sharedBy) return;
  opened.set(url.pathname, sharedBy);
  for (const id of [...new Set(productIds)].slice(0, PRODUCTS_MAX)) {
    touches.set(id, touch('/link-touches', { product_id: id, shared_by: sharedBy }));
  }
}

/** The touch by which somebody came to a product, if a link brought him. */
export const linkTouch = (productId: string): string | undefined => touches.get(productId);
