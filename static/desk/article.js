// @ts-check
/**
 * Draws an article as a page one reads, with one passage of it set off, and counts how long that is read.
 *
 * @typedef {{id: string, position: number, kind: string, text: string}} Piece
 * @typedef {{id: string, title: string | null, outlet: string | null, published_at: string | null,
 *   language?: string | null, content_note?: string, passages: Piece[]}} Article
 *   content_note: there where the article is marked as hard to read, with a word about why, which may be empty
 */
import { fill } from "./notices.js";

const BODY = new Set(["paragraph", "list", "quote"]);
const UNREAD = new Set(["boilerplate", "residue"]);
const BULLET = /^(\s*[-–—•*▪◦·]\s+)(.+)$/u;
const DAY = 86_400_000;
const NUMBERED = /^\s*\d{1,3}[.)]\s/;

export class Reading {
  /** @type {Article | null} */
  #article = null;
  /** @type {Map<string, HTMLElement>} */
  #drawn = new Map();
  #path = make("p", "path");
  #end = make("p", "meta");
  #settledAt = 0;

  /**
   * @param {HTMLElement} page
   * @param {HTMLElement} panel covers the foot of the page where the screen is narrow
   * @param {Record<string, string>} words
   * @param {boolean} hidesLater whether the passages after the current one are left out
   * @param {(where: "earlier" | "later") => void} scrolled called when a person scrolls to what is around the passage
   */
  constructor(page, panel, words, hidesLater, scrolled) {
    this.page = page;
    this.panel = panel;
    this.words = words;
    this.hidesLater = hidesLater;
    window.addEventListener("scroll", () => this.#tell(scrolled), { passive: true });
  }

  /** Show an article with this passage of it as the current one. */
  show(/** @type {Article} */ article, /** @type {string} */ passageId) {
    if (this.#article !== article || !this.#drawn.has(passageId)) this.#draw(article, passageId);
    let side = "before";
    for (const [id, element] of this.#drawn) {
      const isCurrent = id === passageId;
      element.className = `passage ${isCurrent ? "now" : side}`;
      element.hidden = this.hidesLater && !isCurrent && side === "after";
      if (isCurrent) {
        side = "after";
        element.setAttribute("aria-current", "true");
        element.dataset.passage = id;
        element.tabIndex = -1;
      } else {
        for (const name of ["aria-current", "data-passage", "tabindex"]) element.removeAttribute(name);
      }
    }
    const passage = /** @type {HTMLElement} */ (this.#drawn.get(passageId));
    this.#end.hidden = !this.hidesLater || passage === [...this.#drawn.values()].at(-1);
    this.#settle(passage, this.#headingsOf(passage));
  }

  /** The current passage as it is drawn. */
  get current() {
    return /** @type {HTMLElement} */ (this.page.querySelector("[data-passage]"));
  }

  /** Take the article off the page: nothing is current. */
  clear() {
    this.#article = null;
    this.#drawn.clear();
    this.page.replaceChildren();
  }

  /** The place of a passage among those of the article that are read for labels: its number and how many. */
  place(/** @type {Article} */ article, /** @type {string} */ passageId) {
    const current = article.passages.find((piece) => piece.id === passageId);
    const counted = article.passages.filter((piece) => BODY.has(piece.kind) || piece.kind === current?.kind);
    return { n: counted.findIndex((piece) => piece.id === passageId) + 1, total: counted.length };
  }

  #draw(/** @type {Article} */ article, /** @type {string} */ passageId) {
    this.#article = article;
    this.#drawn = new Map();
    /** @type {HTMLElement[]} */
    const parts = [this.#path, this.#meta(article), ...this.#headline(article, passageId)];
    for (const piece of article.passages) {
      const isTitle = piece.kind === "heading" && piece.text === article.title;
      if (piece.id !== passageId && (UNREAD.has(piece.kind) || isTitle)) continue;
      const element = make("div", "passage");
      element.dir = "auto";
      if (article.language) element.lang = article.language;
      element.dataset.kind = piece.kind;
      element.dataset.piece = piece.id;
      element.append(...drawPiece(piece));
      this.#drawn.set(piece.id, element);
      parts.push(element);
    }
    this.#end.textContent = this.words.later_hidden;
    this.page.replaceChildren(...parts, this.#end);
  }

  /** The headings that a passage stands under: the nearest one before it, and those right above that. */
  #headingsOf(/** @type {HTMLElement} */ passage) {
    const drawn = [...this.#drawn.values()];
    const isHeading = (/** @type {HTMLElement | undefined} */ element) => element?.dataset.kind === "heading";
    const nearest = drawn.slice(0, drawn.indexOf(passage)).findLastIndex(isHeading);
    let first = nearest;
    while (isHeading(drawn[first - 1])) first -= 1;
    return nearest < 0 ? [] : drawn.slice(first, nearest + 1);
  }

  /** Tell where a person scrolled to, once the passage has left the half of the page in which it is read. */
  #tell(/** @type {(where: "earlier" | "later") => void} */ scrolled) {
    const passage = this.page.querySelector("[aria-current]");
    const moved = window.scrollY - this.#settledAt;
    if (!passage || !moved) return;
    const { top, bottom } = passage.getBoundingClientRect();
    const middle = window.innerHeight / 2;
    if (moved < 0 && top > middle) scrolled("earlier");
    if (moved > 0 && bottom < middle && !this.hidesLater) scrolled("later");
  }

  #meta(/** @type {Article} */ article) {
    const count = article.passages.filter((piece) => BODY.has(piece.kind)).length;
    const words = fill(this.words.passages, { n: count });
    const meta = make("p", "meta");
    meta.dir = "auto";
    const parts = [article.outlet, article.published_at && longDate(article.published_at), count ? words : ""];
    for (const part of parts.filter(Boolean)) {
      const span = make("span", "", String(part));
      span.dir = "auto";
      meta.append(meta.childNodes.length ? " · " : "", span);
    }
    return meta;
  }

  #headline(/** @type {Article} */ article, /** @type {string} */ passageId) {
    const isCurrent = article.passages.some((piece) => piece.id === passageId && piece.text === article.title);
    const headline = make("h1", article.title && !isCurrent ? "" : "out-of-sight", article.title || document.title);
    headline.dir = "auto";
    if (article.title && article.language) headline.lang = article.language;
    return [headline];
  }

  /** Focus the passage and bring it to the line at which one reads, with what came before it above. */
  #settle(/** @type {HTMLElement} */ passage, /** @type {HTMLElement[]} */ headings) {
    passage.focus({ preventScroll: true });
    const top = document.querySelector("header.top")?.getBoundingClientRect().height ?? 0;
    const isSheet = getComputedStyle(this.panel).bottom === "0px";
    const foot = isSheet ? this.panel.getBoundingClientRect().height : 0;
    const room = window.innerHeight - top - foot;
    const box = passage.getBoundingClientRect();
    const above = Math.max(Math.min(room * 0.32, room - box.height - 24), Math.min(72, room * 0.2));
    this.#showPath(headings, (heading) => box.top - heading.getBoundingClientRect().bottom > above);
    window.scrollTo({ top: window.scrollY + box.top - top - above, behavior: "instant" });
    this.#settledAt = window.scrollY;
  }

