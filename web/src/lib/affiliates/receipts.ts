import type { Commission, Currency, Money } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { formatMoney } from '#lib/kit/money.ts';
import { formatDay } from '#lib/kit/time.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

export const stateTone = (state: Commission['state']): 'ok' | 'warn' | 'plain' =>
  ({ available: 'ok', pending: 'warn', void: 'plain' } as const)[state];

/** When a commission is the creator's own money, and why then: one sentence with the date. */
export function holdSentence(commission: Commission): string {
  if (commission.state === 'void') return t('earnings.when_void');
  if (commission.state === 'available') {
    return commission.available_at
      ? t('earnings.when_available', { date: formatDay(commission.available_at) })
      : t('earnings.state_available');
  }
  if (commission.hold_reason === 'return_open') return t('earnings.when_return_open');
  if (!commission.hold_until || !commission.hold_reason || commission.hold_reason === 'waiting_delivery') {
    return t('earnings.when_waiting_delivery');
  }
  return t(`earnings.when_${commission.hold_reason}`, { date: formatDay(commission.hold_until) });
}

export type WeekSum = { from: string; amount: number };

/** What was earned in each of the last weeks, oldest first, in one currency. The last week ends now. */
export function weeklySums(commissions: readonly Commission[], currency: Currency, weeks: number, nowMs = Date.now()): WeekSum[] {
  const sums = Array.from({ length: weeks }, (_, i) => ({
    from: new Date(nowMs - (weeks - i) * WEEK_MS).toISOString(),
    amount: 0
  }));
  for (const { created_at, amount } of commissions) {
    if (amount.currency !== currency) continue;
    const age = Math.floor((nowMs - Date.parse(created_at)) / WEEK_MS);
    const week = sums[weeks - 1 - Math.max(0, age)];
    if (week) week.amount += amount.amount;
  }
  return sums;
}

/** What is taken away, with a true minus: `−$61.94`. */
export const takenAway = (money: Money): string => `−${formatMoney({ ...money, amount: Math.abs(money.amount) })}`;
export const isZero = (money: Money): boolean => money.amount === 0;
