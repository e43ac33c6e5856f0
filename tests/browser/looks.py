"""What a page looks like to axe-core, and whether it fits."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
NARROWEST: ViewportSize = {"width": 320, "height": 640}
MAGNIFIED: ViewportSize = {"width": 320, "height": 256}
"""1280 by 1024 px at 400 %."""


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


def sticking_out(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways, and those whose own text does not fit into them."""
    found: list[str] = page.evaluate(STICKING_OUT)
    return found


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
  const TEXTS = "button, a, th, td, h1, h2, h3, p, label, legend, dt, dd, li, span, summary";
  const full = all.filter((one) => one.matches(TEXTS) && isTooFull(one));
  return [...wide, ...full].map((one) => one.outerHTML.slice(0, 140));
}"""
