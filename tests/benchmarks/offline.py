"""What a killed browser loses of a hundred labels: typed offline, or while a third of the server's answers are lost."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserType, Page, sync_playwright

from tests.browser.house import House
from tests.browser.killed import MANY, Profile, label, long_project, lose_answers, take_along, wait_for


def run(folder: Path) -> None:
    with House(folder / "instance") as house, sync_playwright() as playwright:
        slug = long_project(house)
        _tell(house, slug, playwright.chromium, folder / "cut off", "typed offline", _cut_off)
        _tell(
            house, slug, playwright.chromium, folder / "lossy", "every third answer lost after the commit", lose_answers
        )


def _tell(house: House, slug: str, kind: BrowserType, folder: Path, name: str, trouble: Callable[[Page], None]) -> None:
    profile = Profile(kind, folder, {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]})
    annotator = house.person("ada", "annotator", slug)
    page = profile.sit(house, slug, annotator)
    take_along(page)
    trouble(page)
    label(page, MANY)
    page.wait_for_timeout(300)
    before = len(house.stored(slug, annotator))
    profile.kill()
    start = time.perf_counter()
    profile.sit(house, slug, annotator)
    stored = wait_for(MANY, lambda: house.stored(slug, annotator))
    twice = len(stored) - len({one["passage"] for one in stored})
    print(
        f"{MANY} labels, {name}, {before} saved when Chromium was killed; opened again, "
        f"{time.perf_counter() - start:.1f} s later {len(stored)} saved, {twice} twice"
    )
    if profile.context:
        profile.context.close()


def _cut_off(page: Page) -> None:
    page.context.set_offline(True)
