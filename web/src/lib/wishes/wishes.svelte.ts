import { api } from '#lib/api/client.ts';
import { asProblem, sayProblem } from '#lib/api/say.ts';
import type { Money, ProductCard } from '#lib/api/types.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { recall, remember } from '#lib/kit/storage.ts';
import { loadSession, session } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';

/** What is known of a wish besides its product: enough to make it again as it was. */
export type Then = { price_then: Money; wished_at: string };
export type KeptWish = Then & { product: ProductCard };
type Wished = { product_ids: string[] };

/** Guests keep their wishes on the device; at sign-in they move to the account. */
const KEY = 'wishes';
const KEPT_MAX = 100;

let ids = $state.raw<ReadonlySet<string>>(new Set());
let owner: string | undefined;
let asked: Promise<void> | null = null;

export const keptWishes = (): KeptWish[] => recall<KeptWish[]>(KEY, []);
export const isWished = (productId: string): boolean => ids.has(productId);
const isHers = (): boolean => session.me !== null;

/** Know what is wished by whoever is here; asks once per person. What a guest kept joins the list of who signs in. */
export async function followWishes(): Promise<void> {
  await loadSession();
  const now = session.me?.id ?? '';
  if (owner === now && asked) return asked;
  owner = now;
  asked = load(now);
  return asked;
}

/** The server says something else than what was shown: ask it anew. */
export async function askWishesAgain(): Promise<void> {
  if (!asked) return;
  asked = null;
  await followWishes();
}

async function load(of: string): Promise<void> {
  const kept = keptWishes();
  if (!of) return show(kept.map((each) => each.product.id));
  try {
    const found = kept.length ? await bring(kept) : await api.get<Wished>('/me/wished-products');
    if (kept.length) remember(KEY, null);
    if (owner === of) show(found.product_ids);
  } catch (error) {
    asProblem(error);
    if (owner === of) asked = null;
  }
}

const show = (productIds: Iterable<string>): void => void (ids = new Set(productIds));

const bring = (kept: KeptWish[]): Promise<Wished> =>
  api.post<Wished>('/me/wishes', {
    wishes: kept.map((each) => ({ product_id: each.product.id, price_then: each.price_then.amount, wished_at: each.wished_at }))
  });

/** Put a product on the list, at once; it leaves again when the server says no. */
export async function wish(product: ProductCard, then?: Then): Promise<boolean> {
  const before = ids;
  show([product.id, ...ids]);
  const made = { product, price_then: then?.price_then ?? product.price, wished_at: then?.wished_at ?? new Date().toISOString() };
  if (!isHers()) {
    remember(KEY, [made, ...keptWishes().filter((each) => each.product.id !== product.id)].sort(byLast).slice(0, KEPT_MAX));
    return true;
  }
  try {
    await (then ? bring([made]) : api.put(`/products/${product.id}/wish`));
    return true;
  } catch (error) {
    ids = before;
    toast(sayProblem(error), { tone: 'bad' });
    return false;
  }
}

/** Take it off again, with a way back. `onchange` is told when it left and when it came back. */
export async function unwish(product: ProductCard, then?: Then, onchange: (isBack: boolean) => void = () => {}): Promise<void> {
  const before = ids;
  show([...ids].filter((each) => each !== product.id));
  const was = then ?? keptWishes().find((each) => each.product.id === product.id);
  try {
    if (isHers()) await api.delete(`/products/${product.id}/wish`);
    else remember(KEY, keptWishes().filter((each) => each.product.id !== product.id));
    onchange(false);
    const undo = async () => {
      if (await wish(product, was)) onchange(true);
    };
    toast(t('wishes.removed'), { action: { label: t('studio.undo'), run: () => void undo() } });
  } catch (error) {
    ids = before;
    toast(sayProblem(error), { tone: 'bad' });
  }
}

const byLast = (one: KeptWish, other: KeptWish): number => other.wished_at.localeCompare(one.wished_at);
