import { self } from '$app/service-worker';
import { usedPaths, type Concern } from './concern';

/**
 * Posters and pictures of products that were seen, the least recently seen of them leaving first. Never a film.
 * Whose names never change: what is kept is right.
 */
const NAME = 'pictures';
const COUNT_MAX = 150;
const BYTES_MAX = 24 * 1024 * 1024;
const EACH_BYTES_MAX = 1024 * 1024;
const PICTURE = /^\/media\/.+\.(avif|webp|jpe?g|png)$/;
/** The order of use, in the same cache under a name that no picture has. */
const ORDER = '/pictures.order';
const NOTE_AFTER_MS = 2_000;

let order: Promise<Map<string, number>> | null = null;
let isNoting = false;
/** Media lie where they may be shown and not be read: nobody could tell how large they are. */
let isClosed = false;

export const pictures: Concern = {
  answer(event) {
    const { request } = event;
    const url = new URL(request.url);
    const isOurs = url.origin === location.origin && PICTURE.test(url.pathname);
    return isOurs && request.destination === 'image' && request.method === 'GET' ? picture(event, url) : null;
  },

  told: {
    /** What a first visit showed is in the browser's own cache: it costs nothing to take it over. */
    async started(message) {
      const cache = await caches.open(NAME);
      for (const path of usedPaths(message).filter((each) => PICTURE.test(each))) {
        const url = new URL(path, location.origin);
        if (!(await cache.match(url.href))) await keep(url, await load(new Request(url), url)).catch(() => undefined);
      }
    }
  },

  async forget() {
    order = null;
    await caches.delete(NAME);
  }
};

/** Of which of these addresses there is a picture without a network. */
export async function areKept(paths: string[]): Promise<boolean[]> {
  const cache = await caches.open(NAME);
  return Promise.all(paths.map(async (path) => (await cache.match(new URL(path, location.origin).href)) !== undefined));
}

async function picture(event: FetchEvent, url: URL): Promise<Response> {
  const cache = await caches.open(NAME);
  const found = await cache.match(url.href);
  if (found) {
    event.waitUntil(note(url.href));
    return found;
  }
  const answer = await load(event.request, url);
  const copy = answer.clone();
  event.waitUntil(keep(url, copy).catch(() => undefined));
  return answer;
}

async function keep(url: URL, answer: Response): Promise<void> {
  const bytes = Number(answer.headers.get('content-length'));
  if (answer.status !== 200 || !bytes || bytes > EACH_BYTES_MAX) return;
  await (await caches.open(NAME)).put(url.href, answer);
  await note(url.href, bytes);
}

/** Read it, so that its size is known: a server of media elsewhere has to allow that (CORS), else nothing of it is kept. */
async function load(request: Request, url: URL): Promise<Response> {
  if (isClosed) return fetch(request);
  try {
    return await fetch(url, { mode: 'cors', credentials: 'omit', signal: request.signal });
  } catch {
    const answer = await fetch(request);
    isClosed = true;
    return answer;
  }
}

/** Write down that a picture was seen now, and make room. bytes: of a new one. */
async function note(href: string, bytes?: number): Promise<void> {
  const known = await (order ??= readOrder());
  const size = bytes ?? known.get(href) ?? 0;
  known.delete(href);
  known.set(href, size);
  const cache = await caches.open(NAME);
  let total = [...known.values()].reduce((sum, each) => sum + each, 0);
  for (const [oldest, its] of known) {
    if (known.size <= COUNT_MAX && total <= BYTES_MAX) break;
    known.delete(oldest);
    total -= its;
    await cache.delete(oldest);
  }
  if (isNoting) return;
  isNoting = true;
  // One note for all that a screen shows.
  await new Promise((next) => setTimeout(next, NOTE_AFTER_MS));
  isNoting = false;
  if (await caches.has(NAME)) await cache.put(ORDER, new Response(JSON.stringify([...known])));
}

/** What an ended worker wrote down; what it did not get to is taken as old. */
async function readOrder(): Promise<Map<string, number>> {
  const cache = await caches.open(NAME);
  const noted = (await (await cache.match(ORDER))?.json().catch(() => null)) as [string, number][] | null;
  const bytesOf = new Map(noted ?? []);
  const there = (await cache.keys()).map((request) => request.url).filter((href) => new URL(href).pathname !== ORDER);
  const forgotten = there.filter((href) => !bytesOf.has(href)).map((href): [string, number] => [href, EACH_BYTES_MAX / 8]);
  const known = new Set(there);
  return new Map([...forgotten, ...[...bytesOf].filter(([href]) => known.has(href))]);
}
