import type { Sponsorship, SponsorCampaign } from '#lib/api/types.ts';

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

export const CAMPAIGN_TONE: Record<SponsorCampaign['state'], 'plain' | 'ok'> = { open: 'ok', closed: 'plain', cancelled: 'plain' };
