// @ts-check
/**
 * An article's passages, mended by keyboard: one is in hand, each act is a key of the list or a button of the bench.
 *
 * Every act is the bench's form, sent from here; what comes back is the page as it is then, and what differs is put in.
 */
import { isForDesk, namesOf } from "./desk/keys.js";
import { Caret } from "./mending/caret.js";

const PATIENCE = 20_000;
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const list = byId("passages");
/** @type {Record<string, string>} what the page has this say, in its language */
const words = JSON.parse(list.dataset.words ?? "{}");
const bench = /** @type {HTMLFormElement} */ (byId("bench"));
const cost = /** @type {HTMLDialogElement} */ (byId("cost"));
const place = /** @type {HTMLSelectElement} */ (byId("place"));

/** @type {Map<string, string>} each passage as the server last drew it */
const drawn = new Map(passages().map((one) => [one.id, one.outerHTML]));
/** @type {HTMLElement} the passage in hand */
let inHand = /** @type {HTMLElement} */ (list.querySelector("[aria-current]") ?? list.firstElementChild);
/** @type {Caret | null} */
let caret = null;
/** Acts wait for each other: each is about what the one before has made. */
let acts = Promise.resolve();

// --- the passage in hand ---

function passages() {
  return /** @type {HTMLElement[]} */ ([...list.children]);
}

function hold(/** @type {HTMLElement} */ passage, { focus = true } = {}) {
  if (caret && passage !== inHand) leaveCaret();
  for (const one of passages()) {
    one.tabIndex = one === passage ? 0 : -1;
    one.toggleAttribute("aria-current", one === passage);
    if (one === passage) one.setAttribute("aria-current", "true");
    /** @type {HTMLElement} */ (one.querySelector("a.kind")).tabIndex = -1;
  }
  inHand = passage;
  if (focus) passage.focus();
  drawBench();
}

function step(/** @type {number} */ by) {
  const all = passages();
  const number = Math.min(Math.max(all.indexOf(inHand) + by, 0), all.length - 1);
  byId("told").replaceChildren();
  hold(all[number]);
}

/** Let the bench say what it would act on. */
function drawBench() {
  const { kind, labelled } = inHand.dataset;
  const all = passages();
  byId("in-hand").textContent = words.in_hand
    .replace("{n}", String(all.indexOf(inHand) + 1))
    .replace("{total}", String(all.length));
  for (const one of bench.querySelectorAll("[data-kind]")) {
    one.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (one).dataset.kind === kind));
  }
  const toggle = /** @type {HTMLButtonElement} */ (byId("toggle"));
  toggle.value = labelled === undefined ? "include" : "exclude";
  /** @type {Text} */ (toggle.firstChild).data = `${labelled === undefined ? words.include : words.exclude} `;
  button("merge previous").disabled = inHand === list.firstElementChild;
  button("merge next").disabled = inHand === list.lastElementChild;
}

function button(/** @type {string} */ act) {
  return /** @type {HTMLButtonElement} */ (bench.querySelector(`button[value="${act}"]`));
}

// --- acts ---

function perform(/** @type {string} */ act, /** @type {Record<string, string | number>} */ more = {}) {
  const about = inHand;
  acts = acts.then(() => send(act, about.isConnected ? about : inHand, more));
}

