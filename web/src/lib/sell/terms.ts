import type { Country, Money } from '#lib/api/types.ts';

/** What a shop says about itself and promises its buyers, as the API takes it. */
export type ShopTerms = {
  name: string;
  handle: string;
  description: string;
  country: Country;
  shipping: Money;
  return_days: number;
  transit_max_days: number;
  prices_include_tax: boolean;
  avatar_file_id?: string;
};
