import { api } from '#lib/api/client.ts';
import type { Touch } from '#lib/api/types.ts';
import { sent } from '#lib/feed/touches.ts';
import { newId } from '#lib/kit/ids.ts';

const PRODUCTS_MAX = 10;
const opened = new Map<string, string>();
const touches = new Map<string, string>();

/** A shared link was opened: who shared it earns when one of its products is bought. Once per link and page. */
export function openShared(url: { pathname: string; search: string }, productIds: readonly string[]): void {
  const sharedBy = new URLSearchParams(url.search).get('via') ?? '';
  if (!/^[\w-]{22}$/.test(sharedBy) || opened.get(url.pathname) === sharedBy) return;
  opened.set(url.pathname, sharedBy);
  for (const productId of [...new Set(productIds)].slice(0, PRODUCTS_MAX)) {
    const id = newId();
    touches.set(productId, id);
    // A touch that never arrives fails no sale.
    const told = api.post<Touch>('/link-touches', { id, product_id: productId, shared_by: sharedBy }, { keepalive: true });
    sent.set(id, told.then(() => true, () => false));
  }
}

/** The touch by which somebody came to a product, if a link brought him. */
export const linkTouch = (productId: string): string | undefined => touches.get(productId);
