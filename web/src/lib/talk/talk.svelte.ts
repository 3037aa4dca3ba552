import { api } from '#lib/api/client.ts';
import { Problem } from '#lib/api/problem.ts';
import { asProblem, sayProblem } from '#lib/api/say.ts';
import type { Comment, CommentThread, Page } from '#lib/api/types.ts';
import { findClip } from '#lib/feed/lists.svelte.ts';
import { t } from '#lib/kit/i18n.svelte.ts';
import { newId } from '#lib/kit/ids.ts';
import { session, whenSignedIn } from '#lib/state/session.svelte.ts';
import { toast } from '#lib/state/toasts.svelte.ts';

export type Order = 'top' | 'newest';
export type Thread = { comment: Comment; replies: Comment[]; cursor: string | null; isOpen: boolean; isLoading: boolean };

/** What was said about one clip, with the answers that were opened. */
export class Talk {
  readonly video: string;
  threads = $state<Thread[]>([]);
  order = $state<Order>('top');
  isLoading = $state(false);
  isEnd = $state(false);
  problem = $state.raw<Problem | null>(null);
  answering = $state.raw<Comment | null>(null);
  /** The comment that a link led to. */
  asked = $state<string | null>(null);
  isAskedGone = $state(false);
  #cursor: string | null = null;
  #turn = 0;

  constructor(video: string) {
    this.video = video;
  }

  get isEmpty(): boolean {
    return this.isEnd && this.threads.length === 0;
  }

