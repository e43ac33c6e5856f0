"""Which files there are to read, and which reader reads each."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from workbench.corpus.readers import jsonl, text
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import NotBuiltError, UsageError

FORMATS = ("auto", "text", "html", "jsonl", "csv")
_READERS: dict[str, Callable[[str, IO[bytes], str | None], Iterator[Row | BadRow]]] = {
    "text": text.read,
    "jsonl": jsonl.read,
}
_EXTENSIONS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "csv",
}
_HEAD = 4096


def require_format(paths: Iterable[Path], format: str) -> None:
    """Raise UsageError for a format that does not exist, NotBuiltError for one that this version does not read."""
    if format not in FORMATS:
        raise UsageError(f"“{format}” is not a format; give one of {', '.join(FORMATS)}")
    wanted = [_EXTENSIONS.get(path.suffix.lower(), "text") for path in paths] if format == "auto" else [format]
    if missing := next((name for name in wanted if name not in _READERS), None):
        raise NotBuiltError(f"reading {missing.upper()}")


def find(paths: Sequence[Path]) -> Iterator[Path | BadRow]:
    """Give the files that the paths name: each file, and of each folder all within it, sorted.

    Left out of folders: what is hidden, and links that lead out of them. A path without a file is a bad row.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if stat.S_ISDIR(mode):
            yield from list(_within(path)) or [BadRow(shown(path), None, "holds no file; name a folder with articles")]
        elif stat.S_ISREG(mode):
            yield path
        else:
            yield BadRow(shown(path), None, "is not a file or folder")


def read_files(files: Iterable[Path | BadRow], format: str, encoding: str | None) -> Iterator[Row | BadRow]:
    """Read files one after the other; one that cannot be opened is a bad row."""
    for file in files:
        if isinstance(file, BadRow):
            yield file
            continue
        try:
            with file.open("rb") as stream:
                yield from read(shown(file), stream, format, encoding)
        except OSError as error:
            yield _unreadable(file, error)


def read(file: str, stream: IO[bytes], format: str, encoding: str | None) -> Iterator[Row | BadRow]:
    """Read an open file that can be rewound, in the format told or, with `auto`, in the one that it looks like."""
    if format == "auto":
        head = stream.read(_HEAD)
        stream.seek(0)
        format = _EXTENSIONS.get(Path(file).suffix.lower()) or _looks_like(head)
    if reader := _READERS.get(format):
        yield from reader(file, stream, encoding)
    else:
        yield BadRow(file, None, f"looks like {format.upper()}, and reading {format.upper()} is not built yet")


def shown(path: Path) -> str:
    """Return a path as given or found, in a form that can be stored and printed."""
    return os.fsencode(path).decode("utf-8", "replace")


def _within(folder: Path) -> Iterator[Path | BadRow]:
    inside = folder.resolve()
    unreadable: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and path.resolve().is_relative_to(inside):
                yield path
    yield from (_unreadable(Path(error.filename), error) for error in unreadable)


def _unreadable(path: Path, error: OSError) -> BadRow:
    missing = isinstance(error, FileNotFoundError)
    reason = "there is no such file or folder" if missing else f"cannot be read ({error.strerror})"
    return BadRow(shown(path), None, reason)


def _looks_like(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "jsonl" if start.startswith(b'{"') else "text"
