import type { Currency, Me } from '#lib/api/types.ts';

export const CURRENCIES: readonly Currency[] = ['MXN', 'BRL', 'COP', 'CLP', 'ARS', 'PEN', 'USD'];
const OF: Record<string, Currency> = { MX: 'MXN', BR: 'BRL', CO: 'COP', CL: 'CLP', AR: 'ARS', PE: 'PEN', US: 'USD' };

/** The currency in which somebody is likely to see prices. */
export const currencyOf = (me: Me | null): Currency => OF[me?.country ?? 'MX'] ?? 'MXN';
