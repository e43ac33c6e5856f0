// @ts-check
/**
 * Evidence: the words of the passage that an answer rests on, marked by pointer, or by a caret in the passage.
 *
 * A span counts code points of the passage's text, as the server does, and ends between graphemes. Inside this module
 * places count UTF-16 units. What is drawn leaves out line breaks, bars and blanks of that text, so a place on the page
 * is found by following the text through the drawn pieces in order.
 *
 * The caret is the browser's own: while it is there the passage can be edited and refuses each edit. So characters,
 * words and lines, both directions of writing, touch and screen readers are as in any field.
 *
 * @typedef {import("./answers.js").Span} Span
 * @typedef {{node: Text, from: number}} Piece a drawn piece, and where it stands in the text
 */
import { fill } from "./notices.js";

const BLANK = /\s/u;
const LONGEST_SAID = 80;

export class Evidence {
  /** @type {HTMLElement | null} */
  #passage = null;
  #text = "";
  /** @type {Span[]} */
  #spans = [];
  /** @type {Node[]} the passage as it was drawn, without marks */
  #drawn = [];
  /** @type {AbortController | null} there while the caret is */
  #caret = null;

  /**
   * @param {HTMLElement} page
   * @param {HTMLElement} bar what can be done while the caret is there
   * @param {Record<string, string>} words
   * @param {{changed: (spans: Span[]) => void, say: (text: string) => void}} on
   */
  constructor(page, bar, words, on) {
    this.bar = bar;
    this.words = words;
    this.on = on;
    page.addEventListener("click", ({ target }) => {
      const isMark = target instanceof Element && target.closest("mark") && this.#passage?.contains(target);
      if (isMark && !this.#caret && getSelection()?.isCollapsed) this.#open(this.#place());
    });
    bar.addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays
    bar.addEventListener("click", ({ target }) => this.#act(/** @type {Element} */ (target).closest("button")?.value));
    bar.addEventListener("keydown", (event) => event.key === "Escape" && [event.preventDefault(), this.leave()]);
  }

  /** Show the evidence in the passage that is now current. */
  show(/** @type {HTMLElement} */ passage, /** @type {string} */ text, /** @type {Span[]} */ spans) {
    this.leave();
    if (this.#passage && this.#passage !== passage) unmark(this.#passage);
    unmark(passage);
    this.#passage = passage;
    this.#text = text;
    this.#spans = spans.map(([start, end]) => [toUnits(text, start), toUnits(text, end)]);
    this.#drawn = [...passage.childNodes].map((node) => node.cloneNode(true));
    mark(passage, text, this.#spans);
  }

  /** Mark what is selected in the passage; with nothing selected, open the caret. */
  mark() {
    if (this.#selected() || this.#caret) this.#add();
    else this.#open(0);
  }

  /** Close the caret. */
  leave() {
    const passage = this.#passage;
    if (!this.#caret || !passage) return;
    const hadFocus = passage.contains(document.activeElement) || this.bar.contains(document.activeElement);
    this.#caret.abort();
    this.#caret = null;
    for (const name of Object.keys(AS_FIELD)) passage.removeAttribute(name);
    passage.removeAttribute("aria-label");
    this.bar.hidden = true;
    getSelection()?.removeAllRanges();
    if (hadFocus) passage.focus({ preventScroll: true });
  }

  #act(/** @type {string | undefined} */ act) {
    if (act === "mark") this.#add();
    else if (act === "take_out") this.#takeOut();
    else if (act === "leave") this.leave();
  }

  #add() {
    const chosen = this.#selected();
    if (!chosen) return this.on.say(this.words.evidence_none);
    this.#change([...this.#spans, chosen], chosen[1]);
    this.#say(this.words.evidence_marked, [chosen]);
  }

  /** Take out each span that the caret stands in or the selection meets. */
  #takeOut() {
    const [start, end] = this.#selected() ?? [this.#place(), this.#place()];
    const isMet = (/** @type {Span} */ span) => span[0] <= end && span[1] >= start;
    const gone = this.#spans.filter(isMet);
    this.#change(this.#spans.filter((span) => !isMet(span)), end);
    this.#say(gone.length ? this.words.evidence_gone : this.words.evidence_none_here, gone);
  }

  #change(/** @type {Span[]} */ spans, /** @type {number} */ place) {
    this.#spans = join(spans);
    this.#redraw(place);
    this.on.changed(this.#spans.map(([start, end]) => [toPoints(this.#text, start), toPoints(this.#text, end)]));
  }

  #redraw(/** @type {number} */ place) {
    const passage = /** @type {HTMLElement} */ (this.#passage);
    passage.replaceChildren(...this.#drawn.map((node) => node.cloneNode(true)));
    mark(passage, this.#text, this.#spans);
    if (this.#caret) this.#put(place);
    else getSelection()?.removeAllRanges();
  }

  #open(/** @type {number} */ place) {
    const passage = /** @type {HTMLElement} */ (this.#passage);
    this.#caret = new AbortController();
    const { signal } = this.#caret;
    for (const [name, value] of Object.entries(AS_FIELD)) passage.setAttribute(name, value);
    passage.setAttribute("aria-label", this.words.evidence_caret);
    passage.addEventListener("keydown", (event) => this.#press(event), { signal });
    passage.addEventListener("beforeinput", (event) => event.preventDefault(), { signal });
    // An input method edits without asking: what it wrote is taken out again.
    passage.addEventListener("compositionend", () => setTimeout(() => this.#caret && this.#redraw(this.#place())), { signal });
    for (const part of [passage, this.bar]) {
      part.addEventListener("focusout", (event) => this.#leaveFor(event), { signal });
    }
    this.bar.hidden = false;
    passage.focus({ preventScroll: true });
    this.#put(place);
  }

  #leaveFor(/** @type {FocusEvent} */ { relatedTarget }) {
    const isNear = relatedTarget instanceof Node && (this.bar.contains(relatedTarget) || this.#passage?.contains(relatedTarget));
    if (!isNear && document.hasFocus()) this.leave();
  }

  #press(/** @type {KeyboardEvent} */ event) {
    const act = { Enter: "mark", Delete: "take_out", Backspace: "take_out", Escape: "leave" }[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    this.#act(act);
  }

  #say(/** @type {string} */ text, /** @type {Span[]} */ spans) {
    const told = spans.map(([start, end]) => this.#text.slice(start, end)).join(" … ");
    const words = told.length > LONGEST_SAID ? `${told.slice(0, LONGEST_SAID)}…` : told;
    this.on.say(fill(text, { words }));
  }

  /** What is selected in the passage, to whole graphemes and without blanks around it. @returns {Span | null} */
  #selected() {
    const selection = getSelection();
    if (!this.#passage || !selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const held = pieces(this.#passage, this.#text).flatMap(({ node, from }) => {
      if (!range.intersectsNode(node)) return [];
      const start = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.length;
      return start < end ? [from + start, from + end] : [];
    });
    return held.length ? widen(this.#text, held[0], held[held.length - 1]) : null;
  }

  /** Where the caret is in the text. */
  #place() {
    const { focusNode, focusOffset = 0 } = getSelection() ?? {};
    const drawn = this.#passage ? pieces(this.#passage, this.#text) : [];
    const own = drawn.find(({ node }) => node === focusNode);
    if (own) return own.from + focusOffset;
    const child = focusNode?.childNodes[focusOffset] ?? focusNode;
    return drawn.find(({ node }) => child?.contains(node))?.from ?? 0;
  }

  #put(/** @type {number} */ place) {
    const drawn = pieces(/** @type {HTMLElement} */ (this.#passage), this.#text).filter(({ node }) => isSeen(node));
    const at = drawn.find(({ node, from }) => place <= from + node.length) ?? drawn[drawn.length - 1];
    if (at) getSelection()?.collapse(at.node, Math.max(0, Math.min(place - at.from, at.node.length)));
  }
}

/** What makes the passage a field to move in, and not to write in. */
const AS_FIELD = {
  contenteditable: "true",
  role: "textbox",
  "aria-multiline": "true",
  "aria-readonly": "true",
  inputmode: "none",
  spellcheck: "false",
};

/** The drawn pieces of a passage and where they stand in its text. @returns {Piece[]} */
function pieces(/** @type {HTMLElement} */ passage, /** @type {string} */ text) {
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  /** @type {Piece[]} */
  const found = [];
  let at = 0;
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const from = text.indexOf(node.data, at);
    if (from < 0) continue;
    found.push({ node, from });
    at = from + node.length;
  }
  return found;
}

/** Whether a piece shows: the bullet of a list stands in the text and is drawn by the browser. */
function isSeen(/** @type {Text} */ node) {
  return node.parentElement?.checkVisibility() ?? false;
}

function mark(/** @type {HTMLElement} */ passage, /** @type {string} */ text, /** @type {Span[]} */ spans) {
  for (const { node, from } of pieces(passage, text)) {
    const inside = spans.map(([start, end]) => [Math.max(start - from, 0), Math.min(end - from, node.length)]);
    for (const [start, end] of inside.filter(([start, end]) => start < end).reverse()) {
      const held = start > 0 ? node.splitText(start) : node;
      if (end - start < held.length) held.splitText(end - start);
      const element = document.createElement("mark");
      held.replaceWith(element);
      element.append(held);
    }
  }
}

function unmark(/** @type {HTMLElement} */ passage) {
  for (const element of passage.querySelectorAll("mark")) element.replaceWith(...element.childNodes);
  passage.normalize();
}

/** Leave the blanks around a span away and widen it to whole graphemes. @returns {Span | null} */
function widen(/** @type {string} */ text, /** @type {number} */ start, /** @type {number} */ end) {
  while (start < end && BLANK.test(text[start])) start += 1;
  while (start < end && BLANK.test(text[end - 1])) end -= 1;
  if (start === end) return null;
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  const last = graphemes.containing(end - 1);
  return [graphemes.containing(start).index, last.index + last.segment.length];
}

/** Put spans in order and join those that intersect or touch. @returns {Span[]} */
function join(/** @type {Span[]} */ spans) {
  /** @type {Span[]} */
  const joined = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined[joined.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** Code points before a place that counts UTF-16 units. */
function toPoints(/** @type {string} */ text, /** @type {number} */ units) {
  return [...text.slice(0, units)].length;
}

/** UTF-16 units before a place that counts code points. */
function toUnits(/** @type {string} */ text, /** @type {number} */ points) {
  return [...text].slice(0, points).join("").length;
}