  /** Fetch the next page; a page of another order that comes late is dropped. */
  more = async (): Promise<void> => {
    if (this.isLoading || this.isEnd) return;
    const turn = this.#turn;
    this.isLoading = true;
    this.problem = null;
    try {
      const query = { order: this.order, cursor: this.#cursor };
      const page = await api.get<Page<Comment>>(`/videos/${this.video}/comments`, { query });
      if (turn !== this.#turn) return;
      const known = new Set(this.threads.map((thread) => thread.comment.id));
      this.threads.push(...page.items.filter((one) => !known.has(one.id)).map(asThread));
      this.#cursor = page.next_cursor;
      this.isEnd = page.next_cursor === null;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  };

  /** Read again from the first page. */
  async restart(order: Order = this.order): Promise<void> {
    this.#turn += 1;
    this.order = order;
    this.threads = [];
    this.#cursor = null;
    this.isEnd = false;
    this.isLoading = false;
    await this.more();
  }

  /** Put the comment of a link where it is seen: a thread of its own at the top, or an answer in it. */
  async showAsked(id: string): Promise<void> {
    try {
      const { comment, answered } = await api.get<CommentThread>(`/comments/${id}`);
      if (comment.video_id !== this.video) return this.#missAsked();
      const root = answered ?? comment;
      const known = this.threads.find((thread) => thread.comment.id === root.id);
      if (!known) this.threads.unshift(asThread(root));
      const thread = known ?? this.threads[0];
      if (answered && thread && !thread.replies.some((one) => one.id === id)) thread.replies.push(comment);
      this.asked = id;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      this.#missAsked();
    }
  }

  #missAsked(): void {
    this.isAskedGone = true;
  }

  async moreReplies(thread: Thread): Promise<void> {
    if (thread.isLoading) return;
    thread.isLoading = true;
    try {
      const query = { cursor: thread.isOpen ? thread.cursor : null };
      const page = await api.get<Page<Comment>>(`/comments/${thread.comment.id}/replies`, { query });
      const known = new Set(thread.replies.map((one) => one.id));
      thread.replies.push(...page.items.filter((one) => !known.has(one.id)));
      // The one of a link came before its turn.
      if (this.asked) thread.replies.sort((one, other) => one.created_at.localeCompare(other.created_at));
      thread.cursor = page.next_cursor;
      thread.isOpen = true;
    } catch (error) {
      complain(error);
    } finally {
      thread.isLoading = false;
    }
  }

  /** Say something. The same id goes again when the line was dead, so nothing is said twice. Resolves to whether it was taken. */
  async say(text: string, id = newId()): Promise<boolean> {
    try {
      const body = { id, text, parent_id: this.answering?.id ?? null };
      const answer = await api.post<Partial<Comment>>(`/videos/${this.video}/comments`, body, { idempotencyKey: id });
      // Without a network the service worker keeps it, and has nothing to answer with.
      const said = isWhole(answer) ? answer : this.#ofMine(body);
      this.#put(said);
      if (said !== answer) toast(t('offline.comment_waits'));
      else if (said.held_because) toast(t('talk.held'));
      if (!said.held_because) this.#count(1);
      this.answering = null;
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  }

  /** What she said as it will look, before the server has it. */
  #ofMine({ id, text, parent_id }: { id: string; text: string; parent_id: string | null }): Comment {
    const me = session.me!;
    return {
      id,
      text,
      parent_id,
      video_id: this.video,
      author: { id: me.id, handle: me.handle, name: me.name, avatar_url: me.avatar_url, is_creator: false, is_self: true },
      mentions: [],
      held_because: null,
      is_pinned: false,
      like_count: 0,
      is_liked: false,
      reply_count: 0,
      can_delete: false,
      can_pin: false,
      created_at: new Date().toISOString()
    };
  }

  #put(said: Comment): void {
    const thread = this.threads.find((one) => one.comment.id === said.parent_id);
    if (!thread) {
      const after = this.threads[0]?.comment.is_pinned ? 1 : 0;
      this.threads.splice(after, 0, asThread(said));
      return;
    }
    thread.replies.push(said);
    thread.isOpen = true;
    if (!said.held_because) thread.comment.reply_count += 1;
  }

  like(comment: Comment): void {
    void whenSignedIn(async () => {
      const before = { is_liked: comment.is_liked, like_count: comment.like_count };
      const isLiked = !comment.is_liked;
      Object.assign(comment, { is_liked: isLiked, like_count: comment.like_count + (isLiked ? 1 : -1) });
      try {
        const path = `/comments/${comment.id}/like`;
        Object.assign(comment, isLiked ? await api.put<Comment>(path) : await api.delete<Comment>(path));
      } catch (error) {
        Object.assign(comment, before);
        complain(error);
      }
    });
  }

  async pin(comment: Comment): Promise<void> {
    try {
      const path = `/comments/${comment.id}/pin`;
      await (comment.is_pinned ? api.delete(path) : api.put(path));
      await this.restart();
    } catch (error) {
      complain(error);
    }
  }

  /** Delete at once; for a few seconds it can be undone. */
  async remove(comment: Comment): Promise<void> {
    try {
      await api.delete(`/comments/${comment.id}`);
    } catch (error) {
      complain(error);
      return;
    }
    this.drop((one) => one.id === comment.id);
    if (!comment.held_because) this.#count(-1 - comment.reply_count);
    const undo = async () => {
      try {
        await api.delete(`/comments/${comment.id}/deletion`);
        if (!comment.held_because) this.#count(1 + comment.reply_count);
        await this.restart();
      } catch (error) {
        complain(error);
      }
    };
    toast(t('talk.deleted'), { action: { label: t('talk.undo'), run: () => void undo() } });
  }

  /** Take comments out of sight. */
  drop(isGone: (comment: Comment) => boolean): void {
    this.threads = this.threads.filter((thread) => !isGone(thread.comment));
    for (const thread of this.threads) {
      const left = thread.replies.filter((one) => !isGone(one));
      thread.comment.reply_count -= thread.replies.length - left.length;
      thread.replies = left;
    }
  }

  #count(by: number): void {
    const clip = findClip(this.video);
    if (clip) clip.comment_count = Math.max(0, clip.comment_count + by);
  }
}

const isWhole = (answer: Partial<Comment>): answer is Comment => answer.id !== undefined;
const asThread = (comment: Comment): Thread => ({ comment, replies: [], cursor: null, isOpen: false, isLoading: false });

export function complain(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
  toast(sayProblem(error), { tone: 'bad' });
}

/** A text in pieces, of which those that name somebody carry the handle. */
export function pieces(text: string, handles: string[]): { text: string; handle?: string }[] {
  return text.split(/(@[a-z0-9][a-z0-9._]{1,28}[a-z0-9])/i).map((piece) => {
    const handle = piece.slice(1).toLowerCase();
    return piece.startsWith('@') && handles.includes(handle) ? { text: piece, handle } : { text: piece };
  });
}
