import type { Money, Purchase } from '#lib/api/types.ts';
import { recall, remember } from '#lib/kit/storage.ts';

/** An order this browser bought: enough to open it again without an account. */
export type KnownOrder = { id: string; code: string; key: string; shop: string; total: Money; at: string };

const KEPT_MAX = 50;

export const knownOrders = (): KnownOrder[] => recall<KnownOrder[]>('orders', []);
export const knownKey = (orderId: string): string | undefined => knownOrders().find((one) => one.id === orderId)?.key;

export function rememberOrders(purchase: Purchase): void {
  const at = new Date().toISOString();
  const fresh = purchase.orders.map(({ id, code, shop, total, url }) => ({
    id,
    code,
    key: new URL(url, location.origin).searchParams.get('key') ?? purchase.key,
    shop: shop.name,
    total,
    at
  }));
  const older = knownOrders().filter((one) => !fresh.some((order) => order.id === one.id));
  remember('orders', [...fresh, ...older].slice(0, KEPT_MAX));
}

/** Where an order is shown; the key opens it for guests. */
export const orderPath = (id: string, key?: string): string => `/orders/${id}${key ? `?key=${encodeURIComponent(key)}` : ''}`;
