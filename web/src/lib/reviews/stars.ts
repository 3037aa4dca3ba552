import { localeTag } from '#lib/kit/i18n.svelte.ts';

export const STARS = [1, 2, 3, 4, 5] as const;
export type Stars = (typeof STARS)[number];

/** An average as people read it: 43 -> `4.3`, `4,3`. */
export const formatAverage = (tenths: number): string =>
  new Intl.NumberFormat(localeTag(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(tenths / 10);
