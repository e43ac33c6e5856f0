"""Pages as bad as they come: something is always read, pointers stay true, and no page takes long."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from workbench.corpus.html.page import Page, extract
from workbench.corpus.kinds import Kind

TEXT = "The council met on Monday evening and decided, after a long debate, to close the old bridge for good. "

NAMES = """p div span a b i br li ul ol table tr td th h1 h2 blockquote article section nav aside footer form figure
    figcaption pre script style o:p center font dl dt dd select option button noscript template hr""".split()  # noqa: SIM905 - reads better
ATTRIBUTES = ("", " class='comments'", " class='ad'", " hidden", " style='display:none'", " class=caption")
opening = st.builds(lambda name, more: f"<{name}{more}>", st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES))
closing = st.builds(lambda name: f"</{name}>", st.sampled_from(NAMES))
scrap = st.sampled_from(["<", ">", "&", "&nbsp;", "&#0;", "&lt;p&gt;", "<!--", "-->", "</", "\x00", "|"])
texts = st.sampled_from([TEXT, TEXT * 3, "قررت البلدية. ", "市議會決定關閉舊橋。", "Read also:"])
words = st.text(max_size=40) | texts
UNSHOWN = ".//script | .//style | .//template | .//noscript | .//select | .//*[@hidden or contains(@style, 'none')]"
soup = st.lists(opening | closing | scrap | words, max_size=40).map("".join)


def assert_lossless(page: Page) -> None:
    """Check that passages are in order, apart, and leave nothing of the source out but blanks."""
    end = 0
    for span in page.spans:
        assert page.source[end : span.start].strip() == ""
        assert end <= span.start < span.end
        assert span.text == page.source[span.start : span.end] == span.text.strip()
        assert span.kind is not Kind.BOILERPLATE or span.reason
        end = span.end
    assert page.source[end:].strip() == ""


@settings(max_examples=50, deadline=None)
@given(soup)
def test_any_soup_of_tags_and_text_is_cut_without_loss(markup: str):
    page = extract(markup)
    assert_lossless(page)
    if page.spans:
        assert any(span.kind is not Kind.BOILERPLATE for span in page.spans)


@settings(max_examples=30, deadline=None)
@given(soup)
@example("<<script></p></script>>")
@example("<<p hidden>></p><")
def test_pointers_of_any_soup_find_what_they_point_at(markup: str):
    page = extract(markup)
    if not page.spans:
        return
    tree = html.document_fromstring(markup.replace("\x00", "\ufffd").encode(), html.HTMLParser(encoding="utf-8"))
    for span in page.spans:
        (element,) = tree.xpath(span.pointer)
        seen = "".join(element.itertext()).translate(dict.fromkeys(map(ord, "\xad\u200b\ufeff\u2060")))
        held = "".join(seen.split())
        for line in span.text.split("\n"):
            for cell in map("".join, map(str.split, line.split(" | "))):
                if element.xpath(UNSHOWN):  # which may stand between
                    rest = iter(held)
                    assert all(character in rest for character in cell)
                else:
                    assert cell in held


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 2_100 + TEXT + "</div>" * 2_100,
        "<table><tr><td>" * 700 + TEXT,
        "<font><b>" * 1_100 + TEXT,
        "<blockquote>" * 400 + TEXT,
        "<p " + " ".join(f"a{number}='x'" for number in range(20_000)) + ">" + TEXT,
        "<p>" + TEXT * 500,
        f"<p>{TEXT}<br>" * 500,
        "<a href='x'>some link</a> " * 21_000 + f"<p>{TEXT}",
        "<" * 50_000 + " " + TEXT,
        "<!--" * 20_000 + "-->" + TEXT,
        f"<table><tr><td>{TEXT}</div></b><p><li></table></span>{TEXT}",
        f"<?xml version='1.0' encoding='utf-16'?><html xmlns='x'><body><p>{TEXT}</p></body></html>",
        f"<meta charset='utf-16'><p>{TEXT}</p>",
        f"<p>\x00\ud800{TEXT}</p>",
    ],
    ids=lambda markup: markup[:12],
)
def test_a_broken_page_is_read_all_the_same(markup: str):
    page = extract(markup)
    assert_lossless(page)
    assert TEXT.strip() in " ".join(span.text for span in page.spans if span.kind is not Kind.BOILERPLATE)


def test_a_page_that_the_extractor_fails_on_is_read_without_it_and_said(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise ValueError("no such\n  node: " + "x" * 500)

    markup = f"<nav>Home</nav><p>{TEXT}</p><p>{TEXT}</p>"
    assert extract(markup).odd == []
    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    page = extract(markup)
    assert [span.text for span in page.spans][1:] == [TEXT.strip()] * 2
    (odd,) = page.odd
    assert odd.startswith("the extractor failed on this page: ValueError: no such node: x")
    assert odd.endswith("x; judged without it")
    assert len(odd) < 200


def test_a_page_that_the_extractor_is_not_asked_about_says_so():
    assert extract("<div>" * 300 + TEXT).odd == ["the page is too large for the extractor; judged without it"]
