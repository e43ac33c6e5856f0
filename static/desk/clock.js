// @ts-check
/** Counts the milliseconds for which something was on a visible page. */
export class Clock {
  #counted = 0;
  #since = performance.now();

  constructor() {
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#counted += performance.now() - this.#since;
      else this.#since = performance.now();
    });
  }

  restart() {
    this.#counted = 0;
    this.#since = performance.now();
  }

  read() {
    return Math.round(this.#counted + (document.hidden ? 0 : performance.now() - this.#since));
  }
}
