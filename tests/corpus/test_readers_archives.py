import io
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from workbench.corpus.readers import archives, files
from workbench.corpus.readers.rows import BadRow, Row

Entry = tuple[str | zipfile.ZipInfo, str | bytes]


def packed(*entries: Entry, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def read(content: bytes, format: str = "auto", name: str = "a.zip") -> dict[str, str]:
    """Return what each entry said, or why it was not taken."""
    rows = files.read(name, io.BytesIO(content), format, None)
    return {row.file: row.source if isinstance(row, Row) else row.reason for row in rows}


def test_an_archive_holds_files_of_any_format_and_archives() -> None:
    inner = packed(("deep/c.csv", "title,text\nA,Three.\n"))
    rows = list(
        files.read(
            "news.zip",
            io.BytesIO(
                packed(
                    ("a.txt", "One."),
                    ("pages/b.html", "<p>Two.</p>".encode("utf-16")),
                    ("inner.zip", inner),
                    ("d.jsonl", '{"id": "d", "text": "Four."}\n{"text": 5}\n'),
                    ("e.json", '[{"text": "Five."}]'),
                    ("__MACOSX/a.txt", "hidden"),
                    (".hidden/a.txt", "hidden"),
                )
            ),
            "auto",
            None,
        )
    )
    told = [(row.file, row.row, row.format if isinstance(row, Row) else row.reason) for row in rows]
    assert told == [
        ("news.zip/a.txt", None, "text"),
        ("news.zip/pages/b.html", None, "html"),
        ("news.zip/inner.zip/deep/c.csv", 2, "text"),
        ("news.zip/d.jsonl", 1, "text"),
        ("news.zip/d.jsonl", 2, "text: is a number; give a text"),
        ("news.zip/e.json", 1, "text"),
    ]


def test_the_format_told_is_that_of_the_entries() -> None:
    assert read(packed(("a.txt", "text\nOne.\n")), "csv") == {"a.zip/a.txt": "One."}


def test_an_archive_is_seen_without_its_extension_and_an_office_document_is_none() -> None:
    assert read(packed(("a.txt", "One.")), name="dump") == {"dump/a.txt": "One."}
    office = packed(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<p/>"))
    assert "looks like an office document" in read(office, name="a.docx")["a.docx"]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:\\up.txt", "c:up.txt", "..\\up.txt"])
def test_a_path_that_climbs_out_is_named_and_the_others_are_in(name: str) -> None:
    found = read(packed(("a.txt", "One."), (name, "Two."), ("folder\\b.txt", "Three.")))
    assert found == {
        "a.zip/a.txt": "One.",
        f"a.zip/{name.replace(chr(92), '/')}": "its path leads out of the archive; pack it under a path within",
        "a.zip/folder/b.txt": "Three.",
    }


def test_a_link_and_what_is_encrypted_or_packed_otherwise_are_named() -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert read(packed((link, "/etc/passwd"), ("a.txt", "One."))) == {
        "a.zip/link": "is a link; pack the file itself",
        "a.zip/a.txt": "One.",
    }
    encrypted = bytearray(packed(("a.txt", "One.")))
    encrypted[encrypted.rfind(b"PK\x01\x02") + 8] |= 1
    assert read(bytes(encrypted)) == {"a.zip/a.txt": "is encrypted; pack it without a password"}
    other = read(packed(("a.txt", "One."), method=zipfile.ZIP_BZIP2))
    assert other == {"a.zip/a.txt": "is packed in another way than deflate, which is not read; pack it anew"}


def test_a_bomb_is_named_from_the_directory_and_never_unpacked() -> None:
    bomb = packed(("a.txt", "One."), ("bomb.txt", bytes(30 << 20)), ("b.txt", "Two."))
    tracemalloc.start()
    found = read(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {
        "a.zip/a.txt": "One.",
        "a.zip/bomb.txt": "unpacks to more than 200 times its size, as no text does",
        "a.zip/b.txt": "Two.",
    }
    assert peak < 4 << 20


def test_archives_in_archives_end_at_a_depth() -> None:
    content = packed(("a.txt", "One."))
    for level in range(4):
        content = packed((f"{level}.zip", content), (f"{level}.txt", f"Level {level}."))
    assert read(content) == {
        "a.zip/3.zip/2.zip/1.zip": "is an archive more than 3 deep; unpack it",
        "a.zip/3.zip/2.zip/1.txt": "Level 1.",
        "a.zip/3.zip/2.txt": "Level 2.",
        "a.zip/3.txt": "Level 3.",
    }


def test_entries_that_share_their_bytes_are_named() -> None:
    content = packed(("a.txt", "One. " * 100))
    start, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    directory = content[start:end] * 3
    shared = content[:start] + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), start, 0)
    rows = list(files.read("a.zip", io.BytesIO(shared), "auto", None))
    assert [isinstance(row, BadRow) and row.reason for row in rows] == ["overlaps another entry; pack it anew"] * 2 + [
        False
    ]


@pytest.mark.parametrize(
    ("limit", "most", "reason"),
    [
        ("MOST_ENTRIES", 2, "holds more than 2 entries; give it in parts"),
        ("LARGEST_TOTAL", 10, "unpacks to more than 0 GB in all; give it in parts"),
    ],
)
def test_an_archive_over_a_limit_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, reason: str
) -> None:
    monkeypatch.setattr(archives, limit, most)
    assert read(packed(("a.txt", "One."), ("b.txt", "Two."), ("c.txt", "Three."))) == {"a.zip": reason}
    within = packed(("inner.zip", packed(("a.txt", "One."), ("b.txt", "Two."))), ("c.txt", ""))
    if limit == "MOST_ENTRIES":
        assert read(within)["a.zip/inner.zip"] == reason


def test_an_entry_over_its_limit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_ENTRY", 4)
    found = read(packed(("a.txt", "One."), ("b.txt", "Three.")))
    assert found == {"a.zip/a.txt": "One.", "a.zip/b.txt": "unpacks to more than 0 GB; split it"}


def test_an_entry_never_unpacks_to_more_than_the_directory_says() -> None:
    lying = bytearray(packed(("a.txt", "One. " * 10_000), ("b.txt", "Two.")))
    size = lying.find(b"PK\x01\x02") + 24
    lying[size : size + 4] = struct.pack("<L", 10)
    found = read(bytes(lying))
    assert "is broken in the archive (Bad CRC-32" in found["a.zip/a.txt"]
    assert found["a.zip/b.txt"] == "Two."


def test_what_is_broken_is_named() -> None:
    whole = packed(("a.txt", "One. Two. Three."), ("b.txt", "Four."))
    assert "is not a whole zip archive (it has no directory)" in read(whole[:-30])["a.zip"]
    assert "is not a whole zip archive" in read(b"PK\x03\x04 and no more")["a.zip"]
    assert read(packed()) == {"a.zip": "holds no file"}
    broken = bytearray(whole)
    broken[40] ^= 0xFF
    found = read(bytes(broken))
    assert found["a.zip/a.txt"].startswith("is broken in the archive (")
    assert found["a.zip/b.txt"] == "Four."


def test_nothing_is_written_by_unpacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zip").write_bytes(packed(("a/b.txt", "One."), ("../c.txt", "Two.")))
    assert len(list(files.read_files([tmp_path / "a.zip"], "auto", None))) == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["a.zip"]