async function send(/** @type {string} */ act, /** @type {HTMLElement} */ about, /** @type {Record<string, string | number>} */ more) {
  const form = new FormData(bench);
  const neighbours = { previous: about.previousElementSibling, next: about.nextElementSibling };
  for (const [name, one] of Object.entries({ passage: about, ...neighbours })) {
    form.set(name, /** @type {HTMLElement | null} */ (one)?.dataset.passage ?? "0");
  }
  for (const [name, value] of Object.entries({ act, ...more })) form.set(name, String(value));
  try {
    const response = await fetch(bench.action, { method: "POST", body: form, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.getElementById("passages") === null) return location.assign(location.href);
    const question = page.getElementById("confirm");
    if (question) return ask(question, (confirmed) => perform(act, { ...more, confirmed }));
    putIn(page, about);
    if (response.redirected) history.replaceState(null, "", `${response.url}#${inHand.id}`);
  } catch {
    tell(words.unreachable);
  }
}

/** Ask, before it is done, whether it is worth what it costs. */
function ask(/** @type {Element} */ question, /** @type {(confirmed: string) => void} */ go) {
  byId("cost-told").replaceChildren(...(question.querySelector("p")?.childNodes ?? []));
  const confirmed = /** @type {HTMLInputElement} */ (question.querySelector("[name=confirmed]")).value;
  cost.returnValue = "";
  cost.onclose = () => {
    hold(inHand);
    if (cost.returnValue === "do") go(confirmed);
  };
  cost.showModal();
}

/** Put in what differs in a newer page, and hold what came of the act unless the person has gone on. */
function putIn(/** @type {Document} */ page, /** @type {HTMLElement} */ about) {
  const hadFocus = list.contains(document.activeElement);
  const isStill = about === inHand;
  leaveCaret();
  const now = /** @type {HTMLElement[]} */ ([...(page.getElementById("passages")?.children ?? [])]);
  const chosen = now.find((one) => one.hasAttribute("aria-current"))?.id ?? "";
  const fresh = new Map();
  for (const one of now) {
    one.removeAttribute("aria-current");
    fresh.set(one.id, one.outerHTML);
  }
  list.replaceChildren(...now.map((one) => kept(one, fresh)));
  drawn.clear();
  for (const [id, html] of fresh) drawn.set(id, html);
  for (const id of ["told", "changes", "counts"]) byId(id).replaceChildren(...(page.getElementById(id)?.childNodes ?? []));
  byId("changes").hidden = page.getElementById("changes")?.hidden ?? true;
  const theirs = /** @type {HTMLFormElement} */ (page.getElementById("bench"));
  for (const name of ["undo", "redo"]) {
    const next = /** @type {HTMLInputElement} */ (theirs.querySelector(`input[name=${name}]`)).value;
    /** @type {HTMLInputElement} */ (bench.querySelector(`input[name=${name}]`)).value = next;
    button(name).disabled = next === "0";
  }
  const next = isStill || !inHand.isConnected ? document.getElementById(chosen) : inHand;
  hold(next ?? /** @type {HTMLElement} */ (list.firstElementChild), { focus: hadFocus || isStill });
}

function kept(/** @type {HTMLElement} */ one, /** @type {Map<string, string>} */ fresh) {
  const here = document.getElementById(one.id);
  return here && drawn.get(one.id) === fresh.get(one.id) ? here : document.adoptNode(one);
}

function tell(/** @type {string} */ text) {
  const words = document.createElement("b");
  words.className = "warn-text";
  words.textContent = text;
  byId("told").replaceChildren(words);
}

// --- where to split ---

function split() {
  if (caret) return caret.take();
  const source = /** @type {HTMLElement} */ (inHand.querySelector(".raw"));
  caret = new Caret(source, words.caret, {
    take: (at) => [leaveCaret(), inHand.focus(), perform("split", { place: at })],
    leave: () => [leaveCaret(), inHand.focus()],
  });
  bench.classList.add("splitting");
  caret.open(likelyPlace(source.textContent ?? ""));
}

function leaveCaret() {
  caret?.close();
  caret = null;
  bench.classList.remove("splitting");
}

/** Where a passage is likely to be split: at the line or sentence that begins nearest to its middle. */
function likelyPlace(/** @type {string} */ text) {
  const borders = [...text.matchAll(/\n\s*|[.!?…؟।]["'”’»)\]]?\s+|[。！？]/gu)].map((one) => one.index + one[0].length);
  const inside = borders.filter((border) => border < text.length);
  const off = (/** @type {number} */ border) => Math.abs(border - text.length / 2);
  const nearest = inside.sort((one, other) => off(one) - off(other))[0] ?? Math.round(text.length / 2);
  return [...text.slice(0, nearest)].length;
}

// --- keys and pointer ---

list.addEventListener("keydown", (event) => {
  const moves = event.key in STEPS || event.key === "j" || event.key === "k";
  if (!isForDesk(event) && !(moves && event.repeat)) return;
  for (const name of namesOf(event)) {
    const act = event.shiftKey ? { m: "merge previous", z: "redo" }[name] : actOn(name);
    if (!act && !(name in STEPS)) continue;
    event.preventDefault();
    if (!act) step(STEPS[/** @type {keyof typeof STEPS} */ (name)]);
    else if (act === "split") split();
    else if (!button(act)?.disabled) perform(act);
    return;
  }
});

function actOn(/** @type {string} */ key) {
  const found = bench.querySelector(`button[aria-keyshortcuts="${CSS.escape(key)}"]`);
  return /** @type {HTMLButtonElement | null} */ (found)?.value;
}

list.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const passage = /** @type {HTMLElement | null} */ (target.closest("[data-passage]"));
  if (target.closest("a.kind")) event.preventDefault();
  if (!passage || caret?.source.contains(target) || getSelection()?.isCollapsed === false) return;
  byId("told").replaceChildren();
  hold(passage);
});

bench.addEventListener("submit", (event) => {
  event.preventDefault();
  const act = /** @type {HTMLButtonElement} */ (event.submitter).value;
  if (act === "split") split();
  else perform(act);
});

document.documentElement.classList.add("mends");
place.closest("label")?.setAttribute("hidden", "");
hold(inHand, { focus: location.hash === `#${inHand.id}` });
