import { api } from '#lib/api/client.ts';
import type { KeptCard, PaymentMethod, PaymentMethodOffer, Quote, SandboxCard } from '#lib/api/types.ts';
import { session } from '#lib/state/session.svelte.ts';
import { keptCards } from './keptCards';

export const CARDS: readonly SandboxCard[] = ['success', 'decline', 'challenge', 'time_out'];

/** How she pays: which method, with which card, in how many parts. */
export class MethodChoice {
  /** The ways to pay that are offered for the sum; null until they are known. */
  offers = $state.raw<PaymentMethodOffer[] | null>(null);
  method = $state<PaymentMethod>();
  card = $state<SandboxCard>('success');
  instalments = $state(1);
  /** The cards that she keeps and can pay with here. */
  keptCards = $state.raw<KeptCard[]>([]);
  /** The kept card that pays; none: another one, or another way. */
  keptId = $state<string>();
  /** Whether the card that pays is kept: only when she says so. */
  keepsCard = $state(false);
  /** Whose kept cards are there. */
  #keptOf: string | undefined;

  /** The chosen way to pay. */
  get offer(): PaymentMethodOffer | undefined {
    return this.offers?.find((each) => each.method === this.method);
  }

  /** Whether the card that pays can be kept, and is not yet. */
  get canKeep(): boolean {
    return !this.keptId && this.offer?.can_keep === true;
  }

  /**
   * Ask how so much may be paid from a country.
   * isAtOnce: what is paid elsewhere would hold the units for days. isResumed: she has chosen before; nothing is chosen for her.
   */
  async load(quote: Quote, country: string, { isAtOnce, isResumed }: { isAtOnce: boolean; isResumed: boolean }): Promise<void> {
    const { amount, currency } = quote.total;
    const query = new URLSearchParams({ currency, amount: String(amount), country });
    for (const order of quote.orders) query.append('shop', order.shop.id);
    const { items } = await api.get<{ items: PaymentMethodOffer[] }>(`/payment-methods?${query}`);
    this.offers = isAtOnce ? items.filter((each) => each.kind === 'card') : items;
    await this.#loadKept(isResumed);
    if (!this.offer) this.method = this.offers[0]?.method;
    if (!this.offer?.instalments.includes(this.instalments)) this.instalments = 1;
  }

  /** Her kept cards, once for each person who signs in here; the newest pays unless she chooses otherwise. */
  async #loadKept(isResumed: boolean): Promise<void> {
    const person = session.me?.id;
    if (person === this.#keptOf) return;
    this.#keptOf = person;
    this.keptCards = [];
    if (!person) return;
    // Without them she pays as everybody does.
    const found = await keptCards().catch(() => []);
    this.keptCards = found.filter((each) => !each.is_expired && this.offers?.some((offer) => offer.method === each.method));
    const first = this.keptCards.find((each) => each.id === this.keptId) ?? (isResumed ? undefined : this.keptCards[0]);
    this.keptId = undefined;
    if (first) this.chooseKept(first);
  }

  chooseKept(card: KeptCard): void {
    this.keptId = card.id;
    this.method = card.method;
  }

  choose(offer: PaymentMethodOffer, card?: SandboxCard): void {
    this.keptId = undefined;
    this.method = offer.method;
    if (card) this.card = card;
    if (!offer.instalments.includes(this.instalments)) this.instalments = 1;
  }

  /** The choice as a payment says it. */
  get body(): Record<string, unknown> {
    if (this.keptId) return { method: this.method, kept_card_id: this.keptId };
    const card = this.method === 'sandbox' ? this.card : null;
    return { method: this.method, card, instalments: this.instalments, keep_card: this.keepsCard && this.canKeep };
  }
}
