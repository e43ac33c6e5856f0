// @ts-check
/** The sheets over the desk: the guide, the keys, and a field for a few words. The page beneath keeps its place. */
import { commandOf, isForDesk } from "./keys.js";

/** Open the guide at the section of a dimension. */
export function openGuide(/** @type {string} */ dimension) {
  showSection(dimension);
  open("guide");
}

/** Open the overview of all keys. */
export function openKeys() {
  open("keys");
}

/** Ask for a few words; `take` gets them unless the person leaves. */
export function openNote(/** @type {string} */ title, /** @type {string} */ text, /** @type {(text: string) => void} */ take) {
  const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("note-text"));
  /** @type {HTMLElement} */ (document.getElementById("note-title")).textContent = title;
  field.value = text;
  open("note", (answer) => answer === "keep" && take(field.value.trim()));
}

/** Ask for the password again; `signIn` says what is wrong with it, "" if nothing is. */
export function openSignIn(/** @type {(password: string) => Promise<string>} */ signIn) {
  const dialog = open("sign-in");
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const wrong = /** @type {HTMLElement} */ (dialog.querySelector(".error"));
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("password"));
  wrong.textContent = "";
  form.onsubmit = async (event) => {
    event.preventDefault();
    wrong.textContent = await signIn(field.value);
    field.value = "";
    if (wrong.textContent) field.focus();
    else shut(dialog, "");
  };
}

/** Close the open dialog if the key is one that closes it. */
export function keyInDialog(/** @type {KeyboardEvent} */ event, /** @type {HTMLDialogElement} */ dialog) {
  const opensIt = isForDesk(event) && commandOf(event.key.toLowerCase()) === dialog.id;
  const keepsIt = event.key === "Enter" && event.target instanceof HTMLTextAreaElement && !event.shiftKey && !event.isComposing;
  if (!opensIt && !keepsIt) return;
  event.preventDefault();
  shut(dialog, keepsIt ? "keep" : "");
}

/** Close or leaf through a dialog by pointer; returns whether the click was that. */
export function clickInDialog(/** @type {Element} */ target) {
  const dialog = target.closest("dialog");
  const section = /** @type {HTMLElement | null} */ (target.closest("[data-guide]"))?.dataset.guide;
  if (section) showSection(section);
  else if (target === dialog || target.closest("[data-act=close]")) dialog && shut(dialog, "");
  return dialog !== null;
}

function showSection(/** @type {string} */ dimension) {
  for (const section of parts("[data-guide-of]")) section.hidden = section.dataset.guideOf !== dimension;
  for (const tab of parts("[data-guide]")) tab.setAttribute("aria-pressed", String(tab.dataset.guide === dimension));
}

/** @returns {NodeListOf<HTMLElement>} */
function parts(/** @type {string} */ selector) {
  return document.querySelectorAll(`#guide ${selector}`);
}

/** Close a dialog and act on its answer at once: its own event may come after the next key. */
function shut(/** @type {HTMLDialogElement} */ dialog, /** @type {string} */ answer) {
  const closed = dialog.onclose;
  dialog.close(answer);
  closed?.call(dialog, new Event("close"));
}

function open(/** @type {string} */ id, closed = (/** @type {string} */ _answer) => {}) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  dialog.returnValue = "";
  dialog.onclose = () => {
    dialog.onclose = null;
    // Not back to the button that opened it: the next Enter is meant for the passage.
    /** @type {HTMLElement | null} */ (document.querySelector("[data-passage]"))?.focus({ preventScroll: true });
    closed(dialog.returnValue);
  };
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector("section:not([hidden]), textarea, [type=password]"))?.focus();
  return dialog;
}
