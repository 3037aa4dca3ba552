import type { Currency, Money } from '#lib/api/types.ts';
import { localeTag } from '#lib/kit/i18n.svelte.ts';
import { exponentOf } from '#lib/kit/money.ts';

export const PRICE_MINOR_MAX = 10 ** 9;

/**
 * Read a sum that a person typed: `1,234.50`, `1.234,50`, `19.900`, `189`, `$ 189`. Null when it is none.
 *
 * The last mark with one or two digits after it starts the cents; every other mark parts thousands.
 */
export function readAmount(text: string, currency: Currency): number | null {
  const clean = text.replace(/[^\d.,]/g, '');
  if (!/\d/.test(clean) || /-/.test(text)) return null;
  const cents = clean.match(/[.,](\d{1,2})$/);
  const whole = (cents ? clean.slice(0, cents.index) : clean).replace(/[.,]/g, '');
  const exponent = exponentOf(currency);
  const part = (cents?.[1] ?? '').padEnd(exponent, '0');
  if (part.length > exponent && Number(part) > 0) return null;
  const minor = Number(whole || '0') * 10 ** exponent + Number(part.slice(0, exponent) || '0');
  return Number.isSafeInteger(minor) && minor <= PRICE_MINOR_MAX ? minor : null;
}

/** Write a sum for a field: no sign, no thousands, cents only when there are some. */
export function writeAmount(minor: number | null | undefined, currency: Currency): string {
  if (minor === null || minor === undefined) return '';
  const exponent = exponentOf(currency);
  const units = minor / 10 ** exponent;
  const digits = Number.isInteger(units) ? 0 : exponent;
  return new Intl.NumberFormat(localeTag(), {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits
  }).format(units);
}

/** A whole number of pieces, or null. */
export function readCount(text: string, max: number): number | null {
  const clean = text.trim();
  if (!/^\d+$/.test(clean)) return null;
  const count = Number(clean);
  return count <= max ? count : null;
}

/** Half up, for what is not negative: the way in which the server rounds. */
export const shareOf = (money: Money, rateBps: number): Money => ({
  ...money,
  amount: Math.floor((money.amount * rateBps + 5_000) / 10_000)
});
