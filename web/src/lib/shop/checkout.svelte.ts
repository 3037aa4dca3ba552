import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { asProblem, sayProblem } from '#lib/api/say.ts';
import type { Address, LineWanted, Money, Purchase, Quote, SavedAddress } from '#lib/api/types.ts';
import { locale, t } from '#lib/kit/i18n.svelte.ts';
import { newId } from '#lib/kit/ids.ts';
import { homeOf } from '#lib/kit/money.ts';
import { chosenCountry, viewerCountry } from '#lib/kit/place.svelte.ts';
import { recall, remember, tab } from '#lib/kit/storage.ts';
import { session } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';
import { addressFaults, emptyAddress, toAddress, type AddressDraft } from './addresses';
import { draftOf, isSame, loadBook, saveAddress } from './addressBook';
import { cart } from './cart.svelte';
import { MethodChoice } from './choice.svelte';
import { findProgress, forgetIntent, keepProgress, type ChatVersion, type Intent } from './intent';
import { rememberOrders } from './orders';

const PAYMENT_TIMEOUT_MS = 12_000;
const ASK_AGAIN_MS = 2_000;
const ASK_AGAIN_MAX = 4;
const CODES_MAX = 5;
/** Nobody reads a sum faster than this. */
const READ_AFTER_MS = 500;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** form: filling in · challenge: the bank asks · waiting: she pays elsewhere · pending: nobody knows yet · paid: done. */
export type Stage = 'form' | 'challenge' | 'waiting' | 'pending' | 'paid';

/**
 * One purchase from the first look at the total to the receipt.
 *
 * Safe under double taps and lost answers: the purchase keeps one id while its content is the same, so asking twice
 * is one order and one payment.
 */
export class Checkout {
  lines = $state<LineWanted[]>([]);
  email = $state(recall('email', ''));
  address = $state() as AddressDraft;
  /** A complete address is shown as one line until "change". */
  isAddressOpen = $state(true);
  /** What a signed-in person keeps; null until it is known, and for guests. */
  book = $state.raw<SavedAddress[] | null>(null);
  /** The chosen one of the book; null: the form's. */
  savedId = $state<string | null>(null);
  /** Whether an address that is typed joins the book. */
  isKept = $state(true);
  /** Which way was chosen for the part of a shop, by shop. */
  ways = $state<Record<string, string>>({});
  /** What the shops should know. */
  note = $state('');
  /** Codes of coupons as she typed them. */
  codes = $state<string[]>([]);
  code = $state('');
  readonly choice = new MethodChoice();

  stage = $state<Stage>('form');
  isBusy = $state(false);
  hasTried = $state(false);
  quote = $state.raw<Quote | null>(null);
  purchase = $state.raw<Purchase | null>(null);
  /** What the API refused last, shown where it belongs. */
  problem = $state.raw<Problem | null>(null);
  /** The total the buyer had seen before it changed under her. */
  totalBefore = $state.raw<Money | null>(null);

  readonly #cartId: string | undefined;
  readonly #chat: ChatVersion | undefined;
  /** What was claimed in a drop is bought under the claim's own id, and no other. */
  readonly #claim: string | undefined;
  readonly #intent: string;
  /** An address that was typed before a reload, or before one of the book was chosen. */
  #wasTyped = false;
  #typed: AddressDraft | null = null;
  #id = $state(newId());
  /** The order as it was sent last. */
  #sent = $state('');
  /** Whether nobody knows if the server has heard of it. */
  #isUnanswered = $state(false);
  /** The place that the quote is for, or is asked for. */
  #quotedFor = '';
  /** Which question about the total is the last one: an answer to an earlier one is about another cart. */
  #asked = 0;
  /** What the total was before it rose, and when that was. */
  #risen: { before: Money; at: number } | null = null;
  /** The purchase as it was before a reload, until the server says how it stands. */
  #before = $state.raw<{ id: string; key: string } | null>(null);

