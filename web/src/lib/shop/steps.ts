import type { Order, OrderStatus, Parcel } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { formatMoment } from '#lib/kit/time.ts';
import type { Step } from '#lib/ui/Timeline.svelte';
import { CASH_WAY, ORDER_WAY } from './orderStatus';

export type Ahead = 'paid' | 'packed' | 'shipped' | 'delivered';

/** Whether an order leaves, or left, in more than one parcel. */
export const isSplit = (order: Order): boolean => order.status === 'partly_shipped' || order.parcels.length > 1;

/** What is in a parcel, as its order calls it. */
export const piecesIn = (order: Order, lines: readonly { line_id: string; quantity: number }[]): string =>
  lines
    .map(({ line_id, quantity }) => {
      const line = order.lines.find((each) => each.id === line_id);
      return `${quantity} × ${[line?.title, ...(line?.variant_values ?? [])].join(' · ')}`;
    })
    .join(', ');

/** What of an order is still to be sent. */
export const leftToSend = (order: Order): { line_id: string; quantity: number }[] =>
  order.lines.filter((line) => line.left_quantity).map((line) => ({ line_id: line.id, quantity: line.left_quantity }));

export const shipmentLine = (shipment: NonNullable<Order['shipment']>): string =>
  `${shipment.carrier} · ${t('orders.tracking', { number: shipment.tracking_number })}`;

/** What happened to an order, each parcel of several on its own, then what is still to come in the words of the reader's side. */
export function stepsOf(order: Order, next: (status: Ahead) => string): Step[] {
  const past = [...pastOf(order), ...(isSplit(order) ? order.parcels.flatMap((parcel) => parcelSteps(order, parcel)) : [])];
  past.sort((one, other) => one.at - other.at);
  const steps = past.map<Step>(({ at, ...step }, i) => ({
    ...step,
    text: formatMoment(new Date(at).toISOString()),
    state: step.state === 'done' && i === past.length - 1 && order.status !== 'delivered' ? 'now' : step.state
  }));
  return order.status === 'cancelled' ? steps : [...steps, ...aheadOf(order).map<Step>((status) => ({ title: next(status), state: 'next' }))];
}

type Past = Step & { at: number };

function pastOf(order: Order): Past[] {
  const told = order.timeline.filter((entry) => !isSplit(order) || !['partly_shipped', 'shipped'].includes(entry.status));
  return told.map((entry) => ({
    title: t(`orders.status_${entry.status}`),
    note: entry.note ?? (entry.status === 'shipped' && order.shipment ? shipmentLine(order.shipment) : null),
    at: Date.parse(entry.at),
    state: entry.status === 'cancelled' ? 'stopped' : 'done'
  }));
}

function parcelSteps(order: Order, parcel: Parcel): Past[] {
  const pieces = piecesIn(order, parcel.lines);
  const sent: Past = {
    title: t('orders.parcel_sent', { number: parcel.number }),
    note: `${pieces} · ${shipmentLine(parcel.shipment)}`,
    at: Date.parse(parcel.shipped_at),
    state: 'done'
  };
  if (!parcel.delivered_at) return [sent];
  return [sent, { title: t('orders.parcel_arrived', { number: parcel.number }), note: pieces, at: Date.parse(parcel.delivered_at), state: 'done' }];
}

function aheadOf(order: Order): Ahead[] {
  const seen = new Set<OrderStatus>(order.timeline.map((entry) => entry.status));
  const way = order.is_cash ? CASH_WAY : ORDER_WAY;
  const at = way.indexOf(order.status === 'partly_shipped' ? 'packed' : order.status);
  return way.slice(at + 1).filter((status) => !seen.has(status)) as Ahead[];
}
