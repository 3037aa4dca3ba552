import type { Disclosure } from '#lib/api/types.ts';
import type { TagDraft } from './clip.svelte';

/**
 * The label that the clip will carry, by the server's own rule: a product of one's own shop is own brand, another's
 * product earns, and so does what is sold elsewhere. The server has the last word when the clip is published.
 */
export function expectedDisclosures(
  tags: readonly TagDraft[],
  hasOutside: boolean,
  ownShopIds: ReadonlySet<string>,
  isEarning: boolean
): Disclosure[] {
  const labels: Disclosure[] = [];
  if (hasOutside || (isEarning && tags.some((tag) => !ownShopIds.has(tag.product.shop.id)))) labels.push('commission');
  if (tags.some((tag) => ownShopIds.has(tag.product.shop.id))) labels.push('own_brand');
  return labels;
}
