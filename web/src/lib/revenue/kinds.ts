import { t } from '#lib/kit/i18n.svelte.ts';

/** Name a kind of revenue. One that this page has no words for yet keeps the name of its account. */
export function sayKind(kind: string): string {
  if (kind === 'fee_income') return t('revenue.kind_fee_income');
  if (kind === 'sponsorship_income') return t('revenue.kind_sponsorship_income');
  if (kind === 'tip_income') return t('revenue.kind_tip_income');
  if (kind === 'ad_income') return t('revenue.kind_ad_income');
  if (kind === 'aff_income') return t('revenue.kind_aff_income');
  return kind;
}
