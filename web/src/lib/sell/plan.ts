import { api } from '#lib/api/client.ts';
import type { Money, NewSale, Page, Plan, ProductCard, Quote, Shop } from '#lib/api/types.ts';
import { shareOf } from './amounts';

export const RATE_MIN_BPS = 100;
export const RATE_MAX_BPS = 8_000;
const RATE_STEP_BPS = 50;

/** What a person typed as percent, in basis points: `12.5` -> 1250. Null when it is out of bounds. */
export function readRate(text: string): number | null {
  const percent = Number(text.trim().replace(',', '.').replace('%', ''));
  if (!text.trim() || !Number.isFinite(percent)) return null;
  const bps = Math.round(percent * 100);
  return bps >= RATE_MIN_BPS && bps <= RATE_MAX_BPS ? bps : null;
}

export const writeRate = (bps: number): string => String(bps / 100);
export const snapRate = (bps: number): number => Math.round(bps / RATE_STEP_BPS) * RATE_STEP_BPS;

/** One sale of a real product, line by line in the order in which it is computed. */
export type Example = { product: ProductCard; price: Money; tax: Money; base: Money };
export type Split = { commission: Money; rest: Money };

export const splitOf = (example: Example, rateBps: number): Split => {
  const commission = shareOf(example.base, rateBps);
  return { commission, rest: { ...commission, amount: example.base.amount - commission.amount } };
};

/** A piece of a product at the price that buyers pay, sold by a creator at a rate: for what it would leave. */
export const saleAt = (product: string, rateBps: number): Omit<NewSale, 'price' | 'cost'> => ({
  product_id: product,
  commission_bps: rateBps,
  coupon_bps: 0,
  coupon_amount: 0,
  is_shipped_free: false,
  is_as_paid: true
});

/** Take a product of the shop that is in stock and ask what its tax would be. Null when there is none. */
export async function findExample(shop: Shop, products: readonly ProductCard[]): Promise<Example | null> {
  const product = products.find((one) => !one.is_sold_out);
  if (!product) return null;
  const { variants } = await api.get<{ variants: { id: string; available: number; price: Money }[] }>(`/products/${product.id}`);
  const variant = variants.find((one) => one.available > 0);
  if (!variant) return null;
  const quote = await api.post<Quote>('/quotes', { lines: [{ variant_id: variant.id, quantity: 1 }], country: shop.country });
  const line = quote.orders[0]?.lines[0];
  if (!line) return null;
  return { product, price: line.total, tax: line.tax, base: { ...line.total, amount: line.total.amount - line.tax.amount } };
}

const PRODUCTS_MAX_PAGES = 5;

/** The products of a shop that are on sale; the first few hundred. */
export async function productsOnSale(shop: Shop): Promise<ProductCard[]> {
  const found: ProductCard[] = [];
  let cursor: string | null = null;
  for (let i = 0; i < PRODUCTS_MAX_PAGES; i++) {
    const page: Page<ProductCard> = await api.get('/products', { query: { shop: shop.id, cursor, limit: 100 } });
    found.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return found;
}

export const savePlan = (shop: Shop, plan: Pick<Plan, 'rate_bps' | 'is_default_plan_opted_out'>): Promise<Plan> =>
  api.put<Plan>(`/shops/${shop.id}/plan`, { rate_bps: plan.rate_bps, is_default_plan_opted_out: plan.is_default_plan_opted_out });

export const saveOverride = (productId: string, rateBps: number): Promise<Plan> =>
  api.put<Plan>(`/products/${productId}/plan-override`, { rate_bps: rateBps });

export const dropOverride = (productId: string): Promise<Plan> => api.delete<Plan>(`/products/${productId}/plan-override`);
