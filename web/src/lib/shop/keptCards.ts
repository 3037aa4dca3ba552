import { api } from '#lib/api/client.ts';
import type { KeptCard } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';

const BRANDS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  elo: 'Elo',
  hipercard: 'Hipercard',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa'
};

export const keptCards = async (): Promise<KeptCard[]> => (await api.get<{ items: KeptCard[] }>('/me/kept-cards')).items;

/** `Visa ···· 4242`: what a person knows her card by. */
export function cardName(card: KeptCard): string {
  const brand = BRANDS[card.brand] ?? t(card.brand === 'test' ? 'pay.card_test' : 'pay.card');
  return t('pay.card_ending', { brand, last4: card.last4 });
}

/** `12/29`, as it is printed. */
export const cardExpiry = (card: KeptCard): string => `${String(card.expires_month).padStart(2, '0')}/${String(card.expires_year % 100).padStart(2, '0')}`;
