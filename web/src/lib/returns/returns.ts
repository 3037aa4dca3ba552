import { api } from '#lib/api/client.ts';
import type { Order, Return } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { formatDay, formatMoment } from '#lib/kit/time.ts';
import type { Step } from '#lib/ui/Timeline.svelte';

export const REASONS = ['does_not_fit', 'damaged', 'wrong_item', 'not_as_described', 'changed_mind', 'other'] as const;
export const PHOTOS_MAX = 5;

/** Ask something of a return, with the key of its order where a guest has one. */
export const moveReturn = (given: Return, act: string, body: unknown, key?: string): Promise<Return> =>
  api.post<Return>(`/returns/${given.id}/${act}`, body, { query: { key } });

/** Where this browser remembers to which address goods come back to a shop. */
export const sendTo = (shopId: string): string => `return_to.${shopId}`;

export const returnTone = (state: Return['state']): 'ok' | 'warn' | 'bad' | 'plain' =>
  ({ requested: 'warn', accepted: 'warn', sent: 'warn', refunded: 'ok', exchanged: 'ok', refused: 'bad', withdrawn: 'plain', lapsed: 'plain' } as const)[state];

/** What happened to a return, the last step as what is now. */
export function stepsOf(given: Return): Step[] {
  const last = given.steps.length - 1;
  return given.steps.map<Step>((step, i) => ({
    title: t(`returns.state_${step.state}`),
    text: formatMoment(step.at),
    state: ['refused', 'withdrawn', 'lapsed'].includes(step.state) ? 'stopped' : i === last && given.due_at ? 'now' : 'done'
  }));
}

/** Whether something of an order is on its way, or arrived. */
export const wasSent = (order: Order): boolean => ['partly_shipped', 'shipped', 'delivered'].includes(order.status);

/** Whether a buyer may still ask: it was sent, and its time is not over by the server's own dates. */
export const mayReturn = (order: Order, nowMs = Date.now()): boolean =>
  wasSent(order) &&
  order.lines.some((line) => line.kept_quantity) &&
  (!order.return_right.until || Date.parse(order.return_right.until) > nowMs);

/** Until when an order may be given back, in one sentence. The moment is the first one after the last day. */
export function returnSentence(order: Order, isShops = false): string {
  const right = order.return_right;
  if (!right.until) return t('returns.clock_waits');
  return t(isShops ? 'returns.until_buyer' : 'returns.until', { day: formatDay(new Date(Date.parse(right.until) - 1000).toISOString()) });
}

/** The law of the buyer's country in one sentence, or nothing where it gives no such right. */
export function lawSentence(order: Order): string | null {
  const right = order.return_right;
  if (!right.law_days) return null;
  return t(right.law_unit === 'business' ? 'returns.law_business' : 'returns.law_calendar', { days: right.law_days, source: right.source });
}
