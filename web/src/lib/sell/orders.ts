import { api } from '#lib/api/client.ts';
import type { Money, Order, OrderStatus, Page, Plan } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { stepsOf as steps } from '#lib/shop/steps.ts';
import type { Step } from '#lib/ui/Timeline.svelte';
import { shareOf } from './amounts';

/** The heaps in which a shop works through its orders. */
export const HEAPS = ['confirmed', 'paid', 'packed', 'partly_shipped', 'shipped', 'delivered', 'cancelled', 'all'] as const;
export type Heap = (typeof HEAPS)[number];

export const isHeap = (text: string | null): text is Heap => HEAPS.some((heap) => heap === text);
/** What narrows the list; nothing where it is empty. */
export const PAYMENTS = ['card', 'voucher', 'transfer', 'cash'] as const;
type Payment = (typeof PAYMENTS)[number];
export type Filters = { q: string; days: '' | '7' | '30' | '90'; method: string; payment: '' | Payment; late: boolean };

export function filtersOf(query: Pick<URLSearchParams, 'get'>): Filters {
  const days = query.get('days');
  return {
    q: query.get('q') ?? '',
    days: days === '7' || days === '30' || days === '90' ? days : '',
    method: query.get('method') ?? '',
    payment: PAYMENTS.find((each) => each === query.get('payment')) ?? '',
    late: query.get('late') === 'true'
  };
}

export const queryOf = (filters: Filters): Record<string, string | number | boolean | undefined> => ({
  q: filters.q.trim() || undefined,
  days: filters.days ? Number(filters.days) : undefined,
  method: filters.method || undefined,
  payment: filters.payment || undefined,
  late: filters.late || undefined
});

export const piecesOf = (order: Order): number => order.lines.reduce((sum, line) => sum + line.quantity, 0);
export const orderApi = (id: string): string => `/orders/${encodeURIComponent(id)}`;

export const pack = (order: Order): Promise<Order> => api.post<Order>(`${orderApi(order.id)}/packing`);
export const deliver = (order: Order): Promise<Order> => api.post<Order>(`${orderApi(order.id)}/delivery`);

/** An order that is paid at the door was, or was not taken. */
export const collect = (order: Order): Promise<Order> => api.post<Order>(`${orderApi(order.id)}/cash`);
export const refuse = (order: Order): Promise<Order> => api.post<Order>(`${orderApi(order.id)}/refusal`);

/** What happened to an order, then what is still to come, as its shop sees it. */
export const stepsOf = (order: Order): Step[] => steps(order, (status) => t(`sell.next_${status}`));

const COUNTED: readonly OrderStatus[] = ['confirmed', 'paid', 'packed', 'partly_shipped', 'shipped', 'delivered'];

export type Day = { sales: Money; tax: Money; commissions: Money; keep: Money; orderCount: number };

/**
 * What a shop sold since a moment, and what is left after taxes and creators.
 *
 * Orders do not say which lines a clip sold: every line counts with the commission of today's plan, so that nobody
 * keeps less of it than is shown. The platform's own fee is not known here and not subtracted.
 */
export function dayOf(orders: readonly Order[], plan: Plan | null, zero: Money, since: Date): Day {
  const sold = orders.filter((order) => COUNTED.includes(order.status) && Date.parse(order.placed_at) >= since.getTime());
  const sum = (amounts: number[]): Money => ({ ...zero, amount: amounts.reduce((total, amount) => total + amount, 0) });
  const sales = sum(sold.map((order) => order.total.amount));
  const tax = sum(sold.map((order) => order.tax.amount));
  const commissions = sum(sold.flatMap((order) => order.lines.map((line) => commissionOf(line, plan))));
  return { sales, tax, commissions, keep: sum([sales.amount, -tax.amount, -commissions.amount]), orderCount: sold.length };
}

function commissionOf(line: Order['lines'][number], plan: Plan | null): number {
  if (!plan) return 0;
  const rate = plan.overrides.find((one) => one.product_id === line.product_id)?.rate_bps ?? plan.rate_bps ?? 0;
  return shareOf({ ...line.total, amount: line.total.amount - line.tax.amount }, rate).amount;
}

/** A page of orders is a hundred, and a drop sells more than that in a second; a phone shall not read them all. */
const COUNTED_MAX = 300;

/** The newest orders of a shop, all since a moment. isWhole: there were not more than are counted here. */
export async function ordersSince(path: string, since: Date): Promise<{ items: Order[]; isWhole: boolean }> {
  const items: Order[] = [];
  let cursor: string | null = null;
  let isOlder = false;
  do {
    const found: Page<Order> = await api.get<Page<Order>>(path, { query: { limit: 100, cursor } });
    items.push(...found.items);
    cursor = found.next_cursor;
    isOlder = Date.parse(items.at(-1)?.placed_at ?? '') < since.getTime();
  } while (cursor && !isOlder && items.length < COUNTED_MAX);
  return { items, isWhole: !cursor || isOlder };
}

/** The first moment of today, where the reader is. */
export function startOfToday(now = new Date()): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}

/** Carriers that people know, by the shop's country; any other may be typed. */
export const CARRIERS: Record<string, string[]> = {
  MX: ['Estafeta', 'DHL', 'FedEx', 'Correos de México', 'Redpack', 'Paquetexpress', '99 Minutos'],
  BR: ['Correios', 'Jadlog', 'Loggi', 'Total Express', 'Azul Cargo'],
  CO: ['Servientrega', 'Coordinadora', 'Interrapidísimo', 'Envía', 'TCC'],
  CL: ['Chilexpress', 'Starken', 'Correos de Chile', 'Blue Express'],
  AR: ['Correo Argentino', 'Andreani', 'OCA', 'Urbano'],
  PE: ['Olva Courier', 'Shalom', 'Serpost', 'Marvisur'],
  US: ['USPS', 'UPS', 'FedEx', 'DHL']
};
