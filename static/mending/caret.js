// @ts-check
/**
 * A caret in a passage's source, to choose a place in it: the browser's own, by key or pointer, in a text that takes no
 * change. Places count characters (code points) from the beginning, a line break being one.
 */

const REFUSED = ["beforeinput", "drop", "paste", "cut"];

export class Caret {
  #text = "";
  #place = 0;

  /**
   * @param {HTMLElement} source
   * @param {string} label
   * @param {{take: (place: number) => void, leave: () => void}} on
   */
  constructor(source, label, on) {
    this.source = source;
    this.label = label;
    this.on = on;
  }

  /** Set the caret before a place, for a person to move. */
  open(/** @type {number} */ place) {
    this.#text = this.source.textContent ?? "";
    this.source.contentEditable = "plaintext-only";
    this.source.spellcheck = false;
    this.source.inputMode = "none";
    for (const [name, value] of Object.entries(this.#attributes)) this.source.setAttribute(name, value);
    for (const name of REFUSED) this.source.addEventListener(name, refuse);
    this.source.addEventListener("keydown", this.#key);
    document.addEventListener("selectionchange", this.#follow);
    this.source.focus();
    const offset = [...this.#text].slice(0, place).join("").length;
    getSelection()?.collapse(this.source.firstChild, offset);
    this.#place = place;
  }

  /** Take the caret away, and make the source what it was. */
  close() {
    for (const name of ["contenteditable", "spellcheck", "inputmode", ...Object.keys(this.#attributes)]) {
      this.source.removeAttribute(name);
    }
    for (const name of REFUSED) this.source.removeEventListener(name, refuse);
    this.source.removeEventListener("keydown", this.#key);
    document.removeEventListener("selectionchange", this.#follow);
    // What an input method wrote in spite of all that is gone again.
    if (this.source.textContent !== this.#text) this.source.textContent = this.#text;
  }

  /** Take the place at which the caret stands. */
  take() {
    this.#follow();  // the browser tells of a move some time after it
    this.on.take(this.#place);
  }

  get #attributes() {
    return { role: "textbox", "aria-multiline": "true", "aria-readonly": "true", "aria-label": this.label };
  }

  #follow = () => {
    const selection = getSelection();
    if (!selection?.focusNode || !this.source.contains(selection.focusNode)) return;
    const before = document.createRange();
    before.setStart(this.source, 0);
    before.setEnd(selection.focusNode, selection.focusOffset);
    this.#place = [...before.toString()].length;
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") this.take();
    else this.on.leave();
  };
}

function refuse(/** @type {Event} */ event) {
  event.preventDefault();
}
