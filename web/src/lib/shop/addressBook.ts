import { api } from '#lib/api/client.ts';
import type { Page, SavedAddress } from '#lib/api/types.ts';
import { emptyAddress, toAddress, type AddressDraft } from './addresses';

export const SAVED_MAX = 20;
export const LABEL_LENGTH_MAX = 40;

type Kept = { label?: string; is_default?: boolean };

/** The addresses that the reader keeps, her default first. */
export const loadBook = async (): Promise<SavedAddress[]> => (await api.get<Page<SavedAddress>>('/me/addresses')).items;

/** Keep an address under an id, in place of what was there. */
export const saveAddress = (id: string, draft: AddressDraft, { label = '', is_default = false }: Kept = {}): Promise<SavedAddress> =>
  api.put(`/me/addresses/${id}`, { address: toAddress(draft), label, is_default });

export const removeAddress = (id: string): Promise<void> => api.delete(`/me/addresses/${id}`);

/** A saved address as the form shows it: its number as people of its country write it. */
export function draftOf(saved: SavedAddress): AddressDraft {
  const { address, phone_national } = saved;
  const parts = Object.entries(address).filter(([, text]) => text !== null && text !== undefined);
  return { ...emptyAddress(address.country), ...Object.fromEntries(parts), phone: phone_national ?? '' };
}

/** Whether a draft says what a saved address says. */
export const isSame = (draft: AddressDraft, saved: SavedAddress): boolean =>
  JSON.stringify(Object.entries(toAddress(draft)).sort()) === JSON.stringify(Object.entries(toAddress(draftOf(saved))).sort());
