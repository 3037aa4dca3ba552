import type { MessageKey } from './i18n.svelte.ts';
import type { AddressNeeds, Clip, Country, FoundProducts, Language, LiveChannel, LiveRoomCard, Page, Product } from '#lib/api/types.ts';

/** What the server wrote into the page, so that the first screen needs no second question. */
export type Boot = {
  locale?: Language;
  /** What the first screen says, in that language. */
  words?: Partial<Record<MessageKey, string | { one: string; other: string }>> | null;
  is_demo?: boolean;
  is_development?: boolean;
  /** False when the request carried no session: then nobody asks /me. */
  is_signed_in?: boolean;
  /** The handle of the shop that can be written to over WhatsApp. */
  whatsapp_shop?: string | null;
  /** What this instance asks of addresses beyond what their country does. */
  address_needs?: AddressNeeds | null;
  /** Of who has not said hers, and whose browser does not tell. */
  home_country?: Country | null;
  feed?: Page<Clip> | null;
  clip?: Clip | null;
  product?: Product | null;
  shelves?: FoundProducts | null;
  shows?: Record<'live' | 'coming' | 'replays', Page<LiveRoomCard>> & { channel: LiveChannel } | null;
};

export const boot: Boot = read();

function read(): Boot {
  const text = typeof document === 'undefined' ? null : document.getElementById('boot')?.textContent;
  return text ? (JSON.parse(text) as Boot) : {};
}

/** Take something out of the boot data: the second visit of a page asks the server. */
export function takeBoot<K extends 'feed' | 'clip' | 'product' | 'shelves' | 'shows'>(key: K): Boot[K] | null {
  const value = boot[key] ?? null;
  boot[key] = null;
  return value;
}
