// @ts-check
/**
 * What goes to the server: answers in the order given, each until the server says it has it.
 *
 * What fails for want of a network, a server or a session is tried again, and the journal keeps it should the browser
 * be killed: in IndexedDB, sealed with a key that only the signed-in person's own page is served. What lies there says
 * nothing without it: no text, no name, no answer. Only the server's own refusal of an answer takes it out of both, and
 * the desk is told.
 *
 * @typedef {{key: string, body: {passage: string, state: string, revises: string | null, [field: string]: unknown},
 *   number: {n: number, total: number}}} Entry
 * @typedef {{status: number, reason: string, currentKey: string | null}} Refused
 * @typedef {{saved: (entry: Entry, isLate: boolean) => void, refused: (entry: Entry, refused: Refused) => void,
 *   changed: () => void}} Listener
 * @typedef {"" | "unreachable" | "signed_out" | "someone_else"} Trouble
 * @typedef {{n?: number, key: string, scope: string, tab: string, iv: Uint8Array, sealed: ArrayBuffer}} Line
 *   a line of the journal; it belongs to the tab that wrote it, and a tab that opens takes over those whose tab is gone
 */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 20_000;
const LINES = "lines";
const LOCK = "workbench-desk ";

export class Outbox {
  /** @type {Entry[]} */
  #entries = [];
  #isSending = false;
  #isSessionInDoubt = false;
  #pause = FIRST_PAUSE;
  /** @type {number | undefined} */
  #timer;
  /** @type {Trouble} */
  trouble = "";
  /** @type {Journal | null} */
  journal = null;

  /**
   * @param {string} api
   * @param {import("./server.js").Session} session
   * @param {Listener} on
   */
  constructor(api, session, on) {
    this.api = api;
    this.session = session;
    this.on = on;
  }

  get waiting() {
    return this.#entries.length;
  }

  /** The passages whose answers wait. */
  get passages() {
    return this.#entries.map(({ body }) => body.passage);
  }

  /** Keep a journal from now on, and return what an earlier page left unsent in it. */
  async open(/** @type {Journal | null} */ journal) {
    this.journal = journal;
    /** @type {Entry[]} */
    const left = journal ? await journal.recover().catch(() => []) : [];
    this.#entries.unshift(...left);
    if (left.length) this.on.changed();
    return left;
  }

  add(/** @type {Entry} */ entry) {
    this.#entries.push(entry);
    this.#writeDown(entry);
    this.on.changed();
    this.flush();
  }

  /** Send what waits, now rather than after the pause. */
  async flush() {
    if (this.#isSending) return;
    clearTimeout(this.#timer);
    this.#isSending = true;
    try {
      while (this.#entries.length && (await this.#sendFirst()));
    } finally {
      this.#isSending = false;
    }
    if (this.trouble) {
      this.#timer = setTimeout(() => this.flush(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    }
  }

  /** Send the first entry; returns whether the next may follow. */
  async #sendFirst() {
    const entry = this.#entries[0];
    if (this.#isSessionInDoubt && !(await this.#renewSession())) return false;
    let response = await this.#put(entry);
    if (response && [400, 403].includes(response.status)) {  // a CSRF token that is no longer good, as a rule
      if (!(await this.#renewSession())) return false;
      response = await this.#put(entry);
    }
    if (response?.status === 401) {
      this.#isSessionInDoubt = true;
      return this.#stop("signed_out");
    }
    if (!response || response.status >= 500 || response.status === 408 || response.status === 429) {
      return this.#stop("unreachable");
    }
    this.#entries.shift();
    this.session.heard();
    this.journal?.strike(entry.key);
    this.trouble = "";
    this.#pause = FIRST_PAUSE;
    if (response.ok) this.on.saved(entry, response.status === 202);
    else this.#drop(entry, await readRefusal(response));
    this.on.changed();
    return true;
  }

  async #put(/** @type {Entry} */ entry) {
    try {
      return await fetch(`${this.api}/annotations/${entry.key}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.session.csrf },
        body: JSON.stringify(entry.body),
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return null;
    }
  }

  /** A browser that has no room for a line still holds the answer until the page is closed. */
  #writeDown(/** @type {Entry} */ entry) {
    this.journal?.put(entry).catch(() => {});
  }

  /** A refused answer leaves; a revision of it that waits revises what it would have revised. */
  #drop(/** @type {Entry} */ entry, /** @type {Refused} */ refused) {
    for (const waiting of this.#entries.filter(({ body }) => body.revises === entry.key)) {
      waiting.body.revises = refused.currentKey ?? entry.body.revises;
      this.journal?.strike(waiting.key).then(() => this.#writeDown(waiting));
    }
    this.on.refused(entry, refused);
  }

  /** Make sure that the one signed in is the one who answered: nothing is ever sent for another person. */
  async #renewSession() {
    const standing = await this.session.renew();
    if (standing !== "good") return this.#stop(standing);
    this.#isSessionInDoubt = false;
    return true;
  }

  #stop(/** @type {Trouble} */ trouble) {
    if (trouble !== "unreachable") this.#isSessionInDoubt = true;
    this.trouble = trouble;
    this.on.changed();
    return false;
  }
}

/** @returns {Promise<Refused>} */
async function readRefusal(/** @type {Response} */ response) {
  const body = await response.json().catch(() => ({}));
  const reasons = (body.errors ?? []).map((/** @type {{reason: string}} */ problem) => problem.reason);
  return {
    status: response.status,
    reason: [body.error, ...reasons].filter(Boolean).join(" "),
    currentKey: body.current_key ?? null,
  };
}

/** What waits to be sent, where a killed browser does not lose it. */
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
