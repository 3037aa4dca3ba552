import type { LineWanted } from '#lib/api/types.ts';
import { recall, remember, tab } from '#lib/kit/storage.ts';
import { openSheet } from '#lib/state/sheets.svelte.ts';

/** What is about to be paid. It survives a reload of the checkout page, not the tab. */
export type Intent = { lines: LineWanted[]; cartId?: string };

export const findIntent = (): Intent | null => recall<Intent | null>('intent', null, tab);
export const forgetIntent = (): void => remember('intent', null, tab);

/** Open the checkout over whatever is on screen. */
export function startCheckout(intent: Intent): void {
  remember('intent', intent, tab);
  void openSheet('checkout', {}, '/checkout');
}
