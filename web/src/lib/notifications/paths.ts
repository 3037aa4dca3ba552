/** Where a notice leads inside the app. The server may write a whole address; one of another site leads nowhere. */
export function noticePath(url: string): string | undefined {
  try {
    const target = new URL(url, location.origin);
    return target.origin === location.origin ? target.pathname + target.search + target.hash : undefined;
  } catch {
    return undefined;
  }
}
