import type { Country } from '#lib/api/types.ts';
import { boot } from './boot';
import { locale } from './i18n.svelte';
import { recall, remember } from './storage';

export const COUNTRIES: readonly Country[] = ['MX', 'BR', 'CO', 'CL', 'AR', 'PE', 'US'];

let chosen = $state<Country | null>(recall<Country | null>('country', null));

/** What the reader said herself. */
export const chosenCountry = (): Country | null => chosen;

/**
 * Where the reader most likely is: said by her, else by the browser's region, else by where this instance is at home.
 * A browser in English says nothing: most of them name the United States, wherever they are.
 */
export function viewerCountry(): Country {
  if (chosen) return chosen;
  const regions = navigator.languages.filter((tag) => !tag.startsWith('en')).map((tag) => tag.split('-')[1]?.toUpperCase());
  return COUNTRIES.find((country) => regions.includes(country)) ?? (locale() === 'pt' ? 'BR' : (boot.home_country ?? 'MX'));
}

export function chooseCountry(country: Country): void {
  chosen = country;
  remember('country', country);
}

export function countryName(country: Country): string {
  return new Intl.DisplayNames(locale(), { type: 'region' }).of(country) ?? country;
}
