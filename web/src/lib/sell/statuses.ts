import { api } from '#lib/api/client.ts';
import type { ProductOwn, ProductStatus } from '#lib/api/types.ts';
import { portions } from './choosing.svelte.ts';
import { STATUSES } from './products';

/** Which product is to have which status. */
export type Statuses = ReadonlyMap<string, ProductStatus>;

/** Put products on sale or take them off. Answers those that were written, and the problem that stopped the rest. */
export async function setStatuses(path: string, wanted: Statuses): Promise<{ written: ProductOwn[]; problem: unknown }> {
  const written: ProductOwn[] = [];
  try {
    for (const status of STATUSES) {
      const ids = [...wanted.keys()].filter((id) => wanted.get(id) === status);
      for (const some of portions(ids)) written.push(...(await api.patch<ProductOwn[]>(path, { product_ids: some, status })));
    }
  } catch (problem) {
    return { written, problem };
  }
  return { written, problem: null };
}
