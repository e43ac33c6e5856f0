// @ts-check
/**
 * Care for those who read what is hard to read: the project's note before a sitting, passages that stay blurred until
 * they are revealed, and the reminder to take a break. Loaded only where a project or a person asks for one of them.
 *
 * @typedef {import("./article.js").Article} Article
 */
import { fill } from "./notices.js";

const PLACE = "workbench-note";
const MINUTE = 60_000;
/** Nobody reads one passage for longer: beyond this they were elsewhere. */
const LONGEST = 5 * MINUTE;
/** What waits until the passage is revealed, besides answering; to go on is to reveal it. */
const WAITS = new Set(["choose", "unsure", "absent", "unusable", "evidence", "corroboration", "go_on"]);

export class Care {
  /** @type {Set<string>} the passages and whole articles that were revealed in this sitting */
  #revealed = new Set();
  /** @type {{article: string, passage: string} | null} what is on the screen, and blurred */
  #covered = null;
  /** @type {"note" | "break" | ""} what stands before the next passage */
  #standing = "";
  #worked = 0;

  /**
   * @param {{note: string, blurred: boolean} | null} asked what the project asks for; `note` marks the one to be read
   * @param {{words: Record<string, string>, status: import("./notices.js").Status, page: HTMLElement,
   *   panel: HTMLElement, minutes: () => number, revealed: () => void}} desk `minutes` says after how many a break is
   *   wanted, 0 for never
   */
  constructor(asked, desk) {
    this.note = asked?.note ?? "";
    this.isAllBlurred = asked?.blurred ?? false;
    this.desk = desk;
    desk.page.addEventListener("click", ({ target }) => {
      const element = target instanceof Element ? target.closest(".passage.blurred") : null;
      if (element instanceof HTMLElement && element.dataset.piece) this.#reveal(element.dataset.piece);
    });
  }

  // --- before a passage ---

  /** Put what is to be read before the next passage in its place; whether there is anything. `goOn` follows one key. */
  stops(/** @type {() => void} */ goOn) {
    this.#standing ||= this.#isUnread() ? "note" : this.#isLong() ? "break" : "";
    if (!this.#standing) return false;
    this.desk.status.empty(this.#standing);
    const section = /** @type {HTMLElement} */ (document.querySelector(`[data-why=${this.#standing}]`));
    const button = /** @type {HTMLButtonElement} */ (section.querySelector("button"));
    const told = section.querySelector("[data-after]");
    if (told) told.textContent = fill(this.desk.words.break_after, { n: this.desk.minutes() });
    button.onclick = () => {
      this.#done();
      goOn();
    };
    button.focus();
    return true;
  }

  /** Count what was worked on one passage. */
  worked(/** @type {number} */ milliseconds) {
    this.#worked += Math.min(milliseconds, LONGEST);
  }

  #isUnread() {
    return this.note !== "" && recall() !== this.note;
  }

  #isLong() {
    const minutes = this.desk.minutes();
    return minutes > 0 && this.#worked >= minutes * MINUTE;
  }

  #done() {
    if (this.#standing === "note") {
      remember(this.note);
      this.note = "";
    }
    this.#worked = 0;
    this.#standing = "";
  }

  // --- over a passage ---

  /** Blur what is not revealed of the article on the screen, with a way to reveal it on the passage itself. */
  cover(/** @type {Article} */ article, /** @type {string} */ passage) {
    const isHard = this.isAllBlurred || article.content_note !== undefined;
    this.#uncover();
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.desk.page.querySelectorAll(".passage"))) {
      const id = element.dataset.piece ?? "";
      const isBlurred = isHard && !this.#revealed.has(id) && !this.#revealed.has(`article ${article.id}`);
      element.classList.toggle("blurred", isBlurred);
      for (const part of element.children) part.ariaHidden = isBlurred ? "true" : null;
      if (isBlurred && id === passage) {
        this.#covered = { article: article.id, passage };
        element.before(this.#veil(article.content_note ?? ""));
      }
    }
    if (!this.#covered) return;
    for (const question of this.#questions) question.disabled = true;
    /** @type {HTMLElement} */ (this.desk.page.querySelector(".veil button")).focus({ preventScroll: true });
  }

  #uncover() {
    this.#covered = null;
    this.desk.page.querySelector(".veil")?.remove();
    for (const question of this.#questions) question.disabled = false;
  }

  get #questions() {
    return this.desk.panel.querySelectorAll("fieldset");
  }

  /** Whether a command waits for the passage to be revealed; to go on reveals it. */
  holds(/** @type {string} */ command) {
    if (!this.#covered || !WAITS.has(command)) return false;
    if (command === "go_on") this.#reveal(this.#covered.passage);
    return true;
  }

  #reveal(/** @type {string} */ what) {
    this.#revealed.add(what);
    const current = this.desk.page.querySelector("[aria-current=true]");
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.desk.page.querySelectorAll(".blurred"))) {
      if (what !== element.dataset.piece && !what.startsWith("article ")) continue;
      element.classList.remove("blurred");
      for (const part of element.children) part.ariaHidden = null;
    }
    if (!this.#covered || !(current instanceof HTMLElement) || current.classList.contains("blurred")) return;
    this.#uncover();
    this.desk.status.live.textContent = this.desk.words.revealed;
    current.focus({ preventScroll: true });
    this.desk.revealed();
  }

  #veil(/** @type {string} */ note) {
    const { words } = this.desk;
    const veil = document.createElement("div");
    veil.className = "veil";
    const told = document.createElement("p");
    told.dir = "auto";
    told.textContent = note || words.blurred;
    told.id = "veil-told";
    const one = press(words.reveal, "main", () => this.#covered && this.#reveal(this.#covered.passage));
    one.setAttribute("aria-describedby", told.id);
    const key = document.createElement("kbd");
    key.textContent = "↵";
    key.ariaHidden = "true";
    one.append(" ", key);
    const all = press(words.reveal_all, "quiet", () => this.#covered && this.#reveal(`article ${this.#covered.article}`));
    veil.append(told, one, all);
    return veil;
  }
}

function press(/** @type {string} */ text, /** @type {string} */ look, /** @type {() => void} */ act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = look;
  button.textContent = text;
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    act();
  });
  return button;
}

/** The mark of the note that was read in this sitting: in this tab, until it is closed. */
function recall() {
  try {
    return sessionStorage.getItem(PLACE);
  } catch {
    return null;
  }
}

function remember(/** @type {string} */ note) {
  try {
    sessionStorage.setItem(PLACE, note);
  } catch {
    // A browser that keeps nothing shows the note once more.
  }
}
