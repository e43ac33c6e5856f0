"""How well the body of our own marked pages is found, as HTML and with tags stripped; whether the set is sound."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.corpus import marked

# Floors, under what was measured when they were set.
HTML_FLOOR = 0.93
HTML_PAGE_FLOOR = 0.60
TEXT_FLOOR = 0.77


def test_the_body_of_marked_pages_is_found_better_than_by_the_bare_extractor() -> None:
    found = marked.of_html("ours")
    score, bare = marked.f_score(found), marked.f_score(marked.of_html("trafilatura"))
    print(f"F on {len(found)} marked pages: {score:.3f}, trafilatura alone {bare:.3f}")  # noqa: T201
    assert score > bare
    assert score >= HTML_FLOOR
    assert {one.name: one.score for one in found if one.score < HTML_PAGE_FLOOR} == {}


@pytest.mark.parametrize("stripping", marked.STRIPPINGS)
def test_the_body_of_marked_pages_is_found_with_their_tags_stripped(stripping: str) -> None:
    score, everything, long_lines = (
        marked.f_score(marked.of_text(way, stripping)) for way in ("ours", "everything", "lines over 80")
    )
    print(f"F of {stripping}: {score:.3f}, everything {everything:.3f}, lines over 80 {long_lines:.3f}")  # noqa: T201
    assert score > everything
    assert score >= TEXT_FLOOR


def test_the_bare_extractor_does_on_the_set_about_what_it_does_elsewhere() -> None:
    assert 0.7 < marked.f_score(marked.of_html("trafilatura")) < 0.95


def test_half_a_paragraph_is_not_got_and_any_run_of_the_rest_is_wrong() -> None:
    long = " ".join(f"word{number}" for number in range(60))
    page = marked.MarkedPage(
        "one", "", (marked.Mark(True, long), marked.Mark(False, "Share this"), marked.Mark(True, "Yes"))
    )
    assert marked.judge(page, f"Yes\n{long}").score == 1
    assert marked.judge(page, f"Yes\n{long[:200]}").missed == (long,)
    assert marked.judge(page, f"Yes {long} Share\n  this").wrong == ("Share this",)


def test_marks_are_gone_before_anything_sees_the_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<p class="x" data-mark="body">One<br>two</p><DIV><mark-rest>Menu</mark-rest></DIV>', encoding="utf-8"
    )
    page = marked.read(path)
    assert page.markup == '<p class="x">One<br>two</p><DIV>Menu</DIV>'
    assert page.marks == (marked.Mark(True, "One two"), marked.Mark(False, "Menu"))


def test_tags_are_stripped_in_three_ways() -> None:
    page = "<head><title>No</title></head><h1>Head</h1>\n<p>One <b>two</b>\n &amp; three<br>four</p><script>x</script>"
    assert marked.block_lines(page) == "Head\nOne two & three\nfour"
    assert marked.node_lines(page) == "Head\nOne\ntwo\n& three\nfour"
    assert [line.split() for line in marked.regex_lines(page).splitlines()] == [
        ["Head"],
        ["One", "two"],
        ["&", "three", "four"],
    ]


def test_the_set_is_large_and_of_many_languages_and_scripts() -> None:
    names = [page.name for page in marked.pages()]
    assert len(names) >= 64
    assert len({name.split("-")[1] for name in names}) >= 24
    assert len({name.split("-", 2)[2] for name in names}) >= 50
    assert len(_scripts()) >= 8
    assert sum(path.stat().st_size for path in marked.PAGES.iterdir()) < 800_000


@pytest.mark.parametrize("marked_page", marked.pages(), ids=lambda page: page.name)
def test_a_marked_page_is_soundly_marked(marked_page: marked.MarkedPage) -> None:
    raw = (marked.PAGES / f"{marked_page.name}.html").read_text(encoding="utf-8")
    elements = marked.marked_elements(raw)
    assert {kind for kind, _ in elements} == {"body", "rest"}
    assert not [element.tag for _, element in elements if element.xpath(_ANCESTOR)], "a mark inside a mark"
    assert len(elements) == len(re.findall(r'data-mark="(?:body|rest)"|<mark-(?:body|rest)>', raw))
    assert "mark-body" not in marked_page.markup
    assert "data-mark" not in marked_page.markup
    assert "\ufffd" not in raw
    assert raw == unicodedata.normalize("NFC", raw)
    assert [mark for mark in marked_page.marks if not mark.text] == []


@pytest.mark.parametrize("marked_page", marked.pages(), ids=lambda page: page.name)
def test_what_is_body_does_not_also_stand_in_the_rest(marked_page: marked.MarkedPage) -> None:
    body = "\n".join(mark.text for mark in marked_page.marks if mark.is_body)
    assert [mark.text for mark in marked_page.marks if not mark.is_body and any(run in body for run in mark.runs)] == []


_ANCESTOR = "ancestor::*[@data-mark or self::mark-body or self::mark-rest]"


def _scripts() -> set[str]:
    """Name the scripts of the body's letters, as Unicode's names of characters tell them."""
    letters = {letter for page in marked.pages() for mark in page.marks if mark.is_body for letter in mark.text}
    return {unicodedata.name(letter).split()[0] for letter in letters if letter.isalpha()}
