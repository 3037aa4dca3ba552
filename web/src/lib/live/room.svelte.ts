import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Disclosure, LiveLine, LivePerson, LivePin, LiveRoomView, Money, ProductCard } from '#lib/api/types.ts';
import { newId } from '#lib/kit/ids.ts';
import { formatMoney } from '#lib/kit/money.ts';
import { recall, remember } from '#lib/kit/storage.ts';
import type { LivePlayer } from './player';

const CHAT_KEPT = 200;
const AGAIN_MS = [500, 1_000, 2_000, 4_000, 8_000];
const BEAT_MS = 10_000;
const HEARTS_EVERY_MS = 1_000;
/** More in a second count as so many. */
const HEARTS_MAX = 20;

/** So long at most is waited before a room is read anew, when so many others do. */
const CROWD_MS_MAX = 3_000;
/** A show that says all there is to say needs no other look. */
const LABELS = 2;

export type Said = { id: string; text: string; author: LivePerson | null; isSale?: boolean; isTip?: boolean };
export type Health = { bitrate_bps: number; frames_per_second: number; dropped_count: number; late_ms: number };
type StateTold = { state: LiveRoomView['card']['state']; is_on_air: boolean };
type Pinned = Omit<LivePin, 'at_ms'>;
type Changed = { product_id: string; price: Money; compare_at: Money | null; available: number; is_sold_out: boolean };
type Frame = Partial<Omit<LiveLine, 'kind'>> & { kind: string; viewers?: number; hearts?: number; code?: string };

/** One tab or phone, so that a viewer with two lines is one. */
function deviceId(): string {
  const known = recall<string>('live-device', '') || newId();
  remember('live-device', known);
  return known;
}

