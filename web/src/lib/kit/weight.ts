import { localeTag } from './i18n.svelte.ts';

/** A weight as people say it: `800 g`, `1.2 kg`. */
export const formatWeight = (grams: number): string =>
  new Intl.NumberFormat(localeTag(), {
    style: 'unit',
    unit: grams < 1_000 ? 'gram' : 'kilogram',
    maximumFractionDigits: 2
  }).format(grams < 1_000 ? grams : grams / 1_000);
