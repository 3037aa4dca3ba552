import type { CaptionTrack, Language } from '#lib/api/types.ts';
import { locale } from '#lib/kit/i18n.svelte.ts';
import { recall, remember } from '#lib/kit/storage.ts';

export type Cue = { from_ms: number; to_ms: number; text: string };

/** What the person chose on this device; until then captions stand in for the sound. */
let chosen = $state<boolean | null>(recall<boolean | null>('captions', null));

export const areCaptionsOn = (isMuted: boolean): boolean => chosen ?? isMuted;

export function setCaptions(isOn: boolean): void {
  chosen = isOn;
  remember('captions', isOn);
}

/** The track in the reader's language, else in the clip's own, else any. */
export const trackFor = (tracks: readonly CaptionTrack[], spoken: Language): CaptionTrack | undefined =>
  tracks.find((track) => track.language === locale()) ?? tracks.find((track) => track.language === spoken) ?? tracks[0];

/** A clip without its captions is a clip all the same: whatever goes wrong, there are none. */
export async function loadCues(url: string): Promise<Cue[]> {
  try {
    const answer = await fetch(url, { credentials: 'same-origin' });
    return answer.ok ? readCues(await answer.text()) : [];
  } catch {
    return [];
  }
}

/** Read WebVTT as our server writes it: times and plain words. */
export function readCues(text: string): Cue[] {
  return text.split('\n\n').flatMap((block) => {
    const [times = '', ...lines] = block.trim().split('\n');
    const [from, to] = times.split(' --> ').map(msOf);
    return from === undefined || to === undefined ? [] : [{ from_ms: from, to_ms: to, text: plain(lines.join('\n')) }];
  });
}

const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function msOf(moment: string): number {
  const [hours = '0', minutes = '0', seconds = '0'] = moment.split(':');
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
}
