import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Touch } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import { openSheet } from '#lib/state/sheets.svelte.ts';

export const sent = new Map<string, Promise<boolean>>();

/** A tap on a product of a clip or a show: tell the server, so that who shows it earns, and open it over the picture. */
export async function openProduct(productId: string, videoId: string, place: object = { video_id: videoId }): Promise<void> {
  const id = touch({ product_id: productId, ...place });
  const room = 'room_id' in place ? String(place.room_id) : '';
  await openSheet('product', { id: productId, touch: id, video: videoId, room }, `/p/${productId}`);
}

/** Tell the server of a tap, and answer its id; `knownTouch` tells whether it arrived. */
export function touch(tap: object): string {
  const id = newId();
  sent.set(id, tell({ id, ...tap }));
  return id;
}

/** The touch as the server knows it: undefined when it never arrived, so that no sale fails because of it. */
export async function knownTouch(id: string | undefined): Promise<string | undefined> {
  return id && (await sent.get(id)) ? id : undefined;
}

async function tell(touch: object): Promise<boolean> {
  try {
    await api.post<Touch>('/touches', touch, { keepalive: true });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
