import { api } from '#lib/api/client.ts';
import type { ProductOwn, ProductStatus } from '#lib/api/types.ts';
import { inPortions, type Outcome } from './many';
import { STATUSES } from './products';

/** Which product is to have which status. */
export type Statuses = ReadonlyMap<string, ProductStatus>;

/** Put products on sale or take them off. */
export async function setStatuses(path: string, wanted: Statuses): Promise<Outcome<ProductOwn>> {
  const written: ProductOwn[] = [];
  for (const status of STATUSES) {
    const ids = [...wanted.keys()].filter((id) => wanted.get(id) === status);
    const outcome = await inPortions(ids, (product_ids) => api.patch<ProductOwn[]>(path, { product_ids, status }));
    written.push(...outcome.written);
    if (outcome.problem) return { written, problem: outcome.problem };
  }
  return { written, problem: null };
}
