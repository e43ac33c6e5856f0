// @ts-check
/**
 * What the page says: how far one is, whether all is saved, what went wrong, why there is nothing; and the sheets over
 * the desk: the guide, the keys, a field for a few words. The page beneath keeps its place.
 */
import { commandOf, isForDesk } from "./keys.js";

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Text as it is, or in the forms that numbers want */

const { lang, dir } = document.documentElement;
const plural = new Intl.PluralRules(lang);

/** A text with its {places} filled in, in the form that {n} wants. @returns {string} */
export function fill(/** @type {Text} */ text, /** @type {Record<string, string | number>} */ values) {
  const form = typeof text === "string" ? text : text[plural.select(Number(values.n))];
  return (form ?? "").replace(/\{(\w+)\}/g, (_, name) => isolated(values[name]));
}

/** What is set into a sentence is kept apart where it may run the other way. */
function isolated(/** @type {string | number} */ value) {
  const mayTurn = typeof value === "string" && (dir === "rtl" || /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(value));
  return mayTurn ? `\u2068${value}\u2069` : String(value);
}

export class Status {
  /** @type {Map<string, HTMLElement>} */
  #notices = new Map();
  /** @type {import("./outbox.js").Trouble} */
  #trouble = "";

  constructor(/** @type {Record<string, string>} */ words) {
    this.words = words;
    this.saved = find("saved");
    this.count = find("count");
    this.progress = /** @type {HTMLProgressElement} */ (find("progress"));
    this.live = find("live");
    this.notices = find("notices");
  }

  /** Say which passage this is, in all and in its article; `place` is null where nothing is shown. */
  at(
    /** @type {{n: number, total: number}} */ number,
    /** @type {{n: number, total: number} | null} */ place,
    /** @type {number} */ done,
  ) {
    const isPlaced = place !== null && place.n > 0;
    this.count.replaceChildren(fill(this.words.passage_of, number));
    if (isPlaced) this.count.append(smallPrint(fill(this.words.place, place)));
    this.progress.max = Math.max(number.total, 1);
    this.progress.value = done;
  }

  /** Take back the word “Saved”: the last answer was not. */
  notSaved() {
    this.saved.textContent = "";
  }

  /** Show whether anything waits to be saved. */
  saving(/** @type {number} */ waiting, /** @type {boolean} */ isStuck) {
    this.saved.className = isStuck ? "saved stuck" : "saved";
    if (waiting) this.saved.textContent = isStuck ? fill(this.words.waiting, { n: waiting }) : this.words.saving;
    else if (this.saved.textContent) this.saved.textContent = this.words.saved;
  }

  /** Tell a screen reader, once, that an answer is saved and where that leaves one. */
  say(/** @type {{n: number, total: number}} */ { n, total }) {
    this.live.textContent = fill(n > total ? this.words.said_saved_last : this.words.said_saved, { n, total });
  }

  /**
   * Show a notice until it is dismissed or cleared; one for each name.
   * @param {string} name
   * @param {string} text
   * @param {{label: string, href?: string, act?: () => void} | null} action
   */
  notice(name, text, action = null) {
    this.clear(name);
    const notice = document.createElement("div");
    notice.className = "notice warn";
    notice.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = text;
    notice.append(words);
    if (action?.href) notice.append(link(action.label, action.href));
    const clear = () => this.clear(name);
    const { act } = action ?? {};
    if (action && act) notice.append(press(action.label, () => [clear(), act()]));
    notice.append(press(this.words.dismiss, clear));
    this.#notices.set(name, notice);
    this.notices.append(notice);
  }

  /**
   * Say why nothing is saved, once for each trouble.
   * @param {import("./outbox.js").Trouble} trouble
   * @param {import("./server.js").Session} session
   * @param {{label: string, act: () => void}} signIn what helps who is signed out
   */
  trouble(trouble, session, signIn) {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    const { words } = this;
    if (trouble === "signed_out") this.notice("session", words.signed_out, signIn);
    else if (trouble === "someone_else") {
      const elsewhere = { label: words.sign_in, href: session.signInUrl };
      this.notice("session", fill(words.someone_else, { name: session.stranger, me: session.me }), elsewhere);
    } else this.clear("session");
  }

