import { api } from '#lib/api/client.ts';
import { forgetCreator } from '#lib/feed/lists.svelte.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { whenSignedIn } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';
import { complain } from './talk.svelte.ts';

type Whom = { id: string; name: string };

/** Block or mute a person; what is already on the screen goes at once. */
export function keepAway(whom: Whom, how: 'block' | 'mute', done: () => void = () => {}): void {
  void whenSignedIn(async () => {
    try {
      await api.put(`/${how}s/${whom.id}`);
      forgetCreator(whom.id);
      done();
      const undo = () => void letBack(whom, how);
      const said = how === 'block' ? t('people.blocked_now', { name: whom.name }) : t('people.muted_now', { name: whom.name });
      toast(said, { action: { label: t('talk.undo'), run: undo } });
    } catch (error) {
      complain(error);
    }
  });
}

/** Take a block or a mute back. Resolves to whether it was taken. */
export async function letBack(whom: Whom, how: 'block' | 'mute'): Promise<boolean> {
  try {
    await api.delete(`/${how}s/${whom.id}`);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
