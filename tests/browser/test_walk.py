"""Walks by keyboard alone: wherever Tab stops, one sees where one is, nothing covers it, and one gets on from there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.house import House, Seat

pytestmark = pytest.mark.browser

PASSWORD = "four words of nobody"
MANY = 80


class Walker:
    """Someone at a page who has no pointer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, keys: str) -> None:
        """Press keys, named with blanks between them."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into the field in hand."""
        self.page.keyboard.type(text)

    def go_to(self, target: str, key: str = "Tab") -> None:
        """Press Tab until the control is reached, and look at every stop on the way."""
        for number in range(MANY):
            self.page.keyboard.press(key)
            stop: dict[str, Any] = self.page.evaluate(STOP, [target, key == "Tab" and number > 0])
            assert stop["wrong"] == [], stop
            if stop["isThere"]:
                return
        pytest.fail(f"{target} is not reached by {key} within {MANY} stops")

    def follow(self, target: str, address: str, key: str = "Tab") -> None:
        """Go to a link or button, press Enter, and be at that address."""
        self.go_to(target, key)
        self.press("Enter")
        self.page.wait_for_url(re.compile(address))
        self.page.wait_for_load_state("load")  # before it, no key is listened to


def test_an_annotator_needs_no_pointer(house: House, open_browser: Callable[..., BrowserContext]) -> None:
    slug = house.project()
    name = house.person("ada", "annotator", slug)
    house.set_password(name, PASSWORD)
    page = open_browser().new_page()
    walker = Walker(page)
    page.goto(f"{house.url}/sign-in")
    expect(page.locator("#name")).to_be_focused()  # only then what is typed goes there
    # What a password manager or a note holds can be pasted (WCAG 3.3.8): here, from the field before.
    walker.type(PASSWORD)
    walker.press("ControlOrMeta+a ControlOrMeta+x")
    walker.type(name)
    walker.go_to("#password")
    walker.press("ControlOrMeta+v")
    expect(page.locator("#password")).to_have_value(PASSWORD)
    walker.press("Enter")
    page.wait_for_url(re.compile("/desk$"))
    passage = page.locator("[aria-current=true][data-passage]")
    passage.wait_for()
    walker.go_to("#notices button:last-of-type")
    walker.press("Enter")
    for _ in range(3):
        walker.press("f 1 j")
        expect(passage).to_be_focused()
    expect(page.locator("#saved")).to_have_text("Saved")
    for key, sheet in (("g", "#guide"), ("?", "#keys")):
        walker.press(key)
        walker.go_to(f"{sheet} [data-act=close]")
        walker.go_to(f"{sheet} section:not([hidden])", "Shift+Tab")
        walker.press("Escape")
        expect(passage).to_be_focused()
    walker.follow(".nav a[href$='/labels']", "/labels$", "Shift+Tab")
    expect(page.locator(".labels-list > li")).to_have_count(3)
    walker.go_to("#q")
    walker.go_to(".labels-list a")
    walker.go_to(".who summary", "Shift+Tab")
    walker.press("Enter")
    walker.follow(".menu a[href='/account']", "/account$")
    walker.go_to("#language")
    walker.go_to("form[action$='/tokens'] button")
    walker.go_to(".who summary", "Shift+Tab")
    walker.press("Enter")
    walker.follow(".menu button", "/sign-in$")


