import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { sayProblem } from '#lib/api/say.ts';
import type { Clip } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { whenSignedIn } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';
import { forgetClip } from './lists.svelte';

/** Take a clip out of the reader's feed, now and from now on. */
export function loseInterest(clip: Clip): void {
  const path = `/videos/${clip.id}/disinterest`;
  void whenSignedIn(async () => {
    const bringBack = forgetClip(clip.id);
    try {
      // An ad has its own way to be hidden: its clip may come again, but not as an ad.
      if (clip.ad) await api.post('/ads/hides', { token: clip.ad.token });
      else await api.put(path);
    } catch (error) {
      bringBack();
      return complain(error);
    }
    const undo = () => void api.delete(path).then(bringBack, complain);
    toast(t('menu.not_interested_done'), clip.ad ? {} : { action: { label: t('talk.undo'), run: undo } });
  });
}

function complain(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
  toast(sayProblem(error), { tone: 'bad' });
}
