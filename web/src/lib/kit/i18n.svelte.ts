import type esCatalogue from '../../../../src/vitrina/locales/es.json';
import type { Language } from '#lib/api/types.ts';
import { boot } from './boot';
import { recall, remember } from './storage';

export const LANGUAGES: readonly Language[] = ['es', 'pt', 'en'];
export const LANGUAGE_NAMES: Record<Language, string> = { es: 'Español', pt: 'Português', en: 'English' };

/** A key that es.json lacks is a type error; scripts/check-catalogues.js keeps pt and en equal to it. */
export type MessageKey = keyof typeof esCatalogue;
export type MessageParams = Record<string, string | number>;
type Message = string | { one: string; other: string };
type Catalogue = Partial<Record<MessageKey, Message>>;
type Part = 'first' | 'daily' | 'other';
type Source = () => Promise<{ default: Catalogue }>;

/** Each catalogue in three parts: what a page does not say, nobody waits for (see vite/words.ts). */
const SOURCES: Record<Language, Record<Part, Source>> = {
  es: {
    first: () => import('../../../../src/vitrina/locales/es.json?first'),
    daily: () => import('../../../../src/vitrina/locales/es.json?daily'),
    other: () => import('../../../../src/vitrina/locales/es.json?other')
  },
  pt: {
    first: () => import('../../../../src/vitrina/locales/pt.json?first'),
    daily: () => import('../../../../src/vitrina/locales/pt.json?daily'),
    other: () => import('../../../../src/vitrina/locales/pt.json?other')
  },
  en: {
    first: () => import('../../../../src/vitrina/locales/en.json?first'),
    daily: () => import('../../../../src/vitrina/locales/en.json?daily'),
    other: () => import('../../../../src/vitrina/locales/en.json?other')
  }
};
const TAGS: Record<Language, string> = { es: 'es-MX', pt: 'pt-BR', en: 'en-US' };

let current = $state<Language>(firstLanguage());
let catalogue = $state.raw<Catalogue | null>(null);
/** What of the catalogue is there. */
let parts: Part[] = [];

/** The language of everything a person reads now. */
export const locale = (): Language => current;
/** The same with a region, for Intl: es-MX, pt-BR, en-US. */
export const localeTag = (): string => TAGS[current];

/** Have the words of the first screen; the app is not shown before. */
export async function startLanguage(): Promise<void> {
  if (catalogue) return;
  parts = ['first'];
  if (boot.words && boot.locale === current) catalogue = boot.words;
  else await useLanguage(current);
  document.documentElement.lang = localeTag();
}

/** Load more words: `daily` for every page and sheet of looking and buying, `other` as well for all the rest. */
export async function moreWords(...wanted: Part[]): Promise<void> {
  const missing = wanted.filter((part) => !parts.includes(part));
  if (!missing.length) return;
  const language = current;
  const more = await wordsOf(language, missing);
  if (language !== current) return moreWords(...wanted);
  catalogue = { ...catalogue, ...more };
  parts = [...new Set([...parts, ...missing])];
}

/** Change the language of the app at once and keep it for the next visit. */
export async function chooseLanguage(language: Language): Promise<void> {
  remember('language', language);
  await useLanguage(language);
}

/**
 * Say a message of the catalogue. `{name}` takes a parameter; numbers are written by locale.
 * A message with plural forms chooses by `count`.
 */
export function t(key: MessageKey, params: MessageParams = {}): string {
  const message = catalogue?.[key];
  if (message === undefined) return '';
  const text = typeof message === 'string' ? message : message[pluralForm(params.count)];
  return text.replace(/\{(\w+)\}(\.?)/g, (whole, name: string, stop: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    const said = typeof value === 'number' ? formatNumber(value) : value;
    return said.endsWith('.') ? said : said + stop; // A sentence that ends with "3:46 p.m." has its full stop.
  });
}

/** Is there such a message? For keys made of what the server says, such as a refusal's code. */
export function hasMessage(key: string): key is MessageKey {
  return catalogue !== null && key in catalogue;
}

export const formatNumber = (value: number): string => new Intl.NumberFormat(localeTag()).format(value);

/** A count for a narrow place: `12,4 mil`, `12.4K`. */
export const formatCount = (value: number): string =>
  new Intl.NumberFormat(localeTag(), { notation: 'compact', maximumFractionDigits: 1 }).format(value);

export const formatList = (parts: string[]): string => new Intl.ListFormat(localeTag()).format(parts);

/** Basis points as percent: 1250 -> `12.5 %`. */
export const formatRate = (rateBps: number): string =>
  new Intl.NumberFormat(localeTag(), { style: 'percent', maximumFractionDigits: 2 }).format(rateBps / 10_000);

function pluralForm(count: string | number | undefined): 'one' | 'other' {
  return new Intl.PluralRules(localeTag()).select(Number(count)) === 'one' ? 'one' : 'other';
}

async function useLanguage(language: Language): Promise<void> {
  catalogue = await wordsOf(language, parts);
  current = language;
  document.documentElement.lang = localeTag();
}

async function wordsOf(language: Language, wanted: Part[]): Promise<Catalogue> {
  const found = await Promise.all(wanted.map((part) => SOURCES[language][part]()));
  return Object.assign({}, ...found.map((it) => it.default)) as Catalogue;
}

function firstLanguage(): Language {
  const wishes = [recall<string | null>('language', null), boot.locale, ...navigator.languages];
  for (const wish of wishes) {
    const language = LANGUAGES.find((known) => known === wish?.slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return 'es';
}
