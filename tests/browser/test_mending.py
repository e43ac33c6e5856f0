"""An article mended by keyboard alone before a real browser, and the desk of whoever works on it meanwhile."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.house import HARBOUR, House, Seat

pytestmark = pytest.mark.browser

ARTICLE = HARBOUR | {"text": "One is here. 😀 It goes on.\n\nTwo is here.\n\nThree is here.\n\nFour is here.\n"}


@pytest.fixture
def slug(house: House) -> str:
    return house.project(articles=[ARTICLE])


@pytest.fixture
def lead(house: House, slug: str, open_browser: Callable[..., BrowserContext]) -> Iterator[Page]:
    """The page of the cut before a lead."""
    page = open_browser().new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if "Policy" in told.text else None)
    page.goto(house.invitation(house.person("lena", "lead", slug)))
    page.goto(f"{house.url}/projects/{slug}/articles/cut?id=harbour")
    yield page
    assert faults == []


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def expect_passages(page: Page, *texts: str) -> None:
    expect(page.locator("#passages .text")).to_have_text(list(texts))


def test_an_article_is_mended_by_keyboard_alone_and_each_act_undone(lead: Page) -> None:
    lead.locator("h1").click()
    while not lead.evaluate("document.activeElement.matches('#passages > li')"):
        lead.keyboard.press("Tab")
    in_hand, told = lead.locator("[aria-current=true]"), lead.locator("#told")
    press(lead, "ArrowDown j k k Home")
    expect(lead.locator("#in-hand")).to_have_text("Passage 1 of 4")
    press(lead, "s")
    expect(in_hand.locator("pre")).to_be_focused()
    press(lead, "x Delete Home ArrowRight ArrowRight ArrowRight ArrowRight Enter")  # only the caret moves
    expect(told).to_have_text("Split in two.")
    expect_passages(lead, "One", "is here. 😀 It goes on.", "Two is here.", "Three is here.", "Four is here.")
    expect(in_hand).to_be_focused()
    press(lead, "s Enter")  # at the sentence that begins nearest to the middle
    expect_passages(lead, "One", "is here.", "😀 It goes on.", "Two is here.", "Three is here.", "Four is here.")
    press(lead, "Shift+M")
    expect(told).to_have_text("Merged.")
    press(lead, "h")
    expect(in_hand.locator(".kind")).to_have_text("heading")
    press(lead, "j x")
    expect(told).to_have_text("It is not labelled any more.")
    expect(in_hand).to_contain_text("left out by a lead")
    expect(in_hand).to_be_focused()
    lead.reload()
    expect(in_hand).to_be_focused()
    for _ in range(5):
        press(lead, "z")
    expect_passages(lead, "One is here. 😀 It goes on.", "Two is here.", "Three is here.", "Four is here.")
    expect(lead.get_by_role("button", name="Undo")).to_be_disabled()
    press(lead, "Shift+Z")
    expect(told).to_have_text("Done again.")
    expect(lead.locator("#passages > li")).to_have_count(5)
    expect(lead.locator("#changes li")).to_have_count(5)


def test_a_caret_that_is_left_splits_nothing_and_a_click_chooses_a_place(lead: Page) -> None:
    first = lead.locator("#passages > li").first
    first.locator(".text").click()
    press(lead, "s Escape")
    expect(first).to_be_focused()
    lead.get_by_role("button", name="Split").click()
    first.locator("pre").click(position={"x": 30, "y": 10})
    lead.get_by_role("button", name="Split").click()
    expect(lead.locator("#passages > li")).to_have_count(5)
    expect(lead.locator("#told")).to_have_text("Split in two.")


def test_the_lead_is_told_what_it_costs_and_the_desk_goes_on(
    house: House, slug: str, lead: Page, sit: Callable[..., Seat]
) -> None:
    seat = sit(slug)
    first = seat.passage
    seat.press("f 1 j")
    assert [one["passage"] for one in seat.stored()] == [first]
    second = seat.passage
    lead.reload()
    expect(lead.locator(f"#p-{first}")).to_contain_text("1 answer")
    lead.locator(f"#p-{first} .text").click()
    dialog = lead.get_by_role("dialog")
    press(lead, "q")
    expect(dialog).to_contain_text("1 person has answered here. The answer is kept, but no longer counts.")
    press(lead, "Escape")
    expect(lead.locator(f"#p-{first}")).to_be_focused()
    press(lead, "m")
    expect(dialog).to_be_visible()
    press(lead, "Enter")
    expect_passages(lead, "One is here. 😀 It goes on.\nTwo is here.", "Three is here.", "Four is here.")
    merged = lead.locator("[aria-current=true]").get_attribute("data-passage")

    assert seat.passage == second  # what is on the screen can still be answered
    seat.press("f 1 j")
    expect(seat.notices).to_contain_text("came late")
    for _ in range(2):
        assert seat.passage not in {first, second}
        seat.press("f 1 j")
    expect(seat.current).to_have_text(re.compile("One is here.*Two is here", re.S))
    assert seat.passage == merged
    seat.press("f 1 j")
    assert [one["passage"] for one in seat.stored()][-1] == merged
    expect(seat.page.locator("[data-why=all_done]")).to_be_visible()


def test_what_another_lead_mended_meanwhile_is_shown_as_it_is_now(lead: Page) -> None:
    other = lead.context.new_page()
    other.goto(lead.url)
    other.locator("#passages > li").first.locator(".text").click()
    press(other, "x")
    expect(other.locator("#told")).to_have_text("It is not labelled any more.")
    lead.locator("#passages > li").first.locator(".text").click()
    press(lead, "h")
    expect(lead.locator("#told")).to_contain_text("mended meanwhile")
    expect(lead.locator("#passages > li").first).to_contain_text("left out by a lead")
