import { t } from '#lib/kit/i18n.svelte.ts';
import { loadSession, session } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';

/** Share by the phone's own sheet; where there is none, copy the link. */
export async function share(path: string, text: string): Promise<void> {
  await loadSession();
  const url = withSharer(path);
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

/** Share and earn: a link of somebody who earns carries her code, which is her id in 22 letters. */
function withSharer(path: string): string {
  const url = new URL(path, location.origin);
  const { me } = session;
  if (me?.capabilities.includes('earn') && /^\/[pv]\//.test(url.pathname)) {
    const bytes = me.id.replaceAll('-', '').match(/../g)!.map((pair) => String.fromCharCode(parseInt(pair, 16)));
    url.searchParams.set('via', btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
  }
  return url.href;
}

/** Copy what puts a clip into a page of another site. */
export const copyEmbed = (video: string): Promise<void> =>
  copy(`<script async src="${location.origin}/embed.js" data-clip="${video}"></script>`, t('embed.copied'));

async function copy(text: string, said = t('feed.link_copied')): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(said, { tone: 'ok' });
  } catch {
    // No clipboard without HTTPS: show it so that it can be copied by hand.
    toast(text);
  }
}
