"""Files that came through a browser, kept in the instance folder until the job that takes them in has ended."""

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from workbench.corpus.readers import files
from workbench.corpus.readers.rows import BadRow, Row
from workbench.errors import StorageError

SMALL = 256 * 1024
"""Bytes of an upload that is taken while its sender waits: about twenty articles, in a tenth of a second."""
_FOLDER = "uploads"
_FORGOTTEN_SECONDS = 24 * 3600


def keep(
    instance: Path,
    sent: Iterable[tuple[str, IO[bytes]]],
    *,
    format: str = "auto",
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Keep the files, readable by their owner alone, and return what a job is given: where they are and how to read.

    Raises StorageError where they cannot be written; then none is left behind.
    """
    word = secrets.token_hex(8)
    folder = instance / _FOLDER / word
    kept = []
    try:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
        for number, (name, stream) in enumerate(sent):
            kept.append({"name": name, "size": _write(folder / str(number), stream)})
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StorageError(f"The files cannot be kept here ({error.strerror}). Nothing was taken.") from error
    return {"folder": word, "files": kept, "format": format, "encoding": encoding, "columns": dict(columns or {})}


def _write(path: Path, stream: IO[bytes]) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        shutil.copyfileobj(stream, handle, 1 << 20)
        handle.flush()
        os.fsync(descriptor)
        return handle.tell()


def rows(instance: Path, given: Mapping[str, Any]) -> Iterator[Row | BadRow]:
    """Read the files that a job was given, under the names they were sent with. Raises StorageError."""
    for number, one in enumerate(given["files"]):
        try:
            stream = (_place(instance, given) / str(number)).open("rb")
        except OSError as error:
            raise StorageError(f"The file {one['name']} cannot be read ({error.strerror}).") from error
        with stream:
            yield from files.read(one["name"], stream, given["format"], given["encoding"], given["columns"])


def size(given: Mapping[str, Any]) -> int:
    """Return how many bytes a job was given."""
    return sum(one["size"] for one in given["files"])


def are_here(instance: Path, given: Mapping[str, Any]) -> bool:
    """Tell whether a job's files are on this machine."""
    return _place(instance, given).is_dir()


def remove(instance: Path, given: Mapping[str, Any]) -> None:
    """Remove the files of a job that has ended."""
    shutil.rmtree(_place(instance, given), ignore_errors=True)


def sweep(instance: Path, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Remove what no job wants: files that were kept a day ago or longer, by a server that then died."""
    known = {_place(instance, given) for given in wanted}
    folder = instance / _FOLDER
    for place in folder.iterdir() if folder.is_dir() else ():
        if place not in known and time.time() - place.stat().st_mtime > _FORGOTTEN_SECONDS:
            shutil.rmtree(place, ignore_errors=True)


def _place(instance: Path, given: Mapping[str, Any]) -> Path:
    return instance / _FOLDER / str(given["folder"])
