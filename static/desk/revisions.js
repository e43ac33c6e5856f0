// @ts-check
/**
 * What was said of a passage before the answers that now stand, told beside them.
 *
 * @typedef {{at: string, state: string, judgments: import("./answers.js").Judgment[]}} Said
 */
import { locale } from "./article.js";
import { fill } from "./notices.js";

/**
 * Tell what was said of an earlier passage before its latest answers, newest first; nothing if it was never revised.
 * @param {Said[]} said oldest first
 * @param {Record<string, import("./notices.js").Text>} words
 */
export function tellRevisions(said, words) {
  const place = /** @type {HTMLDetailsElement} */ (document.getElementById("said-before"));
  const before = said.slice(0, -1);
  place.hidden = before.length === 0;
  place.open = false;
  const [summary] = place.getElementsByTagName("summary");
  summary.textContent = fill(words.revised, { n: before.length });
  const form = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" });
  const list = place.querySelector("ol");
  list?.replaceChildren(
    ...before.reverse().map(({ at, state, judgments }) => {
      const item = document.createElement("li");
      const time = document.createElement("time");
      Object.assign(time, { dateTime: at, textContent: form.format(new Date(at)) });
      item.append(time, ...(state === "answered" ? answers(judgments, words) : [" ", words[state]]));
      return item;
    }),
  );
}

/** @returns {(Node | string)[]} */
function answers(/** @type {import("./answers.js").Judgment[]} */ judgments, /** @type {Record<string, string>} */ words) {
  /** @type {Map<string, string[]>} */
  const given = new Map();
  for (const judgment of judgments) {
    const question = questionOf(judgment);
    const name = question?.dataset.name ?? judgment.dimension;
    given.set(name, [...(given.get(name) ?? []), valueOf(judgment, question, words)]);
  }
  return [...given].flatMap(([name, values]) => {
    const small = document.createElement("small");
    const answer = document.createElement("b");
    const pair = document.createElement("span");
    small.dir = answer.dir = "auto";
    small.textContent = name;
    answer.textContent = values.join(", ");
    pair.append(small, " ", answer);
    return [" ", pair];
  });
}

function questionOf(/** @type {import("./answers.js").Judgment} */ { dimension, target }) {
  const questions = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("fieldset[data-dimension]")]);
  return questions.find(({ dataset }) => dataset.dimension === dimension && dataset.target === (target ?? ""));
}

/**
 * @param {import("./answers.js").Judgment} judgment
 * @param {HTMLElement | undefined} question
 * @param {Record<string, string>} words
 */
function valueOf({ value, state }, question, words) {
  const inputs = [...(question?.querySelectorAll("input") ?? [])];
  const label = inputs.find((input) => input.value === value)?.closest("label")?.querySelector("span")?.textContent;
  const name = label ?? value ?? "";
  if (state === "not_applicable") return words.absent;
  if (state === "unsure") return name ? `${name} (${words.unsure})` : words.unsure;
  return name || words.none_fits;
}
