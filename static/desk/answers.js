// @ts-check
/**
 * One annotator's answers to one passage while they are being given. Knows no page and no network.
 *
 * A question is open until it is settled: answered, unsure or not_applicable. What is chosen in an open question is
 * settled by going on. Each method that may settle something returns whether the passage is thereby ready to be sent.
 *
 * @typedef {{dimension: string, target: string | null, several: boolean, keys: Map<string, string>}} Question
 *   keys: label id by key
 * @typedef {{state: "open" | "answered" | "unsure" | "not_applicable", values: string[], touched: boolean,
 *   reason: string}} Answer
 * @typedef {{dimension: string, target: string | null, value: string | null, state: string, reason?: string}} Judgment
 */

export class Draft {
  /** @param {Question[]} questions */
  constructor(questions) {
    this.questions = questions;
    /** @type {Answer[]} */
    this.answers = questions.map(() => ({ state: "open", values: [], touched: false, reason: "" }));
    this.asked = 0;
    this.comment = "";
  }

  /** The answers that a stored annotation gave. @returns {Draft} */
  static of(/** @type {Question[]} */ questions, /** @type {Judgment[]} */ judgments, comment = "") {
    const draft = new Draft(questions);
    for (const { dimension, target, value, state, reason } of judgments) {
      const index = questions.findIndex((question) => question.dimension === dimension && question.target === target);
      if (index < 0) continue;
      const answer = draft.answers[index];
      Object.assign(answer, { state, touched: true, reason: reason ?? "" });
      if (value !== null) answer.values.push(value);
    }
    draft.comment = comment;
    return draft;
  }

  /** The same answers again, to be looked through from the first question. @returns {Draft} */
  again() {
    const copy = new Draft(this.questions);
    copy.answers = this.answers.map((answer) => ({ ...answer, values: [...answer.values] }));
    copy.comment = this.comment;
    copy.asked = copy.complete ? 0 : copy.answers.findIndex((answer) => answer.state === "open");
    return copy;
  }

  /** Whether anything has been said yet. */
  get touched() {
    return this.comment !== "" || this.answers.some(({ state, touched }) => touched || state !== "open");
  }

  get complete() {
    return this.answers.every((answer) => answer.state !== "open");
  }

  /** The question that a key means: the one now asked, else an open one after it, else the nearest that has the key. */
  questionOf(/** @type {string} */ key) {
    const having = this.questions.flatMap((question, index) => (question.keys.has(key) ? [index] : []));
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
    const wasComplete = this.complete;
    if (index > this.asked) this.#settleTouched(this.asked);
    this.pick(index, label);
    if (this.questions[index].several) return false;
    this.answers[index].state = "answered";
    return this.#moveOn(index, wasComplete);
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
    return this.#moveOn(this.asked, false);
  }

  /** Mark the question now asked as unsure; what is chosen in it stays. */
  unsure() {
    const wasComplete = this.complete;
    this.answers[this.asked].state = "unsure";
    return this.#moveOn(this.asked, wasComplete);
  }

  /** Say that the target of the question now asked is not in the passage. */
  absent() {
    if (this.questions[this.asked].target === null) return false;
    const wasComplete = this.complete;
    this.answers[this.asked] = { state: "not_applicable", values: [], touched: true, reason: "" };
    return this.#moveOn(this.asked, wasComplete);
  }

  /** Ask the question before the one now asked. */
  back() {
    this.asked = Math.max(0, this.asked - 1);
  }

  /** The judgments as the server takes them. @returns {Judgment[]} */
  judgments() {
    return this.questions.flatMap(({ dimension, target }, index) => {
      const { state, values, reason } = this.answers[index];
      const told = state === "unsure" && reason ? { reason } : {};
      return (values.length ? values : [null]).map((value) => ({ dimension, target, value, state, ...told }));
    });
  }

  #settleTouched(/** @type {number} */ index) {
    const answer = this.answers[index];
    if (answer.state === "open" && answer.touched) answer.state = "answered";
  }

  #moveOn(/** @type {number} */ from, /** @type {boolean} */ wasComplete) {
    const open = this.answers.flatMap((answer, index) => (answer.state === "open" ? [index] : []));
    if (open.length) {
      this.asked = open.find((index) => index > from) ?? open[0];
      return false;
    }
    if (!wasComplete || from === this.questions.length - 1) return true;
    this.asked = from + 1;
    return false;
  }
}
