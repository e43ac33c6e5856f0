"""The desk before a reader: keys, touch, the guide, and what each answer is stored as."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.house import ARABIC, HARBOUR, TARGET, House, Seat

pytestmark = pytest.mark.browser
Sit = Callable[..., Seat]

A_KEY = "document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...%s}))"


def test_three_keys_label_a_passage_and_the_next_is_there_without_waiting_for_the_network(seat: Seat) -> None:
    held: list[Route] = []
    seat.page.route("**/api/v1/**", lambda route: held.append(route))  # noqa: PLW0108  a built-in is refused
    first = seat.passage
    seat.press("f 1 j")
    second = seat.passage
    assert second != first
    seat.press("a 2 l")
    expect(seat.saved).to_have_text("Saving…")
    assert seat.house.stored(seat.slug, seat.name) == []
    seat.page.route("**/api/v1/**", lambda route: route.continue_())
    for route in held:
        route.continue_()
    assert [one["passage"] for one in seat.stored()] == [first, second]
    assert seat.answers() == [
        [("stance", "favor", "answered"), ("topic", "economy", "answered"), ("reliability", "reliable", "answered")],
        [("stance", "against", "answered"), ("topic", "law", "answered"), ("reliability", "doubtful", "answered")],
    ]


def test_the_list_is_one_passage_and_is_drawn_as_a_list_and_a_table_as_a_table(seat: Seat) -> None:
    seat.press("f 1 j f 1 j")
    expect(seat.current.locator("li")).to_have_count(3)
    expect(seat.page.locator(".passage table thead th")).to_have_text(["Year", "Ships", "Tonnes"])
    expect(seat.page.locator(".passage h2")).to_have_text("What the ships say")


def test_two_targets_take_four_keys(house: House, sit: Sit) -> None:
    seat = sit(house.project(targets=("the council", "the fishermen")))
    first = seat.passage
    seat.press("f a 1")
    assert seat.passage == first
    seat.press("j")
    assert seat.passage != first
    (annotation,) = seat.stored()
    stances = [(one["target"], one["value"]) for one in annotation["judgments"] if one["dimension"] == "stance"]
    assert stances == [("the-council", "favor"), ("the-fishermen", "against")]


def test_a_wrong_key_changes_nothing(seat: Seat) -> None:
    first = seat.passage
    seat.press("h w / F7 Space Enter")
    assert seat.passage == first
    expect(seat.page.locator("[data-label]:checked")).to_have_count(0)
    expect(seat.saved).to_be_empty()


def test_the_key_of_an_earlier_question_changes_its_answer(seat: Seat) -> None:
    seat.press("f 1 a j")
    assert seat.answers()[0][0] == ("stance", "against", "answered")


def test_several_topics_may_be_chosen_and_taken_back(seat: Seat) -> None:
    seat.press("f 1 3 2 1 j")
    topics = [value for dimension, value, _state in seat.answers()[0] if dimension == "topic"]
    assert topics == ["government", "law"]


def test_enter_says_that_no_topic_fits(seat: Seat) -> None:
    seat.press("f Enter j")
    assert seat.answers()[0][1] == ("topic", None, "answered")


@pytest.mark.parametrize(
    ("keys", "judgments"),
    [
        pytest.param("u 1 j", [("stance", None, "unsure"), ("topic", "economy", "answered")], id="unsure"),
        pytest.param("- 1 j", [("stance", None, "not_applicable"), ("topic", "economy", "answered")], id="absent"),
    ],
)
def test_unsure_and_an_absent_target_are_stored_as_states(
    seat: Seat, keys: str, judgments: list[tuple[str, str | None, str]]
) -> None:
    seat.press(keys)
    assert seat.answers() == [[*judgments, ("reliability", "reliable", "answered")]]


def test_broken_text_and_a_skip_end_without_judgments_and_a_skipped_passage_comes_back_last(
    house: House, sit: Sit
) -> None:
    seat = sit(house.project(articles=[HARBOUR | {"text": "One thing is so.\n\nAnother is not.\n\nA third may be.\n"}]))
    skipped = seat.passage
    seat.press("s b f 1 j")
    expect(seat.current).to_have_attribute("data-passage", skipped)
    assert [(one["state"], len(one["judgments"])) for one in seat.stored()] == [
        ("skipped", 0),
        ("unusable", 0),
        ("answered", 3),
    ]


def test_undo_shows_the_passage_with_its_answers_and_a_changed_one_is_a_revision(seat: Seat) -> None:
    first = seat.passage
    seat.press("f 1 j")
    second = seat.passage
    seat.press("z")
    assert seat.passage == first
    for label in ("favor", "economy", "reliable"):
        expect(seat.label(label)).to_be_checked()
    assert len(seat.stored()) == 1
    seat.press("a Enter")
    assert seat.passage == second
    before, after = seat.stored()
    assert (after["passage"], after["revises"]) == (first, before["key"])
    assert [answers[0][1] for answers in seat.answers()] == ["favor", "against"]


def test_an_earlier_passage_left_with_escape_stays_as_it_was(seat: Seat) -> None:
    seat.press("f 1 j")
    second = seat.passage
    seat.press("z a Escape")
    assert seat.passage == second
    assert [answers[0][1] for answers in seat.answers()] == ["favor"]


def test_the_guide_tells_of_the_question_asked_and_escape_comes_back_to_the_same_place(seat: Seat) -> None:
    seat.press("f 1 j f 1 j f 1 j f")
    place = seat.passage, seat.page.evaluate("scrollY")
    seat.press("g")
    section = seat.page.locator("#guide section:visible")
    expect(section).to_have_attribute("data-guide-of", "topic")
    for words in (
        "Money, work and trade",  # the definition
        "Use Costs, contracts, jobs",
        "Do not use A sum is named only",
        "The shipyard at Ormsund will take on sixty welders",  # the example
    ):
        expect(section).to_contain_text(words)
    seat.press("2 j")
    seat.press("Escape")
    expect(seat.page.locator("#guide")).to_be_hidden()
    assert (seat.passage, seat.page.evaluate("scrollY")) == place
    expect(seat.page.locator("[data-label]:checked")).to_have_count(1)
    expect(seat.label("favor")).to_be_checked()
    assert seat.page.evaluate("document.activeElement.dataset.passage") == place[0]


def test_a_question_mark_shows_every_key(seat: Seat) -> None:
    seat.press("?")
    keys = seat.page.locator("#keys")
    expect(keys).to_be_visible()
    shown = set(keys.locator("kbd").all_inner_texts())
    assert {"f", "a", "n", "o", "1", "j", "z", "u", "-", "b", "s", "m", "g", "?"} <= {key.lower() for key in shown}


def test_keys_typed_into_a_comment_are_words_and_the_comment_is_kept(seat: Seat) -> None:
    first = seat.passage
    seat.press("m")
    seat.page.keyboard.type("f 1 j z")
    seat.press("Enter")
    assert seat.passage == first
    expect(seat.page.locator("[data-label]:checked")).to_have_count(0)
    with seat.page.expect_request("**/annotations/*") as sent:
        seat.press("f 1 j")
    assert sent.value.post_data_json["comment"] == "f 1 j z"


@pytest.mark.parametrize("how", ["ctrlKey", "altKey", "metaKey", "repeat", "isComposing"])
def test_a_key_of_a_shortcut_or_a_composition_or_held_down_is_not_an_answer(seat: Seat, how: str) -> None:
    seat.page.evaluate(A_KEY % f"{{key: 'f', code: 'KeyF', {how}: true}}")
    expect(seat.page.locator("[data-label]:checked")).to_have_count(0)
    seat.page.evaluate(A_KEY % "{key: 'f', code: 'KeyF'}")
    expect(seat.label("favor")).to_be_checked()


def test_labels_answer_under_a_cyrillic_layout_too(seat: Seat) -> None:
    seat.page.evaluate(A_KEY % "{key: 'а', code: 'KeyF'}")
    expect(seat.label("favor")).to_be_checked()


def test_scripts_find_the_current_passage_and_each_control_by_the_attributes_of_the_contract(seat: Seat) -> None:
    expect(seat.current).to_have_count(1)
    expect(seat.page.locator("[aria-current=true]")).to_have_count(1)
    found = seat.page.locator("[data-label][data-dimension]").evaluate_all(
        "all => all.map(one => [one.dataset.dimension, one.dataset.target, one.dataset.label, one.ariaKeyShortcuts"
        " ?? one.getAttribute('aria-keyshortcuts')])"
    )
    assert ["stance", "the-harbour-plan", "favor", "f"] in found
    assert ["topic", "", "economy", "1"] in found
    assert ["reliability", "", "reliable", "j"] in found
    assert len({key for *_rest, key in found}) == len(found)


def test_three_taps_label_a_passage_on_a_small_phone(sit: Sit) -> None:
    seat = sit(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    first = seat.passage
    for label in ("favor", "economy", "reliable"):
        box = seat.page.locator(".choice").filter(has=seat.label(label)).bounding_box()
        assert box
        assert box["height"] >= 44
        seat.label(label).tap()
        if label == "economy":
            seat.page.get_by_role("button", name="Go on").tap()
    assert seat.passage != first
    assert len(seat.answers()) == 1


def test_the_question_that_was_pressed_last_is_open_on_the_next_passage(seat: Seat) -> None:
    first = seat.passage
    seat.label("economy").click()
    seat.label("reliable").click()
    seat.label("favor").click()
    expect(seat.current).not_to_have_attribute("data-passage", first)
    assert seat.page.locator("#panel input:checked").count() == 0


@pytest.mark.parametrize("asked_for", ["reduce", "no-preference"])
def test_nothing_moves_when_the_next_passage_comes(sit: Sit, asked_for: str) -> None:
    seat = sit(reduced_motion=asked_for)
    seat.press("f 1")
    last_key = A_KEY % "{key: 'j', code: 'KeyJ'}"
    assert seat.page.evaluate(f"() => {{ {last_key}; return document.getAnimations().length }}") == 0


def test_a_passage_from_right_to_left_is_set_so_and_names_its_language(house: House, sit: Sit) -> None:
    seat = sit(house.project(articles=[ARABIC]))
    assert seat.current.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert seat.current.evaluate("one => one.closest('[lang]').lang") == "ar"
    assert seat.page.locator("#article h1").evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert seat.page.evaluate("getComputedStyle(document.body).direction") == "ltr"


@pytest.mark.parametrize(
    ("why", "title"),
    [
        ("all_done", "All done"),
        ("others_hold_the_rest", "Others hold the rest"),
        ("no_passages", "Nothing to label yet"),
    ],
)
def test_an_empty_desk_says_why(house: House, sit: Sit, why: str, title: str) -> None:
    slug = house.project(articles=() if why == "no_passages" else (ARABIC,), overlap=1)
    if why == "others_hold_the_rest":
        house.hold_everything(slug, house.person("ben", "annotator", slug))
    seat = sit(slug)
    if why == "all_done":
        seat.press("f 1 j")
    said = seat.page.locator(f"[data-why={why}]")
    expect(said).to_be_visible()
    expect(said.locator("h2")).to_have_text(title)
    expect(seat.page.locator("[data-why]:visible")).to_have_count(1)
    expect(seat.current).to_have_count(0)


def test_a_lead_sees_a_calm_page_in_place_of_the_desk(house: House, browser: Browser) -> None:
    slug, page = house.project(), browser.new_page()
    page.goto(house.invitation(house.person("lena", "lead", slug)))
    page.goto(f"{house.url}/projects/{slug}/desk")
    expect(page.get_by_role("heading", name="The desk is for annotators")).to_be_visible()
    page.get_by_role("link", name="See progress").click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith(f"/{slug}/progress")
    page.close()


def test_the_name_of_the_target_stands_in_its_question(seat: Seat) -> None:
    expect(seat.page.get_by_role("group", name=f"Stance toward {TARGET}")).to_be_visible()


def test_a_label_is_found_in_the_list_opened_and_changed(seat: Seat) -> None:
    first = seat.passage
    seat.press("f 1 j a 2 k")
    seat.stored()
    seat.page.get_by_role("link", name="Labels").click()
    seat.page.get_by_label("Answer").select_option("stance=favor")
    seat.page.get_by_role("button", name="Search").click()
    seat.page.locator(".labels-list a").click()
    expect(seat.current).to_have_attribute("data-passage", first)
    expect(seat.label("favor")).to_be_checked()
    seat.press("n Enter")
    assert [one["revises"] is not None for one in seat.stored()] == [False, False, True]
    seat.page.get_by_role("link", name="Labels").click()
    expect(seat.page.get_by_text("1 earlier version")).to_have_count(1)
