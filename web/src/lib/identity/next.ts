/**
 * Where to go after signing in: a path of this site, never another site.
 * What is not one (`//evil.example`, `https:...`, `/\evil`) gives the fallback.
 */
export function safeNext(wish: string | null, fallback = '/me'): string {
  if (!wish?.startsWith('/')) return fallback;
  try {
    const url = new URL(wish, location.origin);
    const isOurs = url.origin === location.origin && url.pathname !== '/sign-in';
    return isOurs ? url.pathname + url.search + url.hash : fallback;
  } catch {
    return fallback;
  }
}

/** The sign-in page that comes back here. */
export const signInPath = (): string => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
