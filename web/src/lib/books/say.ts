import { t } from '#lib/kit/i18n.svelte.ts';

const CODES = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13', 'I14'] as const;
type Code = (typeof CODES)[number];
const isCode = (code: string): code is Code => (CODES as readonly string[]).includes(code);

/** A promise in words. One that this page does not know yet keeps its code. */
export const sayPromise = (code: string): string => (isCode(code) ? t(`books.promise_${code}`) : code);
