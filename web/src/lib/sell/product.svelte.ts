import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { ProductOwn, ProductStatus, Shop, StockLevel, TaxClass } from '#lib/api/types.ts';
import { findDraft, forgetDraft, keepDraft } from '#lib/kit/draft.ts';
import { newId } from '#lib/kit/ids.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { readAmount, readCount, writeAmount } from './amounts';
import { readGrams, writeKilograms } from './steps';
import { countStock, QUANTITY_MAX } from './stock';

export const TITLE_LENGTH_MAX = 120;
export const DESCRIPTION_LENGTH_MAX = 5_000;
export const IMAGES_MAX = 10;
export const OPTIONS_MAX = 3;
export const VALUES_MAX = 50;
export const VARIANTS_MAX = 100;

export type Picture = { file_id: string; url: string };
export type OptionDraft = { id: string; name: string; values: string[] };
/** A line of the table of variants, as typed. */
export type Row = { id: string; values: string[]; sku: string; price: string; compareAt: string; quantity: string; weight: string };
export type RowField = 'sku' | 'price' | 'compareAt' | 'quantity' | 'weight';
export type Filling = { price: string; compareAt: string; quantity: string };

type Draft = {
  id: string;
  title: string;
  description: string;
  category: string;
  isForAdults: boolean;
  taxClass?: TaxClass;
  images: Picture[];
  options: OptionDraft[];
  rows: Row[];
};

const keyOf = (values: readonly string[]): string => JSON.stringify(values);
const FIELD_OF: Record<string, RowField> = { price: 'price', compare_at: 'compareAt', sku: 'sku', weight_g: 'weight' };

/** One product being written: what is typed, what is wrong with it, and what the server has. */
export class ProductEditor {
  title = $state('');
  description = $state('');
  category = $state('');
  isForAdults = $state(false);
  taxClass = $state<TaxClass>('general');
  images = $state<Picture[]>([]);
  options = $state<OptionDraft[]>([]);
  rows = $state<Row[]>([]);
  isBusy = $state(false);
  hasTried = $state(false);
  problem = $state.raw<Problem | null>(null);
  isRestored = $state(false);
  /** What the server has; null for a product that was never saved. */
  saved = $state.raw<ProductOwn | null>(null);
  levels = $state.raw<ReadonlyMap<string, StockLevel>>(new Map());

  readonly shop: Shop;
  readonly #draftKey: string;
  #id: string;

