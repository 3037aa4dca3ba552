import { api } from '#lib/api/client.ts';
import type { Touch } from '#lib/api/types.ts';
import { knownTouch, sent } from '#lib/feed/touches.ts';
import { newId } from '#lib/kit/ids.ts';
import { recall, remember } from '#lib/kit/storage.ts';

const PRODUCTS_MAX = 10;
const KEPT_MAX = 50;
const KEY = 'link_touches';
/** By product: its touch, for as long as it may earn. Who has no account is known again by it alone. */
type Kept = Record<string, { id: string; until: string }>;
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
    sent.set(
      id,
      told.then(
        (touch) => keep(productId, touch),
        () => !touches.delete(productId)
      )
    );
  }
}

const kept = (): Kept => Object.fromEntries(Object.entries(recall<Kept>(KEY, {})).filter(([, one]) => Date.parse(one.until) > Date.now()));

function keep(productId: string, touch: Touch): true {
  const others = Object.entries(kept()).filter(([id]) => id !== productId);
  remember(KEY, Object.fromEntries([...others, [productId, { id: touch.id, until: touch.expires_at }]].slice(-KEPT_MAX)));
  return true;
}

/** The touch that a sale of a product carries: of the tap that led to it, else of the link that brought him lately. */
export async function touchOf(productId: string, tapped?: string): Promise<string | undefined> {
  return (await knownTouch(tapped)) ?? (await knownTouch(touches.get(productId))) ?? kept()[productId]?.id;
}
