import { session, whenSignedIn } from '#lib/state/session.svelte.ts';
import { openSheet } from '#lib/state/sheets.svelte.ts';

let waiting: (() => void) | null = null;

/**
 * Ask in place for what is missing to know somebody's age: who she is, and when she was born. Then go on.
 * Closing the sheet forgets the action. Whether there was something to ask.
 */
export function askAge(code: string | null | undefined, goOn: () => void): boolean {
  if (code === 'identity.birth_date_missing') {
    waiting = goOn;
    void openSheet('age');
    return true;
  }
  if (code !== 'identity.sign_in_needed' || session.me) return false;
  void whenSignedIn(goOn);
  return true;
}

/** Called by the form that asked. */
export function takeWaiting(): (() => void) | null {
  const action = waiting;
  waiting = null;
  return action;
}