  /** Name at the head of the page those headings that are out of sight. */
  #showPath(/** @type {HTMLElement[]} */ headings, /** @type {(heading: HTMLElement) => boolean} */ isOutOfSight) {
    const away = headings.filter(isOutOfSight);
    this.#path.hidden = away.length === 0;
    this.#path.replaceChildren(
      ...away.flatMap((heading, index) => {
        const name = make("bdi", "", heading.textContent ?? "");
        if (heading.lang) name.lang = heading.lang;
        return index ? [" › ", name] : [name];
      }),
    );
  }
}

/** The marks of evidence in the current passage. What draws and makes them is fetched once it is wanted. */
export class Marks {
  /** @type {import("./evidence.js").Evidence | null} */
  #evidence = null;
  #text = "";
  /** @type {import("./answers.js").Span[]} */
  #spans = [];

  /**
   * @param {Reading} reading
   * @param {HTMLElement} bar what can be done while one marks
   * @param {Record<string, string>} words
   * @param {{changed: (spans: import("./answers.js").Span[]) => void, say: (text: string) => void}} on
   */
  constructor(reading, bar, words, on) {
    this.reading = reading;
    this.bar = bar;
    this.words = words;
    this.on = on;
    // Who selects words may want to mark them.
    document.addEventListener("selectionchange", () => getSelection()?.isCollapsed || this.load());
  }

