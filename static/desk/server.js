// @ts-check
/**
 * The server as the desk sees it: the passages ahead and their articles, fetched before they are needed; who is signed
 * in, for how long, and how to sign in again without leaving.
 *
 * @typedef {import("./article.js").Article} Article
 * @typedef {{id: string, article: {id: string, title: string | null, outlet: string | null,
 *   published_at: string | null, content_note?: string}, position: number, kind: string, text: string, headings: string[],
 *   language: string | null}} Passage
 * @typedef {{passages: Passage[], progress: {done: number, total: number}, why_empty: string | null}} Queue
 * @typedef {"good" | "signed_out" | "someone_else" | "unreachable"} Standing
 * @typedef {{csrf: string, me: string, sign_in_url: string, session_seconds: number}} Told
 */

const ENOUGH = 5;
const BATCH = 10;
const MOST = 100;
const PATIENCE = 20_000;
const WARNING = 120_000;
// The server writes a visit down only so often: the session may end this much earlier than the last visit tells.
const SLACK = 300_000;
const LONGEST_TIMER = 2_000_000_000;

/** An answer of the server that is not the document asked for. */
export class Refusal extends Error {
  constructor(/** @type {number} */ status) {
    super(`The server answered ${status}.`);
    this.status = status;
  }
}

export class Feed {
  /** @type {Passage[]} */
  #ahead = [];
  /** @type {Map<string, Article>} */
  #articles = new Map();
  /** @type {Set<string>} */
  #asked = new Set();
  /** @type {Set<string>} passages on the screen or on their way to the server, which may still name them */
  #inHand = new Set();
  #isFetching = false;
  #isWantedAgain = false;
  /** The version of the codebook that the server last said holds, 0 before it has. */
  codebook = 0;

  /**
   * @param {string} api
   * @param {{queue: (queue: Queue) => void, article: (article: Article) => void, failed: (status: number) => void,
   *   inHand: () => string[]}} on
   */
  constructor(api, on) {
    this.api = api;
    this.on = on;
  }

  /** Take in what the page was served with. */
  start(/** @type {Queue | null} */ queue, /** @type {Article | null} */ article) {
    if (article) this.#articles.set(article.id, article);
    this.#inHand = new Set(this.on.inHand());
    this.#append(queue?.passages ?? []);
  }

  /** The next passage, if one is here. @returns {Passage | undefined} */
  next() {
    const passage = this.#ahead.shift();
    if (passage) this.#inHand.add(passage.id);
    return passage;
  }

  /** Take a passage out: it is answered elsewhere. */
  drop(/** @type {string} */ id) {
    this.#inHand.add(id);
    this.#ahead = this.#ahead.filter((passage) => passage.id !== id);
  }

  get isEmpty() {
    return this.#ahead.length === 0;
  }

