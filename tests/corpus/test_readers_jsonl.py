import io
import json

import pytest

from workbench.corpus.readers import jsonl, parts, rows
from workbench.corpus.readers.rows import BadRow, Row


def read(content: str | bytes, encoding: str | None = None) -> list[Row | BadRow]:
    raw = content.encode() if isinstance(content, str) else content
    return list(jsonl.read("news.jsonl", io.BytesIO(raw), encoding, {}))


def test_a_line_is_an_article_with_its_captions_and_its_other_keys() -> None:
    line = json.dumps(
        {"id": "a1", "title": " Low\ntide ", "text": "It rained.", "url": "https://example.org/1", "outlet": "Post",
         "published_at": "2024-05-01", "language": "en", "author": "M. Reed", "tags": ["rain"], "note": None}
    )  # fmt: skip
    (row,) = read(line)
    assert isinstance(row, Row)
    assert (row.file, row.row, row.uid, row.source) == ("news.jsonl", 1, "a1", "It rained.")
    assert (row.captions.title, row.captions.outlet, row.captions.language) == ("Low tide", "Post", "en")
    assert (row.captions.url, row.captions.published_at) == ("https://example.org/1", "2024-05-01")
    assert row.captions.author == "M. Reed"
    assert row.extra == {"tags": ["rain"], "note": None}
    assert row.content == line.encode()


def test_rows_count_lines_from_1_and_blank_lines_are_passed_over() -> None:
    found = read('\ufeff{"text": "One."}\r\n\n  \n{"text": "Two."}')
    assert [(row.row, row.content) for row in found if isinstance(row, Row)] == [
        (1, b'{"text": "One."}'),
        (4, b'{"text": "Two."}'),
    ]


@pytest.mark.parametrize(("given", "uid"), [('"a b"', "a b"), ("17", "17"), ("null", None)])
def test_an_id_is_a_text_or_a_whole_number(given: str, uid: str | None) -> None:
    (row,) = read(f'{{"id": {given}, "text": "One."}}')
    assert isinstance(row, Row)
    assert row.uid == uid


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "One."', r"is not JSON: Expecting ',' delimiter \(column 16\)"),
        ("not json", r"is not JSON: Expecting value \(column 1\)"),
        ('["text"]', 'is a list, not an object; write {"text": …}'),
        (
            '{"title": "One"}',
            "text: is missing (keys here: title); name it “text”, or say which key it is with --columns text=NAME",
        ),
        ('{"text": 5}', "text: is a number; give a text"),
        ('{"text": null}', "text: is null; give a text"),
        ('{"text": "a", "text": "b"}', "text: is there twice; keep one"),
        ('{"text": "a", "more": {"x": 1, "x": 2}}', "x: is there twice; keep one"),
        ('{"text": "a", "title": ["b"]}', "title: is a list; give a text"),
        ('{"text": "a", "url": true}', "url: is true or false; give a text"),
        ('{"text": "a", "id": 1.5}', "id: is a number; give a text or a whole number"),
        ('{"text": "a", "id": true}', "id: is true or false; give a text or a whole number"),
        ('{"text": "a", "id": " "}', "id: must have 1 to 200 characters; leave it out to have one made"),
        (
            '{"text": "a", "id": "' + "x" * 201 + '"}',
            "id: must have 1 to 200 characters; leave it out to have one made",
        ),
        ('{"text": "a", "id": "a\\nb"}', "id: holds a control character; take it out"),
        ('{"text": "a", "score": NaN}', "holds NaN, which is not JSON; write null"),
        ('{"text": "a", "deep": ' + "[" * 101 + "]" * 101 + "}", "is nested more than 100 deep; flatten it"),
        ('{"text": "a", "deep": ' + "[" * 100_000 + "]" * 100_000 + "}", "is nested more than 100 deep; flatten it"),
        ('{"text": "a", "outlet": "' + "x" * 2001 + '"}', "outlet: has 2001 characters; give at most 2000"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: str, reason: str) -> None:
    before, bad, after = read(f'{{"text": "One."}}\n{line}\n{{"text": "Two."}}\n')
    assert isinstance(before, Row)
    assert isinstance(after, Row)
    assert bad == BadRow("news.jsonl", 2, reason.replace("\\", ""))


def test_an_escaped_lone_surrogate_is_replaced_and_told() -> None:
    (row,) = read(r'{"text": "Low \ud83d tide \u0000", "title": "\udc00", "note": {"\ud800": "\u0000"}}')
    assert isinstance(row, Row)
    assert row.source == "Low \ufffd tide \ufffd"
    assert row.odd == ("replaced by U+FFFD: 1 NUL character", "replaced by U+FFFD: 1 lone surrogate")
    assert (row.captions.title, row.extra) == ("\ufffd", {"note": {"\ufffd": "\ufffd"}})


def test_a_number_that_no_column_holds_is_kept_as_its_digits() -> None:
    (row,) = read('{"text": "a", "post": 123456789012345678901234567890, "share": 1e999, "n": 7}')
    assert isinstance(row, Row)
    assert row.extra == {"post": "123456789012345678901234567890", "share": "1e999", "n": 7}


def test_a_line_in_another_encoding_is_read_and_told() -> None:
    (row,) = read('{"text": "L’été dernier, les négociations avaient échoué à Genève."}'.encode("windows-1252"))
    assert isinstance(row, Row)
    assert row.source == "L’été dernier, les négociations avaient échoué à Genève."
    assert row.odd == ("not UTF-8: read as windows-1252",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_wide_characters_is_read_with_a_mark_or_without(encoding: str) -> None:
    lines = '{"text": "Министр заявил, что встреча состоится."}\n{"text": "Две, по-моему."}'
    first, second = read(lines.encode(encoding))
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.source, second.source) == ("Министр заявил, что встреча состоится.", "Две, по-моему.")
    assert second.content == lines.splitlines()[1].encode(second.encoding)
    assert first.odd == ((f"not UTF-8: read as {encoding}",) if encoding[-3:] in {"-le", "-be"} else ())


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_a_file_without_a_row_is_empty(content: str) -> None:
    assert read(content) == [BadRow("news.jsonl", None, "is empty")]


def test_a_line_that_is_too_long_is_named_and_never_held_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LARGEST", 100)
    assert rows.LARGEST >= 10_000_000
    long, after = read('{"text": "' + "x" * 1_000 + '"}\n{"text": "Two."}')
    assert isinstance(long, BadRow)
    assert (long.row, "split the article" in long.reason) == (1, True)
    assert isinstance(after, Row)
    assert after.row == 2
