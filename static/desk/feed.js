// @ts-check
/**
 * What comes from the server: the passages ahead and their articles, fetched before they are needed.
 *
 * @typedef {import("./article.js").Article} Article
 * @typedef {{id: string, article: {id: string, title: string | null, outlet: string | null,
 *   published_at: string | null}, position: number, kind: string, text: string, headings: string[],
 *   language: string | null}} Passage
 * @typedef {{passages: Passage[], progress: {done: number, total: number}, why_empty: string | null}} Queue
 */

const ENOUGH = 5;
const BATCH = 10;
const MOST = 100;
const PATIENCE = 20_000;

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
    const isNew = (/** @type {Passage} */ { id }) =>
      !this.#inHand.has(id) && !this.#ahead.some((passage) => passage.id === id);
    this.#ahead.push(...passages.filter(isNew));
    for (const passage of this.#ahead) if (!this.#holds(passage)) this.#fetchArticle(passage.article.id);
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

  async #get(/** @type {string} */ path) {
    const response = await fetch(this.api + path, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) throw new Refusal(response.status);
    return response.json();
  }
}
