import { locale } from '#lib/kit/i18n.svelte.ts';
import { savesData } from '#lib/media/saving.ts';

const UPDATE_EVERY_MS = 60 * 60 * 1000;

/** Start the service worker, once the first picture is long there. Where there can be none, nothing is kept. */
export async function startWorker(): Promise<void> {
  // A frame of another site is not a place to install anything.
  if (!('serviceWorker' in navigator) || window.top !== window) return;
  const registration = await navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  if (!registration) return;
  await navigator.serviceWorker.ready;
  tellStarted();
  navigator.serviceWorker.addEventListener('controllerchange', tellStarted);
  keepCurrent(registration);
}

/** Tell the worker something; without one nobody hears it. */
export function tell(type: string, facts: Record<string, unknown> = {}): void {
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type, ...facts }));
}

function tellStarted(): void {
  const used = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin }) => origin === location.origin)
    .map(({ pathname }) => pathname);
  tell('started', { language: locale(), isSaving: savesData(), used });
}

/** An installed app is open for days: look for a new version when somebody comes back to it. */
function keepCurrent(registration: ServiceWorkerRegistration): void {
  let lastMs = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - lastMs < UPDATE_EVERY_MS) return;
    lastMs = Date.now();
    registration.update().catch(() => undefined);
  });
}
