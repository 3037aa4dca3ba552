import { findClip, noteFollowing } from '#lib/feed/lists.svelte.ts';
import { moreWords, t } from '#lib/kit/i18n.svelte.ts';
import { askWishesAgain } from '#lib/wishes/wishes.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';

type Act = { path: string; method: string };
type Refusal = Act & { title: string };
export type Heard = { type: 'queue'; sent: Act[]; refused: Refusal[] } | { type: 'kept' };

const KEPT_SAID_EVERY_MS = 60_000;
let keptSaidAt = 0;

/** What the service worker tells: the pages show what is so now, in words where it is not what somebody did. */
export async function heard(message: Heard): Promise<void> {
  await moreWords('daily');
  if (message.type === 'kept') return sayKept();
  for (const act of message.sent) show(act, true);
  for (const act of message.refused) show(act, false);
  const [refused] = message.refused;
  if (refused) toast(t(`offline.refused_${kindOf(refused.path)}`, { why: refused.title }), { tone: 'bad' });
  else if (message.sent.length) toast(t('offline.sent', { count: message.sent.length }), { tone: 'ok' });
}

/** The banner says it where the device itself knows that it has no network. */
function sayKept(): void {
  if (!navigator.onLine || Date.now() - keptSaidAt < KEPT_SAID_EVERY_MS) return;
  keptSaidAt = Date.now();
  toast(t('offline.kept'));
}

function kindOf(path: string): 'like' | 'save' | 'follow' | 'wish' | 'comment' {
  if (path.endsWith('/comments')) return 'comment';
  if (path.startsWith('/follows/')) return 'follow';
  if (path.endsWith('/wish')) return 'wish';
  return path.endsWith('/save') ? 'save' : 'like';
}

function show({ path, method }: Act, isDone: boolean): void {
  const isOn = (method !== 'DELETE') === isDone;
  const [, what, id = ''] = path.split('/');
  const kind = kindOf(path);
  if (kind === 'follow') noteFollowing(id, isOn);
  if (kind === 'wish') void askWishesAgain();
  const clip = what === 'videos' ? findClip(id) : undefined;
  if (!clip) return;
  if (kind === 'comment' && !isOn) clip.comment_count -= 1;
  if (kind === 'like' && clip.is_liked !== isOn) {
    clip.is_liked = isOn;
    clip.like_count += isOn ? 1 : -1;
  }
  if (kind === 'save' && clip.is_saved !== isOn) {
    clip.is_saved = isOn;
    clip.save_count += isOn ? 1 : -1;
  }
}
