import { SvelteSet } from 'svelte/reactivity';
import { sayProblem } from '#lib/api/say.ts';
import type { Order } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';
import { pack } from './orders';

/** Packing from a list: one tap an order, several at once if need be. */
export class Packing {
  readonly busyIds = new SvelteSet<string>();
  readonly #onpacked: (order: Order) => void;

  constructor(onpacked: (order: Order) => void) {
    this.#onpacked = onpacked;
  }

  start = async (order: Order): Promise<void> => {
    if (this.busyIds.has(order.id)) return;
    this.busyIds.add(order.id);
    try {
      this.#onpacked(await pack(order));
      toast(t('sell.packed_toast', { code: order.code }), { tone: 'ok' });
    } catch (error) {
      toast(sayProblem(error), { tone: 'bad' });
    } finally {
      this.busyIds.delete(order.id);
    }
  };
}
