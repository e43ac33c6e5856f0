import json
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

FOLDER = files("workbench").joinpath("samples")
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir() if file.name.endswith(".txt")}
ROWS = [json.loads(line) for line in FOLDER.joinpath("articles.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS_OF_ALL = [*TEXTS.values(), *(row["text"] for row in ROWS)]


def body_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if len(line) > 90 and "|" not in line]


def test_there_are_more_than_a_dozen_articles_of_a_real_length():
    lengths = [len(body_lines(text)) for text in TEXTS_OF_ALL]

    assert len(lengths) == 16
    assert min(lengths) >= 5
    assert 100 <= sum(lengths) <= 140


def test_half_of_them_tell_one_event_and_three_carry_one_paragraph_of_it():
    assert sum("Harbour Line" in text or "Hafenlinie" in text or "خط الميناء" in text for text in TEXTS_OF_ALL) == 8
    shared = (
        "a 9.4-kilometre tramway from Central Station to the Saltmarsh district, at a cost of 284 million crowns, of"
    )
    assert sum(shared in text for text in TEXTS_OF_ALL) == 3


@pytest.mark.parametrize(("language", "articles"), [("en", 3), ("de", 2), ("fr", 1), ("ar", 2)])
def test_they_are_in_four_languages(language, articles):
    assert sum(row["language"] == language for row in ROWS) == articles


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_each_row_says_where_it_comes_from(row):
    assert list(row) == ["id", "title", "text", "url", "outlet", "published_at", "language", "section"]
    assert all(row.values())
    assert urlsplit(row["url"]).hostname.endswith(".example.org")
    assert datetime.fromisoformat(row["published_at"]).tzinfo


def test_no_two_articles_are_one():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len(set(TEXTS_OF_ALL)) == len(TEXTS_OF_ALL)


@pytest.mark.parametrize(
    "dirt",
    ["|---|", "---|---|\n", "| | | |", "ADVERTISEMENT |", "cookies", "td >", "h2 id =", "< strong >", "Share", " ,",
     "Final ThoughtsThe", "\n\n\n"],
)  # fmt: skip
def test_they_are_as_dirty_as_real_ones(dirt):
    assert any(dirt in text for text in TEXTS_OF_ALL)
