import { api } from '#lib/api/client.ts';
import type { Problem } from '#lib/api/problem.ts';
import { asProblem } from '#lib/api/say.ts';
import type { Clip, Page } from '#lib/api/types.ts';
import { takeBoot } from '#lib/kit/boot.ts';

export type Tab = 'for-you' | 'following';
const PAGE_SIZE = 10;

/** One endless list of clips and the place where the viewer is in it. It outlives the page: Back finds it as it was. */
export class ClipList {
  readonly tab: Tab;
  clips = $state<Clip[]>([]);
  index = $state(0);
  isLoading = $state(false);
  isEnd = $state(false);
  error = $state.raw<Problem | null>(null);
  #cursor: string | null = null;
  #seen = new Set<string>();
  #restedTo = 0;
  /** A clip that was asked for by its address stands before the rest. */
  #head: Clip | null;

  constructor(tab: Tab, { head = null, first = null }: { head?: Clip | null; first?: Page<Clip> | null } = {}) {
    this.tab = tab;
    this.#head = head;
    if (head) this.#add([head]);
    if (first) this.#take(first);
  }

  get isEmpty(): boolean {
    return this.isEnd && this.clips.length === 0;
  }

  /** Load the next page. A second call while one runs does nothing. */
  async more(): Promise<void> {
    if (this.isLoading || this.isEnd) return;
    this.isLoading = true;
    this.error = null;
    try {
      this.#take(await api.get<Page<Clip>>('/feed', { query: { tab: this.tab, cursor: this.#cursor, limit: PAGE_SIZE } }));
    } catch (error) {
      const problem = asProblem(error);
      // Following is empty for guests, not broken.
      if (problem.needsSignIn) this.isEnd = true;
      else this.error = problem;
    } finally {
      this.isLoading = false;
    }
  }

  /** Start again from the top with what is new. */
  async refresh(): Promise<void> {
    this.clips = [];
    this.#seen.clear();
    this.#cursor = null;
    this.#head = null;
    this.isEnd = false;
    this.index = 0;
    this.#restedTo = 0;
    await this.more();
  }

  /** The clips before a place are far behind: they keep what they say, and let go of who listens to each word of it. */
  rest(before: number): void {
    for (; this.#restedTo < Math.min(before, this.clips.length); this.#restedTo++) {
      // It is plain JSON, which needs no more of Svelte than is there.
      this.clips[this.#restedTo] = JSON.parse(JSON.stringify(this.clips[this.#restedTo])) as Clip;
    }
  }

  /** Put a clip at a place that is still to come. It does not come once more after it. */
  place(clip: Clip, at: number): void {
    if (at > this.clips.length) return;
    const known = this.clips.findIndex((one, index) => one.id === clip.id && index >= at);
    if (known >= 0) this.clips.splice(known, 1);
    this.#seen.add(clip.id);
    this.clips.splice(at, 0, clip);
  }

  #take(page: Page<Clip>): void {
    this.#add(page.items);
    this.#cursor = page.next_cursor;
    this.isEnd = page.next_cursor === null;
  }

  #add(clips: Clip[]): void {
    const fresh = clips.filter((clip) => !this.#seen.has(clip.id));
    for (const clip of fresh) this.#seen.add(clip.id);
    this.clips.push(...fresh);
  }
}

const lists: Partial<Record<Tab, ClipList>> = {};
let deep: { id: string; list: ClipList } | null = null;
let refreshes = $state(0);

export function listOf(tab: Tab): ClipList {
  lists[tab] ??= new ClipList(tab, { first: tab === 'for-you' ? takeBoot('feed') : null });
  return lists[tab];
}

/** The list that starts at one clip and goes on with the feed. Throws Problem 404 when the clip is gone. */
export async function listFrom(id: string): Promise<ClipList> {
  if (deep?.id === id) return deep.list;
  const known = findClip(id);
  const booted = takeBoot('clip');
  const head = known ?? (booted?.id === id ? booted : await api.get<Clip>(`/clips/${encodeURIComponent(id)}`));
  deep = { id, list: new ClipList('for-you', { head }) };
  return deep.list;
}

/** What is known of a clip in any list. */
export function findClip(id: string): Clip | undefined {
  return everyList()
    .flatMap((list) => list.clips)
    .find((clip) => clip.id === id);
}

/** Why a clip stands in a list as an ad. */
export const findAd = (id: string): Clip['ad'] => everyList().flatMap((list) => list.clips).find((clip) => clip.ad && clip.id === id)?.ad;

/** Mark one creator as followed or not, on every clip of hers. */
export function noteFollowing(creatorId: string, isFollowing: boolean): void {
  for (const clip of everyList().flatMap((list) => list.clips)) {
    if (clip.creator.id === creatorId) clip.creator.is_following = isFollowing;
  }
  if (lists.following) delete lists.following;
}

/** Nothing of this person is shown any more: her clips leave every list but the one that is watched. */
export function forgetCreator(creatorId: string): void {
  for (const list of everyList()) {
    const current = list.clips[list.index]?.id;
    list.clips = list.clips.filter((clip) => clip.creator.id !== creatorId || clip.id === current);
    list.index = Math.max(0, list.clips.findIndex((clip) => clip.id === current));
  }
}

/** Take a clip out of every list that a ranker made. Answers what puts it back before the reader's eyes. */
export function forgetClip(id: string): () => void {
  const taken = everyList().flatMap((list) => {
    const at = list.tab === 'for-you' ? list.clips.findIndex((clip) => clip.id === id) : -1;
    const [clip] = at < 0 ? [] : list.clips.splice(at, 1);
    if (at >= 0 && at < list.index) list.index -= 1;
    list.index = Math.max(0, Math.min(list.index, list.clips.length - 1));
    return clip ? { list, clip } : [];
  });
  return () => taken.forEach(({ list, clip }) => list.clips.splice(list.index, 0, clip));
}

/** Forget every list: another person sees another feed. */
export function forgetLists(): void {
  delete lists['for-you'];
  delete lists.following;
  deep = null;
}

/** Home was tapped while at home. */
export function homeTapped(): void {
  refreshes += 1;
}
export const refreshCount = (): number => refreshes;

function everyList(): ClipList[] {
  return [lists['for-you'], lists.following, deep?.list].filter((list) => list !== undefined && list !== null);
}
