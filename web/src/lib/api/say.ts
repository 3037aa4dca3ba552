import { locale, t } from '#lib/kit/i18n.svelte.ts';
import { Problem } from './problem';

/** One sentence for people about anything that was thrown by the API client. */
export function sayProblem(error: unknown): string {
  if (!(error instanceof Problem)) return t('problem.unexpected');
  if (error.code === 'offline') return t('problem.offline');
  if (error.code === 'timeout') return t('problem.timeout');
  if (error.status === 429) return t('problem.too_many', { seconds: error.retryAfterS ?? 30 });
  if (error.status >= 500 || error.code === 'unexpected') return t('problem.unexpected');
  return error.message;
}

/**
 * The reason why a field is wrong, for people. The API gives its reasons to programmers, in English;
 * forms check what they know in their own words first.
 */
export function sayReason(reason: string): string {
  if (/missing|must not be empty|length >= 1$/.test(reason)) return t('field.required');
  const longest = /length <= (\d+)/.exec(reason)?.[1];
  if (longest) return t('field.too_long', { count: Number(longest) });
  return locale() === 'en' && !reason.includes('`') ? reason : t('field.wrong');
}

/** Rethrow a bug; keep what the API said. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error;
}
