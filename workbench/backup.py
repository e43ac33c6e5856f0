"""Backup copies of an embedded database, and the checks that a database file is whole."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from workbench import db
from workbench.errors import ConflictError, StorageError, UsageError


def copy(engine: Engine, file: Path) -> None:
    """Copy the database to `file` by SQLite's backup interface: whole, as of one moment, under writers.

    The copy is made aside, checked, flushed to disk and then renamed. Raises ConflictError where `file` exists,
    StorageError where it cannot be written or the copy is not sound, and UsageError on a database server.
    """
    if engine.dialect.name != "sqlite":
        raise UsageError("backup copies an embedded database; for PostgreSQL use pg_dump")
    if file.exists():
        raise ConflictError(f"{file} exists already. Name a new file.")
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        _copy(engine, aside)
        aside.rename(file)
        _flush(file.parent)
    except (OSError, db.sqlite_module().Error) as error:
        raise StorageError(f"{file} cannot be written ({error}). Nothing was left behind.") from error
    finally:
        aside.unlink(missing_ok=True)


def faults(engine: Engine) -> list[str]:
    """List what is wrong with the database file: its pages, its indexes, rows that point nowhere."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        told = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check(20)"))]
        loose = [
            f"{row[0]} row {row[1]} points to no {row[2]}"
            for row in connection.execute(text("PRAGMA foreign_key_check"))
        ]
    return [one for one in told if one != "ok"] + loose


def _copy(engine: Engine, aside: Path) -> None:
    raw: Any = engine.raw_connection()
    try:
        copy = db.sqlite_module().connect(aside)
        try:
            raw.driver_connection.backup(copy)
            # One file that stands alone: a copy in WAL mode would want its companions beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA integrity_check").fetchall()
        finally:
            copy.close()
    finally:
        raw.close()
    if sound != [("ok",)]:
        raise StorageError(f"The copy is not sound ({sound[0][0]}). The database itself wants a look: workbench check")
    _flush(aside)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
