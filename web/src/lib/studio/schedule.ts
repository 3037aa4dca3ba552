import { localeTag } from '#lib/kit/i18n.svelte.ts';

const HOUR_PROPOSED = 19;

/** Tomorrow evening, when people watch. */
export function proposedMoment(): string {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  day.setHours(HOUR_PROPOSED, 0, 0, 0);
  return day.toISOString();
}

/** As a field of date and time has it: the time on the clock of this device. */
export function toField(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Null while the field is not filled in. */
export function fromField(value: string): string | null {
  const date = new Date(value);
  return value && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

/** The zone in which this device tells the time: `hora estándar central (America/Mexico_City)`. */
export function zoneName(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const parts = new Intl.DateTimeFormat(localeTag(), { timeZoneName: 'long' }).formatToParts(new Date());
  const name = parts.find((part) => part.type === 'timeZoneName')?.value;
  return name && name !== zone ? `${name} (${zone.replaceAll('_', ' ')})` : zone.replaceAll('_', ' ');
}

/** A moment with its zone: `jue 24 dic, 20:00 CST`. */
export const momentWithZone = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short'
  }).format(new Date(iso));
