/** What the server takes of a list in one call. */
const AT_ONCE = 100;

/** What was written, and the problem that stopped the rest. */
export type Outcome<Item> = { written: Item[]; problem: unknown };

/** Ask something of many, in as many calls as are needed. */
export async function inPortions<Item>(ids: readonly string[], ask: (some: string[]) => Promise<Item[]>): Promise<Outcome<Item>> {
  const written: Item[] = [];
  try {
    for (let at = 0; at < ids.length; at += AT_ONCE) written.push(...(await ask(ids.slice(at, at + AT_ONCE))));
  } catch (problem) {
    return { written, problem };
  }
  return { written, problem: null };
}

/**
 * Show in a list what was written. What does not belong there any more stays where it is until the list is opened
 * anew. False when the list must be read again: something comes back to it.
 */
export function show<Item extends { id: string }>(list: { items: Item[] }, written: readonly Item[], belongs: (item: Item) => boolean): boolean {
  const byId = new Map(written.map((item) => [item.id, item]));
  const shown = new Set(list.items.map(({ id }) => id));
  if (written.some((item) => belongs(item) && !shown.has(item.id))) return false;
  list.items = list.items.map((item) => byId.get(item.id) ?? item);
  return true;
}
