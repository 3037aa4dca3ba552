/** The video that is being uploaded, kept by the browser so that a reload goes on by itself. Best effort. */

const STORE = 'upload';
const KEY = 'file';
const SHARED = 'shared';
const SIZE_MAX_BYTES = 200 * 1024 * 1024;
/** As large as an upload may be; there is no other copy of it until it was sent. */
const SHARED_MAX_BYTES = 500 * 1024 * 1024;

export async function keepFile(file: File): Promise<void> {
  if (file.size <= SIZE_MAX_BYTES) await withStore('readwrite', (store) => store.put(file, KEY));
}

export async function findKeptFile(): Promise<File | null> {
  const found = await withStore('readonly', (store) => store.get(KEY));
  return found instanceof File ? found : null;
}

export async function forgetFile(): Promise<void> {
  await withStore('readwrite', (store) => store.delete(KEY));
}

/** What another app shared, until the page for uploads takes it. Answers whether there was room for it. */
export const keepShared = async (file: File): Promise<boolean> =>
  file.size <= SHARED_MAX_BYTES && (await withStore('readwrite', (store) => store.put(file, SHARED))) !== null;

/** Take it, once. */
export async function takeShared(): Promise<File | null> {
  const found = await withStore('readonly', (store) => store.get(SHARED));
  await forgetShared();
  return found instanceof File ? found : null;
}

export const forgetShared = (): Promise<unknown> => withStore('readwrite', (store) => store.delete(SHARED));

/** Null where the browser refuses: private windows, full disks. The person chooses the file again then. */
async function withStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  try {
    const db = await answerOf(openDatabase());
    try {
      return await answerOf(act(db.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

function openDatabase(): IDBOpenDBRequest {
  const request = indexedDB.open('vitrina', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return request;
}

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('refused', 'UnknownError'));
  });