  constructor(intent: Intent, email: string | undefined) {
    this.lines = intent.lines;
    this.#cartId = intent.cartId;
    this.#chat = intent.chat;
    this.#claim = intent.claim;
    if (intent.claim) this.#id = intent.claim;
    this.#intent = JSON.stringify(intent);
    // Shops of her own country sell in its currency; those of another one seldom send things to her.
    this.address = emptyAddress(chosenCountry() ?? (intent.currency ? homeOf(intent.currency) : viewerCountry()));
    const kept = findProgress(intent);
    if (kept) {
      this.lines = kept.lines;
      this.email = kept.email;
      this.codes = kept.codes ?? [];
      this.note = kept.note ?? '';
      this.ways = kept.ways ?? {};
      this.#id = kept.id;
      this.#sent = kept.sent;
      this.#isUnanswered = kept.isUnanswered ?? false;
      this.#before = kept.purchase;
      this.choice.keptId = kept.keptId;
      this.choice.keepsCard = kept.keepsCard ?? false;
      this.#wasTyped = true;
    }
    else this.codes = this.#chat ? [] : recall<string[]>('coupons', [], tab);
    if (email) this.email = email;
    const last = kept?.address ?? recall<AddressDraft | null>('address', null);
    if (last) {
      this.address = { ...emptyAddress(last.country), ...last };
      this.isAddressOpen = Object.keys(addressFaults(this.address)).length > 0;
    }
  }

  /** Agreed on in a conversation: only the shop changes its lines. */
  get isAgreed(): boolean {
    return this.#chat !== undefined;
  }

  /** Remember in this tab what is typed and ordered, so that a reload goes on from here. */
  keep(): void {
    if (this.stage === 'paid') return;
    const { id, key } = this.purchase ?? this.#before ?? {};
    keepProgress({
      intent: this.#intent,
      lines: $state.snapshot(this.lines),
      email: this.email,
      address: $state.snapshot(this.address),
      codes: $state.snapshot(this.codes),
      note: this.note,
      ways: $state.snapshot(this.ways),
      id: this.#id,
      sent: this.#sent,
      isUnanswered: this.#isUnanswered,
      purchase: id && key ? { id, key } : null,
      keptId: this.choice.keptId,
      keepsCard: this.choice.keepsCard
    });
  }

  /** Begin, or go on where a reload interrupted: what was already ordered is neither ordered nor charged again. */
  async start(): Promise<void> {
    await Promise.all([this.#askTotal(), this.#goOn()]);
  }

  /** Her own address first: it decides what shipping costs. */
  async #askTotal(): Promise<void> {
    if (session.me) await this.loadBook();
    if (!this.quote) await this.loadQuote();
  }

  get faults(): ReturnType<typeof addressFaults> {
    return addressFaults(this.address);
  }

  get isEmailRight(): boolean {
    return EMAIL.test(this.email.trim());
  }

  get total(): Money | null {
    return this.purchase?.total ?? this.quote?.total ?? null;
  }

  get #choices(): { shop_id: string; rate_id: string }[] {
    return Object.entries(this.ways).map(([shop_id, rate_id]) => ({ shop_id, rate_id }));
  }

