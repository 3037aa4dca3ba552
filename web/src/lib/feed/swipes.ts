export type Swipes = {
  left: () => void;
  right: () => void;
  /** How far a finger pulls the list down from its top; 0 when it let go. */
  pull: (px: number) => void;
  /** It let go far enough down. */
  pulled: () => void;
};

const SIDEWAYS_PX = 64;
const SIDEWAYS_RATIO = 1.6;
export const PULL_PX = 96;

/** Tell what a finger means that does not scroll: sideways, or down where the list already begins. */
export const swiped = (swipes: Swipes) => (node: HTMLElement) => {
  const stop = new AbortController();
  let start: { x: number; y: number; isTop: boolean } | null = null;
  let isPulling = false;

  function on(name: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', act: (event: TouchEvent) => void) {
    node.addEventListener(name, act, { passive: true, signal: stop.signal });
  }

  function letGo() {
    if (isPulling) swipes.pull(0);
    isPulling = false;
    start = null;
  }

  on('touchstart', ({ touches, target }) => {
    const { clientX: x, clientY: y } = touches[0]!;
    const isOurs = touches.length === 1 && !(target as HTMLElement).closest('[role="slider"]');
    start = isOurs ? { x, y, isTop: node.scrollTop <= 0 } : null;
  });
  on('touchmove', ({ touches }) => {
    if (!start?.isTop) return;
    const down = touches[0]!.clientY - start.y;
    if (!isPulling && down < Math.abs(touches[0]!.clientX - start.x)) return;
    isPulling = true;
    swipes.pull(Math.max(0, down));
  });
  on('touchend', ({ changedTouches }) => {
    if (!start) return;
    const x = changedTouches[0]!.clientX - start.x;
    const y = changedTouches[0]!.clientY - start.y;
    const wasPulling = isPulling;
    letGo();
    if (wasPulling && y >= PULL_PX) swipes.pulled();
    else if (Math.abs(x) > SIDEWAYS_PX && Math.abs(x) > SIDEWAYS_RATIO * Math.abs(y)) (x < 0 ? swipes.left : swipes.right)();
  });
  on('touchcancel', letGo);
  return () => stop.abort();
};
