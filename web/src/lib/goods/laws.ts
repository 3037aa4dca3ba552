import type { CountrySource } from '#lib/api/types.ts';
import { formatDay } from '#lib/kit/time.ts';
import { t } from '#lib/kit/i18n.svelte.ts';

/** `Ley General de Salud, art. 282 Quater`. */
export const lawOf = (source: CountrySource): string =>
  source.article ? t('goods.law_article', { law: source.law, article: source.article }) : source.law;

/** What was read, and when. The day is a date without a zone: noon keeps it the same day everywhere we are. */
export const readOn = (source: CountrySource): string =>
  t(`goods.read_${source.kind}`, { day: formatDay(`${source.read_on}T12:00:00`) });
