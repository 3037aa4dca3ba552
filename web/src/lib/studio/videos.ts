import type { Video } from '#lib/api/types.ts';

export type VideoState = 'processing' | 'failed' | 'published' | 'scheduled' | 'draft';

export const videoState = (video: Video): VideoState =>
  video.status !== 'ready' ? video.status : video.is_published ? 'published' : video.scheduled_for ? 'scheduled' : 'draft';

export const videoPath = (id: string): string => `/videos/${encodeURIComponent(id)}`;
