import io
import os
from pathlib import Path

import pytest

from workbench.corpus.readers import files, text
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import UsageError


def names(found: list[Path | BadRow], folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in found if isinstance(path, Path)]


def test_a_folder_is_read_with_all_within_it_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "inner/c.jsonl", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert names(list(files.find([tmp_path])), tmp_path) == ["a.txt", "b.txt", "inner/c.jsonl"]


def test_a_link_that_leads_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    (inside / "deep").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "deep" / "a.txt").write_text("text")
    (inside / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "within.txt").symlink_to(inside / "deep" / "a.txt")
    (inside / "up").symlink_to(tmp_path)
    assert names(list(files.find([inside])), inside) == ["within.txt", "deep/a.txt"]


def test_a_path_without_a_file_is_a_bad_row(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    missing, empty, pipe = files.find([tmp_path / "none.txt", tmp_path / "empty", tmp_path / "pipe"])
    assert missing == BadRow(f"{tmp_path}/none.txt", None, "there is no such file or folder")
    assert empty == BadRow(f"{tmp_path}/empty", None, "holds no file; name a folder with articles")
    assert pipe == BadRow(f"{tmp_path}/pipe", None, "is not a file or folder")


def test_a_file_name_that_is_no_text_is_shown_in_one_that_is(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("It rained.")
    (row,) = files.read_files(list(files.find([tmp_path])), "auto", None)
    assert isinstance(row, Row)
    assert row.file == f"{tmp_path}/caf\ufffd.txt"


@pytest.mark.parametrize(
    ("name", "content", "is_jsonl"),
    [
        ("a.txt", '{"text": "One."}', False),
        ("a.TXT", '{"text": "One."}', False),
        ("a.jsonl", '{"text": "One."}', True),
        ("a.dump", '{"text": "One."}', True),
        ("a.dump", "One.", False),
        ("a", "One.", False),
    ],
)
def test_the_format_is_told_by_the_extension_else_by_the_content(name: str, content: str, is_jsonl: bool) -> None:
    (row,) = files.read(name, io.BytesIO(content.encode()), "auto", None)
    assert isinstance(row, Row)
    assert (row.source, row.row) == (("One.", 1) if is_jsonl else (content, None))


def test_the_format_told_wins_over_the_extension() -> None:
    (row,) = files.read("a.txt", io.BytesIO(b'{"text": "One."}'), "jsonl", None)
    assert isinstance(row, Row)
    assert row.source == "One."


PAGE = "<!-- made by hand --><!DOCTYPE html><p>One.</p>"


@pytest.mark.parametrize(
    ("name", "content", "format", "reading"),
    [
        ("a.html", "<p>One.</p>", "html", "html"),
        ("a.txt", PAGE, "html", "html"),
        ("a", PAGE, "html", "html"),
        ("a.txt", "<p>One.</p>", "text", "text"),
        ("a.csv", "title;text\nA;One.\n", "text", "csv"),
        ("a.tsv", "title\ttext\nA\tOne.\n", "text", "tsv"),
        ("a.json", '[{"text": "One."}]', "text", "json"),
        ("a.jsonl", '[{"text": "One."}]', "text", "json"),
        ("a", '[{"html": "<p>One.</p>"}]', "html", "json"),
    ],
)
def test_what_a_file_holds_is_told_by_its_name_and_by_how_it_begins(
    name: str, content: str, format: str, reading: str
) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (row,) = files.read(name, io.BytesIO(content.encode(encoding)), "auto", None)
        assert isinstance(row, Row)
        assert (row.format, row.reading.format) == (format, reading)
        assert "One." in row.source


def test_the_format_told_is_that_of_every_file_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text\nOne.\n")
    (tmp_path / "b").write_text("text\nTwo.\n")
    rows = files.read_files(files.find([tmp_path]), "csv", None)
    assert [row.source for row in rows if isinstance(row, Row)] == ["One.", "Two."]


def test_a_format_that_does_not_exist_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="is not a format; give one of auto, text, html, jsonl, json, csv"):
        files.require_format("docx")


def test_a_file_that_is_too_large_for_one_article_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LARGEST", 1 << 20)
    (row,) = text.read("big.txt", io.BytesIO(b"x" * (1 << 20) + b"y"), None)
    assert row == BadRow("big.txt", None, "is larger than 1 MB; give each article a file or JSONL line of its own")
