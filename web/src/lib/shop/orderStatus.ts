import type { OrderStatus } from '#lib/api/types.ts';

const TONES: Record<OrderStatus, 'plain' | 'ok' | 'warn' | 'bad' | 'rosa'> = {
  placed: 'warn',
  paid: 'ok',
  packed: 'ok',
  shipped: 'rosa',
  delivered: 'ok',
  cancelled: 'bad'
};

export const statusTone = (status: OrderStatus) => TONES[status];
/** The way of an order that goes well. */
export const ORDER_WAY: readonly OrderStatus[] = ['paid', 'packed', 'shipped', 'delivered'];
