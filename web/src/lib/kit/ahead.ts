import { api } from '#lib/api/client.ts';

let asked: Promise<number> | null = null;

/** How far the clock of the server is ahead of this device's. Asked once; a device that is away counts by its own. */
export function aheadMs(): Promise<number> {
  asked ??= api.get<{ now: string }>('/clock').then(
    ({ now }) => Date.parse(now) - Date.now(),
    () => {
      asked = null;
      return 0;
    }
  );
  return asked;
}
