"""Zip archives: what is in them is read from the archive itself, and nothing is ever written to disk.

What an archive's directory says is checked before anything is unpacked. Of an entry no more is unpacked than it says.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast

from workbench.corpus.readers import formats
from workbench.corpus.readers.rows import LARGEST, BadRow, Row

MOST_ENTRIES = 200_000
LARGEST_TOTAL = 8 << 30
LARGEST_ENTRY = 2 << 30
HIGHEST_RATIO = 200
DEEPEST = 3
_LARGEST_DIRECTORY = 64 << 20
_SMALL = 1 << 20
_CHUNK = 1 << 18
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others unpack without a bound
_ENCRYPTED, _UTF8 = 0x1, 0x800
_LOCAL_HEADER = 30
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = 20
_HEADER = struct.Struct("<4s24x3H12x")
_OFFICE = {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"}
_OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)", re.DOTALL)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, UnicodeDecodeError)

ReadEntry = Callable[[str, IO[bytes]], Iterator[Row | BadRow]]


@dataclass
class _Budget:
    """What an archive, with all archives within it, may still unpack to."""

    entries: int
    size: int


class _RefusedError(Exception):
    """An archive that is not unpacked at all, and why."""


def read(file: str, stream: IO[bytes], read_entry: ReadEntry) -> Iterator[Row | BadRow]:
    """Read each entry by what is given for it; an entry that cannot or must not be unpacked is a bad row."""
    yield from _read(file, stream, read_entry, _Budget(MOST_ENTRIES, LARGEST_TOTAL), 1)


def _read(file: str, stream: IO[bytes], read_entry: ReadEntry, budget: _Budget, depth: int) -> Iterator[Row | BadRow]:
    try:
        archive = _open(stream, budget)
    except _RefusedError as error:
        yield BadRow(file, None, str(error))
        return
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry)]
    overlapping = _overlapping(archive)
    if not entries:
        yield BadRow(file, None, "holds no file")
    for entry in entries:
        shown = f"{file}/{_name(entry)}"
        if reason := "overlaps another entry; pack it anew" if entry in overlapping else _fault(entry):
            yield BadRow(shown, None, reason)
            continue
        try:
            with archive.open(entry) as packed, io.BufferedReader(cast(io.RawIOBase, packed), _CHUNK) as unpacked:
                if formats.of(shown, unpacked.peek(formats.HEAD)) == "zip":
                    yield from _nested(shown, entry, unpacked, read_entry, budget, depth)
                else:
                    yield from read_entry(shown, unpacked)
        except _BROKEN as error:
            yield BadRow(shown, None, f"is broken in the archive ({error}); pack it anew")


def _nested(
    shown: str, entry: zipfile.ZipInfo, packed: IO[bytes], read_entry: ReadEntry, budget: _Budget, depth: int
) -> Iterator[Row | BadRow]:
    if depth >= DEEPEST:
        yield BadRow(shown, None, f"is an archive more than {DEEPEST} deep; unpack it")
    elif entry.file_size > LARGEST:
        yield BadRow(shown, None, f"is an archive in another, and larger than {LARGEST >> 20} MB; give it by itself")
    else:
        yield from _read(shown, io.BytesIO(packed.read()), read_entry, budget, depth + 1)


def _open(stream: IO[bytes], budget: _Budget) -> zipfile.ZipFile:
    """Open an archive, once its directory says that it stays within the limits."""
    try:
        budget.entries -= _count(stream, budget.entries)
        if budget.entries < 0:
            raise _RefusedError(f"holds more than {MOST_ENTRIES:,} entries; give it in parts")
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise _RefusedError(f"is not a whole zip archive ({error}); pack it anew") from error
    if _OFFICE.intersection(archive.namelist()):
        raise _RefusedError("is not text (it looks like an office document); give the article as text")
    budget.size -= sum(entry.file_size for entry in archive.infolist() if not _fault(entry))
    if budget.size < 0:
        raise _RefusedError(f"unpacks to more than {LARGEST_TOTAL >> 30} GB in all; give it in parts")
    return archive


def _count(stream: IO[bytes], most: int) -> int:
    """Count the entries of an archive's directory, whatever it says itself, up to one more than there may be."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _END.size - 0xFFFF))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile("it has no directory")
    *_, length, _start, _comment = _END.unpack_from(tail, at)
    end = size - len(tail) + at
    if tail[max(0, at - _LOCATOR_64) : at].startswith(b"PK\x06\x07"):
        end -= _LOCATOR_64 + _END_64.size
        stream.seek(max(0, end))
        length = _END_64.unpack(stream.read(_END_64.size))[8]
    if length > _LARGEST_DIRECTORY:
        return most + 1
    stream.seek(max(0, end - length))
    return _walk(stream.read(length), most)


def _walk(directory: bytes, most: int) -> int:
    count = at = 0
    while at + _HEADER.size <= len(directory) and count <= most:
        _, *lengths = _HEADER.unpack_from(directory, at)
        at += _HEADER.size + sum(lengths)
        count += 1
    return count


def _overlapping(archive: zipfile.ZipFile) -> set[zipfile.ZipInfo]:
    """Return the entries that reach into the next one, as those of a bomb do that unpacks the same bytes many times."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    borders = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
    return {entry for entry, border in zip(entries, borders, strict=False) if _end(entry) > border}


def _end(entry: zipfile.ZipInfo) -> int:
    return entry.header_offset + _LOCAL_HEADER + len(entry.orig_filename) + entry.compress_size


def _fault(entry: zipfile.ZipInfo) -> str:
    """Say why an entry must not be unpacked, by what the directory says of it."""
    faults = (
        (entry.header_offset < 0, "is broken in the archive; pack it anew"),
        (_OUTSIDE.match(_name(entry)), "its path leads out of the archive; pack it under a path within"),
        (stat.S_ISLNK(entry.external_attr >> 16), "is a link; pack the file itself"),
        (entry.flag_bits & _ENCRYPTED, "is encrypted; pack it without a password"),
        (entry.compress_type not in _METHODS, "is packed in another way than deflate, which is not read; pack it anew"),
        (entry.file_size > LARGEST_ENTRY, f"unpacks to more than {LARGEST_ENTRY >> 30} GB; split it"),
        (
            entry.file_size > max(_SMALL, HIGHEST_RATIO * entry.compress_size),
            f"unpacks to more than {HIGHEST_RATIO} times its size, as no text does",
        ),
    )
    return next((reason for is_so, reason in faults if is_so), "")


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry with slashes, in a form that can be stored and printed."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode()  # written as UTF-8 by programs that do not say so
        except UnicodeError:
            name = entry.filename
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name.replace("\\", "/"))


def _is_hidden(entry: zipfile.ZipInfo) -> bool:
    parts: Sequence[str] = _name(entry).split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part.strip(".") for part in parts)
