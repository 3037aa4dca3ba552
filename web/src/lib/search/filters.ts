import type { Currency } from '#lib/api/types.ts';
import { currencyOf, exponentOf } from '#lib/kit/money.ts';
import { viewerCountry } from '#lib/kit/place.svelte.ts';

export const SORTS = ['relevance', 'popular', 'newest', 'price', 'price-down', 'rating', 'discount'] as const;
export type Sort = (typeof SORTS)[number];
export const COLOURS = [
  'black', 'white', 'grey', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown', 'beige', 'gold', 'silver'
] as const;
export type Colour = (typeof COLOURS)[number];

/** So many stars and more. */
export const RATINGS = ['4', '3'] as const;
export type RatingMin = (typeof RATINGS)[number];

/** What products must be, as the address of a page and the API say it. Prices are as they are typed, in whole units. */
export type Filters = {
  category: string;
  shop: string;
  currency: Currency | '';
  priceMin: string;
  priceMax: string;
  size: string[];
  colour: string[];
  ratingMin: RatingMin | '';
  inStock: boolean;
  freeShipping: boolean;
  discounted: boolean;
  sort: Sort;
};

export function readFilters(query: URLSearchParams): Filters {
  const sort = query.get('sort') as Sort;
  const ratingMin = query.get('rating_min') as RatingMin;
  return {
    category: query.get('category') ?? '',
    shop: query.get('shop') ?? '',
    currency: (query.get('currency') as Currency) ?? '',
    priceMin: query.get('price_min') ?? '',
    priceMax: query.get('price_max') ?? '',
    size: query.getAll('size'),
    colour: query.getAll('colour'),
    ratingMin: RATINGS.includes(ratingMin) ? ratingMin : '',
    inStock: query.get('in_stock') === 'true',
    freeShipping: query.get('free_shipping') === 'true',
    discounted: query.get('discounted') === 'true',
    sort: SORTS.includes(sort) ? sort : 'relevance'
  };
}

/** Write filters into an address, leaving out what is not chosen. */
export function writeFilters(filters: Filters, query = new URLSearchParams()): URLSearchParams {
  const set = (name: string, value: string) => (value ? query.set(name, value) : query.delete(name));
  set('category', filters.category);
  set('shop', filters.shop);
  set('currency', filters.currency);
  set('price_min', filters.priceMin);
  set('price_max', filters.priceMax);
  query.delete('size');
  query.delete('colour');
  for (const each of filters.size) query.append('size', each);
  for (const each of filters.colour) query.append('colour', each);
  set('rating_min', filters.ratingMin);
  set('in_stock', filters.inStock ? 'true' : '');
  set('free_shipping', filters.freeShipping ? 'true' : '');
  set('discounted', filters.discounted ? 'true' : '');
  set('sort', filters.sort === 'relevance' ? '' : filters.sort);
  return query;
}

/** Prices can only be compared in one currency: the reader's own unless another is chosen. */
export const readersCurrency = (): Currency => currencyOf(viewerCountry());

/** Say the same to the API, which counts in minor units. */
export function apiQuery(filters: Filters): URLSearchParams {
  const query = writeFilters(filters);
  const needsCurrency = filters.priceMin || filters.priceMax || filters.sort.startsWith('price');
  const currency = filters.currency || (needsCurrency ? readersCurrency() : '');
  if (currency) query.set('currency', currency);
  for (const name of ['price_min', 'price_max']) {
    const units = Number(query.get(name)?.replace(',', '.'));
    if (Number.isFinite(units) && units > 0 && currency) query.set(name, String(Math.round(units * 10 ** exponentOf(currency))));
    else query.delete(name);
  }
  return query;
}

/** How many filters narrow the list; the order and the category have places of their own. */
export const countChosen = (filters: Filters): number =>
  filters.size.length +
  filters.colour.length +
  [filters.shop, filters.currency, filters.priceMin, filters.priceMax, filters.ratingMin, filters.inStock, filters.freeShipping, filters.discounted].filter(Boolean).length;

export const cleared = (filters: Filters): Filters => ({ ...readFilters(new URLSearchParams()), category: filters.category, sort: filters.sort });
