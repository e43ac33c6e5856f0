"""The labelled passages of a project as bytes: streamed, or in a file with the codebook beside it."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from workbench.codebook.codebooks import Version
from workbench.datasets.formats import jsonl
from workbench.datasets.rows import ExportRows
from workbench.errors import ConflictError, StorageError
from workbench.projects.models import Project


def stream(session: Session, rows: ExportRows) -> Iterator[tuple[bytes, int]]:
    """Yield the rows as JSONL, and how many these bytes hold.

    No snapshot is held between two of them, so that whoever reads slowly holds up nobody who writes.
    """
    for chunk in rows.chunks():
        session.rollback()
        yield jsonl.encode(chunk), len(chunk)


def codebook_path(path: Path) -> Path:
    """Name the file that holds the codebook of an export: `labels.codebook.toml` beside `labels.jsonl`."""
    return path.with_name(f"{path.stem}.codebook.toml")


def codebook_text(project: Project, version: Version) -> str:
    """Return the codebook as it goes beside an export; a comment says whose it is, and which version."""
    return f"# The codebook of project {project.slug}, version {version.number}.\n\n{version.source}"


def require_free(path: Path, *, force: bool) -> None:
    """Raise ConflictError unless the files of an export can be written at `path`."""
    for one in (path, codebook_path(path)):
        if one.is_dir() or (one.exists() and not one.is_file()):
            raise ConflictError(f"{one} is not a file. Name another.")
        if one.exists() and not force:
            raise ConflictError(f"{one} exists. Name another file, or replace it with --force.")


def write(path: Path, codebook: str, chunks: Iterator[bytes]) -> None:
    """Write an export and its codebook aside in the same folder, and move them to their places when they are whole.

    Raises StorageError where they cannot be written; then nothing is there that was not before.
    """
    written: list[tuple[Path, Path]] = []
    try:
        for place, parts in ((path, chunks), (codebook_path(path), iter([codebook.encode()]))):
            aside = place.with_name(f".{place.name}.{os.getpid()}.part")
            written.append((aside, place))
            _write(aside, parts)
        for aside, place in reversed(written):
            aside.replace(place)
        _sync(path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror}). Nothing was exported.") from error
    finally:
        for aside, _ in written:
            aside.unlink(missing_ok=True)


def _write(file: Path, parts: Iterator[bytes]) -> None:
    with file.open("xb") as out:
        for part in parts:
            out.write(part)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    """Make the new names last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
