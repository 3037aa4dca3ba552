import type { Currency, ShippingRate } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { readAmount, writeAmount } from './amounts';

export const STEPS_MAX = 10;
/** By what the price of a rate changes. */
export type StepsKind = 'none' | 'sum' | 'weight';
/** A step as typed: from a sum, or from so many kilograms. */
export type TypedStep = { id: string; from: string; price: string };
export type StepFault = { from: string | null; price: string | null };

const GRAMS = 1_000;

/** Kilograms as typed, in grams; null for what is no weight. */
export function readGrams(text: string): number | null {
  const match = /^(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const grams = Number(match[1]) * GRAMS + Number((match[2] ?? '').padEnd(3, '0'));
  return grams >= 1 ? grams : null;
}

export const writeKilograms = (grams: number | null | undefined): string => (grams ? String(grams / GRAMS) : '');

export function kindOf(rate: ShippingRate | undefined): StepsKind {
  if (rate?.weight_steps?.length) return 'weight';
  return rate?.steps?.length ? 'sum' : 'none';
}

export function typedSteps(rate: ShippingRate | undefined, currency: Currency): TypedStep[] {
  const byWeight = (rate?.weight_steps ?? []).map((step) => ({ id: newId(), from: writeKilograms(step.grams_from), price: writeAmount(step.price, currency) }));
  const bySum = (rate?.steps ?? []).map((step) => ({ id: newId(), from: writeAmount(step.goods_from, currency), price: writeAmount(step.price, currency) }));
  return [...byWeight, ...bySum];
}

export const readFrom = (kind: StepsKind, text: string, currency: Currency): number | null =>
  kind === 'weight' ? readGrams(text) : readAmount(text, currency) || null;

/** What is wrong with each step: what is no number, and what does not rise. */
export function stepFaults(kind: StepsKind, steps: readonly TypedStep[], currency: Currency): StepFault[] {
  let before = 0;
  return steps.map((step) => {
    const from = readFrom(kind, step.from, currency);
    const fault: StepFault = { from: null, price: null };
    if (from === null) fault.from = t(kind === 'weight' ? 'shipping.weight_wrong' : 'sell.amount_wrong');
    else if (from <= before) fault.from = t('shipping.step_rises');
    if (readAmount(step.price, currency) === null) fault.price = t('sell.amount_wrong');
    before = from ?? before;
    return fault;
  });
}
