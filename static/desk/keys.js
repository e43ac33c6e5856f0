// @ts-check
/**
 * What a key press means at the desk, and the ways of working that a person chooses for this browser: whether the desk
 * goes on by itself and how soon, whether single keys answer, and which, and when a break is due.
 *
 * A label or command is named by the key that the page was served with; `keyOf` tells which key stands for it now.
 *
 * @typedef {{goesOn: boolean, pause: number, keys: boolean, moved: Record<string, string>, told: boolean,
 *   breaks: number}} Chosen
 *   pause: milliseconds; breaks: after how many minutes of work, 0 for never; moved: the key now, by the key served; told: the first visit's word was read
 */

/** @type {Record<string, string>} */
const COMMANDS = {
  z: "undo",
  u: "unsure",
  "-": "absent",
  b: "unusable",
  s: "skip",
  e: "evidence",
  m: "comment",
  c: "corroboration",
  g: "guide",
  "?": "keys",
  Enter: "go_on",
  Backspace: "back",
  Escape: "return",
};

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";
const PRESSED_BY_ENTER = "a, button, summary";

const PLACE = "workbench-desk";
/** @type {Chosen} */
const AS_SERVED = { goesOn: true, pause: 0, keys: true, moved: {}, told: false, breaks: 0 };
/** The keys that one may choose from: one press on any keyboard, and no browser's own. */
export const KEYS = [..."abcdefghijklmnopqrstuvwxyz0123456789-.,;"];

/** Whether a key press is for the page at all: not typed into a field, not a browser's shortcut, not held down. */
export function isForDesk(/** @type {KeyboardEvent} */ event) {
  const target = /** @type {Element} */ (event.target);
  const isTyping = event.isComposing || target.closest(TEXT_FIELDS) !== null;
  const isShortcut = event.ctrlKey || event.altKey || event.metaKey;
  const isPress = event.key === "Enter" && target.closest(PRESSED_BY_ENTER) !== null;
  return !(event.defaultPrevented || event.repeat || isTyping || isShortcut || isPress);
}

/**
 * The names that a key press may go by: what it types, then what the same key types on a Latin keyboard, so that
 * labels answer under an Arabic or Cyrillic layout too.
 */
export function namesOf(/** @type {KeyboardEvent} */ event) {
  const typed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const printed = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code);
  return printed && typed.length === 1 ? [typed, (printed[1] ?? printed[2]).toLowerCase()] : [typed];
}

/** The desk's own command on a key, if there is one. */
export function commandOf(/** @type {string} */ name) {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/**
 * What a key press means now: a label's key in a question that is asked, else a command; null where it means neither.
 * @param {KeyboardEvent} event
 * @param {Ways} ways
 * @param {(name: string) => number | undefined} questionOf the question that a key, as served, would answer now
 * @returns {{name: string, question?: number, command?: string} | null}
 */
export function meaningOf(event, ways, questionOf) {
  for (const pressed of namesOf(event)) {
    const name = ways.servedBy(pressed);
    if (name === null || (!ways.chosen.keys && name.length === 1)) continue;
    const question = questionOf(name);
    if (question !== undefined) return { name, question };
    const command = commandOf(name);
    if (command) return { name, command };
  }
  return null;
}

export class Ways {
  constructor() {
    this.chosen = { ...AS_SERVED, ...read() };
  }

  /** Change what is given, and remember it. */
  choose(/** @type {Partial<Chosen>} */ changes) {
    this.chosen = { ...this.chosen, ...changes };
    try {
      localStorage.setItem(PLACE, JSON.stringify(this.chosen));
    } catch {
      // A browser that keeps nothing still works as chosen until the page is closed.
    }
  }

  /** The key that now stands for the one served. */
  keyOf(/** @type {string} */ served) {
    return this.chosen.moved[served] ?? served;
  }

  /** The key served that a pressed one stands for; null where it stands for nothing now. @returns {string | null} */
  servedBy(/** @type {string} */ pressed) {
    const moved = Object.entries(this.chosen.moved).find(([, key]) => key === pressed);
    if (moved) return moved[0];
    return Object.hasOwn(this.chosen.moved, pressed) ? null : pressed;
  }

  /** Put a key in the place of the one served; where another has it, the two change places. */
  move(/** @type {string} */ served, /** @type {string} */ key) {
    const moved = { ...this.chosen.moved };
    const other = this.servedBy(key);
    if (other && other !== served) moved[other] = this.keyOf(served);
    moved[served] = key;
    for (const [name, now] of Object.entries(moved)) if (name === now) delete moved[name];
    this.choose({ moved });
  }
}

/** Show on the page which key stands for what. */
export function drawKeys(/** @type {Ways} */ ways) {
  for (const cap of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("kbd"))) {
    cap.dataset.served ??= cap.textContent ?? "";
    cap.textContent = ways.keyOf(cap.dataset.served);
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[aria-keyshortcuts]"))) {
    element.dataset.shortcut ??= element.getAttribute("aria-keyshortcuts") ?? "";
    if (ways.chosen.keys) element.setAttribute("aria-keyshortcuts", ways.keyOf(element.dataset.shortcut));
    else element.removeAttribute("aria-keyshortcuts");
  }
  document.body.classList.toggle("no-keys", !ways.chosen.keys);
}

/** Let the form in the sheet of keys show and change the ways; `changed` is called after each change. */
export function listen(/** @type {HTMLFormElement} */ form, /** @type {Ways} */ ways, changed = () => {}) {
  const goesOn = field(form, "goes_on");
  const pause = field(form, "pause");
  const keys = field(form, "keys");
  const breaks = field(form, "breaks");
  goesOn.checked = ways.chosen.goesOn;
  keys.checked = ways.chosen.keys;
  pause.value = String(ways.chosen.pause);
  breaks.value = String(ways.chosen.breaks);
  const selects = /** @type {HTMLSelectElement[]} */ ([...form.querySelectorAll("[data-moves]")]);
  const show = () => {
    for (const select of selects) select.value = ways.keyOf(select.dataset.moves ?? "");
  };
  for (const select of selects) select.append(...KEYS.map((key) => new Option(key)));
  show();
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.dataset.moves) ways.move(target.dataset.moves, target.value);
    else {
      const numbers = { pause: Number(pause.value), breaks: Number(breaks.value) };
      ways.choose({ goesOn: goesOn.checked, keys: keys.checked, ...numbers });
    }
    show();
    changed();
  });
}

function field(/** @type {HTMLFormElement} */ form, /** @type {string} */ name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}

/** @returns {Partial<Chosen>} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? "{}");
  } catch {
    return {};
  }
}
