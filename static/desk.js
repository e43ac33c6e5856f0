// @ts-check
/** The annotator's desk: one passage at a time, its questions beside it, everything on one key. */
import { Draft } from "./desk/answers.js";
import { Clock, Marks, Reading } from "./desk/article.js";
import { drawKeys, isForDesk, listen, meaningOf, Ways } from "./desk/keys.js";
import { clickInDialog, fill, keyInDialog, openGuide, openKeys, openNote, openSignIn, Status } from "./desk/notices.js";
import { Journal, Outbox } from "./desk/outbox.js";
import { Panel } from "./desk/panel.js";
import { Feed, Session } from "./desk/server.js";

/**
 * @typedef {import("./desk/server.js").Passage} Passage
 * @typedef {{passage: Passage, draft: Draft, n: number, isCounted: boolean, opened: Set<string>,
 *   said: import("./desk/revisions.js").Said[]}} Visit
 *   a passage in this sitting: its answers, the how-manieth it is, whether it counts as done, what of its context was
 *   opened since it was answered last, and what was said of it, oldest first
 */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const data = JSON.parse(byId("desk-data").textContent ?? "");
const { words } = data;

const ways = new Ways();
const status = new Status(words);
const panel = new Panel(byId("panel"), words, { choose, pick, ask });
const hidesLater = data.reading.later_passages === "hidden";
const reading = new Reading(byId("article"), byId("panel"), words, hidesLater, (where) => shown?.opened.add(where));
const marks = new Marks(reading, byId("marking"), words, {
  changed: (spans) => [(draft.evidence = spans), after(false)],
  say: (text) => (status.live.textContent = text),
});
const feed = new Feed(data.api, { queue: onQueue, article: onArticle, failed: onFailed, inHand });
const session = new Session(data, onSessionEnding);
const outbox = new Outbox(data.api, session, { saved: onSaved, refused: onRefused, changed: onSending });
const otherTabs = new BroadcastChannel(`workbench-desk ${data.journal.scope}`);

const clock = new Clock();
const progress = { ...(data.queue?.progress ?? { done: 0, total: 0 }) };
/** @type {Visit[]} passages sent in this sitting, in order */
const sent = [];
/** @type {Map<string, string | null>} the key of one's latest annotation, by passage */
const latest = new Map();
/** @type {Visit | null} the passage now to be labelled */
let present = null;
/** @type {Visit | null} the passage on the screen: the present one, or an earlier one looked at again */
let shown = null;
/** @type {Draft} */
let draft = new Draft(panel.questions);
/** whether it was said that the codebook has changed */
let isTold = false;
/** @type {number | undefined} the pause before going on */
let pausing;
/** @type {import("./desk/care.js").Care | null} */
let care = null;

// --- what is on the screen ---

/** Load what a hard article, the project or the person asks for, once. */
async function beCareful() {
  const { Care } = await import("./desk/care.js");
  const parts = { words, status, page: byId("article"), panel: panel.root };
  care ??= new Care(data.care, { ...parts, minutes: () => ways.chosen.breaks, revealed: showMarks });
}

function show(/** @type {Visit} */ visit, /** @type {Draft} */ answers) {
  shown = visit;
  draft = answers;
  clock.restart();
  const article = feed.articleOf(visit.passage);
  if (article.content_note !== undefined && !care) {
    beCareful().then(() => shown === visit && show(visit, answers), () => status.empty("unreachable"));
    return;
  }
  status.empty(null);
  status.at({ n: visit.n, total: progress.total }, reading.place(article, visit.passage.id), progress.done);
  byId("reviewing").hidden = visit === present;
  stay();
  panel.draw(draft);
  reading.show(article, visit.passage.id);
  showMarks();
  care?.cover(article, visit.passage.id);
}

function showMarks() {
  if (shown) marks.show(shown.passage.text, draft.evidence);
}

/** @returns {Visit} */
function visitOf(/** @type {Passage} */ passage, /** @type {Draft} */ draft, /** @type {Partial<Visit>} */ known) {
  return { passage, draft, n: progress.done, isCounted: false, opened: new Set(), said: [], ...known };
}

/** Go on to the passage now to be labelled, or say why there is none. */
function goToPresent(why = "") {
  if ((present || !feed.isEmpty) && care?.stops(goToPresent)) {
    shown = null;
    reading.clear();
    return;
  }
  const passage = present ? undefined : feed.next();
  if (passage) {
    present = visitOf(passage, new Draft(panel.questions), { n: progress.done + 1 });
  }
  if (present) show(present, present.draft);
  else {
    shown = null;
    reading.clear();
    status.at({ n: progress.done, total: progress.total }, null, progress.done);
    status.empty(why || null);
    byId("desk").hidden = true;
  }
  if (!why) feed.refill();
}

/** The passages that the server may still hand out though they are here: on the screen, or answered and on their way. */
function inHand() {
  return [...(present ? [present.passage.id] : []), ...outbox.passages];
}

// --- answering ---

