"""What of a page is taken for the article, and why the rest is not."""

import json
import logging
import socket

import pytest

from workbench.corpus.html.page import Page, extract
from workbench.corpus.kinds import Kind

FIRST = "The council met on Monday evening and decided, after a long debate, to close the old bridge for good. "
SECOND = "Engineers had found cracks in three of its arches, and a repair would cost more than building a new one. "
THIRD = "The ferry will run every ten minutes until then, said the mayor, and it will cost the passengers nothing. "
ARTICLE = f"<p>{FIRST}{SECOND}</p><p>{SECOND}{THIRD}</p><p>{THIRD}{FIRST}</p>"
REMARK = "I have crossed this bridge every day for forty years, and I will miss it more than I can say here. "


def body(found: Page) -> str:
    return "\n".join(span.text for span in found.spans if span.kind not in (Kind.BOILERPLATE, Kind.RESIDUE))


def reason(found: Page, words: str) -> str:
    (span,) = [span for span in found.spans if words in span.text]
    return span.reason if span.kind is Kind.BOILERPLATE else "body"


def page(before: str = "", after: str = "", head: str = "") -> Page:
    return extract(f"<html><head>{head}</head><body>{before}<div id='story'>{ARTICLE}</div>{after}</body></html>")


def test_the_headline_is_body_wherever_it_stands():
    found = page("<div class='top'><h1>The old bridge closes for good</h1></div>")
    assert reason(found, "The old bridge closes for good") == "body"
    named = page("<div>The old bridge closes for good</div>", head="<title>The old bridge closes for good – Q</title>")
    assert reason(named, "The old bridge closes for good") == "body"


def test_the_lead_above_the_text_is_body():
    before = "<header><h1>The old bridge closes</h1><h2>From Tuesday on, only the ferry crosses the river</h2></header>"
    assert reason(page(before), "only the ferry") == "body"


def test_the_line_of_date_and_author_is_not():
    assert reason(page("<h1>The bridge closes</h1><div>Ada Lund, 11 March 2025, 08:15</div>"), "Ada Lund") != "body"


@pytest.mark.parametrize(
    "container", ["<div id='comments'>", "<section class='comment-list'>", "<div><h3>12 Comments</h3>"]
)
def test_what_readers_say_is_no_body(container: str):
    found = page(after=f"{container}<p>{REMARK}</p><p>{REMARK}{REMARK}</p>")
    assert {span.reason for span in found.spans if REMARK.strip() in span.text} == {"comments"}
    assert REMARK not in body(found)


def test_teasers_of_other_articles_are_no_body():
    teaser = f"<article><h3><a href='x'>Another bridge opens</a></h3><p>{REMARK}</p></article>"
    assert reason(page(after=f"<section>{teaser}</section>"), REMARK.strip()) == "other articles"


def test_links_below_a_heading_that_announces_them_are_no_body():
    links = "".join(f"<li><a href='{n}'>An older article about the river, number {n}</a></li>" for n in range(4))
    found = page(after=f"<h3>Related articles</h3><ul>{links}</ul>")
    assert "older article" not in body(found)
    assert "Related articles" not in body(found)


def test_a_name_that_fits_most_of_the_page_is_not_believed():
    found = extract(f"<body class='sidebar-left'><div class='share-wrap sidebar'><div>{ARTICLE}</div></div></body>")
    assert [span.kind for span in found.spans] == [Kind.PARAGRAPH] * 3


def test_the_text_that_a_page_holds_for_machines_shows_its_body():
    short = "Even the swans will miss it."
    head = f'<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "articleBody": "{short}"}}</script>'
    assert reason(page(after=f"<div><div>{short}</div></div>", head=head), short) != "navigation"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Closed.</p>",
        "Just a line of text without any tag",
        "<ul><li><a href='x'>One</a></li><li><a href='y'>Two</a></li></ul>",
        "<nav><p>Only a menu</p></nav>",
        "<div style='display:none'><p>Shown by a script, later on.</p></div>",
        "<noscript>Please read this without scripts.</noscript>",
        "<frameset><frame src='a'><noframes>Your browser has no frames.</noframes></frameset>",
        "<form><table><tr><td>Everything stands in a form.</td></tr></table></form>",
    ],
)
def test_a_page_with_any_text_has_a_body(markup: str):
    assert body(extract(markup)).strip()


@pytest.mark.parametrize("markup", ["", " \n ", "<html></html>", "<!-- no -->", "<img src=x>", "<script>x</script>"])
def test_a_page_without_text_has_no_passages(markup: str):
    assert (extract(markup).source, extract(markup).spans) == ("", [])


def test_nothing_is_fetched_and_nothing_is_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = "<base href='http://quay.example/'><link rel='canonical' href='http://quay.example/a'>"
    with caplog.at_level(logging.DEBUG):
        page("<iframe src='http://quay.example/f'></iframe><img src='http://quay.example/i'>", head=head)
        extract("")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_text_that_a_page_holds_for_machines_alone_is_read():
    head = (
        f"<script type='application/ld+json'>{json.dumps({'@type': 'Article', 'articleBody': FIRST + SECOND})}</script>"
    )
    found = extract(f"<html><head>{head}</head><body><div id='app'>Loading</div></body></html>")
    assert (FIRST + SECOND).strip() in body(found)


def test_a_page_builders_widgets_and_a_class_for_opinion_are_no_sidebar_and_no_comment():
    widgets = "".join(f"<div class='elementor-widget'><p>{text}</p></div>" for text in (FIRST, SECOND, "So it ends."))
    opinion = f"<div class='kommentar'><h1>Close the bridge</h1>{ARTICLE}</div><section>{ARTICLE}</section>"
    assert {span.kind for span in extract(f"<body><h1>The bridge</h1>{widgets}</body>").spans} == {
        Kind.HEADING,
        Kind.PARAGRAPH,
    }
    assert {span.reason for span in extract(f"<body>{opinion}</body>").spans} == {""}


def test_a_word_about_the_author_below_the_text_is_no_body():
    head = "<meta name='author' content='Ada Lundgren'>"
    found = page(after="", head=head)
    assert "" in {span.reason for span in found.spans}
    told = "Ada Lundgren has written about the rivers of this county for twenty years."
    markup = f"<html><head>{head}</head><body><div>{ARTICLE}<p>{told}</p></div></body></html>"
    assert reason(extract(markup), told) == "about the author"


def test_a_box_with_a_heading_and_a_button_calls_to_act():
    box = f"<div><h4>Support our work</h4><p>{REMARK}</p><a href='x'>Give now</a></div>"
    markup = f"<html><body><main><h1>The bridge closes</h1>{ARTICLE}{box}{ARTICLE}</main></body></html>"
    assert reason(extract(markup), REMARK.strip()) == "call to action"


def test_comments_that_outweigh_the_article_by_far_are_no_body():
    comments = "".join(f"<li><p>{REMARK}{REMARK}{number}</p></li>" for number in range(60))
    found = page("<h1>The bridge closes</h1>", f"<ol class='commentlist'>{comments}</ol>")
    assert REMARK not in body(found)
    assert THIRD in body(found)
