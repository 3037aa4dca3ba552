import { version } from '$app/env';
import { assets } from '$app/manifest';
import { self } from '$app/service-worker';
import { daily, first, words } from 'virtual:shell-files';
import { usedPaths, type Concern, type Message } from './concern';
import { keepBooted } from './kept';

/**
 * The app itself, so that it opens without a network: one cache for each version.
 *
 * The page of /app-shell is the same for everybody. The version before this one stays until the next one comes, because
 * pages that are open came from it and load more of its files, which the server no longer has after a deploy.
 */
const PREFIX = 'shell-';
const NAME = `${PREFIX}${version}`;
const GENERATIONS = 2;
const AT_ONCE = 4;
const PAGE = '/app-shell';
const HASHED = '/_app/immutable/';
/** Stands in the cache once everything else does. */
const WHOLE = '/shell.whole';
/** Addresses that are no pages of the app. */
const OTHERS = /^\/(api|media|_app|embed|icons)\/|^\/(robots\.txt|sitemap\.xml)$/;
const STATIC = assets.map(({ path }) => `/${path}`).filter((path) => /^\/(shell\.css|icons\/)/.test(path));

export const shell: Concern = {
  async install() {
    const cache = await caches.open(NAME);
    await takeOver(cache);
    await cache.addAll([PAGE, ...STATIC].map((path) => new Request(path, { cache: 'no-cache', credentials: 'omit' })));
    const text = (await (await cache.match(PAGE))?.text()) ?? '';
    const needed = [...first, ...(text.match(/\/_app\/immutable\/[\w./-]+/g) ?? [])];
    await cache.addAll(await missing(cache, needed));
  },

  async activate() {
    await self.registration.navigationPreload?.enable();
    const names = await versions();
    await Promise.all(names.slice(0, -GENERATIONS).map((name) => caches.delete(name)));
  },

  answer(event) {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== location.origin || request.method !== 'GET') return null;
    if (url.pathname.startsWith(HASHED)) return file(event, url.pathname);
    if (request.mode === 'navigate' && !OTHERS.test(url.pathname)) return page(event);
    return STATIC.includes(url.pathname) ? fetch(request).catch(() => kept(url.pathname)) : null;
  },

  told: {
    /** A page has started and is idle. */
    async started(message: Message) {
      const cache = await caches.open(NAME);
      await add(cache, usedPaths(message).filter((path) => path.startsWith(HASHED)));
      if (message.isSaving) return;
      if (await cache.match(WHOLE)) return;
      await add(cache, [...daily, ...(words[String(message.language)] ?? [])]);
      await cache.put(WHOLE, new Response(null));
    }
  }
};

/** The versions that are kept, the oldest first. */
async function versions(): Promise<string[]> {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== NAME).concat(NAME);
}

/** Files of the last version that did not change are not loaded again. */
async function takeOver(cache: Cache): Promise<void> {
  const wanted = new Set([...first, ...daily, ...Object.values(words).flat()]);
  for (const name of (await versions()).slice(0, -1)) {
    const old = await caches.open(name);
    for (const request of await old.keys()) {
      const { pathname } = new URL(request.url);
      const found = wanted.has(pathname) && (await old.match(request));
      if (found) await cache.put(pathname, found);
    }
  }
}

/** Keep files for later, some at a time; one that a deploy took away meanwhile is left out. */
async function add(cache: Cache, paths: string[]): Promise<void> {
  const rest = await missing(cache, paths);
  while (rest.length) await Promise.all(rest.splice(0, AT_ONCE).map((path) => cache.add(path).catch(() => undefined)));
}

async function missing(cache: Cache, paths: string[]): Promise<string[]> {
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  return [...new Set(paths)].filter((path) => !there.has(path));
}

/** Named by its content: the kept copy is right whatever version asks for it. */
async function file(event: FetchEvent, path: string): Promise<Response> {
  const found = await caches.match(path);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.status === 200) {
    const copy = answer.clone();
    event.waitUntil(caches.open(NAME).then((cache) => cache.put(path, copy)));
  }
  return answer;
}

/** The page as the server makes it; the one for everybody only where there is no network. */
async function page(event: FetchEvent): Promise<Response> {
  const { pathname } = new URL(event.request.url);
  try {
    const answer = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
    if (/^\/($|v\/|p\/)/.test(pathname) && answer.ok) event.waitUntil(keepBooted(answer.clone()).catch(() => undefined));
    return answer;
  } catch {
    // As the server does with links that carry a cart.
    const [, code] = /^\/c\/([^/]+)$/.exec(pathname) ?? [];
    return code ? Response.redirect(`/checkout?code=${code}`, 302) : kept(PAGE);
  }
}

const kept = async (path: string): Promise<Response> =>
  (await (await caches.open(NAME)).match(path)) ?? (await caches.match(path)) ?? Response.error();
