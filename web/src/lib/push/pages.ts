import { goto } from '$app/navigation';
import { Problem } from '#lib/api/problem.ts';
import type { Me } from '#lib/api/types.ts';
import { closeAllSheets, openSheets } from '#lib/state/sheets.svelte.ts';
import { notices } from '#lib/state/notices.svelte.ts';
import { renew } from './push.svelte.ts';

/** Tell the server again where this browser is. What fails is tried at the next visit. */
export function renewFor(me: Me): void {
  renew(me).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });
}

type Said = { type?: string; url?: string; unread?: number };

/** Hear the service worker: somebody tapped a notice outside of the app, or one came while this page is open. */
export function hearWorker(): void {
  navigator.serviceWorker?.addEventListener('message', ({ data, ports }: MessageEvent<Said>) => {
    if (data.type === 'open' && data.url?.startsWith('/')) {
      ports[0]?.postMessage(true);
      void lead(data.url);
    } else if (data.type === 'noticed') {
      notices.unread = data.unread ?? 0;
    }
  });
}

async function lead(url: string): Promise<void> {
  if (openSheets().length) {
    closeAllSheets();
    await new Promise((next) => addEventListener('popstate', next, { once: true }));
  }
  await goto(url);
}
