import { newId } from '#lib/kit/ids.ts';

export type Toast = {
  id: string;
  text: string;
  tone: 'plain' | 'ok' | 'bad';
  action?: { label: string; run: () => void };
};

const SHOWN_MS = 3_600;
const SHOWN_WITH_ACTION_MS = 6_000;

export const toasts = $state<Toast[]>([]);

/** Say something short that goes away by itself. */
export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  if (!text) return;
  const made: Toast = { id: newId(), text, tone: options.tone ?? 'plain', action: options.action };
  toasts.splice(0, Math.max(0, toasts.length - 1));
  toasts.push(made);
  setTimeout(() => dismiss(made.id), made.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

/** Something new covers the screen: what was said there is over. */
export function dismissAll(): void {
  toasts.length = 0;
}

export function dismiss(id: string): void {
  const index = toasts.findIndex((one) => one.id === id);
  if (index >= 0) toasts.splice(index, 1);
}
