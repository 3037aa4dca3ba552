/** How long after a failure it is tried again. */
const PAUSES_MS = [1_000, 3_000, 9_000, 27_000];

/** Load a part of the app. Without a line it comes when the line is back; on a bad one it is tried five times, then it fails. */
export async function later<T>(load: () => Promise<T>, tries = 0): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const [isOnline, pauseMs] = [navigator.onLine, PAUSES_MS[tries]];
    if (isOnline && pauseMs === undefined) throw error;
    await new Promise<void>((go) => {
      if (isOnline) setTimeout(go, pauseMs);
      else addEventListener('online', () => go(), { once: true });
    });
    return later(load, isOnline ? tries + 1 : tries);
  }
}
