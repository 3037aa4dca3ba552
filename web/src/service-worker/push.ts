import { self } from '$app/service-worker';
import { API, type Concern } from './concern';

/** What the server pushes; providers/web_push.py writes it. */
type Told = { title: string; body: string; url: string; tag: string; badge: number; language: string };

const INBOX = '/inbox';
const ICON = '/icons/icon-192.png';
/** A page that does not answer within this has not started, or is stuck. */
const ANSWER_MS = 1_000;

/** Notices that come while no page is open. */
export const push: Concern = {
  async forget() {
    const subscription = await self.registration.pushManager?.getSubscription();
    await subscription?.unsubscribe();
    for (const shown of await self.registration.getNotifications()) shown.close();
    // Chromium ends the page of a private window that asks for this, where nothing was ever pushed.
    if (Notification.permission === 'granted') await navigator.clearAppBadge?.();
  }
};

self.addEventListener('push', (event) => event.waitUntil(show(event.data)));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(String((event.notification.data as { url?: unknown } | null)?.url ?? INBOX)));
});

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event as Event & { oldSubscription?: PushSubscription | null }));
});

/** A browser takes the right to push from who shows nothing: what cannot be read is shown as something. */
async function show(data: PushMessageData | null): Promise<void> {
  const told = read(data);
  const { title, body, url, tag, language: lang } = told;
  await Promise.all([
    self.registration.showNotification(title, { body, tag, lang, icon: ICON, data: { url } }),
    told.badge ? navigator.setAppBadge?.(told.badge) : navigator.clearAppBadge?.(),
    tellPages(told.badge)
  ]);
}

function read(data: PushMessageData | null): Told {
  try {
    const told = data?.json() as Partial<Told>;
    return {
      title: String(told.title || 'Vitrina'),
      body: String(told.body ?? ''),
      url: String(told.url ?? INBOX),
      tag: String(told.tag ?? ''),
      badge: Number(told.badge) || 0,
      language: String(told.language ?? '')
    };
  } catch {
    return { title: 'Vitrina', body: '', url: INBOX, tag: '', badge: 0, language: '' };
  }
}

async function tellPages(unread: number): Promise<void> {
  for (const page of await pages()) page.postMessage({ type: 'noticed', unread });
}

/** Pages that are open, the one in front first; frames of other sites are none. */
async function pages(): Promise<WindowClient[]> {
  const found = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return found.filter(({ frameType }) => frameType === 'top-level').sort((a, b) => rank(b) - rank(a));
}

const rank = (page: WindowClient): number => (page.focused ? 2 : page.visibilityState === 'visible' ? 1 : 0);

/** Lead to a page of ours in a window that is open, or in a new one. */
async function open(url: string): Promise<void> {
  const asked = new URL(url, location.origin);
  const target = asked.origin === location.origin ? asked : new URL(INBOX, location.origin);
  const [page] = await pages();
  if (page) {
    await page.focus().catch(() => undefined);
    if (await isTaken(page, target.pathname + target.search)) return;
    if (await page.navigate(target.href).catch(() => null)) return;
  }
  await self.clients.openWindow(target.href);
}

/** Ask the app to go there by itself, so that a film and a form are not torn down without need. */
function isTaken(page: WindowClient, url: string): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((answer) => {
    setTimeout(() => answer(false), ANSWER_MS);
    port1.onmessage = () => answer(true);
    page.postMessage({ type: 'open', url }, [port2]);
  });
}

/** The browser's service gave it another address: tell the server. The app does so too when it is opened next. */
async function renew(event: { oldSubscription?: PushSubscription | null }): Promise<void> {
  const options = event.oldSubscription?.options;
  if (!options?.applicationServerKey) return;
  const subscription = await self.registration.pushManager.subscribe(options);
  const { keys } = subscription.toJSON();
  await fetch(`${API}/me/push/devices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({
      endpoint: subscription.endpoint,
      p256dh: keys?.p256dh,
      auth: keys?.auth,
      language: ['es', 'pt', 'en'].find((each) => navigator.language.startsWith(each)) ?? 'es',
      zone: new Intl.DateTimeFormat().resolvedOptions().timeZone
    })
  });
}