  /** Show these spans of the passage that is now current. */
  show(/** @type {string} */ text, /** @type {import("./answers.js").Span[]} */ spans) {
    [this.#text, this.#spans] = [text, spans];
    if (this.#evidence) this.#evidence.show(this.reading.current, text, spans);
    else if (spans.length) this.load();
  }

  /** Mark what is selected, or move a caret to what is to be marked. */
  mark() {
    this.#evidence?.mark();
  }

  /** Fetch what marks; returns whether it is here. */
  async load() {
    const module = this.#evidence ? null : await import("./evidence.js").catch(() => null);
    if (module && !this.#evidence) {
      this.#evidence = new module.Evidence(this.reading.page, this.bar, this.words, this.on);
      if (this.reading.current) this.show(this.#text, this.#spans);
    }
    return this.#evidence !== null;
  }
}

/** Counts the milliseconds for which something was on a visible page. */
export class Clock {
  #counted = 0;
  #since = performance.now();

  constructor() {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#counted += performance.now() - this.#since;
      else this.#since = performance.now();
    });
  }

  restart() {
    this.#counted = 0;
    this.#since = performance.now();
  }

  /** What was counted, within what the server takes: a page may lie open for days. */
  read() {
    const counted = this.#counted + (document.hidden ? 0 : performance.now() - this.#since);
    return Math.min(Math.max(0, Math.round(counted)), DAY);
  }
}

/** @returns {Node[]} */
function drawPiece(/** @type {Piece} */ { kind, text }) {
  if (kind === "heading") return [make("h2", "", text)];
  if (kind === "list") return drawList(text.split("\n"));
  if (kind === "table") return [drawTable(text.split("\n"))];
  if (kind === "quote") return [wrap("blockquote", drawLines(text))];
  return [wrap("p", drawLines(text))];
}

function drawLines(/** @type {string} */ text) {
  return text.split("\n").flatMap((line, index) => (index ? [make("br"), line] : [line]));
}

function drawList(/** @type {string[]} */ lines) {
  const lead = lines[0].trimEnd().endsWith(":") ? [make("p", "lead-in", lines.shift())] : [];
  const list = make("ul", lines.every((line) => NUMBERED.test(line)) ? "numbered" : "");
  for (const line of lines) {
    const [, mark, rest] = BULLET.exec(line) ?? [null, "", line];
    list.append(wrap("li", mark ? [make("span", "bullet", mark), rest] : [rest]));
  }
  return [...lead, list];
}

function drawTable(/** @type {string[]} */ lines) {
  const [head, ...body] = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  const isFigures = head.map((_, column) => column > 0 && body.length > 0 && body.every((cells) => isNumber(cells[column])));
  const row = (/** @type {string[]} */ cells, /** @type {string} */ name) =>
    wrap("tr", head.map((_, column) => make(name, isFigures[column] ? "number" : "", cells[column])).concat(
      cells.slice(head.length).map((cell) => make(name, "", cell)),
    ));
  const table = make("table");
  if (body.length) table.append(wrap("thead", [row(head, "th")]));
  table.append(wrap("tbody", (body.length ? body : [head]).map((cells) => row(cells, "td"))));
  table.querySelectorAll("th").forEach((cell) => (cell.scope = "col"));
  return wrap("div", [table], "wide");
}

function isNumber(cell = "") {
  return /^[+−-]?[\d\s.,’']*\d\s*%?$/u.test(cell);
}

/** The language in which the page writes dates. */
export function locale() {
  const { lang } = document.documentElement;
  return lang === "en" ? "en-GB" : `${lang}-u-nu-latn`;
}

function longDate(/** @type {string} */ time) {
  const form = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" });
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : form.format(date);
}

function make(/** @type {string} */ name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function wrap(/** @type {string} */ name, /** @type {(Node | string)[]} */ children, className = "") {
  const element = make(name, className);
  element.append(...children);
  return element;
}
