import { recall, remember } from './storage';

type Kept<T> = { at: string; value: T };
const KEPT_MS = 14 * 86_400_000;

/** What somebody typed and has not saved yet, kept by this browser so that nothing is lost. */
export function findDraft<T>(key: string): T | null {
  const kept = recall<Kept<T> | null>(`draft.${key}`, null);
  return kept && Date.now() - Date.parse(kept.at) < KEPT_MS ? kept.value : null;
}

export function keepDraft<T>(key: string, value: T): void {
  remember(`draft.${key}`, { at: new Date().toISOString(), value } satisfies Kept<T>);
}

export const forgetDraft = (key: string): void => remember(`draft.${key}`, null);
