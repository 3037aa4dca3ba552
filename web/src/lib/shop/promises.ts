import type { ArrivalPromise } from '#lib/api/types.ts';
import { localeTag } from '#lib/kit/i18n.svelte.ts';

/** "March 4 – 6": the days between which something should arrive. They are days of a calendar, without a time zone. */
export function formatPromise(promise: ArrivalPromise): string {
  const format = new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return format.formatRange(new Date(promise.first), new Date(promise.last));
}
