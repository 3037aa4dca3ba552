import { SvelteSet } from 'svelte/reactivity';

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
