"""What a reader sees of a page, as passages: their text, their kinds, and where in the page they stand."""

import sys

import pytest
from lxml import html

from workbench.corpus.html.page import Page, extract
from workbench.corpus.kinds import Kind
from workbench.errors import MissingExtraError

LONG = "The council met on Monday evening and decided, after a long debate, to close the old bridge for good. " * 2
PARAGRAPH = f"<p>{LONG}</p>"


def page(inner: str) -> Page:
    return extract(f"<html><body><main><h1>The bridge closes</h1>{PARAGRAPH}{inner}{PARAGRAPH}</main></body></html>")


def passages(inner: str) -> list[tuple[str, str]]:
    """Return kind and text of what stands between the two paragraphs of a page."""
    spans = page(inner).spans
    assert [span.text for span in spans[:2]] == ["The bridge closes", LONG.strip()]
    assert spans[-1].text == LONG.strip()
    return [(span.kind.value, span.text) for span in spans[2:-1]]


def test_inline_tags_join_without_blanks_and_white_space_is_single():
    inner = "<p>It cost <b>fi</b>ve\n\t million&nbsp;<i>euros</i>, <a href='x'>said</a> the may<wbr>or&shy;.</p>"
    assert passages(inner) == [("paragraph", "It cost five million euros, said the mayor.")]


def test_a_break_is_a_line_and_two_breaks_are_a_paragraph():
    inner = "<div>Roses are red, they say.<br>Violets are blue.<br><br>Nobody knows <br/>\n<br/>\nthe rest of it.</div>"
    assert passages(inner) == [
        ("paragraph", "Roses are red, they say.\nViolets are blue."),
        ("paragraph", "Nobody knows"),
        ("paragraph", "the rest of it."),
    ]


def test_breaks_between_long_lines_part_paragraphs():
    assert passages(f"<div>{LONG}<br>{LONG}<br>{LONG}</div>") == [("paragraph", LONG.strip())] * 3


def test_text_beside_blocks_is_a_passage_of_its_own():
    inner = "<div>The first words stand alone.<p>Then a paragraph follows.</p>The last words stand alone.</div>"
    assert [text for _, text in passages(inner)] == [
        "The first words stand alone.",
        "Then a paragraph follows.",
        "The last words stand alone.",
    ]


def test_items_form_one_list_with_the_sentence_that_leads_in():
    inner = "<p>Three things are known:</p><ul><li>The bridge is old.</li><li>It is <b>unsafe</b>.</li></ul>"
    assert passages(inner) == [
        ("list", "Three things are known:\nThe bridge is old.\nIt is unsafe."),
    ]


def test_a_paragraph_that_does_not_lead_in_stays_apart_from_the_list():
    inner = "<p>Three things are known.</p><ol><li>The bridge is old.</li><li>It is unsafe.</li></ol>"
    assert passages(inner) == [
        ("paragraph", "Three things are known."),
        ("list", "The bridge is old.\nIt is unsafe."),
    ]


def test_nested_and_definition_lists_are_lists():
    nested = "<ul><li>Roads in the north<ul><li>The old bridge road</li></ul></li><li>Roads in the south</li></ul>"
    assert passages(nested) == [("list", "Roads in the north\nThe old bridge road\nRoads in the south")]
    defined = "<dl><dt>Bridge, the old one</dt><dd>Built of stone in 1820.</dd></dl>"
    assert passages(defined) == [("list", "Bridge, the old one\nBuilt of stone in 1820.")]


def test_a_table_of_data_has_rows_and_cells():
    inner = (
        "<table><caption>Traffic by year</caption><tr><th>Year</th><th>Cars</th></tr>"
        "<tr><td>2024</td><td>310<br>a day</td></tr></table>"
    )
    assert passages(inner) == [("table", "Traffic by year\nYear | Cars\n2024 | 310 a day")]


