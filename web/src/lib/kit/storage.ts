/** Things this browser remembers. Private windows and full disks may refuse: then nothing is remembered. */

const PREFIX = 'vitrina.';

export function recall<T>(key: string, fallback: T, store: () => Storage = () => localStorage): T {
  try {
    const text = store().getItem(PREFIX + key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown, store: () => Storage = () => localStorage): void {
  try {
    if (value === null || value === undefined) store().removeItem(PREFIX + key);
    else store().setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The app works without memory.
  }
}

/** Memory of this tab only: survives a reload, not the tab. */
export const tab = () => sessionStorage;
