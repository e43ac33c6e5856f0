"""Every page of the product: open to everyone, whole on the narrowest screen, quiet in the console.

What can differ is covered page by page, not multiplied: each page is opened twice. Here in English, left to right: by
all rules of axe in light at 1280 px, and by those on colour, which is all that differs, in dark at 320 × 256 px, which
is 1280 × 1024 at 400 %. In test_language.py right to left, with texts half as long again: by all rules in forced
colours at 320 px, and by those on colour in dark at 1280 px. A page at 200 %, and with a
person's own spacing of text, is tried in English.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looks import (
    COLOURS,
    ENLARGED,
    MAGNIFIED,
    NARROWEST,
    SPACED,
    STANDARDS,
    restyle,
    sticking_out,
    violations,
)
from tests.browser.pages import PAGES, WIDE, Visits, unvisited
from workbench.app import create_app
from workbench.settings import Settings

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Look:
    """What a page looks like.

    `sticking_out` are the elements that make a narrow screen scroll sideways or lose text; `strained` those that do so
    on a wide one at 200 %, and on either where text is spaced.
    """

    violations: list[tuple[str, ...]]
    headings: list[str]
    title: str
    sticking_out: list[str]
    strained: list[str]
    small: list[str]
    moving: list[str]
    told: list[str]


@pytest.fixture(scope="session")
def look(visits: Visits) -> Callable[[str], Look]:
    """Open a page and look it over, the first time it is asked for."""
    looks: dict[str, Look] = {}

    def look(name: str) -> Look:
        if name not in looks:
            page, told = visits.open(name)
            found = violations(page, STANDARDS, WIDE, color_scheme="light")
            moving = page.evaluate(MOVING)
            found += violations(page, COLOURS, MAGNIFIED, color_scheme="dark")
            headings = [text for text in page.locator("h1:visible").all_inner_texts() if text.strip()]
            small, wide = page.evaluate(SMALL), sticking_out(page)
            looks[name] = Look(found, headings, page.title(), wide, _strained(page), small, moving, told)
            page.close()
        return looks[name]

    return look


def _strained(page: Page) -> list[str]:
    page.set_viewport_size(ENLARGED)
    found = sticking_out(page)
    restyle(page, SPACED)
    for size in (NARROWEST, WIDE):
        page.set_viewport_size(size)
        found += sticking_out(page)
    return found


def test_every_page_of_the_product_is_visited(tmp_path: Path) -> None:
    assert unvisited(create_app(Settings(instance=tmp_path))) == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_light_and_dark_on_a_wide_screen_and_magnified(
    look: Callable[[str], Look], name: str
) -> None:
    assert look(name).violations == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_and_a_title_fits_a_narrow_screen_and_ones_own_text_and_is_quiet(
    look: Callable[[str], Look], name: str
) -> None:
    seen = look(name)
    assert len(seen.headings) == 1
    assert seen.title.strip()
    assert seen.sticking_out == []
    assert seen.strained == []
    assert seen.small == []
    assert seen.moving == []
    # A browser writes every answer that is an error into its console, pages of ours that say so among them.
    assert [text for text in seen.told if "the server responded with a status of 4" not in text] == []


@pytest.mark.parametrize("name", ["desk", "people"])
def test_tab_reaches_every_control_and_shows_where_it_is(visits: Visits, name: str) -> None:
    page = visits.open(name)[0]
    controls = page.evaluate(CONTROLS)
    page.evaluate("document.activeElement.blur()")
    reached: dict[str, bool] = {}
    for _ in range(2 * len(controls)):
        page.keyboard.press("Tab")
        control, is_shown = page.evaluate(FOCUSED)
        if control:
            reached[control] = is_shown
    page.close()
    assert set(controls) - set(reached) == set()
    assert [control for control, is_shown in reached.items() if not is_shown] == []


# Targets of less than 24 by 24 px (WCAG 2.2, 2.5.8); a link in the middle of a sentence may be as low as its line.
SMALL = """() => {
  const isThere = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip, .out-of-sight *");
  const isInSentence = (one) => getComputedStyle(one).display === "inline" && one.closest("p, li, dd, td, th");
  const isSmall = (one) => {
    const target = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one;
    const { width, height } = target.getBoundingClientRect();
    return width < 24 || height < 24;
  };
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const small = all.filter((one) => isThere(one) && !isInSentence(one) && isSmall(one));
  return small.map((one) => one.outerHTML.slice(0, 120));
}"""
# What moves by itself for longer than 10 ms although this person asks for less motion.
MOVING = """() => {
  const lasts = (times) => times.split(", ").some((one) => parseFloat(one) * (one.endsWith("ms") ? 1 : 1000) > 10);
  const isAnimated = (style) => style.animationName !== "none" && lasts(style.animationDuration);
  const moves = (style) => lasts(style.transitionDuration) || isAnimated(style);
  const isMoving = (one) => ["", "::before", "::after"].some((part) => moves(getComputedStyle(one, part)));
  return [...document.querySelectorAll("*")].filter(isMoving).map((one) => one.outerHTML.slice(0, 120));
}"""
# What a keyboard must reach, each under a name of its own; the radio buttons of a question are one stop.
CONTROLS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const isThere = (one) => !one.disabled && one.type !== "hidden" && one.checkVisibility({ visibilityProperty: true });
  const nameOf = (one, n) => one.type === "radio" ? one.name : `${n} ${one.textContent.trim() || one.name}`;
  return [...new Set(all.filter(isThere).map((one, n) => one.dataset.stop = nameOf(one, n)))];
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one.closest(".choice") ?? one);
  return [one.dataset.stop ?? "", outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
}"""
