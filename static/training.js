// @ts-check
/**
 * The pages of a training round: the questions answer to the desk's keys. Without this script the same form is filled
 * by hand. A form that `sends` goes off with the last answer, as a passage does at the desk.
 */
import { Draft } from "./desk/answers.js";
import { drawKeys, isForDesk, meaningOf, Ways } from "./desk/keys.js";
import { clickInDialog, keyInDialog, openGuide } from "./desk/notices.js";
import { Panel } from "./desk/panel.js";

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const { words, stands } = JSON.parse(byId("training-data").textContent ?? "");
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.panel"));
const cover = document.querySelector(".cover summary");
const ways = new Ways();

if (form) answerIn(form);
settle();

/** Bring the passage to the line at which one reads, and the focus to what comes next. */
function settle() {
  const isBeside = getComputedStyle(/** @type {Element} */ (document.querySelector(".training"))).display === "grid";
  if (form || isBeside) byId("now").scrollIntoView({ block: "center", behavior: "instant" });
  const next = /** @type {HTMLElement} */ (document.getElementById("go-on") ?? cover ?? byId("now"));
  next.focus({ preventScroll: true });
}

function answerIn(/** @type {HTMLFormElement} */ form) {
  form.classList.remove("plain");
  for (const part of form.querySelectorAll(".without-script")) part.remove();
  const panel = new Panel(form, words, { choose, pick, ask });
  const draft = Draft.of(panel.questions, { judgments: stands, comment: "", evidence: [] }).again();

  function after(/** @type {boolean} */ isReady) {
    panel.draw(draft);
    if (!isReady || form.dataset.sends === undefined) return;
    if (ways.chosen.goesOn) form.requestSubmit();
    else /** @type {HTMLElement | null} */ (form.querySelector(".send button"))?.focus();
  }

  function choose(/** @type {number} */ index, /** @type {string} */ label) {
    after(draft.choose(index, label));
  }

  function pick(/** @type {number} */ index, /** @type {string} */ label) {
    draft.pick(index, label);
    panel.draw(draft);
  }

  function ask(/** @type {number} */ index) {
    draft.asked = index;
    panel.draw(draft);
  }

  /** @type {Record<string, () => void>} */
  const commands = {
    unsure: () => form.dataset.sends !== undefined && after(draft.unsure()),
    absent: () => after(draft.absent()),
    go_on: () => after(draft.goOn()),
    back: () => [draft.back(), panel.draw(draft)],
    guide: () => openGuide(panel.questions[draft.asked], draft.answers[draft.asked], () => {}),
  };

  document.addEventListener("keydown", (event) => {
    const open = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"));
    if (open) return keyInDialog(event, open);
    const meant = isForDesk(event) ? meaningOf(event, ways, (name) => draft.questionOf(name)) : null;
    if (!meant || (meant.command && !commands[meant.command])) return;
    event.preventDefault();
    if (meant.command) commands[meant.command]();
    else if (meant.question !== undefined) choose(meant.question, panel.questions[meant.question].keys.get(meant.name) ?? "");
  });

  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || clickInDialog(target)) return;
    commands[/** @type {HTMLElement | null} */ (target.closest("[data-act]"))?.dataset.act ?? ""]?.();
  });

  form.addEventListener("submit", () => {
    const said = draft.judgments().filter(({ state }) => state !== "open");
    /** @type {HTMLInputElement} */ (form.elements.namedItem("judgments")).value = JSON.stringify(said);
  });
  drawKeys(ways);
  panel.draw(draft);
}
