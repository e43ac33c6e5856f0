"""The whole way in one test: scraped articles become labelled JSONL, through real commands, server and browser."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import browser_type_launch_args  # noqa: F401  Debian's Chromium for this file too
from tests.server import Server, Workbench

PASSWORD = "a long walk along the quay"
OVERLAP = 3


@pytest.mark.browser
@pytest.mark.slow
def test_five_scraped_articles_become_labelled_jsonl(corpus: Path, tmp_path: Path, browser: Browser) -> None:
    krippendorff = pytest.importorskip("krippendorff", reason="the oracle of alpha comes with the dev extra")
    workbench = Workbench(tmp_path / "instance")
    workbench.run("project", "create", "thaw", "--overlap", str(OVERLAP), "--targets", "Washington")
    taken = json.loads(workbench.out("ingest", "thaw", str(corpus), "--json"))
    assert len(taken["articles"]) == 5
    assert taken["skipped"] == []
    names = ["ada", "ben", "chi"]
    links = {name: workbench.out("user", "create", name, "--role", "annotator", "--project", "thaw") for name in names}
    links["lena"] = workbench.out("user", "create", "lena", "--role", "lead", "--project", "thaw")
    passages = [json.loads(line) for line in workbench.out("passages", "thaw").splitlines()]
    labelled = [one["passage"] for one in passages if one["labelled"]]

    with Server(workbench) as server:
        for name in names:
            with _signed_in(browser, server, links[name]) as page:
                answered = _label_by_keyboard(page, random.Random(name))
                assert sorted(answered, key=int) == sorted(labelled, key=int)
        with _signed_in(browser, server, links["lena"]) as page:
            page.goto(f"{server.url}/projects/thaw/agreement")
            shown = _shown_alphas(page)

    workbench.run("export", "thaw", "--out", str(tmp_path / "thaw.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "thaw.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == labelled
    assert all(len({one["annotator"] for one in row["judgments"]}) == OVERLAP for row in rows)
    document = json.loads(workbench.out("agreement", "thaw", "--json"))
    told = {one["dimension"]: one["krippendorff_alpha"]["value"] for one in document["dimensions"]}
    for dimension, level in (("stance", "nominal"), ("reliability", "ordinal")):
        alpha = krippendorff.alpha(
            reliability_data=_matrix(rows, dimension), level_of_measurement=level, value_domain=[0, 1, 2, 3]
        )
        assert told[dimension] == pytest.approx(alpha, abs=1e-9)
    assert shown == {dimension: f"{value:.2f}" for dimension, value in told.items()}


class _signed_in:  # noqa: N801  reads as what it is in a with statement
    """A browser of one person's own, in which a password has just been set through the invitation link."""

    def __init__(self, browser: Browser, server: Server, link: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.link = re.sub(r"^http://[^/]+", server.url, link)

    def __enter__(self) -> Page:
        page = self.context.new_page()
        page.goto(self.link)
        for field in page.locator("input[type=password]").all():
            field.fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/(projects/thaw/desk)?$"))
        return page

    def __exit__(self, *_: object) -> None:
        self.context.close()


def _label_by_keyboard(page: Page, random: random.Random) -> list[str]:
    """Answer all that the desk hands out, three keys a passage, and return the passages answered."""
    answered: list[str] = []
    now = page.locator("[aria-current=true][data-passage]")
    # That nothing is left is said once all is saved.
    nothing_left = page.locator("[data-why=all_done]")
    while True:
        expect(now.or_(nothing_left).filter(visible=True)).to_have_count(1)
        if nothing_left.is_visible():
            return answered
        passage = now.get_attribute("data-passage")
        assert passage
        answered.append(passage)
        # Mostly the same as the others, so that there is something between chance and unanimity to measure.
        usual = int(passage)
        page.keyboard.press("fano"[usual % 4 if random.random() < 0.7 else random.randrange(4)])
        page.keyboard.press("123"[usual % 3 if random.random() < 0.7 else random.randrange(3)])
        page.keyboard.press("jkl;"[usual % 4 if random.random() < 0.5 else random.randrange(4)])
        expect(page.locator(f'[aria-current=true][data-passage="{passage}"]')).to_have_count(0)


def _shown_alphas(page: Page) -> dict[str, str]:
    """Read from the page what stands beside each dimension: alpha, to two decimals."""
    return {
        row.get_attribute("data-dimension") or "": row.locator(".verdict b").inner_text()
        for row in page.locator(".estimate[data-dimension]").all()
    }


def _matrix(rows: list[dict[str, Any]], dimension: str) -> list[list[float]]:
    """Arrange a dimension's judgments as annotators × passages, in the order of the codebook's labels."""
    order = {"stance": ["favor", "against", "neutral", "none"]}.get(
        dimension, ["reliable", "mostly_reliable", "doubtful", "unreliable"]
    )
    values: dict[str, list[float]] = defaultdict(lambda: [float("nan")] * len(rows))
    for column, annotator, value in _judgments(rows, dimension):
        values[annotator][column] = order.index(value)
    return list(values.values())


def _judgments(rows: list[dict[str, Any]], dimension: str) -> Iterator[tuple[int, str, str]]:
    for column, row in enumerate(rows):
        for one in row["judgments"]:
            if one["dimension"] == dimension and one["state"] == "answered":
                yield column, one["annotator"], one["value"]
