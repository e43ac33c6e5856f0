// @ts-check
/**
 * What the other outlets of a story say to the passage on the screen, and what stands in it alone, on a sheet beside it.
 *
 * @typedef {{kind: string, text: string}} Claim
 * @typedef {{outlet: string | null, number: number, title: string | null, language: string | null, kind: string,
 *   text: string, figures: string[], names: string[], words: string[]}} Elsewhere
 * @typedef {{story: string | null, others: number, shared: Claim[], alone: Claim[], similar: Elsewhere[]}} Corroboration
 */
import { fill, openSheet } from "./notices.js";

const PATIENCE = 20_000;

/**
 * Open the sheet on a passage, if the project allows it now, and note that it was.
 * @param {{passage: import("./server.js").Passage, isCounted: boolean, opened: Set<string>}} visit
 * @param {{api: string, reading: {corroboration: string}, words: Record<string, string>}} data
 * @param {import("./notices.js").Status} status
 */
export async function open({ passage, isCounted, opened }, { api, reading, words }, status) {
  if (reading.corroboration === "never") return;
  if (reading.corroboration === "after" && !isCounted) return status.notice("others", words.others_after);
  const sheet = openSheet("corroboration");
  const place = /** @type {HTMLElement} */ (sheet.querySelector("section"));
  const own = textOf("p", "own", passage.text, passage.language);
  place.replaceChildren(own);
  place.ariaBusy = "true";
  try {
    const response = await fetch(`${api}/passages/${passage.id}/corroboration`, { signal: AbortSignal.timeout(PATIENCE) });
    const document = await response.json();
    if (!own.isConnected) return;  // opened anew meanwhile, on another passage
    place.append(...(response.ok ? tell(document, words) : [textOf("p", "", document.error, null)]));
    if (response.ok) opened.add("corroboration");
  } catch {
    if (own.isConnected) place.append(textOf("p", "", words.unreachable, null));
  } finally {
    place.ariaBusy = "false";
  }
}

/** @returns {HTMLElement[]} */
function tell(/** @type {Corroboration} */ { others, shared, alone, similar }, /** @type {Record<string, string>} */ words) {
  if (!others) return [textOf("p", "", words.no_others, null)];
  const claims = [
    ...(alone.length ? [claimsOf("alone", words.only_here, alone)] : []),
    ...(shared.length ? [claimsOf("", words.also_elsewhere, shared)] : []),
  ];
  if (!similar.length) return [...claims, textOf("p", "", words.nothing_similar, null)];
  const list = document.createElement("ol");
  list.className = "others";
  list.append(...similar.map((one) => other(one, words)));
  return [...claims, list];
}

function claimsOf(/** @type {string} */ name, /** @type {string} */ title, /** @type {Claim[]} */ claims) {
  const line = textOf("p", `claims ${name}`, `${title} `, null);
  const texts = [...new Set(claims.map(({ text }) => text))];
  const between = name ? " " : " · ";
  line.append(...texts.flatMap((text, index) => [index ? between : "", textOf(name ? "mark" : "bdi", "", text, null)]));
  return line;
}

function other(/** @type {Elsewhere} */ one, /** @type {Record<string, string>} */ words) {
  const item = document.createElement("li");
  const outlet = textOf("h3", "", one.outlet ?? fill(words.another_outlet, { n: one.number }), null);
  const title = one.title ? [textOf("p", "hint", one.title, one.language)] : [];
  const both = [...one.figures, ...one.names, ...one.words];
  const line = textOf("p", "hint", "", null);
  line.append(words.both_hold, " ", ...both.flatMap((text, index) => [...(index ? [", "] : []), textOf("bdi", "", text, null)]));
  item.append(outlet, ...title, textOf("p", "text", one.text, one.language), ...(both.length ? [line] : []));
  return item;
}

/** @returns {HTMLElement} */
function textOf(
  /** @type {string} */ name,
  /** @type {string} */ className,
  /** @type {string} */ text,
  /** @type {string | null} */ language,
) {
  const element = document.createElement(name);
  Object.assign(element, { className, textContent: text, dir: "auto" });
  if (language) element.lang = language;
  return element;
}
