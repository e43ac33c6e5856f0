"""The note before a sitting, passages blurred until they are revealed, and breaks, each only where it is asked for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.house import ARABIC, HARBOUR, House, Seat

pytestmark = pytest.mark.browser

NOTE = "Some articles tell of drownings. Talk to Lena at any time."
HARD = HARBOUR | {"id": "hard"}


def test_where_nobody_asks_for_care_none_is_loaded(sit: Callable[..., Seat]) -> None:
    seat = sit()
    names = "performance.getEntriesByType('resource').map((one) => one.name)"
    assert [name for name in seat.page.evaluate(names) if "care" in name] == []


def test_a_projects_note_stands_before_each_sitting_and_one_key_goes_on(house: House, sit: Callable[..., Seat]) -> None:
    slug = house.project()
    house.change(slug, content_note=NOTE)
    seat = sit(slug)
    button = seat.page.get_by_role("button", name="Begin")
    expect(button).to_have_accessible_description(NOTE)
    expect(seat.current).to_have_count(0)
    button.focus()  # the notice of a first visit had it
    seat.press("Enter f 1 j")
    seat.stored()
    seat.page.reload()
    expect(seat.current).to_be_visible()
    another = seat.context.new_page()
    another.goto(seat.page.url)
    expect(another.get_by_role("button", name="Begin")).to_be_focused()
    another.keyboard.press("Enter")
    expect(another.locator("[aria-current=true][data-passage]")).to_be_visible()


def test_a_blurred_passage_is_answered_only_once_it_is_revealed_and_may_be_skipped_unseen(
    house: House, sit: Callable[..., Seat]
) -> None:
    slug = house.project()
    house.change(slug, blurred=True)
    seat = sit(slug)
    text = seat.current.locator("p")
    expect(text).to_have_attribute("aria-hidden", "true")
    assert "blur" in text.evaluate("(one) => getComputedStyle(one).filter")
    first = seat.passage
    seat.press("f 1 j u b e")
    expect(seat.page.locator("[data-label]:checked")).to_have_count(0)
    seat.press("Enter")
    expect(text).not_to_have_attribute("aria-hidden", "true")
    expect(seat.page.locator("#live")).to_have_text("The passage is shown.")
    expect(seat.current).to_be_focused()
    seat.press("f 1 j")
    expect(seat.page.locator(".veil")).to_be_visible()
    expect(seat.page.get_by_role("button", name="Show this passage")).to_be_focused()
    seat.press("s")
    expect(seat.page.locator(".veil")).to_be_visible()
    assert [one["state"] for one in seat.stored()] == ["answered", "skipped"]
    seat.press("z z")
    assert seat.passage == first
    expect(seat.page.locator(".veil")).to_have_count(0)


def test_only_the_articles_that_a_lead_marked_come_blurred_with_the_word_about_why(
    house: House, sit: Callable[..., Seat]
) -> None:
    slug = house.project(articles=(ARABIC, HARD))
    house.mark_as_hard(slug, "hard", "A drowning, in detail.")
    seat = sit(slug)
    expect(seat.page.locator(".veil")).to_have_count(0)
    seat.press("f 1 j")
    expect(seat.page.locator(".veil")).to_contain_text("A drowning, in detail.")
    expect(seat.label("favor")).to_be_disabled()
    seat.page.get_by_role("button", name="Show the whole article").click()
    expect(seat.page.locator(".blurred")).to_have_count(0)
    expect(seat.label("favor")).to_be_enabled()


def test_an_article_that_is_marked_meanwhile_comes_blurred_too(house: House, sit: Callable[..., Seat]) -> None:
    others = [ARABIC | {"id": f"other-{number}"} for number in range(10)]
    slug = house.project(articles=(*others, HARD))
    seat = sit(slug)
    house.mark_as_hard(slug, "hard", "")
    for _ in others:
        seat.press("f 1 j")
    expect(seat.page.locator(".veil")).to_contain_text("blurred until you want to see it")
    expect(seat.page.locator(".blurred")).not_to_have_count(0)


def test_an_article_that_is_marked_while_it_is_read_is_blurred_from_then_on(
    house: House, sit: Callable[..., Seat]
) -> None:
    lines = "\n\n".join(f"The council heard speaker number {n}, who was against the plan." for n in range(20))
    slug = house.project(articles=[{"id": "hard", "title": "The hearing", "text": lines}])
    seat = sit(slug)
    seat.press("f 1 j")
    house.mark_as_hard(slug, "hard", "A drowning, in detail.")
    for _ in range(6):  # by then more passages are asked for, and with them comes the word
        seat.press("f 1 j")
    expect(seat.page.locator(".veil")).to_contain_text("A drowning, in detail.")
    expect(seat.label("favor")).to_be_disabled()


def test_a_break_stands_between_two_passages_once_the_time_that_a_person_chose_is_worked(
    sit: Callable[..., Seat],
) -> None:
    seat = sit()
    seat.page.clock.install()
    seat.page.reload()
    seat.current.wait_for()
    seat.press("?")
    seat.page.get_by_label("Remind me of a break").select_option("25")
    seat.press("Escape")
    for _ in range(5):
        expect(seat.current).to_be_visible()
        seat.page.clock.fast_forward("20:00")  # of which five minutes count: nobody reads one passage for longer
        seat.press("f 1 j")
    expect(seat.page.get_by_role("heading", name="Time for a break")).to_be_visible()
    expect(seat.page.get_by_role("button", name="Go on")).to_be_focused()
    expect(seat.page.locator("#break-after")).to_contain_text("25 minutes")
    seat.press("Enter f 1 j")
    expect(seat.current).to_be_visible()
    assert len(seat.stored()) == 6