  /** Fetch more passages where few are left; asked for meanwhile, once more: the answer may be older than what was sent. */
  async refill() {
    if (this.#isFetching) this.#isWantedAgain = true;
    if (this.#isFetching || this.#ahead.length >= ENOUGH) return;
    this.#isFetching = true;
    this.#inHand = new Set(this.on.inHand());
    try {
      const limit = Math.min(BATCH + this.#inHand.size, MOST);
      const queue = /** @type {Queue} */ (await this.#get(`/queue?limit=${limit}`));
      const held = new Set(queue.passages.map(({ id }) => id));
      this.#ahead = this.#ahead.filter(({ id }) => held.has(id));  // a lead may have taken one out meanwhile
      this.#append(queue.passages);
      this.on.queue(queue);
    } catch (error) {
      this.on.failed(error instanceof Refusal ? error.status : 0);
    } finally {
      this.#isFetching = false;
    }
    if (!this.#isWantedAgain) return;
    this.#isWantedAgain = false;
    this.refill();
  }

  /** Fetch all that one person may hold, with its articles, for work without a network; returns how many passages are here. */
  async takeAlong() {
    this.#inHand = new Set(this.on.inHand());
    const queue = /** @type {Queue} */ (await this.#get(`/queue?limit=${MOST}&offline=true`));
    const articles = new Set(queue.passages.map(({ article }) => article.id));
    await Promise.all([...articles].map((id) => this.#fetchArticle(id)));
    this.#append(queue.passages);
    this.on.queue(queue);
    return queue.passages.filter(({ article }) => this.#articles.has(article.id)).length;
  }

  /** The article of a passage; until it has come, as much of it as the passage itself tells. @returns {Article} */
  articleOf(/** @type {Passage} */ passage) {
    const whole = this.#articles.get(passage.article.id);
    if (whole && this.#holds(passage)) return whole;
    this.#fetchArticle(passage.article.id);
    const headings = passage.headings.map((text, index) => ({ id: `heading-${index}`, position: -1, kind: "heading", text }));
    return { ...passage.article, language: passage.language, passages: [...headings, passage] };
  }

  #append(/** @type {Passage[]} */ passages) {
    for (const { article } of passages) this.#note(article);
    const isNew = (/** @type {Passage} */ { id }) =>
      !this.#inHand.has(id) && !this.#ahead.some((passage) => passage.id === id);
    this.#ahead.push(...passages.filter(isNew));
    for (const passage of this.#ahead) if (!this.#holds(passage)) this.#fetchArticle(passage.article.id);
  }

  /** Take over whether a lead marks an article as hard to read, which may have changed since it was fetched. */
  #note(/** @type {Passage["article"]} */ { id, content_note }) {
    const here = this.#articles.get(id);
    if (!here || here.content_note === content_note) return;
    const article = { ...here, content_note };
    this.#articles.set(id, article);
    this.on.article(article);
  }

  /** Whether a passage's article is here, as it is since the passage stands in it. */
  #holds(/** @type {Passage} */ passage) {
    return this.#articles.get(passage.article.id)?.passages.some(({ id }) => id === passage.id) ?? false;
  }

  async #fetchArticle(/** @type {string} */ id) {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      const article = /** @type {Article} */ (await this.#get(`/articles/${encodeURIComponent(id)}`));
      this.#articles.set(id, article);
      this.on.article(article);
    } catch (error) {
      this.on.failed(error instanceof Refusal ? error.status : 0);
    } finally {
      this.#asked.delete(id);
    }
  }

  /** Fetch an article again whose outlet was held back, and say so if it no longer is. */
  async fetchOutlet(/** @type {string} */ id) {
    if (this.#articles.get(id)?.outlet) return;
    const article = /** @type {Article | null} */ (await this.#get(`/articles/${encodeURIComponent(id)}`).catch(() => null));
    if (!article?.outlet) return;
    this.#articles.set(id, article);
    this.on.article(article);
  }

  async #get(/** @type {string} */ path) {
    const response = await fetch(this.api + path, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) throw new Refusal(response.status);
    this.codebook = Number(response.headers.get("Workbench-Codebook") ?? this.codebook);
    return response.json();
  }
}

export class Session {
  /** @type {number | undefined} */
  #timer;
  /** Who is signed in instead, where the standing is `someone_else`. */
  stranger = "";

  /**
   * @param {Told} told
   * @param {() => void} onEnding called two minutes before the session ends
   */
  constructor(told, onEnding) {
    this.csrf = told.csrf;
    this.me = told.me;
    this.signInUrl = told.sign_in_url;
    this.length = told.session_seconds * 1000;
    this.onEnding = onEnding;
    this.heard();
  }

  /** Note that the server has answered this person: the session lasts anew. */
  heard() {
    clearTimeout(this.#timer);
    const pause = Math.max(this.length - SLACK - WARNING, WARNING);
    if (pause < LONGEST_TIMER) this.#timer = setTimeout(this.onEnding, pause);
  }

  /** Read who is signed in, and their token, from a fresh copy of the page. @returns {Promise<Standing>} */
  async renew() {
    try {
      const response = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
      const data = (await pageOf(response)).getElementById("desk-data")?.textContent;
      if (!data) return response.status >= 500 ? "unreachable" : "signed_out";
      const { csrf, me } = JSON.parse(data);
      this.stranger = me;
      if (me !== this.me) return "someone_else";
      this.csrf = csrf;
      this.heard();
      return "good";
    } catch {
      return "unreachable";
    }
  }

  /** Sign the person in again; returns what is wrong, "" if they are. */
  async signIn(/** @type {string} */ password) {
    const token = (await pageOf(await fetch(this.signInUrl))).querySelector("input[name=csrf_token]");
    const form = new URLSearchParams({ name: this.me, password, csrf_token: token?.getAttribute("value") ?? "" });
    const response = await fetch(this.signInUrl, { method: "POST", body: form });
    if (response.ok) return "";
    return (await pageOf(response)).querySelector(".notice.error")?.textContent?.trim() ?? String(response.status);
  }
}

async function pageOf(/** @type {Response} */ response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
