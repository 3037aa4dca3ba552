import type { PayoutState } from '#lib/api/types.ts';
import { localeTag, t } from '#lib/kit/i18n.svelte.ts';

const asDay = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`);

/** A day of the schedule, which is a day in UTC. */
export const sayDay = (day: string): string =>
  new Intl.DateTimeFormat(localeTag(), { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(asDay(day));

export const sayMonth = (day: string): string =>
  new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(asDay(day));

/** A tax that was withheld. One that this page has no words for yet keeps its code. */
export function sayTax(tax: string): string {
  if (tax === 'MX:ISR') return t('payouts.tax_isr');
  if (tax === 'MX:IVA') return t('payouts.tax_iva');
  return tax;
}

/** A provider that pays out by itself, as people know it. */
export const sayProvider = (name: string): string => (name === 'stripe' ? 'Stripe' : name);

/** Where a payout is: with a bank, or with a provider that carries it by itself. */
export const sayState = (payout: { state: PayoutState; provider: string | null }): string =>
  payout.state === 'sent' && payout.provider ? t('payouts.state_carried') : t(`payouts.state_${payout.state}`);

/** What colour a state has. */
export const toneOf = (state: string): 'ok' | 'warn' | 'bad' | 'plain' =>
  state === 'paid' ? 'ok' : state === 'failed' || state === 'refused' ? 'bad' : state === 'waiting' ? 'warn' : 'plain';
