// @ts-check
/**
 * Who is signed in, for how long, and how to sign in again without leaving the desk.
 *
 * @typedef {"good" | "signed_out" | "someone_else" | "unreachable"} Standing
 * @typedef {{csrf: string, me: string, sign_in_url: string, session_seconds: number}} Told
 */

const PATIENCE = 20_000;
const WARNING = 120_000;
// The server writes a visit down only so often: the session may end this much earlier than the last visit tells.
const SLACK = 300_000;
const LONGEST_TIMER = 2_000_000_000;

export class Session {
  /** @type {number | undefined} */
  #timer;
  /** Who is signed in instead, where the standing is `someone_else`. */
  stranger = "";

  /**
   * @param {Told} told
   * @param {() => void} onEnding called two minutes before the session ends
   */
  constructor(told, onEnding) {
    this.csrf = told.csrf;
    this.me = told.me;
    this.signInUrl = told.sign_in_url;
    this.length = told.session_seconds * 1000;
    this.onEnding = onEnding;
    this.heard();
  }

  /** Note that the server has answered this person: the session lasts anew. */
  heard() {
    clearTimeout(this.#timer);
    const pause = Math.max(this.length - SLACK - WARNING, WARNING);
    if (pause < LONGEST_TIMER) this.#timer = setTimeout(this.onEnding, pause);
  }

  /** Read who is signed in, and their token, from a fresh copy of the page. @returns {Promise<Standing>} */
  async renew() {
    try {
      const response = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
      const data = (await pageOf(response)).getElementById("desk-data")?.textContent;
      if (!data) return response.status >= 500 ? "unreachable" : "signed_out";
      const { csrf, me } = JSON.parse(data);
      this.stranger = me;
      if (me !== this.me) return "someone_else";
      this.csrf = csrf;
      this.heard();
      return "good";
    } catch {
      return "unreachable";
    }
  }

  /** Sign the person in again; returns what is wrong, "" if they are. */
  async signIn(/** @type {string} */ password) {
    const token = (await pageOf(await fetch(this.signInUrl))).querySelector("input[name=csrf_token]");
    const form = new URLSearchParams({ name: this.me, password, csrf_token: token?.getAttribute("value") ?? "" });
    const response = await fetch(this.signInUrl, { method: "POST", body: form });
    if (response.ok) return "";
    return (await pageOf(response)).querySelector(".notice.error")?.textContent?.trim() ?? String(response.status);
  }
}

async function pageOf(/** @type {Response} */ response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
