import type { Country, Language } from '#lib/api/types.ts';
import { locale } from './i18n.svelte';
import { recall, remember } from './storage';

export const COUNTRIES: readonly Country[] = ['MX', 'BR', 'CO', 'CL', 'AR', 'PE', 'US'];
const FIRST_OF: Record<Language, Country> = { es: 'MX', pt: 'BR', en: 'US' };

let chosen = $state<Country | null>(recall<Country | null>('country', null));

/** Where the reader most likely is: said by her, else by the browser's region, else by the language. */
export function viewerCountry(): Country {
  if (chosen) return chosen;
  const regions = navigator.languages.map((tag) => tag.split('-')[1]?.toUpperCase());
  return COUNTRIES.find((country) => regions.includes(country)) ?? FIRST_OF[locale()];
}

export function chooseCountry(country: Country): void {
  chosen = country;
  remember('country', country);
}

export function countryName(country: Country): string {
  return new Intl.DisplayNames(locale(), { type: 'region' }).of(country) ?? country;
}