  get #destination(): string {
    return JSON.stringify([this.address.country, this.address.state.trim(), this.address.postal_code.trim()]);
  }

  /** State and postal code may decide what shipping costs: ask again when they are others than those of the quote. */
  async addressChanged(): Promise<void> {
    if (this.#quotedFor !== this.#destination) await this.loadQuote();
  }

  async chooseWay(shopId: string, rateId: string): Promise<void> {
    this.ways = { ...this.ways, [shopId]: rateId };
    await this.loadQuote();
  }

  /** Read what she keeps, once. What she typed already stays; else her default is chosen. */
  async loadBook(): Promise<void> {
    if (this.book) return;
    // Without her book she types her address, as a guest does, until a line that is back brings it.
    const book = await loadBook().catch(() => null);
    if (this.book || !book) return;
    this.book = book;
    const isTyped = (this.isAddressOpen || this.#wasTyped) && !!(this.address.line1 || this.address.name || this.address.postal_code);
    const same = book.find((each) => isSame(this.address, each));
    const found = same ?? (isTyped ? undefined : book[0]);
    if (found) await this.chooseAddress(found);
    else if (book.length) this.isAddressOpen = true;
  }

  async chooseAddress(saved: SavedAddress): Promise<void> {
    if (this.savedId === null && this.isAddressOpen) this.#typed = $state.snapshot(this.address);
    this.savedId = saved.id;
    this.address = draftOf(saved);
    this.problem = null;
    this.isAddressOpen = Object.keys(this.faults).length > 0;
    await this.addressChanged();
  }

  typeAnotherAddress(): void {
    this.savedId = null;
    this.address = this.#typed ?? emptyAddress(this.address.country);
    this.hasTried = false;
    this.problem = null;
    this.isAddressOpen = true;
    void this.addressChanged();
  }

  /** Let the address that was typed join the book. The order is placed: whether that works is no matter of it. */
  async #keepAddress(): Promise<void> {
    if (!session.me || !this.isKept || !(this.isAddressOpen || this.savedId === null)) return;
    const before = this.book?.find((each) => each.id === this.savedId);
    try {
      const kept = await saveAddress(before?.id ?? newId(), this.address, { label: before?.label, is_default: before?.is_default });
      this.savedId = kept.id;
      this.book = [...(this.book ?? []).filter((each) => each.id !== kept.id), kept];
      this.isAddressOpen = false;
      toast(t('book.kept'), { tone: 'ok' });
    } catch (error) {
      toast(sayProblem(error));
    }
  }

  /** Ask what it costs, shipped to as much of the address as is known, and how it may be paid. */
  async loadQuote(): Promise<void> {
    const before = this.problem;
    const turn = ++this.#asked;
    this.#quotedFor = this.#destination;
    try {
      const quote = await api.post<Quote>('/quotes', {
        lines: this.lines,
        country: this.address.country,
        state: this.address.state.trim() || null,
        postal_code: this.address.postal_code.trim() || null,
        shipping: this.#choices,
        coupon_codes: this.codes,
        claim_id: this.#claim
      });
      if (turn !== this.#asked) return;
      const shown = this.quote?.total;
      this.#risen = shown && shown.amount < quote.total.amount ? { before: shown, at: performance.now() } : null;
      this.quote = quote;
      await this.choice.load(quote, this.address.country, { isAtOnce: this.#claim !== undefined, isResumed: this.#before !== null });
      // What was refused meanwhile, because she paid at once, stays in sight.
      if (this.problem === before) this.problem = null;
    } catch (error) {
      if (turn !== this.#asked) return;
      this.#quotedFor = '';
      this.#refused(asProblem(error));
    }
  }

  /** Try a code; false when as many as there may be are there. What it does, the quote says. */
  async addCode(text: string): Promise<boolean> {
    const code = text.replace(/\s/g, '').toUpperCase();
    if (!code || this.codes.includes(code)) return true;
    if (this.codes.length >= CODES_MAX) return false;
    this.codes = [...this.codes, code];
    await this.loadQuote();
    return true;
  }

  async removeCode(code: string): Promise<void> {
    this.codes = this.codes.filter((each) => each !== code);
    await this.loadQuote();
  }

  /** The Pay button: order once and pay. Does nothing while it runs or while something is missing. */
  async pay(): Promise<void> {
    this.hasTried = true;
    if (!this.isEmailRight || Object.keys(this.faults).length) {
      this.isAddressOpen ||= Object.keys(this.faults).length > 0;
      return;
    }
    await this.#once(async () => {
      this.#refuseUnseen();
      await this.#buy();
    });
  }

  /** Answer the bank's question. */
  async confirm(): Promise<void> {
    await this.#once(() => this.#charge({ challenge_code: this.code.trim() }));
  }

  /** After silence: ask how the same payment went. */
  async askAgain(): Promise<void> {
    await this.#once(() => this.#ask());
  }

  /** Silence again: try the same payment, perhaps with another card. The server charges it once. */
  backToForm(): void {
    this.stage = 'form';
    this.problem = null;
  }

  /** Stock ran short: go on with what is left of each line. */
  async takeWhatIsLeft(): Promise<void> {
    const available = Number(this.problem?.facts.available ?? 0);
    const short = this.problem?.facts.variant_id;
    this.lines = this.lines
      .map((line) => {
        const isShort = short === undefined ? line.quantity > available : line.variant_id === short;
        return isShort ? { ...line, quantity: Math.min(line.quantity, available) } : line;
      })
      .filter((line) => line.quantity > 0);
    this.problem = null;
    await this.loadQuote();
  }

  /** Go on without what may not be sent there. */
  async leaveOut(variantIds: readonly string[]): Promise<void> {
    this.lines = this.lines.filter((line) => !variantIds.includes(line.variant_id));
    await this.loadQuote();
  }

  /** Ask how the purchase from before a reload stands. */
  async #goOn(): Promise<void> {
    const before = this.#before;
    if (!before) {
      if (this.#isUnanswered) await this.#once(async () => this.#took(await this.#send()));
      return;
    }
    await this.#once(async () => {
      const next = await api.get<Purchase>(`/checkouts/${before.id}`, { query: { key: before.key } });
      this.#before = null;
      this.#took(next, before.key);
    });
    if (this.problem?.status === 404) this.#startOver();
  }

  async #once(act: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      this.#refused(asProblem(error));
    } finally {
      this.isBusy = false;
    }
  }

  /** A total that rose under her finger has to be accepted, as one that the server refuses. */
  #refuseUnseen(): void {
    const risen = this.#risen;
    this.#risen = null;
    if (!risen || performance.now() - risen.at > READ_AFTER_MS) return;
    this.totalBefore = risen.before;
    throw new Problem(409, 'checkout.total_changed');
  }

  /** Order and pay in one call; what is ordered already with the same content is only paid. */
  async #buy(): Promise<void> {
    const expected = this.quote?.total;
    if (!expected) return this.loadQuote();
    if (this.#isUnanswered) {
      await this.#answered(await this.#send());
      if (this.stage !== 'form' || this.problem) return;
    }
    const order = JSON.stringify(this.#order(expected));
    if (this.purchase && order === this.#sent) return this.#charge();
    if (this.#sent && order !== this.#sent) this.#id = this.#claim ?? newId();
    this.#sent = order;
    this.purchase = null;
    const placed = await unlessSilent(this.#send(this.#chat ? {} : { payment: this.choice.body }));
    this.totalBefore = null;
    remember('address', this.address);
    remember('email', this.email.trim());
    const kept = this.#keepAddress();
    if (!placed) {
      this.stage = 'pending';
      return this.#ask();
    }
    if (this.#chat) {
      this.purchase = placed;
      return this.#charge();
    }
    await this.#answered(placed, kept);
  }

  /** What was agreed on in a conversation is bought as that version, whatever lines this browser knows. */
  #order(expected: Money): Record<string, unknown> {
    const address: Address = toAddress(this.address);
    const order = {
      buyer: { email: this.email.trim(), name: address.name, phone: address.phone, language: locale() },
      address,
      expected_total: expected
    };
    if (this.#chat) return { ...order, version: this.#chat.version };
    return { ...order, cart_id: this.#cartId, lines: this.lines, coupon_codes: this.codes, shipping: this.#choices, note: this.note.trim() || null };
  }

  /** Send the order as it is written down: again it is the same one, and without a payment nothing is charged. */
  async #send(more: Record<string, unknown> = {}): Promise<Purchase> {
    const body = { id: this.#id, ...(JSON.parse(this.#sent) as Record<string, unknown>), ...more };
    const path = this.#chat ? `/chat-carts/${this.#chat.cart}/checkouts` : '/checkouts';
    this.#isUnanswered = true;
    try {
      const placed = await api.post<Purchase>(path, body, { timeoutMs: PAYMENT_TIMEOUT_MS, query: { key: this.#chat?.key } });
      this.#isUnanswered = false;
      return placed;
    } catch (error) {
      const { status } = asProblem(error);
      this.#isUnanswered = status === 0 || status >= 500;
      throw error;
    }
  }

  async #charge(answer: { challenge_code?: string } = {}): Promise<void> {
    const purchase = this.purchase!;
    const body = { ...this.choice.body, ...answer };
    const paid = api.post<Purchase>(`/checkouts/${purchase.id}/payment`, body, { timeoutMs: PAYMENT_TIMEOUT_MS });
    await this.#answered((await unlessSilent(paid)) ?? { ...purchase, status: 'pending' });
  }

  /** What the server said of a payment: follow it to where it is done, when what is `kept` meanwhile is. */
  async #answered(next: Purchase, kept?: Promise<void>): Promise<void> {
    this.#took(next);
    if (this.stage === 'pending') await this.#ask();
    const payment = this.purchase?.payment;
    if (this.stage === 'waiting' && payment?.kind === 'card' && payment.instructions?.url) {
      this.keep();
      await kept;
      location.assign(payment.instructions.url);
    }
  }

  /** What became of a purchase that is paid elsewhere. */
  tookNews(next: Purchase): void {
    this.#took(next);
  }

  /** Look a few times how the payment went. */
  async #ask(): Promise<void> {
    for (let tries = 0; tries < ASK_AGAIN_MAX && this.stage === 'pending'; tries++) {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      this.#took(await this.#look());
    }
    // Not paid after all: that she may try again has to be said.
    if (this.stage === 'form' && this.purchase?.status === 'awaiting_payment') throw new Problem(0, 'timeout');
  }

  /** How it stands: by its key or, as long as nobody answered, by ordering the same again. */
  #look(): Promise<Purchase> {
    if (!this.purchase) return this.#send();
    const { id, key } = this.purchase;
    return api.get<Purchase>(`/checkouts/${id}`, { query: { key } });
  }

  #took(next: Purchase, key = this.purchase?.key ?? ''): void {
    this.purchase = { ...next, key: next.key || key };
    this.code = '';
    if (next.status === 'paid') this.#paid();
    else if (next.status === 'waiting' || next.status === 'confirmed') this.#waits(next);
    else if (next.status === 'challenge') this.stage = 'challenge';
    else if (next.status === 'pending') this.stage = 'pending';
    else this.stage = 'form';
    if (next.status === 'expired') this.#startOver();
  }

  /** Her order is there already: it is remembered, so that she finds her voucher again. */
  #waits(next: Purchase): void {
    this.stage = 'waiting';
    rememberOrders(next);
    if (next.status === 'confirmed') forgetIntent();
  }

  #paid(): void {
    this.stage = 'paid';
    rememberOrders(this.purchase!);
    forgetIntent();
    remember('coupons', null, tab);
    if (this.#cartId) void cart.load().catch(() => undefined);
  }

  /** The hold is gone: the next Pay makes a new purchase. */
  #startOver(): void {
    this.#id = this.#claim ?? newId();
    this.#sent = '';
    this.#isUnanswered = false;
    this.#before = null;
    this.purchase = null;
    this.problem = new Problem(410, 'checkout.expired');
  }

  #refused(problem: Problem): void {
    this.problem = problem;
    // What was in doubt was never ordered, and now cannot be.
    if (this.stage === 'pending' && !this.purchase && !this.#isUnanswered) this.stage = 'form';
    const quote = problem.facts.quote as Quote | undefined;
    if (problem.code === 'checkout.total_changed' && quote) {
      this.totalBefore = this.quote?.total ?? null;
      this.quote = quote;
    }
    // What was missing is asked in place: the next try is another question, not a repetition of this one.
    if (/^(identity|prohibitions|shipping)\./.test(problem.code)) this.#sent = '';
    if (problem.status === 410) {
      this.#startOver();
      // What was claimed comes back to nobody by trying again: the server's own words say so.
      if (this.#claim) this.problem = problem;
    }
  }
}

/** What was answered; null after silence, when nobody knows whether it was heard. */
async function unlessSilent<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code !== 'timeout' && problem.status !== 504) throw problem;
    return null;
  }
}
