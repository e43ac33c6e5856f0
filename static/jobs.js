// @ts-check
/** The page of a job that has not ended: asks every second how far it is, and loads its report once it has. */

const SECOND = 1000;
const PATIENCE = 10 * SECOND;
const job = /** @type {HTMLElement} */ (document.getElementById("job"));
const bar = /** @type {HTMLProgressElement} */ (document.getElementById("job-bar"));
const title = /** @type {HTMLElement} */ (document.getElementById("job-title"));
const told = /** @type {HTMLElement} */ (document.getElementById("job-told"));

/** @typedef {{is_open: boolean, title: string, told: string, done: number, total: number}} Progress */

async function look() {
  const headers = { Accept: "application/json" };
  const answer = await fetch(job.dataset.progress ?? "", { headers, signal: AbortSignal.timeout(PATIENCE) });
  // Signed out meanwhile, or the job is gone: the page itself says so.
  if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return location.reload();
  if (answer.ok) show(await answer.json());
}

function show(/** @type {Progress} */ progress) {
  if (!progress.is_open) return location.reload();
  bar.max = Math.max(progress.total, 1);
  bar.value = progress.done;
  told.textContent = progress.told;
  // A screen reader reads the heading whenever it changes: once for each step.
  if (title.textContent !== progress.title) title.textContent = progress.title;
}

/** A server that does not answer is asked again: it may be starting anew, and the job goes on. */
async function keepLooking() {
  try {
    if (!document.hidden) await look();
  } catch (error) {
    told.textContent = job.dataset.unreachable ?? "";
  }
  setTimeout(keepLooking, SECOND);
}

setTimeout(keepLooking, SECOND);
