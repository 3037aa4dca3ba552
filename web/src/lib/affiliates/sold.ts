import type { Commission } from '#lib/api/types.ts';

/** Where a commission was sold, to look at it again: a clip, a show, or nowhere that can be opened (a shared link). */
export function soldIn({ video_id, room_id }: Pick<Commission, 'video_id' | 'room_id'>): { href: string; label: 'earnings.clip' | 'earnings.show' } | null {
  if (video_id) return { href: `/v/${video_id}`, label: 'earnings.clip' };
  return room_id ? { href: `/live/${room_id}`, label: 'earnings.show' } : null;
}
