import { api } from '#lib/api/client.ts';
import type { Page, StockLevel } from '#lib/api/types.ts';

const PAGE_SIZE = 100;
const COUNTS_MAX = 200;
const PAGES_MAX = 200;
export const QUANTITY_MAX = 10 ** 6;
/** At this many pieces or fewer a shop should look. */
export const LOW = 3;

/** The stock of some variants of a shop; those that were never counted are missing. */
export async function levelsOf(shopId: string, variantIds: Iterable<string>): Promise<Map<string, StockLevel>> {
  const wanted = new Set(variantIds);
  const found = new Map<string, StockLevel>();
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX && wanted.size; page++) {
    const answer: Page<StockLevel> = await api.get(`/shops/${shopId}/stock`, { query: { cursor, limit: PAGE_SIZE } });
    for (const level of answer.items) if (wanted.delete(level.variant_id)) found.set(level.variant_id, level);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return found;
}

/** Say what stands on the shelf. Large lists go in several requests. */
export async function countStock(shopId: string, levels: { variant_id: string; quantity: number }[]): Promise<StockLevel[]> {
  const answers: StockLevel[] = [];
  for (let i = 0; i < levels.length; i += COUNTS_MAX) {
    const part = levels.slice(i, i + COUNTS_MAX);
    answers.push(...(await api.put<{ levels: StockLevel[] }>(`/shops/${shopId}/stock`, { levels: part })).levels);
  }
  return answers;
}
