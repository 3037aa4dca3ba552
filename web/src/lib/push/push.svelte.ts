import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Me, PushDevice, PushOffer, PushSettings } from '#lib/api/types.ts';
import { locale, t } from '#lib/kit/i18n.svelte.ts';
import { recall, remember } from '#lib/kit/storage.ts';

/**
 * How it stands with notices outside of the app, in this browser: it has no push; it has once the app is installed (iOS);
 * this place does not push; somebody said no to the browser; off; on.
 */
export type Standing = 'unsupported' | 'install' | 'not_offered' | 'denied' | 'off' | 'on';

/** Who turned it on here, and as which device the server knows it. */
type Kept = { person: string; device: string };
const KEPT = 'push';
const DAY_MS = 24 * 60 * 60 * 1000;
const ASKED_AGAIN_AFTER_MS = 30 * DAY_MS;

let offer = $state.raw<PushOffer | null>(null);
let standing = $state<Standing | null>(null);

export const push = {
  get offer(): PushOffer | null {
    return offer;
  },
  get standing(): Standing | null {
    return standing;
  },
  /** The device that this browser is, if it is one. */
  get device(): PushDevice | null {
    const kept = recall<Kept | null>(KEPT, null);
    return offer?.devices.find(({ id }) => id === kept?.device) ?? null;
  }
};

/** Look how it stands. Throws Problem. */
export async function look(me: Me): Promise<void> {
  const found = await api.get<PushOffer>('/me/push');
  const subscription = await subscribed();
  offer = found;
  standing = standingOf(me, found, subscription);
}

function standingOf(me: Me, found: PushOffer, subscription: PushSubscription | null): Standing {
  if (!found.public_key) return 'not_offered';
  if (!canPush()) return isApplePage() ? 'install' : 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const kept = recall<Kept | null>(KEPT, null);
  const isKnown = kept?.person === me.id && found.devices.some(({ id }) => id === kept.device);
  return subscription && isKnown && Notification.permission === 'granted' ? 'on' : 'off';
}

const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** A page in Safari on iPhone or iPad: there only an app on the home screen may push. */
function isApplePage(): boolean {
  const isHandheld = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1);
  return isHandheld && !matchMedia('(display-mode: standalone)').matches;
}

async function subscribed(): Promise<PushSubscription | null> {
  if (!canPush()) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/**
 * Ask the browser, then its service, then tell the server. Call it from a tap, when `look` has been.
 * Throws Problem; `push.no_service` where the browser's own service does not answer.
 */
export async function turnOn(me: Me): Promise<void> {
  if (!offer?.public_key) return;
  const answer = await Notification.requestPermission();
  if (answer !== 'granted') {
    standing = answer === 'denied' ? 'denied' : 'off';
    return;
  }
  await enrol(me, offer.public_key);
  await look(me);
}

async function enrol(me: Me, key: string): Promise<void> {
  const subscription = await subscribe(key);
  const { keys } = subscription.toJSON();
  const device = await api.post<PushDevice>('/me/push/devices', {
    endpoint: subscription.endpoint,
    p256dh: keys?.p256dh,
    auth: keys?.auth,
    language: locale(),
    zone: ownZone()
  });
  remember(KEPT, { person: me.id, device: device.id } satisfies Kept);
}

async function subscribe(key: string): Promise<PushSubscription> {
  try {
    const registration = await navigator.serviceWorker.register('/service-worker.js');
    await navigator.serviceWorker.ready;
    const wanted = bytesOf(key);
    const old = await registration.pushManager.getSubscription();
    if (old && isSame(old.options.applicationServerKey, wanted)) return old;
    await old?.unsubscribe();
    return await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
  } catch {
    throw new Problem(0, 'push.no_service', { title: t('push.no_service') });
  }
}

/** Nothing comes here any more. Throws Problem. */
export async function turnOff(me: Me): Promise<void> {
  const device = push.device;
  if (device) await deleteDevice(device);
  await (await subscribed())?.unsubscribe();
  remember(KEPT, null);
  await look(me);
}

/** Nothing comes to one of her devices any more. Throws Problem. */
export async function deleteDevice(device: PushDevice): Promise<void> {
  try {
    await api.delete(`/me/push/devices/${device.id}`);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
  }
  if (offer) offer = { ...offer, devices: offer.devices.filter(({ id }) => id !== device.id) };
}

/** Have a trial sent to this browser. Throws Problem. */
export async function tryOut(): Promise<void> {
  if (push.device) await api.post(`/me/push/devices/${push.device.id}/trial`);
}

/** Keep what she wants to hear of, and when not. What was shown stays when it is refused. Throws Problem. */
export async function save(changes: Partial<PushSettings>): Promise<void> {
  if (!offer) return;
  const before = offer;
  offer = { ...before, settings: { ...before.settings, ...changes } };
  try {
    const settings = await api.put<PushSettings>('/me/push/settings', offer.settings);
    offer = { ...offer, settings };
  } catch (error) {
    offer = before;
    throw error;
  }
}

/** Tell the server again where this browser is, if she turned it on here: her session or its address may be another one. */
export async function renew(me: Me): Promise<void> {
  if (recall<Kept | null>(KEPT, null)?.person !== me.id) return;
  if (!canPush() || Notification.permission !== 'granted') return;
  const { public_key: key } = await api.get<PushOffer>('/me/push');
  if (key) await enrol(me, key);
}

/** Whether to speak of it now: it is off here, and nobody said "not now" to the same question for a month. */
export async function isWorthAsking(me: Me, why: string): Promise<boolean> {
  if (Date.now() - recall(`push-asked-${why}`, 0) < ASKED_AGAIN_AFTER_MS) return false;
  await look(me);
  return standing === 'off';
}

export function notNow(why: string): void {
  remember(`push-asked-${why}`, Date.now());
}

export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0));
}

function isSame(kept: ArrayBuffer | null, wanted: Uint8Array): boolean {
  const bytes = new Uint8Array(kept ?? new ArrayBuffer(0));
  return bytes.length === wanted.length && bytes.every((each, index) => each === wanted[index]);
}
