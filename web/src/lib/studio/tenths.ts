import { formatPosition } from '#lib/kit/position.ts';

/** A place to the tenth of a second, for cutting: `0:07.3`. */
export const formatTenths = (ms: number): string => `${formatPosition(ms)}.${Math.floor((Math.max(0, ms) % 1000) / 100)}`;
