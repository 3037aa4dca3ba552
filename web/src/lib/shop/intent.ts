import { api } from '#lib/api/client.ts';
import type { ChatCart, Currency, LineWanted } from '#lib/api/types.ts';
import { recall, remember, tab } from '#lib/kit/storage.ts';
import { openSheet } from '#lib/state/sheets.svelte.ts';
import type { AddressDraft } from './addresses';

/** What is about to be paid. It survives a reload of the checkout page, not the tab. */
export type Intent = {
  lines: LineWanted[];
  /** What they cost is in it. */
  currency?: Currency;
  cartId?: string;
  chat?: ChatVersion;
  /** Units claimed in a drop. */
  claim?: string;
};
/** A cart of a conversation, in the version that its buyer saw. */
export type ChatVersion = { cart: string; version: number; key?: string };

/**
 * How far one intent got: what was typed, and the purchase that may already stand behind it. Without its id a reload
 * would order and charge a second time, and compete with the buyer's own hold.
 */
export type Progress = {
  intent: string;
  lines: LineWanted[];
  email: string;
  address: AddressDraft;
  codes?: string[];
  note?: string;
  ways?: Record<string, string>;
  id: string;
  /** The order as it was sent, and whether nobody has answered. */
  sent: string;
  isUnanswered?: boolean;
  purchase: { id: string; key: string } | null;
  /** The kept card that pays, or whether the one that pays is kept. */
  keptId?: string;
  keepsCard?: boolean;
};

export const findIntent = (): Intent | null => recall<Intent | null>('intent', null, tab);

/** A cart that was agreed on over WhatsApp, opened by its link. */
export const findChatCart = (cart: string, key: string): Promise<ChatCart> => api.get(`/chat-carts/${encodeURIComponent(cart)}`, { query: { key } });

/** What paying a cart of a conversation means. */
export function intentOf(cart: ChatCart, key?: string): Intent {
  const lines = cart.lines.filter((line) => line.quantity).map(({ variant_id, quantity, touch_id }) => ({ variant_id, quantity, touch_id: touch_id ?? undefined }));
  return { lines, currency: cart.subtotal.currency, chat: { cart: cart.id, version: cart.version, key } };
}

export function forgetIntent(): void {
  remember('intent', null, tab);
  remember('checkout', null, tab);
}

/** What was kept for this very intent; another one starts anew. */
export function findProgress(intent: Intent): Progress | null {
  const kept = recall<Progress | null>('checkout', null, tab);
  return kept?.intent === JSON.stringify(intent) ? kept : null;
}

export const keepProgress = (progress: Progress): void => remember('checkout', progress, tab);

/** Open the checkout over whatever is on screen. */
export function startCheckout(intent: Intent): void {
  remember('intent', intent, tab);
  void openSheet('checkout', {}, '/checkout');
}
