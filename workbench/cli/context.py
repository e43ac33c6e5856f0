"""What commands share: the open database, the settings, and how answers are printed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.errors import BadInputError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workbench.settings import Settings

# As db.LARGEST_INTEGER, which would cost `--help` the import of the database.
NUMBER = click.IntRange(1, 2**31 - 1)
"""The number of a job, a token or a version."""


@contextmanager
def opened(*, require: bool = True) -> Iterator["Session"]:
    """Open the database of the settings and give a session that reads; write in `db.transaction()`.

    With `require`, an embedded database is made or migrated first. Raises StorageError where it cannot be used.
    """
    from workbench import db
    from workbench.app import create_app, open_database

    app = create_app(web=False)
    if require:
        open_database(app)
    with app.app_context():
        yield db.db.session()


def settings() -> "Settings":
    """Read the settings of this process."""
    from workbench.settings import load

    return load()


def read_text(file: Path) -> str:
    """Read a UTF-8 file that a person named. Raises BadInputError."""
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"is not UTF-8 text (byte {error.start})", file=str(file)) from error
    except OSError as error:
        raise BadInputError(f"cannot be read ({error.strerror})", file=str(file)) from error


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    import orjson

    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, the last one as long as it is."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads) - 1)]
    for row in [heads, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[-1]]).rstrip())
