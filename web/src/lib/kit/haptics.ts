const SHORT_MS = 12;

/** A short buzz under the finger, where the device has one and its owner wants motion. */
export function buzz(): void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) navigator.vibrate?.(SHORT_MS);
}
