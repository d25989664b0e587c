/** Where a device keeps what it remembers: one entry in a database of the browser, opened anew for each use. */

export interface Bag<Entry> {
  put(entry: Entry): Promise<void>;
  get(): Promise<Entry | undefined>;
  /** Deletes the whole database. */
  wipe(): Promise<void>;
}

const NAME = "keys";
const STORE = "entries";
const ONLY = "this device";

export function browserBag<Entry>(): Bag<Entry> {
  return {
    put: (entry) => withStore("readwrite", (store) => store.put(entry, ONLY)).then(() => undefined),
    get: () => withStore("readonly", (store) => store.get(ONLY) as IDBRequest<Entry | undefined>),
    wipe: () => settled(indexedDB.deleteDatabase(NAME)).then(() => undefined),
  };
}

/** The handle is closed before the answer is given: an open one would hold up deletion. */
async function withStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const answer = settled(use(transaction.objectStore(STORE)));
    await new Promise<void>((done, failed) => {
      transaction.oncomplete = () => done();
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
    return await answer;
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