/** A room as it goes on: read once, then followed line by line, from where it was after every cut. */
export class LiveRoom {
  view = $state.raw<LiveRoomView | null>(null);
  problem = $state.raw<Problem | null>(null);
  pins = $state.raw<LivePin[]>([]);
  chat = $state.raw<Said[]>([]);
  /** What the show says of who earns from it, as the server computes it. */
  disclosures = $state.raw<Disclosure[]>([]);
  viewers = $state(0);
  /** Of others and one's own, since the page was opened. */
  hearts = $state(0);
  isCut = $state(false);
  health = $state.raw<Health | null>(null);
  refusedBecause = $state('');
  /** Told of each sale, for the host's desk. */
  onsold: () => void = () => undefined;
  /** Knows which picture is shown; without one everything is shown at once. */
  player: LivePlayer | null = null;
  readonly #id: string;
  readonly #isHost: boolean;
  #seq = 0;
  #socket: WebSocket | null = null;
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #given = 0;
  /** Of one's own hearts, those that the room has not told back yet. */
  #echoes = 0;
  #loading = 0;
  /** What was shown while an answer was on its way, which may not know of it. */
  #meanwhile: Frame[] = [];
  /** The products that the disclosures were computed for. */
  #disclosed: Set<string> | null = null;
  #unseen = new Set<string>();
  #giving: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(id: string, { isHost = false } = {}) {
    this.#id = id;
    this.#isHost = isHost;
  }

  get state() {
    return this.view?.card.state;
  }

  load = async (): Promise<void> => {
    this.problem = null;
    this.#loading += 1;
    try {
      const known = this.#disclosed;
      const [view] = await Promise.all([api.get<LiveRoomView>(`/live-rooms/${this.#id}`), known ?? this.#disclose()]);
      // No picture without its label.
      if (known && !view.items.every((each) => known.has(each.product.id))) await this.#disclose();
      this.#disclosed = new Set(view.items.map((each) => each.product.id));
      this.take(view);
      if (!this.#socket && this.state !== 'ended' && this.state !== 'cancelled') this.#connect();
    } catch (error) {
      this.problem = asProblem(error);
    }
    this.#loading -= 1;
    if (!this.#loading) this.#meanwhile = [];
  };

  async #disclose(): Promise<void> {
    const answer = await api.get<{ disclosures: Disclosure[] }>(`/live-rooms/${this.#id}/disclosures`);
    this.disclosures = answer.disclosures;
  }

  /** Take the room as an answer of the API has it. */
  take(view: LiveRoomView): void {
    if (this.#isOver) return;
    this.view = view;
    this.pins = view.pins;
    this.#seq = Math.max(this.#seq, view.seq);
    this.#unseen = new Set(view.unseen);
    this.chat = view.chat.map((line) => line.body as Said);
    for (const frame of this.#meanwhile) if ((frame.seq ?? 0) > view.seq) this.#apply(frame);
  }

  leave(): void {
    this.#isOver = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#giving);
    clearTimeout(this.#later);
    clearInterval(this.#beat);
    this.#socket?.close();
  }

  async say(text: string): Promise<void> {
    await api.post(`/live-rooms/${this.#id}/messages`, { id: newId(), text });
  }

  /** Many taps are one message. */
  giveHeart(): void {
    this.#given += 1;
    this.hearts += 1;
    this.#giving ??= setTimeout(() => {
      if (this.#socket?.readyState === WebSocket.OPEN) {
        this.#socket.send(`+${this.#given}`);
        this.#echoes += Math.min(this.#given, HEARTS_MAX);
      }
      this.#given = 0;
      this.#giving = undefined;
    }, HEARTS_EVERY_MS);
  }

  #connect(): void {
    if (this.#isOver) return;
    if (!this.view?.socket_url) {
      this.isCut = false;
      return;
    }
    const url = new URL(this.view.socket_url);
    url.searchParams.set('after', String(this.#seq));
    url.searchParams.set('session', deviceId());
    if (this.#isHost) url.searchParams.set('as', 'host');
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#tries = 0;
      this.isCut = false;
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Frame);
    socket.onclose = () => this.#again(socket);
    clearInterval(this.#beat);
    this.#beat = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('h'), BEAT_MS);
  }

  #again(socket: WebSocket): void {
    if (this.#isOver || this.#socket !== socket) return;
    this.#socket = null;
    this.isCut = true;
    this.#retry = setTimeout(() => void this.#comeBack(), AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)]);
  }

  /** A room that stays shut may be for adults since: the API knows, and gives them its key. */
  async #comeBack(): Promise<void> {
    if (this.#tries % AGAIN_MS.length === 0) await this.load();
    if (!this.#socket) this.#connect();
  }

  #hear(frame: Frame): void {
    if (frame.seq === undefined) return this.#hearOf(frame);
    if (frame.seq <= this.#seq) return;
    this.#seq = frame.seq;
    const show = () => this.#show(frame);
    if (frame.at !== undefined && frame.at !== null && this.player) this.player.whenPlaying(frame.at, show);
    else show();
  }

  #hearOf(frame: Frame): void {
    if (frame.kind === 'audience') {
      this.viewers = frame.viewers ?? 0;
      const own = Math.min(this.#echoes, frame.hearts ?? 0);
      this.#echoes -= own;
      this.hearts += (frame.hearts ?? 0) - own;
    } else if (frame.kind === 'reload') void this.load();
    else if (frame.kind === 'health') this.health = frame as unknown as Health;
    else if (frame.kind === 'refused') this.refusedBecause = frame.code ?? '';
  }

  #show(frame: Frame): void {
    if (this.#loading) this.#meanwhile.push(frame);
    this.#apply(frame);
    if (frame.kind === 'sold') this.onsold();
    // Going on air and off is told in full; the rest is read anew, and not by a whole crowd at once.
    else if (frame.kind === 'state' && (frame.body as StateTold).state !== 'live')
      this.#later ??= setTimeout(() => {
        this.#later = undefined;
        void this.load();
      }, Math.random() * Math.min(this.viewers, CROWD_MS_MAX));
  }

  #apply(frame: Frame): void {
    switch (frame.kind) {
      case 'pin':
        this.#pin(frame.body as Pinned, frame.at ?? 0);
        break;
      case 'unpin':
        this.pins = this.pins.filter((each) => each.id !== (frame.body as { id: string }).id);
        break;
      case 'product':
        this.#change(frame.body as Changed);
        break;
      case 'chat':
        if ((frame.body as Said).id) this.#add(frame.body as Said);
        break;
      case 'unchat':
        this.chat = this.chat.filter((each) => each.id !== (frame.body as { id: string }).id);
        break;
      case 'state':
        this.#turn(frame.body as StateTold);
        break;
      case 'sold':
        this.#add({ id: `sold-${frame.seq}`, text: (frame.body as { title: string }).title, author: null, isSale: true });
        break;
      case 'tip':
        this.#add({ id: `tip-${frame.seq}`, text: formatMoney((frame.body as { amount: Money }).amount), author: null, isTip: true });
    }
  }

  #turn({ state, is_on_air }: StateTold): void {
    if (this.view && state === 'live') this.view = { ...this.view, is_on_air, card: { ...this.view.card, state } };
  }

  /** What is pinned belongs to the line-up; what was not in it before may change what the show discloses. */
  #pin(pin: Pinned, atMs: number): void {
    this.pins = [...this.pins.filter((each) => each.id !== pin.id), { ...pin, at_ms: atMs }];
    const { number, product, available } = pin;
    if (this.view && !this.view.items.some((each) => each.product.id === product.id))
      this.view = { ...this.view, items: [...this.view.items, { number, product, available }] };
    if (this.disclosures.length === LABELS || this.#disclosed?.has(product.id)) return;
    this.#disclosed?.add(product.id);
    void this.#disclose().catch(() => this.#disclosed?.delete(product.id));
  }

  /** A line may come twice: with an answer of the API and through the socket. */
  #add(said: Said): void {
    if (this.#unseen.has(said.author?.id ?? '') || this.chat.some((each) => each.id === said.id)) return;
    this.chat = [...this.chat.slice(1 - CHAT_KEPT), said];
  }

  #change(changed: Changed): void {
    const anew = <T extends { product: ProductCard; available: number }>(each: T): T =>
      each.product.id === changed.product_id
        ? { ...each, available: changed.available, product: { ...each.product, price: changed.price, compare_at: changed.compare_at, is_sold_out: changed.is_sold_out } }
        : each;
    this.pins = this.pins.map(anew);
    if (this.view) this.view = { ...this.view, items: this.view.items.map(anew) };
  }
}
