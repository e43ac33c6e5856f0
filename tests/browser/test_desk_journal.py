"""What is typed without a network outlives the browser, and says nothing to whoever finds it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType, expect

from tests.browser.house import READY, House, Seat
from tests.browser.killed import MANY, Profile, label, long_project, lose_answers, take_along, wait_for

pytestmark = pytest.mark.browser
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


@pytest.fixture
def profile(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(browser_type, tmp_path / "profile", browser_type_launch_args)
    yield profile
    if profile.context:
        profile.context.close()


def test_labels_typed_without_a_network_outlive_a_killed_browser(house: House, profile: Profile) -> None:
    slug = long_project(house)
    ada = house.person("ada", "annotator", slug)
    page = profile.sit(house, slug, ada)
    take_along(page)
    told = page.locator("#notices > *").count()
    page.context.set_offline(True)
    label(page, MANY)
    expect(page.locator("#saved")).to_have_text(f"Not saved yet: {MANY} waiting")
    # That mark is all that is said: no sheet stands in the way, and no more notices than before.
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#notices > *")).to_have_count(told)
    assert house.stored(slug, ada) == []
    profile.kill()
    profile.sit(house, slug, ada)
    stored = wait_for(MANY, lambda: house.stored(slug, ada))
    assert len({one["passage"] for one in stored}) == len(stored) == MANY


def test_a_third_of_the_answers_lost_on_their_way_back_doubles_nothing(house: House, profile: Profile) -> None:
    slug = long_project(house)
    ada = house.person("ada", "annotator", slug)
    page = profile.sit(house, slug, ada)
    take_along(page)
    lose_answers(page)
    label(page, MANY)
    page.wait_for_timeout(300)
    profile.kill()
    profile.sit(house, slug, ada)
    stored = wait_for(MANY, lambda: house.stored(slug, ada))
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
