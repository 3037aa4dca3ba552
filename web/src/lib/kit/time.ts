import { localeTag } from './i18n.svelte';

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

/** How long ago, in one short phrase: `hace 3 h`, `ayer`. */
export function timeAgo(iso: string, nowMs: number = Date.now()): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return inWords(unit).format(Math.trunc(seconds / size), unit);
  }
  return inWords('second').format(0, 'second');
}

/** Days and seconds have words of their own (`ayer`, `ahora`); nobody says what Intl has for weeks: `sem. pas.`. */
const inWords = (unit: Intl.RelativeTimeFormatUnit): Intl.RelativeTimeFormat =>
  new Intl.RelativeTimeFormat(localeTag(), { numeric: unit === 'day' || unit === 'second' ? 'auto' : 'always', style: 'narrow' });

/** A day, as people say it: `26 nov` this year, `26 nov 2025` else. */
export function formatDay(iso: string, nowMs: number = Date.now()): string {
  const date = new Date(iso);
  const year = date.getFullYear() === new Date(nowMs).getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', year }).format(date);
}

/** A moment: `26 nov, 14:05`. */
export const formatMoment = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }).format(
    new Date(iso)
  );

/** A time of the day: `14:05`. */
export const formatTime = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), { hour: 'numeric', minute: '2-digit' }).format(new Date(iso));