  constructor(shop: Shop, product: ProductOwn | null, levels: ReadonlyMap<string, StockLevel>) {
    this.shop = shop;
    this.levels = levels;
    this.#id = product?.id ?? newId();
    this.#draftKey = `product.${shop.id}.${product?.id ?? 'new'}`;
    if (product) this.#take(product);
    else this.rows = [emptyRow([])];
    this.#clean = this.#text();
    const draft = findDraft<Draft>(this.#draftKey);
    if (!draft) return;
    this.#id = draft.id;
    this.#put(draft);
    this.isRestored = this.isChanged;
  }

  #clean = $state('');

  get id(): string {
    return this.#id;
  }

  get status(): ProductStatus {
    return this.saved?.status ?? 'draft';
  }

  get isChanged(): boolean {
    return this.#text() !== this.#clean;
  }

  keep(): void {
    if (this.isChanged) keepDraft(this.#draftKey, { id: this.#id, ...this.#values() } satisfies Draft);
    else forgetDraft(this.#draftKey);
  }

  /** Throw away what is typed and go back to what is saved. */
  discard(): void {
    forgetDraft(this.#draftKey);
    if (this.saved) this.#take(this.saved);
    else this.#put({ title: '', description: '', category: '', isForAdults: false, taxClass: 'general', images: [], options: [], rows: [emptyRow([])] });
    this.#clean = this.#text();
    this.isRestored = false;
    this.hasTried = false;
    this.problem = null;
  }

  // Options and the rows that follow from them.

  addOption(): void {
    if (this.options.length < OPTIONS_MAX) this.options.push({ id: newId(), name: '', values: [] });
  }

  removeOption(id: string): void {
    this.options = this.options.filter((option) => option.id !== id);
    this.#makeRows();
  }

  addValues(option: OptionDraft, text: string): void {
    for (const value of text.split(',').map((part) => part.trim().slice(0, 60))) {
      const isKnown = option.values.some((old) => old.toLowerCase() === value.toLowerCase());
      if (value && !isKnown && option.values.length < VALUES_MAX) option.values.push(value);
    }
    this.#makeRows();
  }

  removeValue(option: OptionDraft, value: string): void {
    option.values = option.values.filter((one) => one !== value);
    this.#makeRows();
  }

  get isTooMany(): boolean {
    return this.rows.length > VARIANTS_MAX;
  }

  /** Put the same price or stock into every row; an empty filling leaves the column. */
  fill(filling: Filling): void {
    for (const row of this.rows) {
      if (filling.price.trim()) row.price = filling.price.trim();
      if (filling.compareAt.trim()) row.compareAt = filling.compareAt.trim();
      if (filling.quantity.trim()) row.quantity = filling.quantity.trim();
    }
  }

  // Pictures.

  addPicture(picture: Picture): void {
    if (this.images.length < IMAGES_MAX) this.images.push(picture);
  }

  removePicture(fileId: string): void {
    this.images = this.images.filter((image) => image.file_id !== fileId);
  }

  movePicture(from: number, to: number): void {
    const images = [...this.images];
    const [moved] = images.splice(from, 1);
    if (!moved || to < 0 || to > images.length) return;
    images.splice(to, 0, moved);
    this.images = images;
  }

  // What is wrong.

  /** Reasons of the fields that are not in the table: title, category, options. */
  get errors(): Partial<Record<'title' | 'category' | 'options' | 'images' | 'description' | 'tax_class', string>> {
    const server = this.problem?.fields ?? {};
    const errors = { ...pick(server, ['title', 'category', 'description', 'images', 'options', 'tax_class']) };
    // A pasted text is never cut short in silence: what is too much is said at once.
    if (this.title.trim().length > TITLE_LENGTH_MAX) errors.title = t('field.too_long', { count: TITLE_LENGTH_MAX });
    if (this.description.trim().length > DESCRIPTION_LENGTH_MAX) errors.description = t('field.too_long', { count: DESCRIPTION_LENGTH_MAX });
    if (!this.hasTried) return errors;
    if (!this.title.trim()) errors.title = t('field.required');
    if (!this.category) errors.category = t('sell.category_missing');
    if (this.isTooMany) errors.options = t('sell.too_many_variants', { max: VARIANTS_MAX });
    return errors;
  }

  optionError(index: number): string | null {
    const option = this.options[index]!;
    const server = this.problem?.fields ?? {};
    const said = server[`options[${index}].name`] ?? server[`options[${index}].values`];
    if (said) return said;
    if (!this.hasTried) return null;
    if (!option.name.trim()) return t('sell.option_name_missing');
    if (!option.values.length) return t('sell.option_values_missing');
    const isTwin = this.options.some((other, i) => i !== index && other.name.trim().toLowerCase() === option.name.trim().toLowerCase());
    return isTwin ? t('sell.option_twin') : null;
  }

  rowError(index: number, field: RowField): string | null {
    const said = this.#serverRowError(index, field);
    if (said) return said;
    if (!this.hasTried) return null;
    const row = this.rows[index]!;
    const price = readAmount(row.price, this.shop.currency);
    if (field === 'price') {
      if (!row.price.trim()) return t('field.required');
      return price === null || price < 1 ? t('sell.price_wrong') : null;
    }
    if (field === 'compareAt' && row.compareAt.trim()) {
      const compareAt = readAmount(row.compareAt, this.shop.currency);
      if (compareAt === null) return t('sell.amount_wrong');
      return price !== null && compareAt <= price ? t('sell.compare_low') : null;
    }
    if (field === 'weight' && row.weight.trim()) {
      return readGrams(row.weight) === null ? t('shipping.weight_wrong') : null;
    }
    if (field === 'quantity' && row.quantity.trim()) {
      return readCount(row.quantity, QUANTITY_MAX) === null ? t('sell.quantity_wrong') : null;
    }
    return null;
  }

  get hasFaults(): boolean {
    const columns: RowField[] = ['price', 'compareAt', 'quantity', 'sku', 'weight'];
    return (
      Object.keys(this.errors).length > 0 ||
      this.options.some((_, i) => this.optionError(i)) ||
      this.rows.some((_, i) => columns.some((field) => this.rowError(i, field)))
    );
  }

  // Saving.

  /** Save as draft, on sale or archived. Whether it went well; when not, the reasons stand at the fields. */
  async save(status: ProductStatus): Promise<boolean> {
    this.hasTried = true;
    this.problem = null;
    if (this.hasFaults) return false;
    return this.#once(async () => {
      await this.#write(status);
      await this.#count();
      this.#clean = this.#text();
      this.isRestored = false;
      this.hasTried = false;
      forgetDraft(this.#draftKey);
    });
  }

  /** Take off sale, or put back, without touching what is typed. */
  setStatus(status: ProductStatus): Promise<boolean> {
    return this.#once(async () => {
      this.saved = await api.patch<ProductOwn>(`/products/${this.#id}`, { status });
    });
  }

  async #write(status: ProductStatus): Promise<void> {
    const currency = this.shop.currency;
    const body = {
      title: this.title.trim(),
      description: this.description.trim(),
      category: this.category,
      age_limit: this.isForAdults ? 18 : 0,
      tax_class: this.taxClass,
      images: this.images.map((image) => image.file_id),
      options: this.options.map((option) => ({ name: option.name.trim(), values: [...option.values] })),
      variants: this.rows.map((row) => ({
        id: row.id,
        sku: row.sku.trim(),
        values: [...row.values],
        price: readAmount(row.price, currency) ?? 0,
        compare_at: row.compareAt.trim() ? readAmount(row.compareAt, currency) : null,
        weight_g: row.weight.trim() ? readGrams(row.weight) : null
      })),
      status
    };
    if (this.saved) this.saved = await api.patch<ProductOwn>(`/products/${this.#id}`, body);
    else this.saved = await api.post<ProductOwn>(`/shops/${this.shop.id}/products`, { id: this.#id, ...body });
  }

  /** Only what was changed: a count that is sent again would undo a sale in between. */
  async #count(): Promise<void> {
    const counts = this.rows.flatMap((row) => {
      const quantity = readCount(row.quantity, QUANTITY_MAX);
      const known = this.levels.get(row.id);
      return quantity === null || (known ? known.quantity : 0) === quantity ? [] : [{ variant_id: row.id, quantity }];
    });
    if (!counts.length) return;
    const fresh = await countStock(this.shop.id, counts);
    this.levels = new Map([...this.levels, ...fresh.map((level) => [level.variant_id, level] as const)]);
  }

  async #once(act: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.problem = null;
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  #serverRowError(index: number, field: RowField): string | null {
    for (const [path, reason] of Object.entries(this.problem?.fields ?? {})) {
      const found = /^variants\[(\d+)\]\.(\w+)/.exec(path);
      if (found && Number(found[1]) === index && FIELD_OF[found[2]!] === field) return reason;
    }
    return null;
  }

