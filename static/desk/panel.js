// @ts-check
/**
 * The questions beside the article: reads them from the page, shows a draft of answers in them, and tells what is pressed.
 *
 * @typedef {import("./answers.js").Question} Question
 * @typedef {import("./answers.js").Draft} Draft
 * @typedef {{choose: (index: number, label: string) => void, pick: (index: number, label: string) => void,
 *   ask: (index: number) => void}} Pressed
 */
import { fill } from "./notices.js";

export class Panel {
  /** @type {HTMLFieldSetElement[]} */
  #fieldsets;
  /** @type {HTMLButtonElement[]} */
  #steps;
  #byArrow = false;
  /** @type {string[]} what each question shows, so that only what changes is drawn */
  #looks = [];
  #inView = -1;
  /** @type {Draft | null} what is drawn */
  #draft = null;

  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {Pressed} pressed
   */
  constructor(root, words, pressed) {
    this.root = root;
    this.words = words;
    this.#fieldsets = [...root.querySelectorAll("fieldset")];
    this.questions = this.#fieldsets.map(readQuestion);
    this.questions.forEach((question, index) => (question.when = readCondition(this.#fieldsets[index], this.questions)));
    this.#steps = this.#fieldsets.map((fieldset, index) => makeStep(fieldset, () => pressed.ask(index)));
    root.querySelector("#steps")?.replaceChildren(...this.#steps.map((step) => wrapItem(step)));
    this.#fieldsets.forEach((fieldset, index) => this.#listen(fieldset, index, pressed));
    // What is selected in the passage stays selected while its button is pressed.
    root.querySelector("[data-act=evidence]")?.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** The name of a question as a person reads it. */
  nameOf(/** @type {number} */ index) {
    return this.#fieldsets[index].dataset.name ?? "";
  }

  /** The question that an element of the page stands in. */
  indexOf(/** @type {Element} */ element) {
    return this.#fieldsets.findIndex((fieldset) => fieldset.contains(element));
  }

  /** Show the answers given so far and the question now asked. */
  draw(/** @type {Draft} */ draft) {
    if (draft !== this.#draft) {
      // A press checks its own control, which another draft knows nothing of.
      [this.#draft, this.#looks, this.#inView] = [draft, [], -1];
    }
    this.#fieldsets.forEach((fieldset, index) => {
      const answer = draft.answers[index];
      const look = JSON.stringify([answer, draft.isAsked(index), index === draft.asked]);
      if (this.#looks[index] === look) return;
      this.#looks[index] = look;
      fieldset.hidden = !draft.isAsked(index);
      fieldset.classList.toggle("asked", index === draft.asked);
      fieldset.classList.toggle("settled", answer.state !== "open");
      for (const input of fieldset.querySelectorAll("input")) input.checked = answer.values.includes(input.value);
      this.#drawState(fieldset, answer);
      this.#drawStep(this.#steps[index], fieldset, index === draft.asked);
    });
    const hasTarget = draft.questions[draft.asked].target !== null;
    /** @type {HTMLElement} */ (this.root.querySelector("[data-act=absent]")).hidden = !hasTarget;
    const comment = this.root.querySelector(".own-words");
    if (comment instanceof HTMLElement) [comment.textContent, comment.hidden] = [draft.comment, !draft.comment];
    this.#bringIntoView(draft.asked);
  }

  /** Only once all is drawn: asking where things are has the browser lay the page out. */
  #bringIntoView(/** @type {number} */ index) {
    if (index === this.#inView) return;
    this.#inView = index;
    this.#steps[index].scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
    if (this.root.scrollHeight > this.root.clientHeight) {
      this.#fieldsets[index].scrollIntoView({ block: "nearest", behavior: "instant" });
    }
  }

  #drawState(/** @type {HTMLElement} */ fieldset, /** @type {import("./answers.js").Answer} */ { state, values, reason }) {
    const said = /** @type {HTMLElement} */ (fieldset.querySelector(".said span"));
    const isNone = state === "answered" && values.length === 0;
    const unsure = reason ? fill(this.words.unsure_because, { reason }) : this.words.unsure;
    const text = { open: "", answered: isNone ? this.words.none_fits : "", unsure, not_applicable: this.words.absent };
    said.textContent = text[state];
    const because = /** @type {HTMLElement} */ (fieldset.querySelector("[data-act=reason]"));
    because.hidden = state !== "unsure";
    because.textContent = reason ? this.words.change_reason : this.words.add_reason;
    const goOn = fieldset.querySelector(".go-on span");
    if (goOn) goOn.textContent = values.length ? this.words.go_on : this.words.none_fits;
  }

  #drawStep(/** @type {HTMLButtonElement} */ step, /** @type {HTMLElement} */ fieldset, /** @type {boolean} */ isAsked) {
    const chosen = [...fieldset.querySelectorAll(".choice:has(:checked) span")].map((name) => name.textContent);
    const answer = chosen.join(", ") || fieldset.querySelector(".said span")?.textContent || "";
    const told = inside("b", answer);
    told.dir = "auto";
    step.replaceChildren(inside("span", fieldset.dataset.name ?? ""), ...(answer ? [told] : []));
    step.setAttribute("aria-pressed", String(isAsked));
    /** @type {HTMLElement} */ (step.parentElement).hidden = fieldset.hidden;
  }

  #listen(/** @type {HTMLElement} */ fieldset, /** @type {number} */ index, /** @type {Pressed} */ pressed) {
    // An arrow key inside a radio group clicks the next radio: that is looking through the labels, not answering.
    fieldset.addEventListener("keydown", (event) => {
      this.#byArrow = event.key.startsWith("Arrow");
    });
    fieldset.addEventListener("keyup", () => {
      this.#byArrow = false;
    });
    fieldset.addEventListener("click", (event) => {
      if (event.target instanceof HTMLInputElement) {
        (this.#byArrow ? pressed.pick : pressed.choose)(index, event.target.value);
      } else if (event.target instanceof Element && !event.target.closest("label")) {
        pressed.ask(index);
      }
    });
  }
}

/** @returns {Question} */
function readQuestion(/** @type {HTMLFieldSetElement} */ fieldset) {
  const { dimension = "", target = "", several } = fieldset.dataset;
  /** @type {Question["keys"]} */
  const keys = new Map();
  for (const input of fieldset.querySelectorAll("input")) {
    const key = input.getAttribute("aria-keyshortcuts");
    if (key) keys.set(key.toLowerCase(), input.value);
  }
  return { dimension, target: target || null, several: several !== undefined, keys, when: null };
}

/** What a question depends on: a dimension asked for the same target, or asked once. @returns {Question["when"]} */
function readCondition(/** @type {HTMLFieldSetElement} */ fieldset, /** @type {Question[]} */ questions) {
  const { askedWhen, askedFor = "[]", target = "" } = fieldset.dataset;
  if (askedWhen === undefined) return null;
  const isMeant = (/** @type {Question} */ one) => one.dimension === askedWhen && [null, target].includes(one.target);
  return { of: questions.findIndex(isMeant), labels: JSON.parse(askedFor) };
}

function makeStep(/** @type {HTMLElement} */ fieldset, /** @type {() => void} */ ask) {
  const step = document.createElement("button");
  step.type = "button";
  if (!fieldset.dataset.target) step.dir = "auto"; // else it is a sentence of this page about one
  step.addEventListener("click", ask);
  return step;
}

function wrapItem(/** @type {HTMLElement} */ element) {
  const item = document.createElement("li");
  item.append(element);
  return item;
}

function inside(/** @type {string} */ name, /** @type {string} */ text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
