import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { ChatCart, Conversation, Message, MessageThread } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import { recall, remember } from '#lib/kit/storage.ts';

const PAGE_SIZE = 30;
const WAIT_S = 20;
const ANSWER_MS = 30_000;
/** How long to leave a server alone that does not answer, or has no room for one who waits. */
const AGAIN_MS = [2_000, 5_000, 15_000];
/** How long to wait between two looks while nobody looks at this tab. */
const HIDDEN_MS = 60_000;

type Line = { variant_id: string; quantity: number; touch_id?: string };
/** What somebody says, as it is kept until the server has it. */
export type Draft = { id: string; text: string; file_id?: string; product_id?: string; cart?: Line[]; at: string; refused?: boolean };

/**
 * One conversation: what was said, and what waits to be sent.
 *
 * A message keeps its id until the server answers, also over a reload, so that sending it again says it once. New
 * messages come by a question that the server answers when there is one; a dead line is asked again, ever more slowly.
 */
export class Talk {
  conversation = $state.raw<Conversation | null>(null);
  messages = $state.raw<Message[]>([]);
  carts = $state<Record<string, ChatCart>>({});
  waiting = $state.raw<Draft[]>([]);
  problem = $state.raw<Problem | null>(null);
  isLoading = $state(false);
  isCutOff = $state(false);
  before = $state.raw<string | null>(null);
  readonly id: string;
  readonly #end = new AbortController();
  #isSending = false;

  constructor(id: string) {
    this.id = id;
    this.waiting = recall<Draft[]>(this.#key, []);
  }

  get #key(): string {
    return `unsent.${this.id}`;
  }

  get #path(): string {
    return `/conversations/${this.id}`;
  }

  get #last(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  /** Show what is there, send what waits, and stay until `leave`. */
  open = async (): Promise<void> => {
    this.problem = null;
    try {
      const [conversation, thread] = await Promise.all([
        api.get<Conversation>(this.#path),
        api.get<MessageThread>(`${this.#path}/messages`, { query: { limit: PAGE_SIZE } })
      ]);
      this.conversation = conversation;
      this.before = thread.before ?? null;
      this.#take(thread);
    } catch (error) {
      this.problem = asProblem(error);
      return;
    }
    void this.#sendWaiting();
    void this.#stay();
  };

  leave(): void {
    this.#end.abort();
  }

  /** Read what was said before. */
  older = async (): Promise<void> => {
    if (this.isLoading || !this.before) return;
    this.isLoading = true;
    try {
      const thread = await api.get<MessageThread>(`${this.#path}/messages`, { query: { cursor: this.before, limit: PAGE_SIZE } });
      this.before = thread.before ?? null;
      this.#take(thread);
    } finally {
      this.isLoading = false;
    }
  };

  /** Say something: it is shown at once, and kept until the server has it. */
  say(parts: Omit<Draft, 'id' | 'at'>): void {
    this.#keep([...this.waiting, { ...parts, id: newId(), at: new Date().toISOString() }]);
    void this.#sendWaiting();
  }

  /** Try again what could not be sent. */
  again = (): void => {
    this.#keep(this.waiting.map((draft) => ({ ...draft, refused: false })));
    void this.#sendWaiting();
  };

  forget(draft: Draft): void {
    this.#keep(this.waiting.filter((each) => each.id !== draft.id));
  }

  /** A cart as an answer of the API shows it; what became of it comes as a message. */
  setCart(cart: ChatCart): void {
    this.carts[cart.id] = cart;
  }

  async loadCart(id: string): Promise<void> {
    this.carts[id] = await api.get<ChatCart>(`/chat-carts/${id}`);
  }

  #keep(drafts: Draft[]): void {
    this.waiting = drafts;
    remember(this.#key, drafts.length ? drafts : null);
  }

  /** One after the other, so that they stay in order. What was refused for good waits for its person. */
  async #sendWaiting(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    let misses = 0;
    try {
      for (let draft = this.#next(); draft && !this.#end.signal.aborted; draft = this.#next()) {
        const { refused: _, at: __, ...body } = draft;
        try {
          const sent = await api.post<Message>(`${this.#path}/messages`, body, { idempotencyKey: draft.id });
          this.forget(draft);
          this.#add([sent]);
          if (sent.cart_id) await this.loadCart(sent.cart_id);
          this.problem = null;
          misses = 0;
        } catch (error) {
          this.problem = asProblem(error);
          if (this.problem.status === 0 || this.problem.status >= 500) {
            await pause(AGAIN_MS[Math.min(misses++, AGAIN_MS.length - 1)]!, this.#end.signal);
            continue;
          }
          this.#keep(this.waiting.map((each) => (each.id === draft!.id ? { ...each, refused: true } : each)));
        }
      }
    } finally {
      this.#isSending = false;
    }
  }

  #next(): Draft | undefined {
    return this.waiting.find((draft) => !draft.refused);
  }

  async #stay(): Promise<void> {
    for (let misses = 0; !this.#end.signal.aborted; ) {
      const begun = Date.now();
      try {
        const thread = await api.get<MessageThread>(`${this.#path}/messages/new`, {
          query: { after: this.#last, wait: document.hidden ? 0 : WAIT_S },
          timeoutMs: ANSWER_MS,
          signal: this.#end.signal
        });
        this.isCutOff = false;
        this.#take(thread);
        misses = 0;
        // Nothing, and at once: there was no room to wait, or nobody looks.
        if (!thread.messages.length && Date.now() - begun < 1_000) await pause(document.hidden ? HIDDEN_MS : AGAIN_MS[1]!, this.#end.signal);
      } catch (error) {
        if (this.#end.signal.aborted) return;
        if (!(error instanceof Problem)) throw error;
        if (error.status === 401 || error.status === 404) return;
        this.isCutOff = true;
        await pause(AGAIN_MS[Math.min(misses++, AGAIN_MS.length - 1)]!, this.#end.signal);
      }
    }
  }

  #take(thread: MessageThread): void {
    for (const cart of thread.carts) this.carts[cart.id] = cart;
    this.#add(thread.messages);
    this.#hide(new Set(thread.hidden_ids));
    if (!document.hidden) void this.#noteRead();
  }

  #add(more: Message[]): void {
    if (!more.length) return;
    const known = new Map(this.messages.map((message) => [message.id, message]));
    for (const message of more) known.set(message.id, message);
    this.messages = [...known.values()].sort((one, other) => one.seq - other.seq);
    const said = new Set(known.keys());
    if (this.waiting.some((draft) => said.has(draft.id))) this.#keep(this.waiting.filter((draft) => !said.has(draft.id)));
  }

  /** What was taken down since it came goes from the screen. */
  #hide(ids: Set<string>): void {
    if (!this.messages.some((each) => ids.has(each.id) && !each.is_hidden)) return;
    this.messages = this.messages.map((each) =>
      ids.has(each.id) ? { ...each, text: '', image_url: null, product: null, is_hidden: true } : each
    );
  }

  #read = 0;
  async #noteRead(): Promise<void> {
    const seq = this.#last;
    if (seq <= this.#read) return;
    this.#read = seq;
    await api.put(`${this.#path}/read`, { seq }).catch(() => (this.#read = 0));
  }
}

/** Wait, but no longer than until the line is back, or somebody looks again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
