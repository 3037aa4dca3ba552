/** What the worker remembers from one life to the next. It is one database of its own, apart from that of the pages. */

const DATABASE = 'vitrina-worker';
const STORES = ['facts', 'queue'] as const;
type Store = (typeof STORES)[number];

/** Remember something by name; undefined forgets it. */
export async function remember(name: string, value: unknown): Promise<void> {
  if (value === undefined) await within('facts', 'readwrite', (facts) => facts.delete(name));
  else await within('facts', 'readwrite', (facts) => facts.put(value, name));
}

export const recall = <T>(name: string): Promise<T | undefined> => within('facts', 'readonly', (facts) => facts.get(name) as IDBRequest<T | undefined>);

/** Do one thing in a store, in a transaction of its own. */
export async function within<T>(store: Store, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await answerOf(open());
  try {
    return await answerOf(act(db.transaction(store, mode).objectStore(store)));
  } finally {
    db.close();
  }
}

function open(): IDBOpenDBRequest {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store);
  };
  return request;
}

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('refused', 'UnknownError'));
  });