function choose(/** @type {number} */ index, /** @type {string} */ label) {
  if (!care?.holds("choose")) after(draft.choose(index, label));
}

function pick(/** @type {number} */ index, /** @type {string} */ label) {
  stay();
  draft.pick(index, label);
  panel.draw(draft);
}

function ask(/** @type {number} */ index) {
  draft.asked = index;
  panel.draw(draft);
}

/** What follows an answer: the next question, or the next passage as soon as the person wants it. */
function after(/** @type {boolean} */ isReady) {
  const { goesOn, pause } = ways.chosen;
  stay();
  if (isReady && goesOn && !pause) return submit("answered");
  panel.draw(draft);
  if (isReady && goesOn) pausing = setTimeout(() => submit("answered"), pause);
  else byId("ready").hidden = !draft.complete || shown !== present;
}

/** Stay at this passage: what would have gone on does not. */
function stay() {
  clearTimeout(pausing);
  byId("ready").hidden = true;
}

function goOn() {
  if (draft.goOn()) submit("answered");
  else after(false);
}

function submit(/** @type {"answered" | "unusable" | "skipped"} */ state) {
  if (!shown) return;
  stay();
  status.clear("undo");
  const { passage } = shown;
  const key = crypto.randomUUID();
  const body = {
    passage: passage.id,
    state,
    codebook: data.codebook,
    judgments: state === "answered" ? draft.judgments() : [],
    active_ms: clock.read(),
    comment: draft.comment,
    evidence: draft.evidence,
    revises: latest.get(passage.id) ?? null,
    context_opened: [...shown.opened],
  };
  shown.opened.clear();
  shown.said.push({ at: new Date().toISOString(), state, judgments: body.judgments });
  care?.worked(body.active_ms);
  latest.set(passage.id, key);
  shown.draft = draft;
  if (state !== "skipped" && !shown.isCounted) {
    shown.isCounted = true;
    progress.done += 1;
  }
  if (shown === present) {
    sent.push(shown);
    present = null;
  }
  outbox.add({ key, body, number: { n: present?.n ?? progress.done + 1, total: progress.total } });
  otherTabs.postMessage({ passage: passage.id, key });
  goToPresent();
}

// --- the way back ---

function undo() {
  const before = shown && sent.includes(shown) ? sent.indexOf(shown) - 1 : sent.length - 1;
  if (before < 0) status.notice("undo", words.no_earlier);
  else lookAgain(sent[before]);
}

function lookAgain(/** @type {Visit} */ visit) {
  show(visit, visit.draft.again());
  import("./desk/revisions.js").then(({ tellRevisions }) => shown === visit && tellRevisions(visit.said, words), () => {});
  if (!outbox.waiting) fetchOutlet();
}

/** Ask for the outlet of an earlier passage: once all is answered, it is no longer held back. */
function fetchOutlet() {
  if (data.reading.outlet === "after" && shown && shown !== present) feed.fetchOutlet(shown.passage.article.id);
}

// --- words of one's own ---

function addComment() {
  note(words.comment, draft.comment, (comment) => (draft.comment = comment));
}

function addReason(/** @type {number} */ index) {
  const title = fill(words.why_unsure, { question: panel.nameOf(index) });
  note(title, draft.answers[index].reason, (reason) => (draft.answers[index].reason = reason));
}

function note(/** @type {string} */ title, /** @type {string} */ text, /** @type {(text: string) => void} */ take) {
  after(false);
  openNote(title, text, (told) => [take(told), panel.draw(draft)]);
}

async function markEvidence() {
  const visit = shown;
  after(false);
  if (!(await marks.load())) unreachable();
  else if (shown === visit) marks.mark();
}

// --- without a network ---

async function takeAlong() {
  try {
    const modules = [marks.load(), import("./desk/guide.js"), import("./desk/revisions.js")];
    const [n] = await Promise.all([feed.takeAlong(), ...modules]);
    status.notice("offline", fill(words.taken_along, { n }));
  } catch {
    unreachable();
  }
}

function unreachable() {
  status.notice("offline", words.unreachable);
}

// --- what a command does ---

/** @type {Record<string, () => void>} */
const commands = {
  undo,
  unsure: () => (draft.isUnsure ? addReason(draft.asked) : after(draft.unsure())),
  absent: () => after(draft.absent()),
  unusable: () => submit("unusable"),
  skip: () => submit("skipped"),
  go_on: goOn,
  back: () => [stay(), draft.back(), panel.draw(draft)],
  return: () => shown !== present && goToPresent(),
  guide: () => openGuide(panel.questions[draft.asked], draft.answers[draft.asked], (one) => shown?.opened.add(`guide:${one}`)),
  corroboration: () => import("./desk/corroboration.js").then(({ open }) => shown && open(shown, data, status), unreachable),
  keys: openKeys,
  evidence: markEvidence,
  comment: addComment,
  offline: takeAlong,
};

function act(/** @type {string} */ command) {
  if (!care?.holds(command)) commands[command]();
}

