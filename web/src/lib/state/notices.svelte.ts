import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Notice, Page } from '#lib/api/types.ts';

let unread = $state(0);

/** How many notices wait; the inbox itself loads its own list. */
export const notices = {
  get unread(): number {
    return unread;
  },
  set unread(count: number) {
    unread = count;
    // The icon of an installed app says so as well; 0 takes the number away.
    void navigator.setAppBadge?.(count)?.catch(() => undefined);
  },
  /** Count anew. A failure leaves the last count: a badge is not worth a message. */
  async refresh(): Promise<void> {
    try {
      const page = await api.get<Page<Notice>>('/me/notices', { query: { limit: 20 } });
      notices.unread = page.items.filter((notice) => !notice.is_read).length;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
};
