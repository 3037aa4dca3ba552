import { self } from '$app/service-worker';
import { API, type Concern } from './concern';
import { owner } from './sessions';
import { recall, remember, within } from './store';

/**
 * What somebody does without a network: it counts as done at once and is sent, in its order, when the network is back.
 * Of several acts on one thing the last one counts. What the server then refuses is told to the page, which undoes it.
 */
const TOGGLES = /^\/(videos\/[^/]+\/(like|save)|comments\/[^/]+\/like|follows\/[^/]+|products\/[^/]+\/wish)$/;
const WORDS = /^\/videos\/[^/]+\/comments$/;
const COUNT_MAX = 100;
const KEPT_AT_MOST_MS = 7 * 24 * 60 * 60 * 1000;
const ANSWER_WITHIN_MS = 15_000;
/** A line that is silent for so long counts as none: pages wait a little longer. */
const SILENT_AFTER_MS = 10_000;
/** A device says that it is online some time before it is: so long after each other it is tried again. */
const AGAIN_AFTER_MS = [1_000, 3_000, 9_000, 27_000];
const TAG = 'queue';
const REFUSALS = 'refusals';
/** What is passed on of a request's headers. */
const HEADERS = ['accept-language', 'content-type', 'idempotency-key'];

export type Act = { path: string; method: string; headers: Record<string, string>; body: string; at: number; owner: string };
export type Refusal = { path: string; method: string; title: string };

/** Of one thing one act at a time, so that no older one overtakes a newer one. */
const turns = new Map<string, Promise<unknown>>();
let sending: Promise<void> | null = null;
/** Spares looking: until something is put there, or this life of the worker has looked. */
let isEmpty = false;

export const queue: Concern = {
  answer(event) {
    const { method, url } = event.request;
    const { origin, pathname } = new URL(url);
    if (origin !== location.origin || !pathname.startsWith(`${API}/`)) return null;
    const path = pathname.slice(API.length);
    const isToggle = (method === 'PUT' || method === 'DELETE') && TOGGLES.test(path);
    return isToggle || (method === 'POST' && WORDS.test(path)) ? act(event.request, path, isToggle) : null;
  },

  told: {
    async started() {
      await tell((await recall<Refusal[]>(REFUSALS)) ?? [], []);
      await send();
    },
    online: sendPatiently
  },

  async forget() {
    await within('queue', 'readwrite', (store) => store.clear());
    await remember(REFUSALS, undefined);
  }
};

self.addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as unknown as { tag: string; waitUntil: ExtendableEvent['waitUntil'] };
  if (tag === TAG) waitUntil.call(event, sendWhole());
});

async function sendPatiently(): Promise<void> {
  await send();
  for (const ms of AGAIN_AFTER_MS) {
    if (!(await queued()).length) return;
    await new Promise((go) => setTimeout(go, ms));
    await send();
  }
}

/** A promise that fails has the browser ask again. */
async function sendWhole(): Promise<void> {
  await send();
  if ((await queued()).length) throw new Error('the rest has to wait');
}

/** What waits, the oldest first. */
export const queued = (): Promise<Act[]> => within('queue', 'readonly', (store) => store.getAll() as IDBRequest<Act[]>);

/** Show a kept clip as she left it. */
export function mark(clip: object, acts: Act[]): void {
  const known = clip as { id: string; creator?: { id: string; is_following: boolean } } & Record<string, unknown>;
  for (const { path, method } of acts) {
    const isOn = method === 'PUT';
    const [, id, what] = /^\/videos\/([^/]+)\/(like|save)$/.exec(path) ?? [];
    if (id === known.id && known[`is_${what}d`] !== isOn) {
      known[`is_${what}d`] = isOn;
      known[`${what}_count`] = Number(known[`${what}_count`]) + (isOn ? 1 : -1);
    }
    if (known.creator && path === `/follows/${known.creator.id}`) known.creator.is_following = isOn;
  }
}

async function act(request: Request, path: string, isToggle: boolean): Promise<Response> {
  const later = request.clone();
  return inTurn(path, async () => {
    if (isToggle) await drop((one) => one.path === path);
    try {
      return await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(SILENT_AFTER_MS)]) });
    } catch (error) {
      // Who gave up waiting has taken it back already.
      if (request.signal.aborted || !(await put(later, path))) throw error;
      return new Response('{}', { status: 202, headers: { 'content-type': 'application/json' } });
    }
  });
}

