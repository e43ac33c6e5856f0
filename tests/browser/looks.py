"""What a page looks like to axe-core, and whether it fits."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
NARROWEST: ViewportSize = {"width": 320, "height": 640}
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}
"""1280 by 1024 px at 400 %."""
ENLARGED: ViewportSize = {"width": 640, "height": 400}
"""1280 by 800 px at 200 % (WCAG 1.4.4)."""


def violations(page: Page, rules: list[str], size: ViewportSize, **media: Any) -> list[tuple[str, ...]]:
    """Return what axe-core finds wrong in a page of this size, with what a person asks of their machine."""
    page.set_viewport_size(size)
    page.emulate_media(**media)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    run = page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)
    where = f"{size['width']} px, {' '.join(media.values())}"
    return [
        (where, one["id"], node["html"][:160], node["failureSummary"])
        for one in run["violations"]
        for node in one["nodes"]
    ]


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
"""Text spaced as WCAG 1.4.12 says a person may."""


def restyle(page: Page, style: str) -> None:
    """Have a person's own style hold in a page."""
    page.evaluate(RESTYLE, style)


def sticking_out(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways, and those whose text does not fit or is cut off."""
    found: list[str] = page.evaluate(STICKING_OUT)
    return found


# As a user's own sheet would: no policy of the page's is asked.
RESTYLE = """style => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""
STICKING_OUT = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const isThere = (one) => one.checkVisibility() && !one.closest(".out-of-sight, svg");
  const sticksOut = (one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < -1 || right > clientWidth + 1;
  };
  const isTooFull = (one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 &&
    getComputedStyle(one).overflowX === "visible" && getComputedStyle(one).display !== "inline";
  const all = [...document.body.querySelectorAll("*")].filter(isThere);
  const wide = scrollWidth > clientWidth ? [document.documentElement, ...all.filter(sticksOut)] : [];
  // Names of any length in the bar, headings over the passage, answered questions: each stands whole elsewhere too.
  const ABRIDGED = ".brand, .who summary span, .path, .steps span";
  const isCut = (one) => getComputedStyle(one).overflowY === "hidden" && one.clientWidth > 1 &&
    !one.matches(`input, ${ABRIDGED}`) &&
    (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
  const TEXTS = "button, a, th, td, h1, h2, h3, p, label, legend, dt, dd, li, span, summary";
  const full = all.filter((one) => one.matches(TEXTS) && isTooFull(one));
  return [...wide, ...full, ...all.filter(isCut)].map((one) => one.outerHTML.slice(0, 140));
}"""