def test_a_table_that_lays_out_the_page_is_none():
    cells = f"<td>{PARAGRAPH}{PARAGRAPH}</td><td>{PARAGRAPH}</td>"
    markup = f"<table><tr>{cells}</tr><tr><td><table><tr><td>{LONG}</td></tr></table></td></tr></table>"
    assert [span.kind for span in extract(markup).spans] == [Kind.PARAGRAPH] * 4


def test_a_layout_that_is_named_after_captions_is_none():
    assert passages(f"<div class='page-caption-p'>{PARAGRAPH * 4}</div>") == [("paragraph", LONG.strip())] * 4


def test_quotations_captions_and_headings_keep_their_kinds():
    inner = (
        "<h2>What the mayor says</h2><blockquote><p>We had no choice.</p><p>It is sad.</p></blockquote>"
        "<figure><img src='x'><figcaption>The bridge in May, before it was closed</figcaption></figure>"
        "<p><strong>What comes next</strong></p>"
    )
    assert passages(inner) == [
        ("heading", "What the mayor says"),
        ("quote", "We had no choice.\nIt is sad."),
        ("caption", "The bridge in May, before it was closed"),
        ("heading", "What comes next"),
    ]


def test_what_is_hidden_is_left_out():
    hidden = (
        "<script>var a = 'one';</script><style>p {}</style><!-- two --><template><p>three</p></template>"
        "<p hidden>four</p><p style='Display : none'>five</p><noscript>six</noscript><svg><text>seven</text></svg>"
        "<select><option>eight</option></select><textarea>nine</textarea>"
    )
    assert passages(hidden) == []


def test_what_a_comment_parts_in_the_markup_is_one_text():
    assert passages("<p>The bridge <!-- old -->closed.</p>") == [("paragraph", "The bridge closed.")]


def test_boilerplate_is_in_the_source_with_a_reason():
    inner = (
        "<nav><ul><li>Home page</li><li>Sport</li></ul></nav><div class='social-share'>Tell your friends about it</div>"
        "<div class='ad-slot'>Buy this soap, it is the best there is</div>"
    )
    found = {(span.kind, span.reason, span.text) for span in page(inner).spans if span.reason}
    assert found == {
        (Kind.BOILERPLATE, "navigation", "Home page\nSport"),
        (Kind.BOILERPLATE, "share bar", "Tell your friends about it"),
        (Kind.BOILERPLATE, "advert", "Buy this soap, it is the best there is"),
    }


def test_each_pointer_finds_the_element_in_the_page_parsed_again():
    markup = (
        f"<html><body><div><o:p>{LONG}</o:p></div><section><p>One.</p><span><p>{LONG}</p></span>"
        "<ul><li>Roads</li><li>Bridges</li></ul></section></body></html>"
    )
    tree = html.document_fromstring(markup)
    for span in extract(markup).spans:
        (element,) = tree.xpath(span.pointer)
        assert "".join(span.text.split()) in "".join(element.text_content().split())
        assert len(element.text_content()) < 2 * len(span.text) + 10


def test_scripts_that_run_from_right_to_left_keep_their_order():
    arabic = "قررت البلدية مساء الاثنين إغلاق الجسر القديم نهائيا بعد نقاش طويل، وقال رئيسها إن القرار صعب لكنه ضروري. "
    hebrew = "המועצה החליטה ביום שני לסגור את הגשר הישן לצמיתות לאחר דיון ארוך, וראש העיר אמר שההחלטה קשה אך הכרחית."
    spans = extract(f"<html dir=rtl lang=ar><body><p>{arabic}</p><p>{hebrew}</p></body></html>").spans
    assert [(span.kind, span.text) for span in spans] == [
        (Kind.PARAGRAPH, arabic.strip()),
        (Kind.PARAGRAPH, hebrew),
    ]


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in sys.modules if name.startswith("workbench.corpus.html.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lxml", None)
    monkeypatch.delattr("workbench.corpus.html.blocks", raising=False)
    with pytest.raises(MissingExtraError, match=r"pip install 'workbench\[html\]'"):
        extract("<p>Hello</p>")
