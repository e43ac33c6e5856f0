"""What is typed without a network outlives the browser, and says nothing to whoever finds it."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, Route, expect

from tests.browser.house import READY, House, Seat

pytestmark = pytest.mark.browser
MANY = 100
EVERYTHING = """
async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const name of await caches.keys()) found.push(name);
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    for (const store of database.objectStoreNames) {
      const asking = database.transaction(store).objectStore(store).getAll();
      for (const line of await new Promise((done) => { asking.onsuccess = () => done(asking.result); })) {
        const bytes = Object.values(line).filter((value) => value instanceof ArrayBuffer);
        found.push(JSON.stringify(line), ...bytes.map((value) => new TextDecoder("latin1").decode(value)));
      }
    }
    database.close();
  }
  return found;
}
"""


class Profile:
    """A browser whose profile lies in a folder: it can be killed, and opened again where it was."""

    def __init__(self, kind: BrowserType, folder: Path, options: dict[str, Any]) -> None:
        self._kind, self._folder, self._options = kind, folder, options
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        self.context = self._kind.launch_persistent_context(self._folder, **self._options)
        return self.context.pages[0]

    def kill(self) -> None:
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and str(self._folder) in _command(entry):
                os.kill(int(entry.name), signal.SIGKILL)
        self.context = None


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


@pytest.fixture
def profile(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(browser_type, tmp_path / "profile", browser_type_launch_args)
    yield profile
    if profile.context:
        profile.context.close()


@pytest.fixture
def long_project(house: House) -> str:
    """A project with an article of many short passages."""
    lines = "\n\n".join(f"The council heard speaker number {n}, who was against the plan." for n in range(MANY))
    return house.project(articles=[{"id": "long", "title": "The hearing", "text": lines}])


def _sit(house: House, profile: Profile, slug: str, name: str) -> Page:
    page = profile.open()
    page.goto(house.invitation(name))
    page.wait_for_url(re.compile(f"/projects/{slug}/desk$"))
    page.wait_for_selector(READY, state="attached")
    return page


def _label(page: Page, count: int) -> None:
    for _ in range(count):
        for key in "f1j":
            page.keyboard.press(key)


def _wait_for(count: int, read: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    until = time.monotonic() + 30
    while len(read()) < count and time.monotonic() < until:
        time.sleep(0.1)
    return read()


def test_labels_typed_without_a_network_outlive_a_killed_browser(
    house: House, profile: Profile, long_project: str
) -> None:
    ada = house.person("ada", "annotator", long_project)
    page = _sit(house, profile, long_project, ada)
    page.locator("[data-act=offline]").click()
    expect(page.locator("#notices")).to_contain_text(f"{MANY} passages are here")
    assert profile.context
    profile.context.set_offline(True)
    _label(page, MANY)
    expect(page.locator("#saved")).to_have_text(f"Not saved yet: {MANY} waiting")
    assert house.stored(long_project, ada) == []
    profile.kill()
    _sit(house, profile, long_project, ada)  # signing in again: Chromium had not written its cookie down yet
    stored = _wait_for(MANY, lambda: house.stored(long_project, ada))
    assert len({one["passage"] for one in stored}) == len(stored) == MANY


def test_a_third_of_the_answers_lost_on_their_way_back_doubles_nothing(
    house: House, profile: Profile, long_project: str
) -> None:
    ada = house.person("ada", "annotator", long_project)
    page = _sit(house, profile, long_project, ada)
    page.locator("[data-act=offline]").click()
    expect(page.locator("#notices")).to_contain_text(f"{MANY} passages are here")
    sent = 0

    def lose(route: Route) -> None:
        nonlocal sent
        sent += 1
        if sent % 3:
            route.continue_()
        else:
            route.fetch()
            route.abort()

    page.route("**/annotations/*", lose)
    _label(page, MANY)
    page.wait_for_timeout(300)
    profile.kill()
    _sit(house, profile, long_project, ada)  # signing in again: Chromium had not written its cookie down yet
    stored = _wait_for(MANY, lambda: house.stored(long_project, ada))
    assert len({one["passage"] for one in stored}) == len(stored) == MANY


def test_the_browser_keeps_no_text_no_name_and_no_answer_in_the_clear(seat: Seat) -> None:
    seat.page.route("**/annotations/*", lambda route: route.abort())
    seat.press("m")
    seat.page.keyboard.type("a word of my own")
    seat.press("Enter f 1 j a 2 k")
    expect(seat.saved).to_have_text("Not saved yet: 2 waiting")
    kept = seat.page.evaluate(EVERYTHING)
    assert len(kept) > 2
    for secret in ("word of my own", "council", seat.name, seat.slug, "favor", "reliable"):
        assert not [line for line in kept if secret in line]
    seat.page.unroute("**/annotations/*")
    seat.come_back()
    assert len(seat.stored()) == 2
    seat.page.wait_for_timeout(100)
    assert len(seat.page.evaluate(EVERYTHING)) == 2


def test_what_one_tab_answers_is_not_asked_in_another(seat: Seat) -> None:
    other = seat.context.new_page()
    other.goto(seat.page.url)
    other.wait_for_selector(READY, state="attached")
    current = other.locator("[aria-current=true][data-passage]")
    expect(current).to_have_attribute("data-passage", seat.passage)
    answered = seat.passage
    seat.press("f 1 j")
    expect(current).not_to_have_attribute("data-passage", answered)
    assert len(seat.stored()) == 1
