"""Which files there are to read, and which reader reads each."""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO

from workbench.corpus.readers import archives, formats, json_documents, jsonl, tables, text
from workbench.corpus.readers.formats import FORMATS
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import UsageError

__all__ = ["FORMATS", "find", "read", "read_files", "require_format", "shown"]

_WITH_COLUMNS = {"jsonl": jsonl.read, "json": json_documents.read, "csv": tables.read}
_WHOLE = {"text": text.read, "html": text.read_page}
_NONE_TOLD: Mapping[str, str] = MappingProxyType({})


def require_format(format: str) -> None:
    """Raise UsageError for a format that does not exist."""
    if format not in FORMATS:
        raise UsageError(f"“{format}” is not a format; give one of {', '.join(FORMATS)}")


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


def read_files(
    files: Iterable[Path | BadRow], format: str, encoding: str | None, columns: Mapping[str, str] = _NONE_TOLD
) -> Iterator[Row | BadRow]:
    """Read files one after the other; one that cannot be opened is a bad row."""
    for file in files:
        if isinstance(file, BadRow):
            yield file
            continue
        try:
            with file.open("rb") as stream:
                yield from read(shown(file), stream, format, encoding, columns)
        except OSError as error:
            yield _unreadable(file, error)


def read(
    file: str, stream: IO[bytes], format: str, encoding: str | None, columns: Mapping[str, str] = _NONE_TOLD
) -> Iterator[Row | BadRow]:
    """Read an open file that can be rewound, in the format told or, with `auto`, in the one that it looks like.

    An archive is opened whatever the format, which is then that of its entries. `columns` says which column or key
    holds what (`columns.parse`); what it leaves out is guessed.
    """
    head = stream.read(formats.HEAD)
    stream.seek(0)
    seen = formats.of(file, head)
    name = seen if format == "auto" or seen == "zip" else format
    if name == "zip":
        yield from archives.read(file, stream, lambda entry, open_: read(entry, open_, format, encoding, columns))
    elif name in _WHOLE:
        yield from _WHOLE[name](file, stream, encoding)
    else:
        yield from _WITH_COLUMNS[name](file, stream, encoding, columns)


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
