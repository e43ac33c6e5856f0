// @ts-check
/** The upload form: files that are larger than the server takes are told before they are sent. */

const MB = 1024 * 1024;
const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-most]"));
const files = /** @type {HTMLInputElement} */ (form.elements.namedItem("files"));
const tooLarge = /** @type {HTMLElement} */ (document.getElementById("too-large"));

form.addEventListener("submit", (event) => {
  const size = [...(files.files ?? [])].reduce((sum, file) => sum + file.size, 0);
  tooLarge.hidden = size < Number(form.dataset.most) * MB;
  if (!tooLarge.hidden) event.preventDefault();
});
