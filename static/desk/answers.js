// @ts-check
/**
 * One annotator's answers to one passage while they are being given. Knows no page and no network.
 *
 * A question is open until it is settled: answered, unsure or not_applicable. What is chosen in an open question is
 * settled by going on. Each method that may settle something returns whether the passage is thereby ready to be sent.
 * An answer to a question that is no longer asked, since it depends on another, is kept and not sent.
 *
 * @typedef {{dimension: string, target: string | null, several: boolean, keys: Map<string, string>,
 *   when: {of: number, labels: string[]} | null}} Question
 *   keys: label id by key; when: the question that this one depends on, and the labels of it that this one is asked for
 * @typedef {{state: "open" | "answered" | "unsure" | "not_applicable", values: string[], touched: boolean,
 *   reason: string}} Answer
 * @typedef {{dimension: string, target: string | null, value: string | null, state: string, reason?: string}} Judgment
 * @typedef {[start: number, end: number]} Span half open, in code points of the passage's text
 */

export class Draft {
  #wasComplete = false;

  /** @param {Question[]} questions */
  constructor(questions) {
    this.questions = questions;
    /** @type {Answer[]} */
    this.answers = questions.map(() => ({ state: "open", values: [], touched: false, reason: "" }));
    this.asked = 0;
    this.comment = "";
    /** @type {Span[]} */
    this.evidence = [];
  }

  /**
   * The answers that a stored annotation gave.
   * @param {Question[]} questions
   * @param {{judgments: Judgment[], comment: string, evidence: Span[]}} stored
   */
  static of(questions, { judgments, comment, evidence }) {
    const draft = new Draft(questions);
    for (const { dimension, target, value, state, reason } of judgments) {
      const index = questions.findIndex((question) => question.dimension === dimension && question.target === target);
      if (index < 0) continue;
      const answer = draft.answers[index];
      Object.assign(answer, { state, touched: true, reason: reason ?? "" });
      if (value !== null) answer.values.push(value);
    }
    return Object.assign(draft, { comment, evidence });
  }

  /** The same answers again, to be looked through from the first question. @returns {Draft} */
  again() {
    const copy = new Draft(this.questions);
    copy.answers = this.answers.map((answer) => ({ ...answer, values: [...answer.values] }));
    copy.comment = this.comment;
    copy.evidence = this.evidence;
    copy.#wasComplete = copy.complete;
    copy.asked = copy.#open[0] ?? 0;
    return copy;
  }

  /** Whether anything has been said yet. */
  get touched() {
    return this.comment !== "" || this.evidence.length > 0 || this.answers.some(({ state, touched }) => touched || state !== "open");
  }

  get complete() {
    return this.#open.length === 0;
  }

  /** Whether the question now asked is marked as unsure. */
  get isUnsure() {
    return this.answers[this.asked].state === "unsure";
  }

  /** Whether a question is asked: always, or where the answer that it depends on is, or is about to be, such a one. */
  isAsked(/** @type {number} */ index) {
    const { when } = this.questions[index];
    if (!when) return true;
    const { state, values } = this.answers[when.of];
    const isGiven = state === "answered" || state === "open";
    return isGiven && values.some((value) => when.labels.includes(value)) && this.isAsked(when.of);
  }

  /** The questions that are asked and not settled. */
  get #open() {
    return this.questions.flatMap((_, index) => (this.answers[index].state === "open" && this.isAsked(index) ? [index] : []));
  }

  /** The question that a key means: the one now asked, else an open one after it, else the nearest that has the key. */
  questionOf(/** @type {string} */ key) {
    const having = this.questions.flatMap((question, index) =>
      question.keys.has(key) && this.isAsked(index) ? [index] : [],
    );
    const isOpen = (/** @type {number} */ index) => this.answers[index].state === "open";
    return (
      having.find((index) => index === this.asked) ??
      having.find((index) => index > this.asked && isOpen(index)) ??
      having.findLast((index) => index < this.asked) ??
      having[0]
    );
  }

  /** Answer with a label: one answer goes on to the next question; of several, each is switched on or off. */
  choose(/** @type {number} */ index, /** @type {string} */ label) {
    if (index > this.asked) this.#settleTouched(this.asked);
    this.pick(index, label);
    if (this.questions[index].several) return false;
    this.answers[index].state = "answered";
    return this.#moveOn(index);
  }

  /** Choose a label and stay at its question. */
  pick(/** @type {number} */ index, /** @type {string} */ label) {
    const answer = this.answers[index];
    const isOn = answer.values.includes(label);
    if (!this.questions[index].several) answer.values = [label];
    else answer.values = isOn ? answer.values.filter((value) => value !== label) : [...answer.values, label];
    answer.touched = true;
    answer.reason = "";
    if (answer.state !== "open") answer.state = "answered";
    this.asked = index;
  }

  /** Leave the question now asked: with what is chosen in it, or, where several may be, with nothing. */
  goOn() {
    if (this.complete) return true;
    const answer = this.answers[this.asked];
    if (answer.state === "open" && !answer.touched && !this.questions[this.asked].several) return false;
    if (answer.state === "open") answer.state = "answered";
    return this.#moveOn(this.asked);
  }

  /** Mark the question now asked as unsure; what is chosen in it stays. */
  unsure() {
    this.answers[this.asked].state = "unsure";
    return this.#moveOn(this.asked);
  }

  /** Say that the target of the question now asked is not in the passage. */
  absent() {
    const { target } = this.questions[this.asked];
    if (target === null) return false;
    let first = this.asked;  // what depends on an answer toward the target is asked of one that is there
    for (let when = this.questions[first].when; when && this.questions[when.of].target === target; ) {
      first = when.of;
      when = this.questions[first].when;
    }
    this.answers[first] = { state: "not_applicable", values: [], touched: true, reason: "" };
    return this.#moveOn(first);
  }

  /** Ask the question before the one now asked. */
  back() {
    const before = this.questions.findLastIndex((_, index) => index < this.asked && this.isAsked(index));
    this.asked = Math.max(0, before);
  }

  /** The judgments as the server takes them. @returns {Judgment[]} */
  judgments() {
    return this.questions.flatMap(({ dimension, target }, index) => {
      if (!this.isAsked(index)) return [];
      const { state, values, reason } = this.answers[index];
      const told = state === "unsure" && reason ? { reason } : {};
      return (values.length ? values : [null]).map((value) => ({ dimension, target, value, state, ...told }));
    });
  }

  #settleTouched(/** @type {number} */ index) {
    const answer = this.answers[index];
    if (answer.state === "open" && answer.touched) answer.state = "answered";
  }

  /** Ask the next open question. Looked through again, the passage is ready only after the last one, or by going on. */
  #moveOn(/** @type {number} */ from) {
    const open = this.#open;
    const next = this.questions.findIndex((_, index) => index > from && this.isAsked(index));
    if (!open.length && (!this.#wasComplete || next < 0)) {
      this.#wasComplete = true;
      return true;
    }
    this.asked = open.find((index) => index > from) ?? open[0] ?? next;
    return false;
  }
}
