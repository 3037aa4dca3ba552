import type { ArrivalPromise } from '#lib/api/types.ts';
import { localeTag } from '#lib/kit/i18n.svelte.ts';

/** Whether it is all one day, of which a sentence speaks otherwise than of a span. */
export const isOneDay = (promise: ArrivalPromise): boolean => promise.first === promise.last;

/** "March 4 – 6": the days between which something should arrive. They are days of a calendar, without a time zone. */
export function formatPromise(promise: ArrivalPromise): string {
  const format = new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return format.formatRange(new Date(promise.first), new Date(promise.last));
}