  clear(/** @type {string} */ name) {
    this.#notices.get(name)?.remove();
    this.#notices.delete(name);
  }

  /** Show the desk, or, with a reason, why there is nothing on it. */
  empty(/** @type {string | null} */ why) {
    find("desk").hidden = why !== null;
    find("empty").hidden = why === null;
    if (why === null) return;
    const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-why]")]);
    const known = sections.some((section) => section.dataset.why === why) ? why : "other";
    for (const section of sections) section.hidden = section.dataset.why !== known;
    if (known === "other") /** @type {Element} */ (document.querySelector("[data-why=other] p")).textContent = why;
    this.count.replaceChildren();
  }
}

/** @type {Map<string, number>} how far down each section of the guide was read */
const readTo = new Map();
let told = (/** @type {string} */ _dimension) => {};

/**
 * Open the guide at a question: at the label in hand (the focused one, else the one chosen), else where it was left.
 * @param {{dimension: string}} question
 * @param {{values: string[]}} answer
 * @param {(dimension: string) => void} shown called with each dimension that is then shown
 */
export function openGuide({ dimension }, { values }, shown) {
  const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement : null;
  told = shown;
  showSection(dimension);  // what is there gets the focus; only once it is open can it be scrolled
  const guide = openSheet("guide");
  showSection(dimension, focused?.dataset.dimension === dimension ? focused.value : values[0]);
  // One can read without it, where there is no network to fetch it from.
  import("./guide.js").then(({ searchIn }) => searchIn(guide), () => {});
}

/** Open the overview of all keys. */
export function openKeys() {
  openSheet("keys");
}

/** Ask for a few words; `take` gets them unless the person leaves. */
export function openNote(/** @type {string} */ title, /** @type {string} */ text, /** @type {(text: string) => void} */ take) {
  const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("note-text"));
  /** @type {HTMLElement} */ (document.getElementById("note-title")).textContent = title;
  field.value = text;
  openSheet("note", (answer) => answer === "keep" && take(field.value.trim()));
}

/** Ask for the password again; `signIn` says what is wrong with it, "" if nothing is. */
export function openSignIn(/** @type {(password: string) => Promise<string>} */ signIn) {
  const dialog = openSheet("sign-in");
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
  if (event.key === "/" && isForDesk(event)) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (dialog.querySelector("[type=search]"))?.focus();
  }
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

function showSection(/** @type {string} */ dimension, /** @type {string | undefined} */ label) {
  for (const tab of parts("[data-guide]")) tab.setAttribute("aria-pressed", String(tab.dataset.guide === dimension));
  for (const section of parts("[data-guide-of]")) {
    section.hidden = section.dataset.guideOf !== dimension;
    if (section.hidden) continue;
    section.onscroll = () => readTo.set(dimension, section.scrollTop);
    const entry = [...section.querySelectorAll("dt")].find(({ dataset }) => dataset.guideLabel === label);
    if (label && entry) section.scrollTop = entry.offsetTop - section.offsetTop - 16;
    else section.scrollTop = readTo.get(dimension) ?? 0;
  }
  told(dimension);
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

/** Open a sheet; `closed` gets its answer. */
export function openSheet(/** @type {string} */ id, closed = (/** @type {string} */ _answer) => {}) {
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

function find(/** @type {string} */ id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

function smallPrint(/** @type {string} */ text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}

function press(/** @type {string} */ text, /** @type {() => void} */ act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

function link(/** @type {string} */ text, /** @type {string} */ href) {
  const element = document.createElement("a");
  Object.assign(element, { href, target: "_blank", rel: "noopener", textContent: text });
  return element;
}
