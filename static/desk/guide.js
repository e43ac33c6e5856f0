// @ts-check
/** Search in the guide: over all questions at once, with what is found marked and counted, and nothing fetched. */
import { fill } from "./notices.js";

/**
 * @typedef {{hit: HTMLElement, rest: HTMLElement[], text: string}} Entry a piece of guidance, or a label with what is said of it
 * @typedef {{text: string, at: number[]}} Folded letters without case and marks, and where each stood
 */

/** @type {WeakSet<HTMLElement>} */
const listening = new WeakSet();

/** Let the field in the guide search it. */
export function searchIn(/** @type {HTMLElement} */ guide) {
  if (listening.has(guide)) return;
  listening.add(guide);
  const field = /** @type {HTMLInputElement} */ (guide.querySelector("[type=search]"));
  const found = /** @type {HTMLElement} */ (guide.querySelector("[role=status]"));
  const entries = entriesOf(guide);
  /** @type {Entry[]} */
  let hits = [];
  let at = -1;

  const search = () => {
    const terms = fold(field.value).text.split(/\s+/).filter(Boolean);
    const wasSearching = guide.classList.toggle("searching", terms.length > 0);
    unmark(guide);
    hits = terms.length ? entries.filter(({ text }) => terms.every((term) => text.includes(term))) : [];
    at = -1;
    for (const { hit, rest } of entries) {
      const isHit = !terms.length || hits.some((one) => one.hit === hit);
      for (const element of [hit, ...rest]) element.hidden = !isHit;
    }
    for (const { hit, rest } of hits) for (const element of [hit, ...rest]) mark(element, terms);
    for (const section of sections(guide)) section.classList.toggle("without", wasSearching && !holdsHit(section, hits));
    const words = JSON.parse(found.dataset.found ?? "{}");
    found.textContent = terms.length ? fill(words, { n: hits.length }) : "";
  };

  const next = () => {
    if (!hits.length) return;
    at = (at + 1) % hits.length;
    hits[at].hit.scrollIntoView({ block: "center", behavior: "instant" });
    found.textContent = fill(found.dataset.place ?? "", { n: at + 1, total: hits.length });
  };

  const clear = () => {
    field.value = "";
    search();
  };

  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") next();
    if (event.key === "Escape" && field.value) clear();
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  });
  guide.addEventListener("click", ({ target }) => target instanceof Element && target.closest("[data-guide]") && clear());
  guide.addEventListener("close", clear);
  search();
}

/** @returns {Entry[]} */
function entriesOf(/** @type {HTMLElement} */ guide) {
  return sections(guide).flatMap((section) =>
    /** @type {HTMLElement[]} */ ([...section.querySelectorAll(".lead, dt")]).map((hit) => {
      const said = hit.localName === "dt" ? /** @type {HTMLElement} */ (hit.nextElementSibling) : null;
      const rest = said ? [said] : [];
      return { hit, rest, text: fold([hit, ...rest].map((one) => one.textContent).join(" ")).text };
    }),
  );
}

/** @returns {HTMLElement[]} */
function sections(/** @type {HTMLElement} */ guide) {
  return [...guide.querySelectorAll(/** @type {"section"} */ ("[data-guide-of]"))];
}

function holdsHit(/** @type {HTMLElement} */ section, /** @type {Entry[]} */ hits) {
  return hits.some(({ hit }) => section.contains(hit));
}

function mark(/** @type {HTMLElement} */ element, /** @type {string[]} */ terms) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  for (const text of texts) if (!text.parentElement?.closest("kbd")) markText(text, terms);
}

function markText(/** @type {Text} */ text, /** @type {string[]} */ terms) {
  const folded = fold(text.data);
  const spans = terms.flatMap((term) => {
    /** @type {[number, number][]} */
    const ranges = [];
    for (let from = folded.text.indexOf(term); from >= 0; from = folded.text.indexOf(term, from + term.length)) {
      let end = from + term.length;
      while (end < folded.at.length && folded.at[end] === folded.at[end - 1]) end += 1;  // inside a ligature
      ranges.push([folded.at[from], folded.at[end] ?? text.length]);
    }
    return ranges;
  });
  spans.sort(([a], [b]) => b - a);  // from the end, so that what comes before keeps its place
  let limit = text.length;
  for (const [start, end] of spans) {
    if (end > limit) continue;
    limit = start;
    const range = new Range();
    range.setStart(text, start);
    range.setEnd(text, end);
    range.surroundContents(document.createElement("mark"));
  }
}

function unmark(/** @type {HTMLElement} */ guide) {
  for (const one of guide.querySelectorAll("mark")) {
    const parent = one.parentNode;
    one.replaceWith(...one.childNodes);
    parent?.normalize();
  }
}

/** @returns {Folded} */
function fold(/** @type {string} */ text) {
  let folded = "";
  /** @type {number[]} */
  const at = [];
  let place = 0;
  for (const character of text) {
    for (const letter of character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()) {
      folded += letter;
      for (let unit = 0; unit < letter.length; unit += 1) at.push(place);
    }
    place += character.length;
  }
  return { text: folded, at };
}
