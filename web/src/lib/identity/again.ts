import type { Problem } from '#lib/api/problem.ts';
import { session } from '#lib/state/session.svelte.ts';

/** What a form still has to say: that one must sign in is over once she has. */
export const unlessBack = (problem: Problem | null): Problem | null => (problem?.needsSignIn && !session.hasExpired ? null : problem);
