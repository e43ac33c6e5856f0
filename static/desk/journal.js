// @ts-check
/**
 * Keeps what waits to be sent where a killed browser does not lose it: in IndexedDB, sealed with a key that only the
 * signed-in person's own page is served. What lies there says nothing without it: no text, no name, no answer.
 *
 * A line belongs to the tab that wrote it. A tab that opens takes over the lines whose tab is gone.
 *
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {{n?: number, key: string, scope: string, tab: string, iv: Uint8Array, sealed: ArrayBuffer}} Line
 */

const LINES = "lines";
const LOCK = "workbench-desk ";

export class Journal {
  /** @type {Map<string, Promise<void>>} entries on their way into the journal, by key */
  #coming = new Map();

  /**
   * @param {IDBDatabase} database
   * @param {CryptoKey} secret
   * @param {string} scope whose lines and of which project, in a form that tells neither
   * @param {string} tab
   */
  constructor(database, secret, scope, tab) {
    this.database = database;
    this.secret = secret;
    this.scope = scope;
    this.tab = tab;
  }

  /**
   * Open the journal; null where the browser has none to offer: without https, or with its storage switched off.
   * @param {{scope: string, secret: string}} told
   * @returns {Promise<Journal | null>}
   */
  static async open({ scope, secret }) {
    if (!isSecureContext) return null;
    try {
      const tab = crypto.randomUUID();
      await hold(LOCK + tab);
      const bytes = Uint8Array.from(atob(secret), (character) => character.charCodeAt(0));
      const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
      return new Journal(await openDatabase(), key, scope, tab);
    } catch {
      return null;
    }
  }

  /** Write an entry down. */
  async put(/** @type {Entry} */ entry) {
    const writing = this.#write(entry).finally(() => this.#coming.delete(entry.key));
    this.#coming.set(entry.key, writing);
    await writing;
  }

  async #write(/** @type {Entry} */ entry) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(entry));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.secret, plain);
    await this.#change((lines) => lines.add({ key: entry.key, scope: this.scope, tab: this.tab, iv, sealed }));
  }

  /** Strike out the entry of a key. */
  async strike(/** @type {string} */ key) {
    await this.#coming.get(key);
    await this.#change((lines) => {
      lines.index("key").getKey(key).onsuccess = ({ target }) => {
        const n = /** @type {IDBRequest} */ (target).result;
        if (n !== undefined) lines.delete(n);
      };
    });
  }

  /** Take over what tabs that are gone have left of this person's in this project, oldest first. @returns {Promise<Entry[]>} */
  async recover() {
    const { held } = await navigator.locks.query();
    const alive = new Set(held?.map(({ name }) => name));
    /** @type {Line[]} */
    const left = [];
    await this.#change((lines) => {
      lines.openCursor().onsuccess = ({ target }) => {
        const cursor = /** @type {IDBRequest<IDBCursorWithValue | null>} */ (target).result;
        if (!cursor) return;
        /** @type {Line} */
        const line = cursor.value;
        if (line.scope === this.scope && !alive.has(LOCK + line.tab)) {
          left.push(line);
          cursor.update({ ...line, tab: this.tab });
        }
        cursor.continue();
      };
    });
    return Promise.all(left.map((line) => this.#unseal(line)));
  }

  async #unseal(/** @type {Line} */ { iv, sealed }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.secret, sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  #change(/** @type {(lines: IDBObjectStore) => void} */ change) {
    const transaction = this.database.transaction(LINES, "readwrite");
    change(transaction.objectStore(LINES));
    return done(transaction);
  }
}

/** Hold a lock until the tab is gone; resolves once it is held. */
function hold(/** @type {string} */ name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => new Promise(() => resolve(undefined))).catch(reject);
  });
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const opening = indexedDB.open("workbench-desk", 1);
  opening.onupgradeneeded = () => {
    const lines = opening.result.createObjectStore(LINES, { keyPath: "n", autoIncrement: true });
    lines.createIndex("key", "key", { unique: true });
  };
  return new Promise((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

/** @returns {Promise<void>} */
function done(/** @type {IDBTransaction} */ transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
