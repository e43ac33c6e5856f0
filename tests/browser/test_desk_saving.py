"""No answer is lost, doubled or given to another person, whatever becomes of the server and the session."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.house import House, Seat, sign_out

pytestmark = pytest.mark.browser
MINUTE = 60_000
FIVE_MINUTES = 5 * MINUTE
DAY = 24 * 60 * MINUTE


def test_labels_given_while_the_server_is_down_are_saved_once_when_it_is_back(seat: Seat) -> None:
    seat.house.kill()
    passages = [seat.passage]
    seat.press("f 1 j")
    passages.append(seat.passage)
    seat.press("a 2 k")
    expect(seat.saved).to_have_text("Not saved yet: 2 waiting")
    seat.house.start_again()
    assert [one["passage"] for one in seat.stored()] == passages


def test_an_answer_whose_acknowledgement_was_lost_is_not_stored_twice(seat: Seat) -> None:
    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    seat.page.route("**/annotations/*", swallow, times=1)
    seat.press("f 1 j")
    assert len(seat.stored()) == 1


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_jumps_loses_doubles_and_reorders_nothing_and_is_no_time_worked(seat: Seat, days: int) -> None:
    passages = [seat.passage]
    seat.press("f 1 j")
    seat.context.set_offline(True)
    passages.append(seat.passage)
    seat.press("f 1")
    seat.page.clock.set_system_time(datetime.now() + timedelta(days=days))
    seat.press("j")
    passages.append(seat.passage)
    seat.press("a 2 k")
    expect(seat.saved).to_have_text("Not saved yet: 2 waiting")
    seat.page.clock.set_system_time(datetime.now())
    seat.context.set_offline(False)
    seat.come_back()
    assert [one["passage"] for one in seat.stored()] == passages
    assert all(0 <= time < MINUTE for time in seat.house.kept(seat.slug, seat.name, "active_ms"))


def test_an_answer_to_a_passage_that_lay_open_for_days_is_taken(seat: Seat) -> None:
    seat.page.clock.install()
    seat.page.reload()
    seat.current.wait_for()
    seat.page.clock.fast_forward(3 * DAY)
    seat.press("f 1 j")
    assert len(seat.stored()) == 1
    assert seat.house.kept(seat.slug, seat.name, "active_ms") == [DAY]


def test_the_end_of_a_session_is_told_two_minutes_before_and_one_press_puts_it_off(seat: Seat) -> None:
    seat.page.clock.install()
    seat.page.reload()
    seat.current.wait_for()
    session = seat.page.evaluate("JSON.parse(document.getElementById('desk-data').textContent).session_seconds * 1000")
    ending = "You will be signed out in two minutes"
    seat.page.clock.fast_forward(session - FIVE_MINUTES - 3 * MINUTE)  # a session may end five minutes early
    expect(seat.notices).not_to_contain_text(ending)
    seat.page.clock.fast_forward(MINUTE)
    expect(seat.notices).to_contain_text(ending)
    with seat.page.expect_response("**/desk") as asked:
        seat.notices.get_by_role("button", name="Stay signed in").click()
    assert asked.value.ok
    expect(seat.notices).not_to_contain_text(ending)
    seat.page.clock.fast_forward(session - FIVE_MINUTES - 3 * MINUTE)
    expect(seat.notices).not_to_contain_text(ending)


def test_labels_of_someone_signed_out_are_kept_and_sent_after_signing_in_again(seat: Seat) -> None:
    other = _tab(seat)
    sign_out(other)
    seat.press("f 1 j a 2 k")
    expect(seat.notices).to_contain_text("You are signed out")
    expect(seat.saved).to_have_text("Not saved yet: 2 waiting")
    _sign_in(seat.house, other, seat.name)
    seat.come_back()
    assert len(seat.stored()) == 2
    expect(seat.notices).to_be_empty()


def test_one_signs_in_again_without_leaving_the_desk(seat: Seat) -> None:
    other = _tab(seat)
    other.goto(seat.house.invitation(seat.name, signs_in=False))
    for field in ("password", "again"):
        other.fill(f"#{field}", "four unlikely words together")
    other.get_by_role("button", name="Set the password").click()
    sign_out(other)
    seat.press("f 1 j")
    seat.notices.get_by_role("button", name="Sign in").click()
    password = seat.page.get_by_role("textbox", name="Password of")
    password.fill("not this one")
    seat.press("Enter")
    expect(seat.page.locator("#sign-in .error")).to_have_text("Name or password is not right.", timeout=15_000)
    password.fill("four unlikely words together")
    seat.press("Enter")
    assert len(seat.stored()) == 1
    seat.press("a 2 k")
    assert len(seat.stored()) == 2


def test_labels_of_one_person_are_never_sent_for_another(seat: Seat) -> None:
    stranger = seat.house.person("ben", "annotator", seat.slug)
    other = _tab(seat)
    sign_out(other)
    seat.press("f 1 j")
    expect(seat.notices).to_contain_text("You are signed out")
    _sign_in(seat.house, other, stranger)
    seat.come_back()
    expect(seat.notices).to_contain_text(f"{stranger} is signed in here now")
    sign_out(other)
    _sign_in(seat.house, other, seat.name)
    seat.come_back()
    assert len(seat.stored()) == 1
    assert seat.house.stored(seat.slug, stranger) == []


def test_a_desk_that_never_saw_the_change_of_person_does_not_send_for_the_new_one(seat: Seat) -> None:
    stranger = seat.house.person("ben", "annotator", seat.slug)
    other = _tab(seat)
    sign_out(other)
    _sign_in(seat.house, other, stranger)
    seat.press("f 1 j")
    expect(seat.notices).to_contain_text(f"{stranger} is signed in here now")
    assert seat.house.stored(seat.slug, stranger) == []
    assert seat.house.stored(seat.slug, seat.name) == []


def test_an_expired_csrf_token_is_renewed_without_a_word(seat: Seat) -> None:
    other = _tab(seat)
    sign_out(other)
    _sign_in(seat.house, other, seat.name)
    seat.press("f 1 j")
    assert len(seat.stored()) == 1
    expect(seat.notices).to_be_empty()


def test_leaving_the_page_with_answers_unsaved_is_asked_about(seat: Seat) -> None:
    seat.page.route("**/annotations/*", lambda route: route.abort())
    seat.page.locator("#article").click()
    seat.press("f 1 j")
    expect(seat.saved).to_have_text("Not saved yet: 1 waiting")
    with seat.page.expect_event("dialog") as asked:
        seat.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def _tab(seat: Seat) -> Page:
    page = seat.context.new_page()
    page.goto(seat.house.url)
    return page


def _sign_in(house: House, page: Page, name: str) -> None:
    page.goto(house.invitation(name))
    page.wait_for_url(re.compile("/desk$"))
