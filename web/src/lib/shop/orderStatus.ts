import type { OrderStatus } from '#lib/api/types.ts';

const TONES: Record<OrderStatus, 'plain' | 'ok' | 'warn' | 'bad' | 'rosa'> = {
  placed: 'warn',
  confirmed: 'ok',
  paid: 'ok',
  packed: 'ok',
  partly_shipped: 'rosa',
  shipped: 'rosa',
  delivered: 'ok',
  cancelled: 'bad'
};

export const statusTone = (status: OrderStatus) => TONES[status];
/** The way of an order that goes well. */
export const ORDER_WAY: readonly OrderStatus[] = ['paid', 'packed', 'shipped', 'delivered'];
/** Of one that is paid at the door. */
export const CASH_WAY: readonly OrderStatus[] = ['confirmed', 'packed', 'shipped', 'paid', 'delivered'];
