import { recall, remember } from '#lib/kit/storage.ts';
import type { Product, ProductCard } from '#lib/api/types.ts';

/** What was looked at lately, and what was typed: on this device alone, and nobody else is told. */
const PRODUCTS = 'seen.products';
const SEARCHES = 'seen.searches';
const PRODUCTS_MAX = 12;
const SEARCHES_MAX = 8;

export const seenProducts = (): ProductCard[] => recall<ProductCard[]>(PRODUCTS, []);
export const seenSearches = (): string[] => recall<string[]>(SEARCHES, []);

/** What lists show of a product. */
export function cardOf(product: Product): ProductCard | null {
  const cheapest = [...product.variants].sort((one, other) => one.price.amount - other.price.amount)[0];
  if (!cheapest) return null;
  return {
    id: product.id,
    age_limit: product.age_limit,
    title: product.title,
    image_url: product.images[0]?.url ?? null,
    price: cheapest.price,
    compare_at: cheapest.compare_at,
    has_price_range: product.variants.some((each) => each.price.amount > cheapest.price.amount),
    is_sold_out: product.variants.every((each) => each.available === 0),
    rating: product.rating,
    shop: { id: product.shop.id, handle: product.shop.handle, name: product.shop.name }
  };
}

export function noteProduct(product: Product): void {
  const card = cardOf(product);
  if (card) remember(PRODUCTS, [card, ...seenProducts().filter((each) => each.id !== product.id)].slice(0, PRODUCTS_MAX));
}

export function noteSearch(text: string): void {
  const others = seenSearches().filter((each) => each.toLowerCase() !== text.toLowerCase());
  remember(SEARCHES, [text, ...others].slice(0, SEARCHES_MAX));
}

export const forgetProducts = (): void => remember(PRODUCTS, null);
export const forgetSearches = (): void => remember(SEARCHES, null);
