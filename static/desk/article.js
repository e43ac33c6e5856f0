// @ts-check
/**
 * Draws an article as a page one reads, with one passage of it set off, and counts how long that is read.
 *
 * @typedef {{id: string, position: number, kind: string, text: string}} Piece
 * @typedef {{id: string, title: string | null, outlet: string | null, published_at: string | null,
 *   language?: string | null, passages: Piece[]}} Article
 */
import { fill } from "./notices.js";

const BODY = new Set(["paragraph", "list", "quote"]);
const UNREAD = new Set(["boilerplate", "residue"]);
const BULLET = /^(\s*[-–—•*▪◦·]\s+)(.+)$/u;
const NUMBERED = /^\s*\d{1,3}[.)]\s/;

export class Reading {
  /** @type {Article | null} */
  #article = null;
  /** @type {Map<string, HTMLElement>} */
  #drawn = new Map();

  /**
   * @param {HTMLElement} page
   * @param {HTMLElement} panel covers the foot of the page where the screen is narrow
   * @param {Record<string, string>} words
   */
  constructor(page, panel, words) {
    this.page = page;
    this.panel = panel;
    this.words = words;
  }

  /** Show an article with this passage of it as the current one. */
  show(/** @type {Article} */ article, /** @type {string} */ passageId) {
    if (this.#article !== article || !this.#drawn.has(passageId)) this.#draw(article, passageId);
    let side = "before";
    for (const [id, element] of this.#drawn) {
      const isCurrent = id === passageId;
      element.className = `passage ${isCurrent ? "now" : side}`;
      if (isCurrent) {
        side = "after";
        element.setAttribute("aria-current", "true");
        element.dataset.passage = id;
        element.tabIndex = -1;
      } else {
        for (const name of ["aria-current", "data-passage", "tabindex"]) element.removeAttribute(name);
      }
    }
    this.#settle(/** @type {HTMLElement} */ (this.#drawn.get(passageId)));
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
    const parts = [this.#meta(article), ...this.#headline(article, passageId)];
    for (const piece of article.passages) {
      const isTitle = piece.kind === "heading" && piece.text === article.title;
      if (piece.id !== passageId && (UNREAD.has(piece.kind) || isTitle)) continue;
      const element = make("div", "passage");
      element.dir = "auto";
      if (article.language) element.lang = article.language;
      element.dataset.kind = piece.kind;
      element.append(...drawPiece(piece));
      this.#drawn.set(piece.id, element);
      parts.push(element);
    }
    this.page.replaceChildren(...parts);
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
  #settle(/** @type {HTMLElement} */ passage) {
    passage.focus({ preventScroll: true });
    const top = document.querySelector("header.top")?.getBoundingClientRect().height ?? 0;
    const isSheet = getComputedStyle(this.panel).bottom === "0px";
    const foot = isSheet ? this.panel.getBoundingClientRect().height : 0;
    const room = window.innerHeight - top - foot;
    const box = passage.getBoundingClientRect();
    const above = Math.max(Math.min(room * 0.32, room - box.height - 24), Math.min(72, room * 0.2));
    window.scrollTo({ top: window.scrollY + box.top - top - above, behavior: "instant" });
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

  read() {
    return Math.round(this.#counted + (document.hidden ? 0 : performance.now() - this.#since));
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

function longDate(/** @type {string} */ time) {
  const form = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, {
    dateStyle: "long",
    timeZone: "UTC",
    numberingSystem: "latn",
  });
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
