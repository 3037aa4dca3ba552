import { SvelteSet } from 'svelte/reactivity';

/** What the server takes of a list in one call. */
const AT_ONCE = 100;

/** Share ids out to as many calls as are needed. */
export function* portions(ids: readonly string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += AT_ONCE) yield ids.slice(at, at + AT_ONCE);
}

/** What is chosen of a list, for what is done with several at once. Only what the list shows counts. */
export class Choosing<Item extends { id: string }> {
  readonly ids = new SvelteSet<string>();
  readonly #shown: () => readonly Item[];
  readonly items = $derived.by(() => this.#shown().filter((item) => this.ids.has(item.id)));

  constructor(shown: () => readonly Item[]) {
    this.#shown = shown;
  }

  get isAll(): boolean {
    return this.items.length === this.#shown().length;
  }

  toggle = (item: Item): void => {
    if (!this.ids.delete(item.id)) this.ids.add(item.id);
  };

  toggleAll = (): void => {
    const isAll = this.isAll;
    this.ids.clear();
    if (!isAll) for (const item of this.#shown()) this.ids.add(item.id);
  };
}
