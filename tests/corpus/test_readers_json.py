import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpus.readers import json_documents, scanning
from workbench.corpus.readers.rows import BadRow, Row
from workbench.corpus.readers.scanning import Scanner


def read(content: str | bytes, encoding: str | None = None) -> list[Row | BadRow]:
    raw = content.encode() if isinstance(content, str) else content
    return list(json_documents.read("n.json", io.BytesIO(raw), encoding, {}))


def sources(rows: list[Row | BadRow]) -> list[tuple[int | None, str]]:
    return [(row.row, row.source if isinstance(row, Row) else row.reason) for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "One."}, {"text": "Two."}]',
        '\ufeff\n[\n{"text": "One."}\n,{"text": "Two."}\n]\n',
        '{"status": "ok", "articles": [{"text": "One."}, {"text": "Two."}], "total": 2}',
        '{"response": {"docs": [{"text": "One."}, {"text": "Two."}]}}',
        '{"text": "One."}\n{"text": "Two."}\n',
    ],
)
def test_a_list_an_object_that_holds_one_and_lines_of_objects_are_read(content: str) -> None:
    assert sources(read(content)) == [(1, "One."), (2, "Two.")]


def test_an_object_with_a_text_is_one_article_whatever_lists_it_holds() -> None:
    (row,) = read('{"images": [{"src": "a.png"}], "title": "Late", "body": "One."}')
    assert isinstance(row, Row)
    assert (row.row, row.source, row.captions.title) == (None, "One.", "Late")
    assert row.extra == {"images": [{"src": "a.png"}]}


def test_a_row_s_bytes_are_those_of_its_object() -> None:
    first, second = read('[ {"text": "a \\" ] b"} , {"text" :"c"}]')
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.content, second.content) == (b'{"text": "a \\" ] b"}', b'{"text" :"c"}')


def test_bad_elements_are_named_and_all_the_good_ones_are_in() -> None:
    found = sources(read('[{"text": "One."}, 5, {"text": nothing}, "x", [1], {"text": "Two."}, {"n": 1}]'))
    assert found == [
        (1, "One."),
        (2, 'is a number, not an object; write {"text": …}'),
        (3, "is not JSON: Expecting value (column 10)"),
        (4, 'is a text, not an object; write {"text": …}'),
        (5, 'is a list, not an object; write {"text": …}'),
        (6, "Two."),
        (7, "text: is missing (keys here: n); name it “text”, or say which key it is with --columns text=NAME"),
    ]


def test_a_file_that_breaks_off_is_named_and_what_was_whole_is_in() -> None:
    assert sources(read('[{"text": "One."}, {"text": "Tw')) == [
        (1, "One."),
        (2, "breaks off in the middle; the file is not whole"),
        (None, "breaks off behind row 2; the file is not whole"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("[]", "holds no article: its list is empty"),
        ("5", "is not JSON; give a list of articles, or one as {“text”: …}"),
        ('{"a": [{}], "b": [{}]}', "holds several lists (a, b); give a file with one of them"),
        (
            '{"n": 1}',
            "text: is missing (keys here: n); name it “text”, or say which key it is with --columns text=NAME",
        ),
    ],
)
def test_a_file_without_articles_says_what_it_is(content: str, reason: str) -> None:
    assert sources(read(content)) == [(None, reason)]


def test_a_million_brackets_are_named_and_the_rows_around_them_are_in() -> None:
    deep = "[" * 1_000_000 + "]" * 1_000_000
    assert sources(read('[{"text": "One."}, ' + deep + ', {"text": "Two."}]')) == [
        (1, "One."),
        (2, "is nested more than 100 deep; flatten it"),
        (3, "Two."),
    ]
    nested = '{"a":' * 10_000 + "1" + "}" * 10_000
    assert sources(read(nested)) == [(None, "is nested more than 100 deep; flatten it")]


def test_an_element_that_is_too_long_is_named_and_never_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_documents, "LARGEST", 1 << 16)
    monkeypatch.setattr(scanning, "_CHUNK", 1 << 14)
    content = b'[{"text": "One."}, {"text": "' + b"x\\n" * 2_000_000 + b'"}, {"text": "Two."}]'
    tracemalloc.start()
    found = sources(read(content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [number for number, _ in found] == [1, 2, 3]
    assert "split the article" in found[1][1]
    assert found[2][1] == "Two."
    assert peak < 1 << 20


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "shift_jis", "windows-1252"])
def test_another_encoding_is_read_whatever_its_bytes_look_like(encoding: str) -> None:
    # The second half of 表 is a backslash in Shift JIS.
    text = "Déjà vu, l’été dernier." if encoding == "windows-1252" else "本日は晴天なり、東京で発表。表"
    for told in (None, encoding):
        (row,) = read(json.dumps([{"text": text}], ensure_ascii=False).encode(encoding), told)
        assert isinstance(row, Row)
        assert row.source == text


_TEXTS = st.text(max_size=20)
_VALUES = st.recursive(
    st.none() | st.integers() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=50)
@given(values=st.lists(_VALUES, max_size=4), chunk=st.integers(1, 40), indent=st.none() | st.integers(0, 2))
def test_any_list_falls_into_its_elements_wherever_it_is_read(
    values: list[object], chunk: int, indent: int | None
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "_CHUNK", chunk)
        scanner = Scanner(io.BytesIO(json.dumps(values, indent=indent).encode()), limit=1 << 20)
        found = list(scanner.children())
    assert [json.loads(child.content or b"") for child in found] == values
    assert scanner.is_closed


@settings(max_examples=50)
@given(values=st.dictionaries(_TEXTS, _VALUES, max_size=4), chunk=st.integers(1, 40))
def test_any_object_falls_into_its_keys_and_values(values: dict[str, object], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "_CHUNK", chunk)
        found = list(Scanner(io.BytesIO(json.dumps(values).encode()), limit=1 << 20).children())
    assert {json.loads(b'"' + child.key + b'"'): json.loads(child.content or b"") for child in found} == values
