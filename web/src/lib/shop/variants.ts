import type { Product, Variant } from '#lib/api/types.ts';

/** What is chosen for each option, in the order of `product.options`; null while it is not. */
export type Choice = (string | null)[];

/** Nothing to choose is chosen already. */
export function firstChoice(product: Product): Choice {
  return product.options.map((option) => (option.values.length === 1 ? option.values[0]! : null));
}

/** The variant that a full choice names. */
export function chosenVariant(product: Product, choice: Choice): Variant | undefined {
  if (choice.some((value) => value === null)) return undefined;
  return product.variants.find((variant) => variant.values.every((value, i) => value === choice[i]));
}

/** Can this value still lead to something in stock, with what is chosen in the other options? */
export function isValueAvailable(product: Product, choice: Choice, optionIndex: number, value: string): boolean {
  return product.variants.some(
    (variant) =>
      variant.available > 0 &&
      variant.values[optionIndex] === value &&
      variant.values.every((own, i) => i === optionIndex || choice[i] === null || choice[i] === own)
  );
}

export function cheapest(product: Product): Variant | undefined {
  return product.variants.reduce<Variant | undefined>(
    (best, variant) => (!best || variant.price.amount < best.price.amount ? variant : best),
    undefined
  );
}

export const isSoldOut = (product: Product): boolean => product.variants.every((variant) => variant.available <= 0);
export const hasPriceRange = (product: Product): boolean =>
  new Set(product.variants.map((variant) => variant.price.amount)).size > 1;
