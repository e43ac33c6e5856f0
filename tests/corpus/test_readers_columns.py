import io

import pytest

from workbench.corpus.readers import columns, files, jsonl
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import UsageError


def test_a_map_is_told_as_fields_and_columns() -> None:
    assert columns.parse('text=body, title = Head line ,"url=link, full"') == {
        "text": "body",
        "title": "Head line",
        "url": "link, full",
    }
    assert columns.parse("") == {}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("body", "“body” does not say which column holds what; write it as text=body,title=headline"),
        ("text=", "“text=” does not say which column holds what"),
        ("body=text", "“body” is not a field of an article; there are text, html, id, title"),
        ("text=a,text=b", "“text” is there twice; name one column for it"),
    ],
)
def test_what_is_no_map_is_wrong_usage(told: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        columns.parse(told)


@pytest.mark.parametrize(
    ("names", "by_field"),
    [
        (["text", "body", "title"], {"text": "text", "title": "title"}),
        (["article_text", "headline", "source"], {"text": "article_text", "title": "headline", "outlet": "source"}),
        (
            ["maintext", "date_publish", "lang"],
            {"text": "maintext", "published_at": "date_publish", "language": "lang"},
        ),
        (["Link", "Authors", "HTML"], {"url": "Link", "author": "Authors", "html": "HTML"}),
        (["articleBody", "datePublished"], {"text": "articleBody", "published_at": "datePublished"}),
        (["one", "two"], {}),
    ],
)
def test_columns_are_guessed_from_the_names_that_scrapers_use(names: list[str], by_field: dict[str, str]) -> None:
    assert columns.choose(names, {}).by_field == by_field


def test_what_was_told_is_not_guessed_and_the_rest_is() -> None:
    chosen = columns.choose(["text", "body", "headline"], {"text": "body"})
    assert chosen.by_field == {"text": "body", "title": "headline"}
    assert str(chosen) == "text=body, title=headline (guessed)"
    assert columns.choose(["text", "content"], {"html": "content"}).by_field == {"html": "content"}
    assert str(columns.choose(["body"], {"text": "body"})) == "text=body"
    assert str(columns.choose(["text", "title"], {})) == ""


def objects(*lines: str, told: dict[str, str] | None = None) -> list[Row | BadRow]:
    return list(jsonl.read("n.jsonl", io.BytesIO("\n".join(lines).encode()), None, told or {}))


def test_keys_of_objects_are_guessed_and_what_was_read_is_said_with_the_row() -> None:
    line = '{"content": "It rained.", "source": {"id": null, "name": "Post"}, "authors": ["A. Reed", "B. Low"], "n": 1}'
    (row,) = objects(line)
    assert isinstance(row, Row)
    assert (row.source, row.captions.outlet, row.captions.author) == ("It rained.", "Post", "A. Reed, B. Low")
    assert row.extra == {"n": 1}
    assert row.reading.columns == "text=content, outlet=source, author=authors (guessed)"


def test_a_guessed_key_that_holds_no_text_is_kept_beside_and_a_told_one_is_bad() -> None:
    line = '{"text": "It rained.", "timestamp": 1714521600}'
    (guessed,) = objects(line)
    assert isinstance(guessed, Row)
    assert (guessed.captions.published_at, guessed.extra) == (None, {"timestamp": 1714521600})
    (told,) = objects(line, told={"published_at": "timestamp"})
    assert told == BadRow("n.jsonl", 1, "published_at: is a number; give a text")


def test_a_row_may_hold_a_page_in_place_of_a_text() -> None:
    page, both, empty = objects(
        '{"html": "<p>One.</p>"}',
        '{"html": "<p>One.</p>", "text": "One."}',
        '{"text": " ", "raw_html": "<p>Two.</p>"}',
    )
    assert isinstance(page, Row)
    assert isinstance(both, Row)
    assert isinstance(empty, Row)
    assert [(row.format, row.source) for row in (page, both, empty)] == [
        ("html", "<p>One.</p>"),
        ("text", "One."),
        ("html", "<p>Two.</p>"),
    ]
    assert both.extra == {}


def test_a_told_key_that_a_row_does_not_have_is_named() -> None:
    (row,) = objects('{"body": "One."}', told={"text": "story"})
    assert row == BadRow("n.jsonl", 1, "text: there is no key “story” (keys here: body); name one of them")


def test_a_map_reaches_every_reader() -> None:
    told = columns.parse("text=t,title=h")
    for name, content in {
        "a.csv": "h,t\nHead,Body\n",
        "a.tsv": "h\tt\nHead\tBody\n",
        "a.json": '[{"h": "Head", "t": "Body"}]',
        "a.jsonl": '{"h": "Head", "t": "Body"}',
    }.items():
        (row,) = files.read(name, io.BytesIO(content.encode()), "auto", None, told)
        assert isinstance(row, Row)
        assert (row.source, row.captions.title, row.reading.columns) == ("Body", "Head", "text=t, title=h")
