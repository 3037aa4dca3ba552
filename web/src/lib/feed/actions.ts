import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { sayProblem } from '#lib/api/say.ts';
import type { Clip, Creator, Liked, Saved } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { whenSignedIn } from '#lib/state/session.svelte.ts';
import { openSheet } from '#lib/state/sheets.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';
import { noteFollowing } from './lists.svelte';

/** Like or take it back: shown at once, undone when the server says no. */
export function setLiked(clip: Clip, isLiked: boolean): void {
  if (clip.is_liked === isLiked) return;
  void whenSignedIn(async () => {
    const before = { is_liked: clip.is_liked, like_count: clip.like_count };
    clip.is_liked = isLiked;
    clip.like_count += isLiked ? 1 : -1;
    try {
      const path = `/videos/${clip.id}/like`;
      Object.assign(clip, isLiked ? await api.put<Liked>(path) : await api.delete<Liked>(path));
    } catch (error) {
      Object.assign(clip, before);
      complain(error);
    }
  });
}

/** Save a clip for later or take it back: shown at once, undone when the server says no. */
export function setSaved(clip: Clip, isSaved: boolean): void {
  if (clip.is_saved === isSaved) return;
  void whenSignedIn(async () => {
    const before = { is_saved: clip.is_saved, save_count: clip.save_count };
    clip.is_saved = isSaved;
    clip.save_count += isSaved ? 1 : -1;
    try {
      const path = `/videos/${clip.id}/save`;
      Object.assign(clip, isSaved ? await api.put<Saved>(path) : await api.delete<Saved>(path));
      if (isSaved) {
        const action = { label: t('feed.to_list'), run: () => void openSheet('save-lists', { video: clip.id }) };
        toast(t('feed.saved'), { action });
      }
    } catch (error) {
      Object.assign(clip, before);
      complain(error);
    }
  });
}

/** Follow a person or a shop, or stop. */
export function setFollowing(creator: Pick<Creator, 'id' | 'name'>, isFollowing: boolean): void {
  void whenSignedIn(async () => {
    noteFollowing(creator.id, isFollowing);
    try {
      if (isFollowing) await api.put(`/follows/${creator.id}`);
      else await api.delete(`/follows/${creator.id}`);
      toast(t(isFollowing ? 'feed.followed' : 'feed.unfollowed', { name: creator.name }));
    } catch (error) {
      noteFollowing(creator.id, !isFollowing);
      complain(error);
    }
  });
}

function complain(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
  toast(sayProblem(error), { tone: 'bad' });
}
