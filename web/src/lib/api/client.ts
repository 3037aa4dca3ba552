import { locale } from '#lib/kit/i18n.svelte.ts';
import { newId } from '#lib/kit/ids.ts';
import { Problem } from './problem';
import { sayReason } from './say';

export const API = '/api/v1';
const TIMEOUT_MS = 15_000;

/** Told when something needs a sign-in; true once she has signed in again. Set by the session. */
export const refusals = { onSignInNeeded: (): Promise<boolean> => Promise.resolve(false) };

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = {
  query?: Query;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** The same key and body answer the same thing again; a POST gets a fresh one by itself. */
  idempotencyKey?: string;
  /** Finish even if the page is being left (small bodies only). */
  keepalive?: boolean;
  headers?: Record<string, string>;
};

/**
 * Typed verbs on paths below /api/v1.
 * A refusal, a dead line (`code: "offline"`) and silence (`code: "timeout"`) all throw Problem.
 */
export const api = {
  get: <T>(path: string, options?: Options) => send<T>('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: Options) =>
    send<T>('POST', path, body, { ...options, idempotencyKey: options?.idempotencyKey ?? newId() }),
  put: <T>(path: string, body?: unknown, options?: Options) => send<T>('PUT', path, body, options),
  patch: <T>(path: string, body: unknown, options?: Options) => send<T>('PATCH', path, body, options),
  delete: <T = void>(path: string, options?: Options) => send<T>('DELETE', path, undefined, options)
};

async function send<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  const limit = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  const isRaw = body instanceof Blob;
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': locale(), ...options.headers };
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  if (isRaw) headers['content-type'] = body.type;
  else if (body !== undefined) headers['content-type'] = 'application/json';

  let answer: Response;
  let text: string;
  try {
    answer = await fetch(API + path + queryText(options.query), {
      method,
      headers,
      body: isRaw ? body : body === undefined ? undefined : JSON.stringify(body),
      signal,
      keepalive: options.keepalive,
      credentials: 'same-origin'
    });
    text = await answer.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, limit.aborted ? 'timeout' : 'offline');
  }
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
  const problem = refusal(answer, text);
  if (problem.code === 'identity.sign_in_needed' && !options.keepalive) {
    const isBack = refusals.onSignInNeeded();
    // What a page loads goes on by itself; what a person does, she does again.
    if (method === 'GET' && (await isBack)) return send(method, path, body, options);
  }
  throw problem;
}

function refusal(answer: Response, text: string): Problem {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A proxy or a crash answers without problem+json; the status is all there is.
  }
  if (typeof body.fields === 'object' && body.fields !== null) {
    const reasons = Object.entries(body.fields).map(([field, reason]) => [field, sayReason(String(reason))]);
    body.fields = Object.fromEntries(reasons);
  }
  const code = typeof body.code === 'string' ? body.code : 'unexpected';
  const retryAfter = Number(answer.headers.get('retry-after'));
  return new Problem(answer.status, code, body, retryAfter > 0 ? retryAfter : null);
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return pairs.length ? `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}` : '';
}
