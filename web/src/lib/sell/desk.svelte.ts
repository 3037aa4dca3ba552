import { getContext, setContext } from 'svelte';
import type { Shop } from '#lib/api/types.ts';

const KEY = Symbol('shop desk');

/** The shop whose rooms are open; every page below /sell/[shop] works on it. */
export class Desk {
  shop = $state.raw<Shop>() as Shop;

  constructor(shop: Shop) {
    this.shop = shop;
  }

  get path(): string {
    return `/sell/${this.shop.handle}`;
  }

  /** The API's path below this shop. */
  api(rest: string): string {
    return `/shops/${this.shop.id}${rest}`;
  }
}

export const openDesk = (desk: () => Desk): void => void setContext(KEY, desk);
export const useDesk = (): Desk => getContext<() => Desk>(KEY)();
