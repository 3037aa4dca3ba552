import { updated } from '$app/state';
import { boot } from '#lib/kit/boot.ts';
import { locale, moreWords, t } from '#lib/kit/i18n.svelte.ts';
import { later } from '#lib/kit/later.ts';
import { savesData } from '#lib/media/saving.ts';
import { session } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';
import type { Heard } from './heard';

const UPDATE_EVERY_MS = 60 * 60 * 1000;

/** Start the service worker, once the first picture is long there. Where there can be none, nothing is kept. */
export async function startWorker(): Promise<void> {
  // A frame of another site is not a place to install anything.
  if (!('serviceWorker' in navigator) || window.top !== window) return;
  const registration = await navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  if (!registration) return;
  const boot = navigator.serviceWorker.controller ? null : document.getElementById('boot')?.textContent;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
    if (data.type === 'queue' || data.type === 'kept') void later(() => import('./heard')).then((it) => it.heard(data));
  });
  await navigator.serviceWorker.ready;
  tellStarted(boot);
  navigator.serviceWorker.addEventListener('controllerchange', () => tellStarted());
  window.addEventListener('online', () => tell('online'));
  window.addEventListener('vite:preloadError', () => void offerReload().catch(() => undefined));
  keepCurrent(registration);
  // She may have chosen another language than her browser's.
  document.querySelector('link[rel=manifest]')?.setAttribute('href', `/manifest.webmanifest?lang=${locale()}`);
}

/** Tell the worker something; without one nobody hears it. */
export function tell(type: string, facts: Record<string, unknown> = {}): void {
  void navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage({ type, ...facts }));
}

/** boot: the data of a page that came before there was a worker. */
function tellStarted(boot?: string | null): void {
  const used = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin }) => origin === location.origin)
    .map(({ pathname }) => pathname);
  tell('started', { language: locale(), isSaving: savesData(), used, boot, person: person() });
}

/** Who is here by the word of the server; undefined when it said nothing. */
const person = (): string | null | undefined => session.me?.id ?? (boot.is_signed_in === false ? null : undefined);

/** A part did not come. When the server has another version, it is gone: nothing typed is lost before she wants the new one. */
async function offerReload(): Promise<void> {
  // A bad line is not a new version; who waits for the part tries again.
  if (!navigator.onLine || !(await updated.check())) return;
  await later(() => moreWords('daily'));
  toast(t('offline.new_version'), { action: { label: t('offline.reload'), run: () => location.reload() } });
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
