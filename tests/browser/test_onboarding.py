"""From an invitation to the first saved label, with a training round between and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.house import READY, House

pytestmark = pytest.mark.browser

MOST_STEPS = 5
PASSWORD = "four small odd words"


class Way:
    """A new annotator's way in; a step is a page to act on, or a decision."""

    def __init__(self, house: House, context: BrowserContext, slug: str) -> None:
        self.steps: list[str] = []
        self.name = house.person("eva", "annotator", slug)
        self.page: Page = context.new_page()
        self._step("follow the link")
        self.page.goto(house.invitation(self.name, signs_in=False))
        self._step("set a password")
        for label in ("Choose a password", "The same again"):
            self.page.get_by_label(label).fill(PASSWORD)
        self.page.keyboard.press("Enter")

    def answer(self, keys: str) -> None:
        self._step(f"answer a passage: {keys}")
        for key in keys.split():
            self.page.keyboard.press(key)

    def go_on(self) -> None:
        self._step("read the known answers")
        self.page.keyboard.press("Enter")

    def _step(self, step: str) -> None:
        self.steps.append(step)


def test_three_steps_lead_from_the_invitation_to_the_first_saved_label(
    house: House, open_browser: Callable[..., BrowserContext]
) -> None:
    slug = house.project()
    way = Way(house, open_browser(), slug)
    way.page.wait_for_url(re.compile(f"/projects/{slug}/desk$"))
    way.page.locator("[aria-current=true][data-passage]").wait_for()
    way.answer("f 1 j")
    expect(way.page.locator("#saved")).to_have_text("Saved", timeout=15_000)
    assert way.steps == ["follow the link", "set a password", "answer a passage: f 1 j"]
    assert len(way.steps) <= MOST_STEPS
    assert len(house.stored(slug, way.name)) == 1


def test_a_training_round_is_gone_through_with_the_desks_keys_and_opens_the_desk(
    house: House, open_browser: Callable[..., BrowserContext]
) -> None:
    slug = house.project()
    house.train_on(slug, 2)
    way = Way(house, open_browser(), slug)
    page = way.page
    for number, keys, told in ((1, "a 1 j", "2 of 3 agree"), (2, "f 1 j", "3 of 3 agree")):
        page.wait_for_url(re.compile(f"/training/round/{number}$"))
        page.locator("form .question.asked").wait_for()
        way.answer(keys)
        expect(page.get_by_role("heading", name=told)).to_be_visible()
        expect(page.locator(".known")).to_contain_text("It is named.")
        expect(page.locator("#go-on")).to_be_focused()
        way.go_on()
    expect(page.get_by_role("heading", name="The training is done")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk$"))
    page.wait_for_selector(READY)
    assert house.stored(slug, way.name) == []


def test_a_training_passage_is_answered_without_a_script(
    house: House, open_browser: Callable[..., BrowserContext]
) -> None:
    slug = house.project()
    house.train_on(slug, 1)
    page = Way(house, open_browser(java_script_enabled=False), slug).page
    for label in ("favor", "economy", "reliable"):
        page.locator(f"[data-label={label}]").check(force=True)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("heading", name="3 of 3 agree")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("heading", name="The training is done")).to_be_visible()


def test_a_lead_gives_known_answers_by_keyboard(house: House, open_browser: Callable[..., BrowserContext]) -> None:
    slug = house.project()
    (passage,) = house.train_on(slug, 1)
    page = open_browser().new_page()
    page.goto(house.invitation(house.person("lena", "lead", slug)))
    page.goto(f"{house.url}/projects/{slug}/training/passage?passage={passage}")
    expect(page.locator(".question.asked")).to_have_attribute("data-dimension", "stance")
    expect(page.locator("[data-label=economy]")).to_be_checked()
    page.keyboard.press("-")
    page.get_by_role("button", name="Save the known answers").click()
    expect(page.get_by_role("status")).to_contain_text("used for training")
    expect(page.locator(".labels-list")).to_contain_text("target absent")