def test_a_lead_needs_no_pointer(house: House, open_browser: Callable[..., BrowserContext]) -> None:
    slug = house.project()
    page = open_browser().new_page()
    walker = Walker(page)
    house.person("ben", "annotator", slug)
    page.goto(house.invitation(house.person("lena", "lead", slug)))
    walker.follow("main a.button", "/progress$")
    walker.follow(".nav a[href$='/agreement']", "/agreement$")
    walker.follow(".nav a[href$='/articles']", "/articles$")
    walker.follow("tbody a", "/cut")
    walker.go_to("#passages > li")
    walker.press("ArrowDown q")
    expect(page.locator("#told")).to_have_text("Its kind is changed.")
    walker.press("z")
    expect(page.locator("#told")).to_have_text("Undone.")
    walker.press("s")
    expect(page.get_by_role("textbox")).to_be_focused()
    walker.press("Escape")
    expect(page.locator("#passages > [aria-current]")).to_be_focused()
    walker.go_to("#bench button[value=split]")
    walker.follow(".nav a[href$='/settings']", "/settings$", "Shift+Tab")
    walker.go_to("#name")
    walker.press("End")
    walker.type(" again")
    walker.go_to("main form button")
    walker.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The settings are saved.")
    walker.follow(".nav a[href$='/people']", "/people$")
    walker.go_to("main summary")
    walker.press("Enter")
    walker.go_to("main details button")
    walker.go_to("#name")
    walker.type("guest-of-the-walk")
    walker.press("Enter")
    expect(page.locator("input[readonly]")).to_be_focused()


def test_a_screen_reader_hears_once_that_a_label_is_saved_and_only_when_it_is(seat: Seat) -> None:
    seat.page.evaluate(LISTEN)
    held: list[Route] = []
    seat.page.route("**/annotations/*", lambda route: held.append(route))  # noqa: PLW0108  a built-in is refused
    seat.press("f 1 j f 1 j")
    expect(seat.current).to_be_focused()
    assert seat.current.get_attribute("data-passage") is not None
    assert seat.page.evaluate("said") == []
    seat.page.route("**/annotations/*", lambda route: route.continue_())
    for route in held:
        route.continue_()
    seat.stored()
    total = seat.page.locator("#progress").get_attribute("max")
    expect(seat.page.locator("#live")).to_have_text(f"Saved. Passage 3 of {total}.")
    assert seat.page.evaluate("said") == [f"Saved. Passage {number} of {total}." for number in (2, 3)]
    tree = seat.page.locator("#live").aria_snapshot()
    assert tree == f"- status: Saved. Passage 3 of {total}."


LISTEN = """() => {
  window.said = [];
  const live = document.getElementById("live");
  const hear = () => said.push(live.textContent);
  new MutationObserver(hear).observe(live, { childList: true, characterData: true, subtree: true });
}"""
# Where the keyboard is: whether that is seen (2.4.7, a ring of 2 px with a contrast of 3), is not covered (2.4.11),
# and comes after the stop before (2.4.3).
STOP = """([target, isOn]) => {
  const one = document.activeElement;
  if (one === document.body) { window.before = undefined; return { isThere: false, wrong: [] }; }
  one.scrollIntoView({ block: "nearest" });
  const shown = one.closest(".choice") ?? one;
  const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(shown);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const linear = (n) => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = parts(colour).map((n) => linear(n / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const paper = (element) => {
    const colour = element ? getComputedStyle(element).backgroundColor : "rgb(255, 255, 255)";
    return parts(colour)[3] === 0 ? paper(element.parentElement) : colour;
  };
  const [less, more] = [light(outlineColor), light(paper(shown.parentElement))].sort((a, b) => a - b);
  const hasRing = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && more / less >= 3;
  const isMarked = hasRing || boxShadow !== "none" || one.matches("[aria-current]");
  const box = shown.getBoundingClientRect();
  const thirds = [0.1, 0.5, 0.9];
  const places = thirds.flatMap((x) => thirds.map((y) => [box.x + x * box.width, box.y + y * box.height]));
  const isSeen = places.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (shown.contains(top) || top.contains(shown));
  });
  const before = window.before;
  window.before = one;
  const follows = !isOn || !before?.isConnected || before === one ||
    Boolean(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const wrong = [isMarked ? "" : "not marked", isSeen ? "" : "covered", follows ? "" : "out of order"].filter(Boolean);
  return { isThere: one.matches(target), wrong, one: one.outerHTML.slice(0, 160) };
}"""
