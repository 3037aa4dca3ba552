import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { AdSlot, Clip } from '#lib/api/types.ts';
import type { ClipList } from '#lib/feed/lists.svelte.ts';

/** At least so many clips stand between two ads. */
const BETWEEN = 9;
const TOLD_MAX = 30;
/** The next two are loaded already: what is put in comes after them. */
const AHEAD = 3;
/** A slot is asked for when it is near, so that the ad which wins it is one of now. */
const NEAR = 5;
/** Where nobody pays for a slot, the next one is so many clips on. */
const EMPTY_STEP = 5;

const notBefore = new WeakMap<ClipList, number>();
const busy = new WeakSet<ClipList>();

/** Put an ad into the list when a slot is near. */
export async function fill(list: ClipList): Promise<void> {
  const last = list.clips.findLastIndex((clip) => clip.ad);
  const at = Math.max(last + 1 + BETWEEN, list.index + AHEAD, notBefore.get(list) ?? 0);
  if (busy.has(list) || at > list.clips.length || at - list.index > NEAR) return;
  busy.add(list);
  try {
    const clip_ids = list.clips.slice(last + 1, at).map((clip) => clip.id).slice(-TOLD_MAX);
    const { ad } = await api.post<AdSlot>('/feed/ads', { clip_ids });
    notBefore.set(list, at + EMPTY_STEP);
    if (ad) list.place({ ...ad.clip, ad: { token: ad.token, campaign_id: ad.campaign_id, advertiser: ad.advertiser, why: ad.why } }, Math.max(at, list.index + AHEAD));
  } catch (error) {
    // A feed without an ad is whole.
    if (!(error instanceof Problem)) throw error;
    notBefore.set(list, at + EMPTY_STEP);
  } finally {
    busy.delete(list);
  }
}

/** The ad was on the screen for a second. */
export const seen = (clip: Clip): Promise<void> => tell('impressions', clip);

/** Its product was tapped. */
export const tapped = (clip: Clip): Promise<void> => tell('taps', clip);

const told = new Set<string>();

async function tell(what: 'impressions' | 'taps', clip: Clip): Promise<void> {
  const token = clip.ad?.token;
  if (!token || document.hidden || told.has(what + token)) return;
  told.add(what + token);
  try {
    await api.post(`/ads/${what}`, { token }, { keepalive: true });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
