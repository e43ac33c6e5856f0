import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpus.readers import tables
from workbench.corpus.readers.rows import BadRow, Row


def read(content: str | bytes, encoding: str | None = None, **told: str) -> list[Row | BadRow]:
    raw = content.encode() if isinstance(content, str) else content
    return list(tables.read("n.csv", io.BytesIO(raw), encoding, told))


def told(rows: list[Row | BadRow]) -> list[tuple[int | None, str]]:
    return [(row.row, row.source if isinstance(row, Row) else row.reason) for row in rows]


def test_a_row_is_an_article_with_its_captions_and_its_other_columns() -> None:
    (row,) = read('id,headline,body,section\n7,Low tide,"It rained, ""again"".\nAll day.",Coast\n')
    assert isinstance(row, Row)
    assert (row.row, row.uid, row.captions.title) == (2, "7", "Low tide")
    assert row.source == 'It rained, "again".\nAll day.'
    assert row.extra == {"section": "Coast"}
    assert row.content == b'7,Low tide,"It rained, ""again"".\nAll day.",Coast'
    assert row.reading.columns == "text=body, id=id, title=headline (guessed)"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_told_by_the_first_row(sign: str) -> None:
    assert told(read(f"title{sign}text\nA{sign}One: two.\n")) == [(2, "One: two.")]


def test_excel_may_say_the_sign_itself() -> None:
    assert told(read("sep=;\ntitle;text\nA;One, two.\n")) == [(3, "One, two.")]


def test_a_ragged_row_is_named_with_its_field_and_the_others_are_in() -> None:
    rows = read("title,text,url\nA,One.\nB,Two.,u,more\nC,Three.,u,,\n\n,,\nD,Four.,\nE,,u\n")
    assert told(rows) == [
        (2, "url: is missing: the row has 2 of 3 cells; add the separators"),
        (3, "cell 4: is too many: there are 3 columns, and 4 cells; put a cell that holds a “,” in quotes"),
        (4, "Three."),
        (7, "Four."),
        (8, "text: is empty; give a text"),
    ]


QUOTE = "a quote is not closed, or stands in a quoted field without being doubled; mend it"


def test_a_quote_that_is_not_closed_spoils_its_own_row_only() -> None:
    assert told(read('title,text\nA,One.\n"B,Two.\nC,Three.\nD,"Four."\nE,"Fi"ve"\nF,Six.\n')) == [
        (2, "One."),
        (3, f"title: {QUOTE}"),
        (4, "Three."),
        (5, "Four."),
        (6, QUOTE),
        (7, "Six."),
    ]


def test_quotes_that_are_never_closed_do_not_make_a_file_be_read_again_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "_MOST_READ_AGAIN", 2_000)
    found = told(read("title,text\nA,One.\n" + 'a",",""\n' * 1_000))
    assert found[0] == (2, "One.")
    assert found[-1][1].endswith("too many quotes are not closed, and the rest of the file is not read")
    assert len(found) < 10


def test_quotes_are_letters_in_a_tsv_where_they_are_no_quotes() -> None:
    assert told(read('title\ttext\nA\t"One" she said.\nB\t"Two\nC\tThree.\n')) == [
        (2, '"One" she said.'),
        (3, '"Two'),
        (4, "Three."),
    ]


def test_a_cell_that_is_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST", 100)
    long, after = told(read("title,text\nA," + "x" * 200 + "\nB,Two.\n"))
    assert (long[0], "split the article" in long[1]) == (2, True)
    assert after == (3, "Two.")


def test_a_file_without_a_row_that_names_columns_says_what_to_do_and_can_be_read_by_numbers() -> None:
    content = "Low tide,It rained.\nHigh tide,It snowed.\n"
    reason = (
        "text: is missing (columns here: Low tide, It rained.); "
        "name it “text”, or say which column it is with --columns text=NAME"
    )
    assert told(read(content)) == [(1, reason)]
    first, second = read(content, title="1", text="2")
    assert isinstance(first, Row)
    assert (first.row, first.captions.title, first.source) == (1, "Low tide", "It rained.")
    assert isinstance(second, Row)


def test_two_columns_of_one_name_are_named_and_the_first_is_taken() -> None:
    rows = read("title,text,text,tag,tag\nA,One.,Two.,x,y\n")
    assert told(rows) == [(1, "text: names two columns, and the first is taken; rename the other"), (2, "One.")]
    assert isinstance(rows[1], Row)
    assert rows[1].extra == {"text (3)": "Two.", "tag": "x", "tag (5)": "y"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "is empty"), ("\n\n", "is empty"), ("title,text\n", "holds no rows below the names of its columns")],
)
def test_a_file_without_rows_says_so(content: str, reason: str) -> None:
    assert told(read(content)) == [(None, reason)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1251"])
def test_a_table_in_another_encoding_is_read(encoding: str) -> None:
    text = "Министр заявил, что переговоры продлятся дольше, чем ожидалось."
    (row,) = read(f'title,text\n"Переговоры","{text}"\n'.encode(encoding))
    assert isinstance(row, Row)
    assert (row.source, row.captions.title) == (text, "Переговоры")


def test_one_row_that_is_not_in_the_encoding_told_is_named() -> None:
    rows = read(b"title,text\nA,Zwei.\n" + "B,Tränen.\n".encode("latin-1") + b"C,Vier.\n", "utf-8")
    assert told(rows) == [
        (2, "Zwei."),
        (3, "is not utf-8 (byte 5); name another encoding, or none to have it detected"),
        (4, "Vier."),
    ]


_CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n\r\t"))


@settings(max_examples=50)
@given(rows=st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=4), sign=st.sampled_from(",;\t|"))
def test_any_table_that_a_library_writes_is_read_as_it_was(rows: list[tuple[str, str]], sign: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=sign, quoting=csv.QUOTE_ALL)
    writer.writerows([("note", "text"), *rows])
    found = [row for row in read(written.getvalue()) if isinstance(row, Row)]
    assert [row.source for row in found] == [text for note, text in rows if text and (text + note).strip()]
