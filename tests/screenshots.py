"""Make the README's pictures from the demo: `make screenshots`."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.server import Server, Workbench

PICTURES = Path(__file__).resolve().parents[1] / ".readme"
WINDOW = {"width": 1280, "height": 800}


def main() -> None:
    """Sign in as the sample annotator and as the lead, and take what each sees."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with Server(Workbench(Path(folder)), command="demo") as server:
            page = browser.new_context(viewport=WINDOW).new_page()
            page.goto(server.links["annotator"])
            page.locator("[aria-current=true][data-passage]").wait_for()
            page.get_by_role("button", name="Dismiss").click()  # the word of a first visit
            for key in ("f", "o", "3", "5"):
                page.keyboard.press(key)
            _take(page, "desk")
            page = browser.new_context(viewport=WINDOW).new_page()
            page.goto(server.links["lead"])
            page.goto(f"{server.url}/projects/demo/agreement")
            _take(page, "agreement")
            page.goto(f"{server.url}/projects/demo/articles")
            page.locator("tbody th a").first.click()
            page.wait_for_load_state("load")
            _take(page, "cut")
        browser.close()


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