/** Write an act down. False where nobody is known whose act it would be, or where there are too many. */
async function put(request: Request, path: string): Promise<boolean> {
  const hers = await owner();
  if (!hers || (await queued()).length >= COUNT_MAX) return false;
  const headers = Object.fromEntries(HEADERS.flatMap((name) => [[name, request.headers.get(name) ?? '']]).filter(([, value]) => value));
  const made: Act = { path, method: request.method, headers, body: await request.text(), at: Date.now(), owner: hers };
  await within('queue', 'readwrite', (store) => store.put(made, keyOf(made)));
  isEmpty = false;
  const { sync } = self.registration as unknown as { sync?: { register(tag: string): Promise<void> } };
  await sync?.register(TAG).catch(() => undefined);
  return true;
}

/** Keys in the order of what happened; two of one millisecond stay apart by what they are about. */
const keyOf = (one: Act): [number, string, string] => [one.at, one.path, one.headers['idempotency-key'] ?? ''];

async function drop(isIt: (one: Act) => boolean): Promise<void> {
  for (const one of (await queued()).filter(isIt)) await within('queue', 'readwrite', (store) => store.delete(keyOf(one)));
}

/** Send what waits, as far as the network and the server let it. */
export function send(): Promise<void> {
  if (isEmpty) return Promise.resolve();
  sending ??= sendAll().finally(() => (sending = null));
  return sending;
}

async function sendAll(): Promise<void> {
  // Said before looking: what is put there meanwhile takes it back.
  isEmpty = true;
  const waiting = await queued();
  if (!waiting.length) return;
  isEmpty = false;
  const here = await whoIsHere();
  if (!here) return;
  await drop((one) => one.owner !== here || Date.now() - one.at > KEPT_AT_MOST_MS);
  const sent: Act[] = [];
  const refused: Refusal[] = [];
  for (const one of waiting) {
    const outcome = await inTurn(one.path, () => sendOne(one));
    if (outcome === 'later') break;
    if (outcome === 'sent') sent.push(one);
    else if (outcome) refused.push({ path: one.path, method: one.method, title: outcome.title });
  }
  await tell(refused, sent);
}

/** Null when it does not wait any more. */
async function sendOne(one: Act): Promise<'sent' | 'later' | { title: string } | null> {
  if (!(await within('queue', 'readonly', (store) => store.count(keyOf(one))))) return null;
  const { method, headers, body } = one;
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = await fetch(API + one.path, { method, headers, body: body || undefined, signal }).catch(() => null);
  const isLater = !answer || answer.status >= 500 || [401, 408, 425, 429].includes(answer.status) || answer.headers.has('retry-after');
  if (isLater) return 'later';
  await within('queue', 'readwrite', (store) => store.delete(keyOf(one)));
  if (answer.ok) return 'sent';
  const { title } = (await answer.json().catch(() => ({}))) as { title?: string };
  return { title: title ?? '' };
}

/** Whom the server knows by this browser's cookie: nothing is sent in the name of another person. */
async function whoIsHere(): Promise<string | null> {
  const answer = await fetch(`${API}/me`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => null);
  return answer?.ok ? ((await answer.json()) as { id: string }).id : null;
}

/** Tell the pages what became of it; where none is open, what was refused waits for the next one. */
async function tell(refused: Refusal[], sent: Act[]): Promise<void> {
  if (!refused.length && !sent.length) return;
  const pages = await self.clients.matchAll({ type: 'window' });
  const told = sent.map(({ path, method }) => ({ path, method }));
  for (const page of pages) page.postMessage({ type: 'queue', refused, sent: told });
  const waiting = pages.length ? [] : [...((await recall<Refusal[]>(REFUSALS)) ?? []), ...refused];
  await remember(REFUSALS, waiting.length ? waiting.slice(-COUNT_MAX) : undefined);
}

function inTurn<T>(path: string, run: () => Promise<T>): Promise<T> {
  const mine = (turns.get(path) ?? Promise.resolve()).then(run, run);
  turns.set(path, mine);
  void mine.catch(() => undefined).finally(() => turns.get(path) === mine && turns.delete(path));
  return mine;
}
