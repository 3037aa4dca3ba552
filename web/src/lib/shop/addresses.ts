import type { Address, Country } from '#lib/api/types.ts';
import { sayReason } from '#lib/api/say.ts';
import { boot } from '#lib/kit/boot.ts';
import { t, type MessageKey } from '#lib/kit/i18n.svelte.ts';
import { STATES } from './states';

type Part = { label: MessageKey; isRequired: boolean };

/** How people of a country write an address, in the order of the form. Source: UPU S42 templates, national post offices. */
export type AddressForm = {
  line2: MessageKey;
  neighbourhood: Part | null;
  city: MessageKey;
  state: Part & { options: { value: string; label: string }[] };
  postalCode: Part & { pattern: RegExp; example: string; isNumeric: boolean; lengthMax: number };
};

const options = (country: Country) =>
  STATES[country].map((entry) => {
    const [value, label] = entry.split('=');
    return { value: value!, label: label ?? value! };
  });

const optionalPostal = (pattern: RegExp, example: string) => ({
  label: 'address.postal_code_optional' as const,
  isRequired: false,
  pattern,
  example,
  isNumeric: true,
  lengthMax: example.length
});

export const ADDRESS_FORMS: Record<Country, AddressForm> = {
  MX: {
    line2: 'address.line2',
    neighbourhood: { label: 'address.neighbourhood_mx', isRequired: true },
    city: 'address.city_mx',
    state: { label: 'address.state', isRequired: true, options: options('MX') },
    postalCode: {
      label: 'address.postal_code',
      isRequired: true,
      pattern: /^\d{5}$/,
      example: '06700',
      isNumeric: true,
      lengthMax: 5
    }
  },
  BR: {
    line2: 'address.line2_br',
    neighbourhood: { label: 'address.neighbourhood', isRequired: true },
    city: 'address.city',
    state: { label: 'address.state', isRequired: true, options: options('BR') },
    postalCode: {
      label: 'address.cep',
      isRequired: true,
      pattern: /^\d{5}-?\d{3}$/,
      example: '01310-100',
      isNumeric: true,
      lengthMax: 9
    }
  },
  CO: {
    line2: 'address.line2',
    neighbourhood: { label: 'address.neighbourhood', isRequired: false },
    city: 'address.city_co',
    state: { label: 'address.state_department', isRequired: true, options: options('CO') },
    postalCode: optionalPostal(/^\d{6}$/, '110111')
  },
  CL: {
    line2: 'address.line2',
    neighbourhood: null,
    city: 'address.city_cl',
    state: { label: 'address.state_region', isRequired: true, options: options('CL') },
    postalCode: optionalPostal(/^\d{7}$/, '8320000')
  },
  AR: {
    line2: 'address.line2',
    neighbourhood: { label: 'address.neighbourhood', isRequired: false },
    city: 'address.city_ar',
    state: { label: 'address.state_province', isRequired: true, options: options('AR') },
    postalCode: {
      label: 'address.postal_code',
      isRequired: true,
      pattern: /^([A-Z]\d{4}[A-Z]{3}|\d{4})$/i,
      example: '1414',
      isNumeric: false,
      lengthMax: 8
    }
  },
  PE: {
    line2: 'address.line2',
    neighbourhood: { label: 'address.district_pe', isRequired: true },
    city: 'address.city_pe',
    state: { label: 'address.state_department', isRequired: true, options: options('PE') },
    postalCode: optionalPostal(/^\d{5}$/, '15074')
  },
  US: {
    line2: 'address.line2',
    neighbourhood: null,
    city: 'address.city',
    state: { label: 'address.state', isRequired: true, options: options('US') },
    postalCode: {
      label: 'address.zip',
      isRequired: true,
      pattern: /^\d{5}(-\d{4})?$/,
      example: '90026',
      isNumeric: true,
      lengthMax: 10
    }
  }
};

export type AddressDraft = Record<Exclude<keyof Address, 'country'>, string> & { country: Country };

export const emptyAddress = (country: Country): AddressDraft => ({
  country,
  name: '',
  line1: '',
  line2: '',
  neighbourhood: '',
  city: '',
  state: '',
  postal_code: '',
  phone: '',
  references: ''
});

/** What looks like a number; whether it is one, the server knows. */
const PHONE = /^\+?[0-9 ().-]{6,29}$/;

const PHONE_EXAMPLES: Record<Country, string> = {
  MX: '55 1234 5678',
  BR: '(11) 91234-5678',
  CO: '300 123 4567',
  CL: '9 1234 5678',
  AR: '011 4321-5678',
  PE: '912 345 678',
  US: '(213) 373-4253'
};

/** Where carriers of this instance ask for a number. */
export const isPhoneNeeded = (country: Country): boolean => boot.address_needs?.phone.includes(country) ?? false;

/** Where this instance knows what a postal code stands for. */
export const hasPostalCodes = (country: Country): boolean => boot.address_needs?.postal_codes.includes(country) ?? false;

export type AddressFault = { key: MessageKey; example?: string };

/** What is missing or looks wrong, by field. Empty when the address can be sent. */
export function addressFaults(draft: AddressDraft): Partial<Record<keyof Address, AddressFault>> {
  const form = ADDRESS_FORMS[draft.country];
  const needed: (keyof AddressDraft)[] = ['name', 'line1', 'city'];
  if (form.state.isRequired) needed.push('state');
  if (form.neighbourhood?.isRequired) needed.push('neighbourhood');
  if (form.postalCode.isRequired) needed.push('postal_code');
  if (isPhoneNeeded(draft.country)) needed.push('phone');
  const faults: Partial<Record<keyof Address, AddressFault>> = {};
  for (const name of needed) if (!draft[name].trim()) faults[name] = { key: 'field.required' };
  const postal = draft.postal_code.trim();
  if (postal && !form.postalCode.pattern.test(postal)) {
    faults.postal_code = { key: 'address.postal_wrong', example: form.postalCode.example };
  }
  const phone = draft.phone.trim();
  if (phone && !PHONE.test(phone)) faults.phone = { key: 'address.phone_wrong', example: PHONE_EXAMPLES[draft.country] };
  return faults;
}

/** Why the API does not take a part of an address, for people. */
export function sayAddressReason(name: keyof Address, reason: string, country: Country): string {
  const isMissing = /missing/.test(reason);
  if (name === 'phone' && !isMissing) return t('address.phone_wrong', { example: PHONE_EXAMPLES[country] });
  if (name === 'postal_code' && !isMissing) return t('address.postal_wrong', { example: ADDRESS_FORMS[country].postalCode.example });
  return sayReason(reason);
}

/** The address as the API takes it: trimmed, without empty parts. */
export function toAddress(draft: AddressDraft): Address {
  const form = ADDRESS_FORMS[draft.country];
  const trimmed = Object.entries(draft).map(([key, value]) => [key, value.trim()] as const);
  const kept = trimmed.filter(([key, value]) => value && (key !== 'neighbourhood' || form.neighbourhood));
  return Object.fromEntries(kept) as Address;
}

/** One line a reader recognises. */
export const addressLine = (address: Address): string =>
  [address.line1, address.line2, address.neighbourhood, address.city, address.state, address.postal_code]
    .filter(Boolean)
    .join(', ');
