"""How much of pages of our own writing, with their tags stripped, is told right: body or what stands around it."""

from pathlib import Path

import pytest

from workbench.corpus.segmentation import Kind, segment

_MARKED = Path(__file__).with_name("marked_pages.txt")
_REST = (Kind.BOILERPLATE, Kind.RESIDUE)


def _pages() -> dict[str, list[tuple[bool, str]]]:
    pages: dict[str, list[tuple[bool, str]]] = {}
    rows: list[tuple[bool, str]] = []
    for line in _MARKED.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rows = pages.setdefault(line[3:], [])
        elif not line.startswith("# ") and line[1:]:
            rows.append((line[0] == "+", line[1:]))
    return pages


def _counts(rows: list[tuple[bool, str]], separator: str) -> tuple[int, int, int]:
    """Return how many lines are rightly body, wrongly body and wrongly not."""
    spans = segment(separator.join(line for _, line in rows))
    right = wrong = missed = offset = 0
    for is_body, line in rows:
        taken = any(span.kind not in _REST for span in spans if span.start < offset + len(line) and offset < span.end)
        right += taken and is_body
        wrong += taken and not is_body
        missed += is_body and not taken
        offset += len(line) + len(separator)
    return right, wrong, missed


@pytest.mark.parametrize("separator", ["\n", "\n\n", "\r\n    "], ids=["lines", "blank lines", "indented"])
def test_the_body_of_marked_pages_is_told_from_the_rest(separator: str) -> None:
    counts = [_counts(rows, separator) for rows in _pages().values()]
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True))
    score = 2 * right / (2 * right + wrong + missed)
    print(f"F on {len(counts)} marked pages: {score:.3f}")  # noqa: T201
    assert score >= 0.95


@pytest.mark.parametrize("name", _pages())
def test_no_marked_page_fails(name: str) -> None:
    right, wrong, missed = _counts(_pages()[name], "\n")
    assert 2 * right / (2 * right + wrong + missed) >= 0.8
