import type { Country, Currency, Money } from '#lib/api/types.ts';
import { locale } from './i18n.svelte';
import { viewerCountry } from './place.svelte';

/** Where a currency is at home; its people read sums in this region's way. */
const HOME: Record<Currency, Country> = {
  MXN: 'MX',
  BRL: 'BR',
  COP: 'CO',
  CLP: 'CL',
  ARS: 'AR',
  PEN: 'PE',
  USD: 'US'
};
/** Digits after the point. Shown sums of COP and CLP have none: their cents are not in use. */
const EXPONENT: Record<Currency, number> = { MXN: 2, BRL: 2, COP: 2, CLP: 0, ARS: 2, PEN: 2, USD: 2 };
const HAS_NO_CENTS = new Set<Currency>(['COP', 'CLP']);

export const currencyOf = (country: Country): Currency =>
  (Object.keys(HOME) as Currency[]).find((currency) => HOME[currency] === country) ?? 'USD';

export const homeOf = (currency: Currency): Country => HOME[currency];

export const exponentOf = (currency: Currency): number => EXPONENT[currency];

type Style = {
  /** Leave out ".00" of whole sums: for cards and headlines, never for totals. */
  short?: boolean;
  /** Leave out the code of a foreign currency: beside a sum that has it. */
  bare?: boolean;
};

/** Write a sum as the reader's language and the currency's home do: `$199.00`, `R$ 199,00`, `$ 19.900`. */
export function formatMoney(money: Money, { short = false, bare = false }: Style = {}): string {
  const units = money.amount / 10 ** EXPONENT[money.currency];
  const hasCents = !Number.isInteger(units);
  const digits = (short || HAS_NO_CENTS.has(money.currency)) && !hasCents ? 0 : EXPONENT[money.currency];
  const text = formatter(money.currency, digits).format(units);
  return isAmbiguous(money.currency) && !bare ? `${text} ${money.currency}` : text;
}

/** The part taken off, as whole percent: 17 for 189 instead of 229. Null when nothing is. */
export function percentOff(price: Money, compareAt: Money | null): number | null {
  if (!compareAt || compareAt.amount <= price.amount) return null;
  return Math.round((1 - price.amount / compareAt.amount) * 100);
}

export const sumOf = (currency: Currency, parts: Money[]): Money => ({
  amount: parts.reduce((sum, part) => sum + part.amount, 0),
  currency
});

/** In Spanish five currencies are written "$": name the one that is not the reader's own. */
function isAmbiguous(currency: Currency): boolean {
  return locale() === 'es' && currency !== 'BRL' && currency !== 'PEN' && HOME[currency] !== viewerCountry();
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: Currency, digits: number): Intl.NumberFormat {
  const tag = { es: HOME[currency] === 'BR' ? 'es-MX' : `es-${HOME[currency]}`, pt: 'pt-BR', en: 'en-US' }[locale()];
  const key = `${tag} ${currency} ${digits}`;
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.NumberFormat(tag, {
      style: 'currency',
      currency,
      currencyDisplay: locale() === 'es' ? 'narrowSymbol' : 'symbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits
    });
    formatters.set(key, made);
  }
  return made;
}
