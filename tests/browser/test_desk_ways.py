"""Going on by itself, and the keys, as each person wants them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.house import READY, Seat

pytestmark = pytest.mark.browser


def test_the_first_visit_says_that_the_desk_goes_on_by_itself_and_the_second_does_not(
    sit: Callable[..., Seat],
) -> None:
    seat = sit()
    fresh = seat.context.new_page()
    fresh.goto(seat.page.url)
    fresh.wait_for_selector(READY, state="attached")
    expect(fresh.locator("#notices")).to_be_empty()
    fresh.evaluate("localStorage.clear()")
    fresh.reload()
    expect(fresh.locator("#notices")).to_contain_text("goes on by itself")


def test_going_on_by_itself_can_be_switched_off(seat: Seat) -> None:
    _open(seat)
    seat.page.get_by_label("Go on by itself").uncheck()
    seat.press("Escape")
    passage = seat.passage
    seat.press("f 1 j")
    expect(seat.page.locator("#ready")).to_be_visible()
    assert seat.passage == passage
    seat.press("k Enter")
    assert seat.answers()[0][-1] == ("reliability", "mostly_reliable", "answered")
    assert seat.passage != passage


def test_an_answer_may_be_changed_in_the_pause_before_going_on(seat: Seat) -> None:
    _open(seat)
    seat.page.get_by_label("Pause before that").select_option("1000")
    seat.press("Escape")
    passage = seat.passage
    seat.press("f 1 j k")
    assert seat.passage == passage
    assert [answers[-1] for answers in seat.answers()] == [("reliability", "mostly_reliable", "answered")]


def test_single_keys_can_be_switched_off(seat: Seat) -> None:
    _open(seat)
    seat.page.get_by_label("Single keys answer").uncheck()
    seat.press("Escape")
    seat.press("f")
    expect(seat.page.locator("[data-label]:checked")).to_have_count(0)
    assert seat.label("favor").get_attribute("aria-keyshortcuts") is None
    seat.label("favor").click()
    expect(seat.label("favor")).to_be_checked()


def test_keys_can_be_moved_and_are_remembered(seat: Seat) -> None:
    _open(seat)
    seat.page.get_by_text("Choose other keys").click()
    seat.page.locator("[data-moves=f]").select_option("w")
    seat.page.reload()
    seat.page.wait_for_selector(READY, state="attached")
    assert seat.label("favor").get_attribute("aria-keyshortcuts") == "w"
    seat.press("f")
    expect(seat.page.locator("[data-label]:checked")).to_have_count(0)
    seat.press("w")
    expect(seat.label("favor")).to_be_checked()


def test_a_key_that_is_taken_changes_places(seat: Seat) -> None:
    _open(seat)
    seat.page.get_by_text("Choose other keys").click()
    seat.page.locator("[data-moves=f]").select_option("a")
    seat.press("Escape")
    assert seat.label("against").get_attribute("aria-keyshortcuts") == "f"
    seat.press("a")
    expect(seat.label("favor")).to_be_checked()


def _open(seat: Seat) -> None:
    seat.page.get_by_role("button", name="Keys").click()
