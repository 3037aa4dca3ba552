const STEP_MS = 100;
const LEAP_MS = 1_000;

type Span = { fromMs: number; toMs: number; durationMs: number; minMs: number };

const thumbOf = (event: Event): HTMLElement => event.currentTarget as HTMLElement;

/** Where a finger is on the bar that a thumb lies on. */
function pointed(event: PointerEvent, durationMs: number): number {
  const box = thumbOf(event).parentElement!.getBoundingClientRect();
  return ((event.clientX - box.left) / box.width) * durationMs;
}

function keyed(event: KeyboardEvent, nowMs: number, durationMs: number): number | undefined {
  const step = event.shiftKey ? LEAP_MS : STEP_MS;
  return {
    ArrowRight: nowMs + step,
    ArrowUp: nowMs + step,
    ArrowLeft: nowMs - step,
    ArrowDown: nowMs - step,
    PageUp: nowMs + LEAP_MS,
    PageDown: nowMs - LEAP_MS,
    Home: 0,
    End: durationMs
  }[event.key];
}

/** What a thumb on a bar of time does under a finger and under keys, in tenths of a second. */
export function sliding(nowMs: number, durationMs: number, put: (ms: number) => void, rest: () => void) {
  const putRounded = (ms: number) => put(Math.round(ms / STEP_MS) * STEP_MS);
  return {
    onpointerdown: (event: PointerEvent) => thumbOf(event).setPointerCapture(event.pointerId),
    onpointermove: (event: PointerEvent) => {
      if (thumbOf(event).hasPointerCapture(event.pointerId)) putRounded(pointed(event, durationMs));
    },
    onpointerup: rest,
    onpointercancel: rest,
    onkeydown: (event: KeyboardEvent) => {
      const next = keyed(event, nowMs, durationMs);
      if (next === undefined) return;
      event.preventDefault();
      putRounded(next);
    },
    onblur: rest
  };
}

/** Move one end of a span: it stays within the clip, and as long as it must be. */
export const moved = (which: 'from' | 'to', ms: number, { fromMs, toMs, durationMs, minMs }: Span): [number, number] =>
  which === 'from' ? [Math.max(0, Math.min(ms, toMs - minMs)), toMs] : [fromMs, Math.min(durationMs, Math.max(ms, fromMs + minMs))];
