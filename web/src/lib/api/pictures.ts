import { t } from '#lib/kit/i18n.svelte.ts';
import { api } from './client';
import { Problem } from './problem';
import type { UploadedImage } from './types';

const SIZE_MAX_BYTES = 12 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** What the server reads. A phone turns HEIC into JPEG by itself when asked for these. */
export const PICTURE_TYPES = 'image/jpeg,image/png,image/webp,image/gif,image/avif';

/** Send a picture, to where a guest may with a key, or to one's own. What is plainly no picture, or too large, is refused before a byte travels. */
export async function sendPicture(file: File, path = '/images', query?: { key: string | undefined }): Promise<UploadedImage> {
  if (!PICTURE_TYPES.split(',').includes(file.type)) {
    throw new Problem(409, 'media.not_a_picture', { title: t('picture.wrong_type', { name: file.name }) });
  }
  if (file.size > SIZE_MAX_BYTES) {
    throw new Problem(413, 'media.picture_too_large', { title: t('picture.too_large', { name: file.name }) });
  }
  return api.post<UploadedImage>(path, file, { timeoutMs: TIMEOUT_MS, ...(query && { query }) });
}
