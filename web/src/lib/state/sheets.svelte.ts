import { goto } from '$app/navigation';
import { page } from '$app/state';
import { dismissAll } from './toasts.svelte';

export type SheetParams = Record<string, string>;
export type SheetEntry = { name: string; params: SheetParams };

/** Open a sheet as a new history entry, so that Back closes it. `url` is where a reload of it leads. */
export async function openSheet(name: string, params: SheetParams = {}, url = ''): Promise<void> {
  dismissAll();
  await push([...openSheets(), { name, params }], url);
}

/** Close the topmost sheet, as Back does. */
export function closeSheet(): void {
  if (openSheets().length) history.back();
}

/** Close the topmost sheet and wait until Back has happened: a navigation that starts earlier would be undone by it. */
export async function leaveSheet(): Promise<void> {
  const before = openSheets().length;
  closeSheet();
  while (before && openSheets().length === before) await new Promise((next) => setTimeout(next, 10));
}

/** Close every open sheet at once. */
export function closeAllSheets(): void {
  if (openSheets().length) history.go(-openSheets().length);
}

export const openSheets = (): SheetEntry[] => page.state.sheets ?? [];
export const findSheet = (name: string): SheetEntry | undefined => openSheets().find((entry) => entry.name === name);
export const isTopSheet = (name: string): boolean => openSheets().at(-1)?.name === name;

function push(sheets: SheetEntry[], url: string): Promise<void> {
  const plain = sheets.map(({ name, params }) => ({ name, params: { ...params } }));
  return goto(url || location.href, { shallow: true, state: { ...page.state, sheets: plain } });
}
