import type { Money, ProductOwn, ProductStatus, StockLevel } from '#lib/api/types.ts';

export const STATUSES = ['active', 'draft', 'archived'] as const satisfies readonly ProductStatus[];

export const statusTone = (status: ProductStatus): 'ok' | 'warn' | 'plain' =>
  ({ active: 'ok', draft: 'warn', archived: 'plain' } as const)[status];

export const lowestPrice = (product: ProductOwn): Money =>
  product.variants.map((variant) => variant.price).reduce((low, price) => (price.amount < low.amount ? price : low));

export const hasPriceRange = (product: ProductOwn): boolean =>
  new Set(product.variants.map((variant) => variant.price.amount)).size > 1;

/** How many can be bought now, over all variants; null while it is not known. */
export function availableOf(product: ProductOwn, levels: ReadonlyMap<string, StockLevel> | null): number | null {
  if (!levels) return null;
  return product.variants.reduce((sum, variant) => sum + (levels.get(variant.id)?.available ?? 0), 0);
}
