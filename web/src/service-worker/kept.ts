import { self } from '$app/service-worker';
import { API, type Concern } from './concern';
import { areKept } from './pictures';
import { mark, queued, send } from './queue';

/**
 * Answers of the API that are read again without a network: the feed, the cart, the last orders. The network always comes
 * first; a copy is shown when there is none, or when it has been silent for as long as nobody waits.
 */
const NAME = 'kept';
const PATHS = /^\/(me|me\/orders|orders\/[^/]+|carts\/[^/]+|feed|clips\/[^/]+|products\/[^/]+)$/;
const COUNT_MAX = 60;
const EACH_BYTES_MAX = 512 * 1024;
const KEPT_AT_MOST_MS = 14 * 24 * 60 * 60 * 1000;
const SILENT_AFTER_MS = 10_000;
const AT = 'x-vitrina-kept-at';
/** As the web app asks for the first clips; the page of / has them with it. */
const FIRST_CLIPS = '/feed?tab=for-you&limit=10';
const BOOT = /<script type="application\/json" id="boot">([^<]*)<\/script>/;

/** How often everything was forgotten: an answer that was asked for before is of somebody who left. */
let forgotten = 0;

type Clip = { id: string; poster_url: string };
type Boot = { feed?: object | null; clip?: Clip | null; product?: { id: string } | null };

export const kept: Concern = {
  answer(event) {
    const { method, url } = event.request;
    const { origin, pathname } = new URL(url);
    if (method !== 'GET' || origin !== location.origin || !pathname.startsWith(`${API}/`)) return null;
    return PATHS.test(pathname.slice(API.length)) ? read(event) : null;
  },

  told: {
    /** The page of a first visit came before there was a worker. */
    async started({ boot }) {
      if (typeof boot === 'string') await keepData(boot, forgotten);
    }
  },

  async forget() {
    forgotten += 1;
    await caches.delete(NAME);
  }
};

/** Keep what came with a page instead of an answer. */
export async function keepBooted(page: Response): Promise<void> {
  const turn = forgotten;
  const [, text] = BOOT.exec(await page.text()) ?? [];
  if (text) await keepData(text, turn);
}

async function keepData(text: string, turn: number): Promise<void> {
  const { feed, clip, product } = JSON.parse(text) as Boot;
  if (feed) await keep(FIRST_CLIPS, feed, turn);
  if (clip) await keep(`/clips/${clip.id}`, clip, turn);
  if (product) await keep(`/products/${product.id}`, product, turn);
}

async function read(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const turn = forgotten;
  const answered = fetch(request);
  const copy = find(request.url);
  const silent = new Promise<'silent'>((tell) => setTimeout(() => tell('silent'), SILENT_AFTER_MS));
  const first = await Promise.race([answered.catch(() => 'dead' as const), silent]);
  if (typeof first !== 'string') {
    event.waitUntil(note(request.url, first.clone(), turn).catch(() => undefined));
    return first;
  }
  const found = await copy;
  if (!found) return answered;
  event.waitUntil(self.clients.get(event.clientId).then((page) => page?.postMessage({ type: 'kept' })));
  return found;
}

async function note(url: string, answer: Response, turn: number): Promise<void> {
  if (answer.status === 200) await keep(url.slice(url.indexOf(API) + API.length), await answer.text(), turn);
  else if ([401, 403, 404, 410].includes(answer.status)) await (await caches.open(NAME)).delete(url);
  await send();
}

async function keep(path: string, body: string | object, turn: number): Promise<void> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const url = new URL(API + path, location.origin).href;
  if (text.length > EACH_BYTES_MAX || turn !== forgotten) return;
  const cache = await caches.open(NAME);
  // Taken out first: what is written last stands last, and what stands first goes.
  await cache.delete(url);
  await cache.put(url, new Response(text, { headers: { 'content-type': 'application/json', [AT]: String(Date.now()) } }));
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - COUNT_MAX)).map((old) => cache.delete(old)));
}

/** The copy, with what she did since. Of a feed only what there is a picture of. */
async function find(url: string): Promise<Response | undefined> {
  const found = await (await caches.open(NAME)).match(url);
  if (!found || Date.now() - Number(found.headers.get(AT)) > KEPT_AT_MOST_MS) return undefined;
  const path = new URL(url).pathname.slice(API.length);
  if (path !== '/feed' && !path.startsWith('/clips/')) return found;
  const body = (await found.json()) as { items: Clip[] } | Clip;
  const acts = await queued();
  if ('items' in body) {
    const there = await areKept(body.items.map((clip) => clip.poster_url));
    body.items = body.items.filter((_, index) => there[index]);
    for (const clip of body.items) mark(clip, acts);
  } else mark(body, acts);
  return new Response(JSON.stringify(body), { headers: found.headers });
}
