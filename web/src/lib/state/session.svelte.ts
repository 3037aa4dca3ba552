import { api, refusals } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import type { Me } from '#lib/api/types.ts';
import { boot } from '#lib/kit/boot.ts';
import { chooseLanguage, locale } from '#lib/kit/i18n.svelte.ts';
import { chooseCountry } from '#lib/kit/place.svelte.ts';
import { closeSheet, findSheet, openSheet } from './sheets.svelte';

let me = $state.raw<Me | null>(null);
let isKnown = $state(false);
let hasExpired = $state(false);
let waiting: (() => void) | null = null;
let asked: Promise<void> | null = null;
/** What all that was refused waits for: whether she signed in again. */
let refused: Promise<boolean> | null = null;
let answerRefused = (_isBack: boolean): void => undefined;

/** Who is here. `me` is null for guests, and until `isKnown`. */
export const session = {
  get me(): Me | null {
    return me;
  },
  get isKnown(): boolean {
    return isKnown;
  },
  /** The server no longer knows who is here. `me` stays, and with it every form on screen, until she signs in again. */
  get hasExpired(): boolean {
    return hasExpired;
  },
  /** Take a newer Me from an answer of the API. */
  set(next: Me | null): void {
    me = next;
    isKnown = true;
    hasExpired = false;
    answerRefused(next !== null);
    if (next?.country) chooseCountry(next.country);
  }
};

/** Ask once who is here. Never throws: a dead line leaves a guest. */
export function loadSession(): Promise<void> {
  asked ??= askWho();
  return asked;
}

async function askWho(): Promise<void> {
  if (boot.is_signed_in === false) return session.set(null);
  try {
    session.set(await api.get<Me>('/me'));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 0) asked = null;
    session.set(null);
  }
}

/**
 * Run an action that needs a person: at once when she is signed in, else after the sign-in sheet.
 * Closing the sheet forgets the action.
 */
export async function whenSignedIn(action: () => void): Promise<void> {
  await loadSession();
  if (me) return action();
  waiting = action;
  await openSheet('sign-in');
}

/** Called by the sign-in form. Closes its sheet if it was one and does what was waited for. */
export async function signedIn(next: Me): Promise<void> {
  session.set(next);
  if (next.language !== locale()) await chooseLanguage(next.language);
  const action = waiting;
  waiting = null;
  if (findSheet('sign-in')) closeSheet();
  action?.();
}

/** A session ends while somebody is in the middle of something: ask over it, so that nothing typed is lost. */
refusals.onSignInNeeded = () => {
  if (!me) return Promise.resolve(false);
  hasExpired = true;
  refused ??= new Promise((answer) => {
    answerRefused = (isBack) => {
      refused = null;
      answer(isBack);
    };
    void openSheet('sign-in');
  });
  return refused;
};

/** Called when the sign-in sheet was closed. */
export function forgetWaiting(): void {
  waiting = null;
  answerRefused(false);
}

/** Leave this device, or every device and token. */
export async function signOut({ everywhere = false } = {}): Promise<void> {
  await api.delete(everywhere ? '/sessions' : '/sessions/current');
  session.set(null);
}
