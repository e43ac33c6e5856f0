"""What is around a passage: its article, the guide, what others say, and what one said before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.house import HARBOUR, READY, House, Seat

pytestmark = pytest.mark.browser

OUTLET = "The Ormsund Letter"
WIRE = "The ferry Alba Reni ran aground off Porto Sarn on Monday with 412 people on board, the coast guard said."
STORY: tuple[dict[str, str | None], ...] = (
    {
        "id": "post",
        "outlet": "Post",
        "title": "Ferry aground",
        "text": f"{WIRE}\n\nRepairs cost $500 million now.\n",
    },
    {"id": "wire", "outlet": "Wire", "title": "Alba Reni", "text": f"{WIRE}\n\nNordic Lines fell by 20 per cent.\n"},
)


def test_a_hidden_outlet_is_not_in_the_page_until_all_of_its_article_is_answered(
    house: House, sit: Callable[..., Seat]
) -> None:
    short = HARBOUR | {"id": "https://letter.example/1", "url": "https://letter.example/1"}
    short["text"] = "A quay is built at Ormsund.\n\nNobody asked the fishermen about it.\n"
    seat = sit(house.project(articles=(short, HARBOUR | {"id": "h", "outlet": "Tarrow Post"}), outlet="after"))
    seat.press("f 1 j")
    assert not [word for word in (OUTLET, "letter.example", "Tarrow Post") if word in seat.page.content()]
    seat.stored()
    seat.press("f 1 j z")
    expect(seat.page.locator("#article .meta").first).to_contain_text(OUTLET)
    seat.page.goto(f"{seat.house.url}/projects/{seat.slug}/labels")
    expect(seat.page.get_by_text(OUTLET)).to_have_count(2)


def test_later_passages_are_hidden_where_the_project_wants_it(house: House, sit: Callable[..., Seat]) -> None:
    seat = sit(house.project(later_passages="hidden"))
    expect(seat.page.locator(".passage:visible")).to_have_count(1)
    expect(seat.page.get_by_text("what comes after the passage is hidden")).to_be_visible()
    seat.press("f 1 j")
    expect(seat.page.locator(".passage:visible")).to_have_count(2)
    seat.press("z")
    expect(seat.page.locator(".passage:visible")).to_have_count(1)


def test_what_was_opened_is_stored_with_the_answer(seat: Seat) -> None:
    seat.press("g")
    seat.page.get_by_role("button", name="Topic", exact=True).click()
    seat.press("Escape")
    seat.page.mouse.move(400, 400)
    seat.page.mouse.wheel(0, 2000)
    expect(seat.current).not_to_be_in_viewport()
    seat.press("f 1 j a 2 k")
    seat.stored()
    assert [sorted(one) for one in _opened(seat)] == [["guide:stance", "guide:topic", "later"], []]


def test_the_guide_opens_at_the_label_in_hand_and_where_it_was_left(seat: Seat) -> None:
    section = seat.page.locator("[data-guide-of=topic]")
    seat.press("f 9 g")
    assert section.evaluate("one => one.scrollTop") > 0
    seat.press("g 9 g")
    assert section.evaluate("one => one.scrollTop") > 0
    section.evaluate("one => new Promise((seen) => { one.onscrollend = seen; one.scrollTo(0, 40); })")
    seat.press("g g")
    expect(section).to_be_visible()
    assert section.evaluate("one => one.scrollTop") == 40


def test_the_guide_is_searched_over_all_questions_by_keyboard_and_without_a_network(seat: Seat) -> None:
    seat.press("g g")
    seat.context.set_offline(True)
    seat.press("g /")
    seat.page.keyboard.type("INSIDERS")
    found = seat.page.locator("#guide [role=status]")
    expect(found).to_have_text("1 place")
    expect(seat.page.locator("#guide mark")).to_have_text(["insiders", "Insiders"])
    expect(seat.page.locator("#guide dt:visible")).to_have_count(1)
    seat.press("Enter")
    expect(found).to_have_text("Place 1 of 1")
    seat.press("Escape")
    expect(seat.page.locator("#guide mark")).to_have_count(0)
    expect(seat.page.locator("[data-guide-of=stance]")).to_be_visible()
    seat.press("Escape")
    seat.press("f")
    expect(seat.label("favor")).to_be_checked()


def test_one_key_opens_what_others_say_and_leaves_the_place(house: House, sit: Callable[..., Seat]) -> None:
    seat = sit(house.project(articles=STORY))
    seat.house.grow_stories(seat.slug)
    top = seat.page.evaluate("window.scrollY")
    seat.press("c")
    sheet = seat.page.locator("#corroboration")
    expect(sheet.get_by_role("heading", name="Wire")).to_be_visible()
    expect(sheet.locator(".others .text")).to_contain_text("ran aground off Porto Sarn")
    seat.press("Escape")
    expect(sheet).to_be_hidden()
    assert seat.page.evaluate("window.scrollY") == top
    seat.press("f 1 j")
    seat.page.keyboard.press("c")
    expect(sheet.locator(".alone")).to_contain_text("$500 million")
    seat.press("c a 2 k")
    seat.stored()
    assert _opened(seat) == [["corroboration"], ["corroboration"]]


def test_what_others_say_may_wait_for_the_answer_and_be_without_names(house: House, sit: Callable[..., Seat]) -> None:
    seat = sit(house.project(articles=STORY, corroboration="after", outlet="after"))
    seat.house.grow_stories(seat.slug)
    seat.press("c")
    expect(seat.notices).to_contain_text("once you have answered")
    seat.press("f 1 j")
    seat.stored()
    seat.press("z c")
    sheet = seat.page.locator("#corroboration")
    expect(sheet.get_by_role("heading", name="Another outlet 1")).to_be_visible()
    expect(sheet).not_to_contain_text("Wire")
    assert _opened(seat) == [["corroboration_after"]]
    seat.press("c a Enter")
    seat.stored()
    assert _opened(seat) == [["corroboration_after"], ["corroboration"]]


def test_a_changed_codebook_is_shown_as_a_difference_before_going_on(seat: Seat) -> None:
    seat.house.change_codebook(seat.slug, 'name = "Favours"', 'name = "Speaks for"')
    seat.press("f 1 j a 2 k f 1 j f 1 j f 1 j f 1 j")
    expect(seat.notices).to_contain_text("The questions have changed meanwhile")
    seat.stored()
    seat.notices.get_by_role("button", name="Open it anew").click()
    page = seat.page
    expect(page.get_by_role("heading", name="The questions have changed")).to_be_visible()
    expect(page.locator("del").first).to_contain_text("Favours")
    expect(page.locator("ins").first).to_contain_text("Speaks for")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector(READY, state="attached")
    page.reload()
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("label", has=seat.label("favor"))).to_contain_text("Speaks for")


def test_every_label_of_the_sitting_is_undone_offline_and_what_was_said_before_is_told(seat: Seat) -> None:
    first = seat.passage
    seat.press("f 1 j a 2 k z")
    seat.stored()
    seat.context.set_offline(True)
    seat.press("z")
    assert seat.passage == first
    seat.press("a Enter z z")
    before = seat.page.locator("#said-before")
    expect(before.locator("summary")).to_have_text("Revised 1 time: what you said before")
    before.locator("summary").click()
    expect(before.locator("li")).to_contain_text("Favours")
    expect(seat.label("against")).to_be_checked()
    seat.press("Escape")
    seat.context.set_offline(False)
    seat.come_back()
    stored = seat.stored()
    assert [(one["passage"] == first, one["revises"]) for one in stored][2:] == [(True, stored[0]["key"])]


def _opened(seat: Seat) -> list[list[str]]:
    return seat.house.context_opened(seat.slug, seat.name)
