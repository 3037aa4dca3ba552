import type { MessageKey } from '#lib/kit/i18n.svelte.ts';

const HANDLE = /^[a-z0-9](?:[a-z0-9._]{1,28})[a-z0-9]$/;

/** What is wrong with a handle that somebody types, before the server is asked. */
export function handleFault(text: string): MessageKey | null {
  const handle = text.trim().replace(/^@/, '').toLowerCase();
  if (!handle) return 'field.required';
  return HANDLE.test(handle) ? null : 'settings.handle_wrong';
}

/** A handle made of a name: `Café de la Nube` -> `cafe.de.la.nube`. */
export const handleOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .slice(0, 30)
    .replace(/^\.+|\.+$/g, '');
