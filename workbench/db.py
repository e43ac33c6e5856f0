"""The database: Base, the engine's set-up, and transaction(), the only commit in the code.

SQLite is served by one process: readers share a snapshot each, writers take turns behind one lock. Two writers
would otherwise meet in SQLite's busy handler, which sleeps and polls (research, libraries.md section 6).
"""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import orjson
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

from workbench.errors import StorageError
from workbench.settings import Settings

LARGEST_INTEGER = 2**31 - 1
"""What a whole number may be, an id among them: more PostgreSQL does not hold."""
BUSY_SECONDS = 10
_WRITE = "workbench_write"
_LOOK_SECONDS = 0.002
_BUSY = 5  # SQLITE_BUSY
_ID = re.compile("[1-9][0-9]{0,9}")
_CORRUPTING_ERRORS = {10, 11, 26}  # SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, without a zone in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment, which would be read in another zone later."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Make what is read aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table; constraints are named by convention, so that migrations can name them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, list[list[int]]: JSON},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})


class _Turns:
    """Who may write: one at a time on SQLite, and nobody after the disk has failed."""

    def __init__(self, *, one_at_a_time: bool) -> None:
        self.lock = threading.Lock() if one_at_a_time else None
        self.broken = ""


def id_of(text: str) -> int | None:
    """Return the number that an id stands for; None for what is the id of nothing."""
    if not _ID.fullmatch(text) or int(text) > LARGEST_INTEGER:
        return None
    return int(text)


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 with Z, to the millisecond; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sqlite_module() -> ModuleType:
    """Return the newer of the SQLite libraries at hand, the same one for all of the process."""
    try:
        import pysqlite3
    except ImportError:
        return sqlite3
    newer: ModuleType = max(sqlite3, pysqlite3, key=lambda module: module.sqlite_version_info)
    return newer


def journal_mode(version: tuple[int, int, int]) -> str:
    """Choose the journal that is safe with this SQLite: WAL, unless its reset can lose writes.

    The WAL-reset fault stands in 3.7.0 to 3.51.2, mended also in 3.50.7 and 3.44.6 (sqlite.org/wal.html).
    """
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "WAL" if mended else "DELETE"


def connect(app: Flask, settings: Settings) -> None:
    """Bind the database of the settings to the application; nothing is opened yet."""
    url = settings.database
    options: dict[str, Any] = {"pool_size": settings.threads + 4, "max_overflow": 16}
    options["json_serializer"] = lambda value: orjson.dumps(value).decode()
    options["json_deserializer"] = orjson.loads
    is_sqlite = url.startswith("sqlite")
    if is_sqlite:
        options["module"] = sqlite_module()
        options["connect_args"] = {
            "timeout": BUSY_SECONDS,
            "isolation_level": None,
            "check_same_thread": False,
        }
    else:
        options["pool_pre_ping"] = True
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    app.extensions["workbench_turns"] = _Turns(one_at_a_time=is_sqlite)
    if is_sqlite:
        with app.app_context():
            _set_up_sqlite(db.engine, settings.synchronous)


def _set_up_sqlite(engine: Engine, synchronous: str) -> None:
    mode = journal_mode(sqlite_module().sqlite_version_info)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            f"journal_mode={mode}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-32768",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A reader that turns writer fails at once with "locked", whatever the timeout: writers say so first.
        if connection.get_execution_options().get(_WRITE):
            _begin_to_write(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Any) -> None:
    """Wait for the turns of other processes by looking often.

    SQLite's own waiting sleeps for 100 ms between two looks, and misses the short gaps that a long ingest leaves.
    """
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA busy_timeout=0")
    until = time.monotonic() + BUSY_SECONDS
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite_module().OperationalError as error:
                if error.sqlite_errorcode & 0xFF != _BUSY:
                    break
                time.sleep(_LOOK_SECONDS)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what stands in the way
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def turns() -> _Turns:
    """Return who may write in the current application."""
    found: _Turns = current_app.extensions["workbench_turns"]
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a session that writes, commit it at the end, roll back on any error.

    Acknowledge nothing before this has ended. Raises StorageError where the disk or database refuses; after an
    I/O error nothing more is written by this process, because a repeated fsync can falsely succeed
    (wiki.postgresql.org/wiki/Fsync_Errors).
    """
    gate = turns()
    session: Session = db.session()
    session.rollback()
    if gate.lock:
        gate.lock.acquire()
    try:
        if gate.broken:
            raise StorageError(gate.broken)
        session.connection(execution_options={_WRITE: True})
        yield session
        session.commit()
    except DBAPIError as error:
        session.rollback()
        raise _storage_error(error, gate) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        if gate.lock:
            gate.lock.release()


def _storage_error(error: DBAPIError, gate: _Turns) -> Exception:
    code = (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _CORRUPTING_ERRORS:
        gate.broken = f"The database failed ({error.orig}). Nothing more is saved until the server is started anew."
        return StorageError(gate.broken)
    if isinstance(error, OperationalError):
        return StorageError(f"The database cannot take this now ({error.orig}). What was being saved is not.")
    return error
