import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.bars import Bars
from workbench.cli.context import opened
from workbench.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from workbench.datasets.rows import ExportRows


@click.command("export", short_help="Write the labelled passages to a file.")
@click.argument("slug")
@click.option("--out", metavar="PATH", required=True, help="The file to write; `-` is standard output.")
@click.option("--format", "format_", metavar="jsonl|…", default="jsonl", show_default=True, help="The file's format.")
@click.option("--all", "everything", is_flag=True, help="Each labelled passage, not only the annotated ones.")
@click.option("--force", is_flag=True, help="Replace PATH if it exists.")
def command(slug: str, out: str, format_: str, everything: bool, force: bool) -> None:
    """Write the passages of project SLUG with labels, shares and judgments, a line each, in reading order.

    The codebook is written beside it: PATH labels.jsonl has labels.codebook.toml. Both are written aside and renamed
    when they are whole. Standard output holds the data alone.
    """
    from workbench.codebook import codebooks
    from workbench.datasets import export, formats
    from workbench.datasets.rows import ExportRows
    from workbench.projects import projects

    formats.require(format_)
    if out != "-":
        export.require_free(Path(out), force=force)
    with opened() as session:
        project = projects.get(session, slug)
        codebook = export.codebook_text(project, codebooks.current(session, project))
        rows = ExportRows(session, project, everything=everything)
        if out == "-":
            _print(_with_progress(session, rows))
        else:
            export.write(Path(out), codebook, _with_progress(session, rows))
    if not len(rows):
        click.echo(f"{slug} has no annotated passages yet, so the export holds no lines.", err=True)
    elif out != "-":
        click.echo(f"{len(rows)} passages in {out}; the codebook in {export.codebook_path(Path(out))}.", err=True)


def _print(parts: Iterator[bytes]) -> None:
    out = sys.stdout.buffer
    try:
        for part in parts:
            out.write(part)
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageError(f"Standard output cannot be written ({error.strerror}).") from error


def _with_progress(session: "Session", rows: "ExportRows") -> Iterator[bytes]:
    """Draw how many of the passages are written."""
    from workbench.datasets import export

    done = 0
    with Bars() as bars:
        for part, count in export.stream(session, rows):
            yield part
            done += count
            bars.show("Exporting", done, len(rows), unit="passages")
