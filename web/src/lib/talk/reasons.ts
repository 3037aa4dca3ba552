import type { ReportReason } from '#lib/api/types.ts';

/** In the order in which they are offered. */
export const REASONS: readonly ReportReason[] = [
  'spam',
  'scam',
  'hate',
  'harassment',
  'nudity',
  'violence',
  'minors',
  'illegal_goods',
  'counterfeit',
  'other'
];
