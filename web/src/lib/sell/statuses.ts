import { api } from '#lib/api/client.ts';
import type { ProductOwn, ProductStatus } from '#lib/api/types.ts';
import { STATUSES } from './products';

/** Which product is to have which status. */
export type Statuses = ReadonlyMap<string, ProductStatus>;

/** What the server takes in one call, all or none. */
const AT_ONCE = 100;

/** Put products on sale or take them off. Answers those that were written, and the problem that stopped the rest. */
export async function setStatuses(path: string, wanted: Statuses): Promise<{ written: ProductOwn[]; problem: unknown }> {
  const written: ProductOwn[] = [];
  try {
    for (const status of STATUSES) {
      const ids = [...wanted.keys()].filter((id) => wanted.get(id) === status);
      for (let at = 0; at < ids.length; at += AT_ONCE)
        written.push(...(await api.patch<ProductOwn[]>(path, { product_ids: ids.slice(at, at + AT_ONCE), status })));
    }
  } catch (problem) {
    return { written, problem };
  }
  return { written, problem: null };
}
