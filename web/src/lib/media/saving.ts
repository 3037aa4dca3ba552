import { recall } from '#lib/kit/storage.ts';

/** The viewer wants to spare her data: she said so here, or, where she said nothing, to her browser. */
export const savesData = (): boolean =>
  recall<boolean | null>('saver', null) ?? (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** A browser that plays HLS by itself chooses the rung, too: who saves data is better off with the script. */
export const playsHls = (video: HTMLVideoElement): boolean => !savesData() && video.canPlayType('application/vnd.apple.mpegurl') !== '';
