"""A browser that can be killed and opened again where it was, and a network that loses answers on their way back."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page, Route, expect

from tests.browser.house import READY, House

MANY = 100
LOST = 3
"""Of so many answers one is lost, after the server has committed what it answers to."""


class Profile:
    """A browser whose profile lies in a folder: it can be killed, and opened again where it was."""

    def __init__(self, kind: BrowserType, folder: Path, options: dict[str, Any]) -> None:
        self._kind, self._folder, self._options = kind, folder, options
        self.context: BrowserContext | None = None

    def open(self) -> Page:
        """Open the browser, and return its page."""
        self.context = self._kind.launch_persistent_context(self._folder, **self._options)
        return self.context.pages[0]

    def sit(self, house: House, slug: str, name: str) -> Page:
        """Open the browser at the desk; by a link, since Chromium may have died before it wrote its cookie down."""
        page = self.open()
        page.goto(house.invitation(name))
        page.wait_for_url(re.compile(f"/projects/{slug}/desk$"))
        page.wait_for_selector(READY, state="attached")
        return page

    def kill(self) -> None:
        """Kill the browser's processes."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and str(self._folder) in _command(entry):
                os.kill(int(entry.name), signal.SIGKILL)
        self.context = None


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def long_project(house: House) -> str:
    """Create a project with an article of many short passages."""
    lines = "\n\n".join(f"The council heard speaker number {n}, who was against the plan." for n in range(MANY))
    return house.project(articles=[{"id": "long", "title": "The hearing", "text": lines}])


def take_along(page: Page) -> None:
    """Have the desk fetch all that one may take offline."""
    page.locator("[data-act=offline]").click()
    expect(page.locator("#notices")).to_contain_text(f"{MANY} passages are here")


def lose_answers(page: Page) -> None:
    """Cut off a third of the server's answers to annotations, after it has committed."""
    sent = 0

    def lose(route: Route) -> None:
        nonlocal sent
        sent += 1
        if sent % LOST:
            route.continue_()
        else:
            route.fetch()
            route.abort()

    page.route("**/annotations/*", lose)


def label(page: Page, count: int) -> None:
    """Label passages by three keys each."""
    for _ in range(count):
        for key in "f1j":
            page.keyboard.press(key)


def wait_for(count: int, read: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Read until there are so many, for half a minute at most."""
    until = time.monotonic() + 30
    while len(read()) < count and time.monotonic() < until:
        time.sleep(0.1)
    return read()
