import type { Sponsorship, SponsorCampaign } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';

export const TONE: Record<Sponsorship['state'], 'plain' | 'ok' | 'warn' | 'bad'> = {
  applied: 'warn',
  invited: 'warn',
  accepted: 'ok',
  submitted: 'warn',
  changes: 'warn',
  released: 'ok',
  declined: 'plain',
  withdrawn: 'plain',
  expired: 'plain',
  cancelled: 'plain'
};

const CAMPAIGN_TONE: Record<SponsorCampaign['state'] | 'full' | 'hidden', 'plain' | 'ok' | 'bad'> = {
  open: 'ok',
  full: 'plain',
  hidden: 'bad',
  closed: 'plain',
  cancelled: 'plain'
};

/** Where a campaign is, for who runs its shop, and how that looks. */
export function standing(campaign: SponsorCampaign) {
  const state = campaign.is_hidden ? 'hidden' : campaign.is_full ? 'full' : campaign.state;
  return { tone: CAMPAIGN_TONE[state], label: t(`sponsor.campaign_${state}`) };
}
