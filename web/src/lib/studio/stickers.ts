import type { ProductCard, StickerStyle } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';

export const STICKERS_MAX = 10;
export const STICKER_LENGTH_MAX = 60;
export const STYLES: readonly StickerStyle[] = ['paper', 'rosa', 'night', 'plain'];

export const stickerName = (sticker: { kind: string; text: string }, product?: ProductCard): string =>
  sticker.kind === 'price' ? t('studio.sticker_price_of', { name: product?.title ?? '' }) : sticker.text || t('studio.sticker_empty');
