// @ts-check
/** What a key press means at the desk, and when it means nothing. */

/** @type {Record<string, string>} */
const COMMANDS = {
  z: "undo",
  u: "unsure",
  "-": "absent",
  b: "unusable",
  s: "skip",
  m: "comment",
  g: "guide",
  "?": "keys",
  Enter: "go_on",
  Backspace: "back",
  Escape: "return",
};

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button])";
const PRESSED_BY_ENTER = "a, button, summary";

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
