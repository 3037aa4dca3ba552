import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { View } from '#lib/api/types.ts';

const BATCH_MAX = 50;
const FLUSH_AT = 8;
const FLUSH_AFTER_MS = 12_000;
const GLANCE_MS = 300;

let queue: View[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Note how long a clip was watched. Sent in batches; a glance does not count. */
export function noteView(view: View): void {
  if (view.watched_ms < GLANCE_MS) return;
  queue.push({ ...view, watched_ms: Math.round(view.watched_ms) });
  if (queue.length >= FLUSH_AT) void flushViews();
  else timer ??= setTimeout(() => void flushViews(), FLUSH_AFTER_MS);
}

/** Send what waits, also while the page is being left. What cannot be sent waits for the next time. */
export async function flushViews(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const views = queue.splice(0, BATCH_MAX);
  if (!views.length) return;
  try {
    await api.post('/views', { views }, { keepalive: true });
  } catch (error) {
    if (error instanceof Problem && error.status === 0) queue = [...views, ...queue].slice(0, BATCH_MAX);
    else if (!(error instanceof Problem)) throw error;
  }
}
