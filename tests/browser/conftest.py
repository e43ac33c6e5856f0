"""A real Chromium, Debian's, before a real server."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.house import House, Seat
from tests.browser.pages import Visits

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("CI drives the browser too, and Chromium is not installed")
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox", *quiet]}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("instance")) as house:
        yield house


@pytest.fixture(scope="session")
def visits(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Visits]:
    """The demo and some projects more, served, with someone signed in for each page."""
    with House(tmp_path_factory.mktemp("demo"), command="demo") as house:
        visits = Visits(house, browser)
        yield visits
        visits.close()


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser of one person's own; options are Playwright's. pytest-playwright's `new_context` does the same,
    but stands on pytest-base-url, which warns under pytest 9.1."""
    opened: list[BrowserContext] = []

    def open_browser(**options: Any) -> BrowserContext:
        opened.append(browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | options)))
        return opened[-1]

    yield open_browser
    for context in opened:
        context.close()


@pytest.fixture
def sit(house: House, open_browser: Callable[..., BrowserContext]) -> Iterator[Callable[..., Seat]]:
    """Seat a new annotator at the desk of a project, a new one unless it is named; options are the browser's."""
    taken: list[Seat] = []

    def sit(slug: str = "", **options: Any) -> Seat:
        slug = slug or house.project()
        taken.append(Seat(house, open_browser(**options), slug, house.person("ada", "annotator", slug)))
        return taken[-1]

    yield sit
    assert [seat.faults for seat in taken] == [[] for _ in taken]


@pytest.fixture
def seat(sit: Callable[..., Seat]) -> Seat:
    return sit()
