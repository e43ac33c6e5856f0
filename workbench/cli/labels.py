from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from workbench.cli.bars import Bars
from workbench.cli.context import opened
from workbench.errors import BadInputError, NotBuiltError, UsageError

if TYPE_CHECKING:
    from workbench.labeling.foreign import ForeignRow, ForeignTable

LATER = ("label-studio", "doccano", "prodigy", "potato", "parquet")


@click.group("labels", short_help="Import labels made elsewhere.")
def command() -> None:
    """Import labels made elsewhere."""


@command.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_", metavar="csv|jsonl", required=True, help="What FILE holds.")
@click.option("--map", "map_", metavar="FILE", help="Names for columns, values, levels and annotators; not built yet.")
@click.option("--codebook-from-data", is_flag=True, help="Make the codebook from the labels in use; no answers yet.")
def import_(slug: str, file: Path, format_: str, map_: str | None, codebook_from_data: bool) -> None:
    """Take the labels in FILE, and the passages they stand on, into project SLUG.

    One row for each judgment: item, text, annotator, dimension, value, and where known target, article, position,
    state, at, title, outlet, url. An item is one passage as it stands. Each annotator becomes one of this project
    whom nobody signs in as. A bad row is named on standard error and the rest goes on; the same labels again are
    nothing new.
    """
    from workbench import db
    from workbench.labeling import imports
    from workbench.labeling.foreign import ForeignTable
    from workbench.projects import projects

    _require_format(format_)
    if map_ is not None:
        raise NotBuiltError("--map")
    with opened(), _open(file) as stream, db.transaction() as session:
        project = projects.get(session, slug)
        table = ForeignTable(str(file), stream, format_)
        rows = _with_progress(table, stream, file)
        found = imports.take(session, project, rows, file=str(file), codebook_from_data=codebook_from_data)
    if table.unused:
        click.echo(f"{file}: columns not used: {', '.join(table.unused)}", err=True)
    for error in found.refused:
        click.echo(f"skipped {error}", err=True)
    click.echo(
        f"{found.annotations} new annotations, {found.revised} added to, {found.same} in already; "
        f"{found.passages} new passages, {found.annotators} annotators."
    )


def _require_format(name: str) -> None:
    from workbench.labeling.foreign import FORMATS

    if name in LATER:
        raise NotBuiltError(f"reading {name}")
    if name not in FORMATS:
        raise UsageError(f"“{name}” is not a format; give one of {', '.join(FORMATS)}")


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise BadInputError(f"cannot be read ({error.strerror})", file=str(file)) from error


def _with_progress(table: "ForeignTable", stream: BinaryIO, file: Path) -> "Iterator[ForeignRow | BadInputError]":
    """Draw how much of the file has been read; then its rows are stored."""
    size = file.stat().st_size
    with Bars() as bars:
        for number, row in enumerate(table.rows()):
            yield row
            if number % 1_000 == 0:
                bars.show("Reading labels", stream.tell(), size, items=number, items_are="rows")
        bars.show("Reading labels", size, size)