  /** One row for each combination; a known combination keeps what was typed, a new one takes the first row's price. */
  #makeRows(): void {
    const combinations = this.options
      .filter((option) => option.values.length)
      .reduce<string[][]>((lines, option) => lines.flatMap((line) => option.values.map((value) => [...line, value])), [[]]);
    if (combinations.length > VARIANTS_MAX * 4) return;
    const old = new Map(this.rows.map((row) => [keyOf(row.values), row]));
    const first = this.rows[0];
    this.rows = combinations.map((values) => {
      const kept = old.get(keyOf(values));
      return kept ?? { ...emptyRow(values), price: first?.price ?? '', compareAt: first?.compareAt ?? '', weight: first?.weight ?? '' };
    });
  }

  #take(product: ProductOwn): void {
    const currency = this.shop.currency;
    this.saved = product;
    this.#put({
      title: product.title,
      description: product.description,
      category: product.category,
      isForAdults: product.age_limit > 0,
      taxClass: product.tax_class,
      images: product.images.map(({ file_id, url }) => ({ file_id, url })),
      options: product.options.map((option) => ({ id: newId(), name: option.name, values: [...option.values] })),
      rows: product.variants.map((variant) => ({
        id: variant.id,
        values: [...variant.values],
        sku: variant.sku,
        price: writeAmount(variant.price.amount, currency),
        compareAt: writeAmount(variant.compare_at?.amount, currency),
        quantity: String(this.levels.get(variant.id)?.quantity ?? ''),
        weight: writeKilograms(variant.weight_g)
      }))
    });
  }

  #put({ title, description, category, isForAdults = false, taxClass = 'general', images, options, rows }: Omit<Draft, 'id'>): void {
    // What was kept before weights were has none.
    const whole = rows.map((row) => ({ ...row, weight: row.weight ?? '' }));
    Object.assign(this, { title, description, category, isForAdults, taxClass, images, options, rows: whole });
  }

  #values(): Omit<Draft, 'id'> {
    const { title, description, category, isForAdults, taxClass, images, options, rows } = this;
    return $state.snapshot({ title, description, category, isForAdults, taxClass, images, options, rows });
  }

  #text(): string {
    const { options, ...rest } = this.#values();
    return JSON.stringify({ ...rest, options: options.map(({ name, values }) => ({ name, values })) });
  }
}

const emptyRow = (values: string[]): Row => ({ id: newId(), values, sku: '', price: '', compareAt: '', quantity: '', weight: '' });

function pick<K extends string>(from: Record<string, string>, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) if (from[key]) found[key] = from[key];
  return found;
}
