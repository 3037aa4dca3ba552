import { t } from '#lib/kit/i18n.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';

/** Share by the phone's own sheet; where there is none, copy the link. */
export async function share(path: string, text: string): Promise<void> {
  const url = new URL(path, location.origin).href;
  if (navigator.share) {
    try {
      await navigator.share({ title: 'Vitrina', text, url });
    } catch (error) {
      if ((error as DOMException).name !== 'AbortError') await copy(url);
    }
  } else {
    await copy(url);
  }
}

async function copy(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    toast(t('feed.link_copied'), { tone: 'ok' });
  } catch {
    // No clipboard without HTTPS: show the link so that it can be copied by hand.
    toast(url);
  }
}
