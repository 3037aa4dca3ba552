import { Problem } from '#lib/api/problem.ts';
import { t } from '#lib/kit/i18n.svelte.ts';

export const SIZE_MAX_BYTES = 500 * 1024 * 1024;
/** How long a clip may be; a file may be twice as long, for a part of it becomes the clip. */
export const CLIP_MAX_S = 180;
const DURATION_MAX_S = 2 * CLIP_MAX_S;
const PROBE_MAX_MS = 4_000;
const ENDINGS = /\.(mp4|m4v|mov|mkv|webm)$/i;
const TYPES = new Set(['video/mp4', 'video/quicktime', 'video/x-matroska', 'video/webm', 'video/x-m4v']);
export const VIDEO_TYPES = 'video/mp4,video/quicktime,video/webm,video/x-matroska,.mp4,.mov,.webm,.mkv';

/**
 * Refuse at once what the server would refuse after the whole way: not a video, too large, empty, too long.
 * Answers how many seconds it plays, or null when this browser cannot tell.
 */
export async function checkFile(file: File): Promise<number | null> {
  if (!TYPES.has(file.type) && !ENDINGS.test(file.name)) refuse('not_a_video', file);
  if (file.size === 0) refuse('empty', file);
  if (file.size > SIZE_MAX_BYTES) refuse('too_large', file);
  const seconds = await durationOf(file);
  if (seconds !== null && seconds > DURATION_MAX_S + 1) refuse('too_long', file);
  return seconds;
}

function refuse(reason: 'not_a_video' | 'empty' | 'too_large' | 'too_long', file: File): never {
  throw new Problem(409, `studio.${reason}`, { title: t(`studio.file_${reason}`, { name: file.name }) });
}

/** Seconds, or null when this browser cannot tell: the server reads more kinds than it plays. */
function durationOf(file: File): Promise<number | null> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  video.preload = 'metadata';
  return new Promise<number | null>((resolve) => {
    video.onloadedmetadata = () => resolve(Number.isFinite(video.duration) ? video.duration : null);
    video.onerror = () => resolve(null);
    setTimeout(() => resolve(null), PROBE_MAX_MS);
    video.src = url;
  }).finally(() => {
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  });
}

const MEGABYTE = 1024 * 1024;

/** `12.4 MB`, written by locale through the message. */
export const megabytes = (bytes: number): string => {
  const size = bytes / MEGABYTE;
  return t('studio.megabytes', { size: size < 10 ? Math.round(size * 10) / 10 : Math.round(size) });
};
