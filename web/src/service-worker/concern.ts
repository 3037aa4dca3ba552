/**
 * One thing that the service worker looks after, in a module of its own; index.ts asks all of them in turn.
 * What a concern listens to besides (`push`, `sync`) it listens to by itself, while its module is read.
 */
export type Concern = {
  /** A new version comes: get what it cannot work without. A failure leaves the old version in charge. */
  install?: () => Promise<void>;
  /** This version is in charge now. */
  activate?: () => Promise<void>;
  /** The answer to a request, or null at once where it is none of its business. */
  answer?: (event: FetchEvent) => Promise<Response> | null;
  /** What pages may tell it, by `type`. */
  told?: Record<string, (message: Message) => Promise<void>>;
  /** Somebody left this device: empty what was hers. */
  forget?: () => Promise<void>;
};

export type Message = { type: string } & Record<string, unknown>;

/** The paths that a page says it loaded before there was a worker. */
export const usedPaths = (message: Message): string[] => (Array.isArray(message.used) ? message.used.map(String).slice(0, 500) : []);

export const API = '/api/v1';