document.addEventListener("keydown", (event) => {
  const open = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[open]"));
  if (open) return keyInDialog(event, open);
  if (!isForDesk(event) || (!shown && !["z", "?"].includes(event.key))) return;
  const meant = meaningOf(event, ways, (name) => (shown ? draft.questionOf(name) : undefined));
  if (!meant) return;
  event.preventDefault();
  if (meant.question === undefined) act(meant.command ?? "");
  else choose(meant.question, panel.questions[meant.question].keys.get(meant.name) ?? "");
});

document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element) || clickInDialog(target)) return;
  const command = /** @type {HTMLElement | null} */ (target.closest("[data-act]"))?.dataset.act;
  if (command === "reason") addReason(panel.indexOf(target));
  else if (command && (shown || command === "keys" || command === "undo")) act(command);
});

// --- what the server says ---

function onQueue(/** @type {import("./desk/server.js").Queue} */ queue) {
  if (feed.codebook !== data.codebook && !isTold) {
    isTold = true;
    status.notice("codebook", words.codebook_changed, { label: words.reload, act: () => location.reload() });
  }
  if (queue.passages.some(({ article }) => article.content_note !== undefined)) beCareful();
  if (!outbox.waiting) Object.assign(progress, queue.progress);
  else progress.total = queue.progress.total;
  if (!shown && (!feed.isEmpty || !outbox.waiting)) goToPresent(feed.isEmpty ? (queue.why_empty ?? "") : "");
}

function onArticle(/** @type {import("./desk/article.js").Article} */ article) {
  if (shown?.passage.article.id === article.id) show(shown, draft);
}

function onFailed(/** @type {number} */ httpStatus) {
  if (httpStatus === 401) status.notice("session", words.signed_out, signInHere);
  if (!shown) status.empty("unreachable");
  setTimeout(() => feed.refill(), 5_000);
}

function onSaved(/** @type {import("./desk/outbox.js").Entry} */ entry, /** @type {boolean} */ isLate) {
  marks.load();
  status.say(entry.number);
  if (isLate) status.notice("late", words.late);
  if (!present) feed.refill();
  if (!outbox.waiting) fetchOutlet();
}

/** @param {import("./desk/outbox.js").Entry} entry @param {import("./desk/outbox.js").Refused} refused */
function onRefused(entry, { status: httpStatus, reason, currentKey }) {
  const { passage, revises } = entry.body;
  if (latest.get(passage) === entry.key) latest.set(passage, currentKey ?? revises);
  status.notSaved();
  const why = reason || fill(words.refused_plain, { status: httpStatus });
  const visit = sent.find((one) => one.passage.id === passage);
  const again = visit ? { label: words.open_again, act: () => lookAgain(visit) } : null;
  status.notice(`refused ${passage}`, fill(words.refused, { reason: why }), again);
}

function onSending() {
  status.saving(outbox.waiting, outbox.trouble !== "");
  status.trouble(outbox.trouble, session, signInHere);
}

const signInHere = { label: words.sign_in, act: signIn };

function signIn() {
  openSignIn(async (password) => {
    const wrong = await session.signIn(password).catch(() => words.unreachable);
    if (wrong) return wrong;
    outbox.flush();
    feed.refill();
    return "";
  });
}

function onSessionEnding() {
  status.notice("ending", words.session_ending, { label: words.stay, act: () => session.renew() });
}

/** Another tab of the same person has answered a passage: here it is no longer to be labelled. */
otherTabs.onmessage = ({ data: { passage, key } }) => {
  latest.set(passage, key);
  feed.drop(passage);
  if (present?.passage.id !== passage || present.draft.touched) return;
  present = null;
  goToPresent();
};

// --- coming back, and leaving ---

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) outbox.flush();
});
for (const name of ["online", "focus"]) window.addEventListener(name, () => outbox.flush());
window.addEventListener("beforeunload", (event) => {
  if (outbox.waiting) event.preventDefault();
});

const left = await outbox.open(await Journal.open(data.journal));
for (const { key, body } of left) latest.set(body.passage, key);
listen(/** @type {HTMLFormElement} */ (byId("ways")), ways, () => {
  drawKeys(ways);
  if (ways.chosen.breaks) beCareful();
});
drawKeys(ways);
if (!ways.chosen.told) {
  ways.choose({ told: true });
  status.notice("first", words.first_visit, { label: words.keys, act: openKeys });
}
feed.start(data.queue, data.article);
if (data.care || ways.chosen.breaks) await beCareful();
if (!((data.again || !feed.isEmpty) && care?.stops(start))) start();
outbox.flush();

function start() {
  goToPresent(data.why_empty ?? data.queue?.why_empty ?? "");
  if (data.again) {
    const { passage, key, said } = data.again;
    latest.set(passage.id, latest.get(passage.id) ?? key);
    lookAgain(visitOf(passage, Draft.of(panel.questions, data.again), { isCounted: true, said }));
  }
}
