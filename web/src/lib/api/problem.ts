/** A "no" of the API (RFC 9457), or of the way there: `offline` and `timeout` have status 0. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** JSON path of a wrong field -> the reason, in the language of the request. */
  readonly fields: Record<string, string>;
  /** What belongs to this refusal alone, such as `available` or `quote`. */
  readonly facts: Record<string, unknown>;
  readonly requestId: string;
  readonly retryAfterS: number | null;

  constructor(status: number, code: string, body: Record<string, unknown> = {}, retryAfterS: number | null = null) {
    super(typeof body.title === 'string' ? body.title : code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.detail = typeof body.detail === 'string' ? body.detail : '';
    this.fields = isTexts(body.fields) ? body.fields : {};
    this.facts = typeof body.facts === 'object' && body.facts !== null ? { ...body.facts } : {};
    this.requestId = typeof body.request_id === 'string' ? body.request_id : '';
    this.retryAfterS = retryAfterS;
  }

  get isOffline(): boolean {
    return this.code === 'offline';
  }

  get needsSignIn(): boolean {
    return this.status === 401;
  }

  /** The wrong fields below a path: `under('address')` turns `address.city` into `city`. */
  under(path: string): Record<string, string> {
    const prefix = `${path}.`;
    return Object.fromEntries(
      Object.entries(this.fields)
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, reason]) => [key.slice(prefix.length), reason])
    );
  }
}

function isTexts(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((v) => typeof v === 'string');
}
