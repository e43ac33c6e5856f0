import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.context import opened, print_json
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.corpus.ingest import Taken
    from workbench.corpus.readers.rows import BadRow, Row


@click.command("ingest", short_help="Take articles from files and folders.")
@click.argument("slug")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_", metavar="auto|text|html|jsonl|csv", default="auto", help="What the files hold.")
@click.option("--encoding", metavar="E", help="The files' encoding; detected unless given.")
@click.option("--strict", is_flag=True, help="Take nothing if any row is bad; others wait to save meanwhile.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    slug: str, paths: tuple[Path, ...], format_: str, encoding: str | None, strict: bool, as_json: bool
) -> None:
    """Take articles into project SLUG from files and folders: plain text, or JSONL with a line for each article.

    JSONL keys: text, and where known id, title, url, outlet, published_at, language; any others are kept. What is in
    already is not taken again. A bad row is named on standard error and the rest goes on.
    """
    from workbench.corpus import ingest
    from workbench.corpus.readers import decoding, files
    from workbench.projects import projects

    files.require_format(paths, format_)
    decoding.require_encoding(encoding)
    taken: list[Taken] = []
    skipped: list[BadRow] = []
    with opened() as session:
        project = projects.get(session, slug)
        found = list(files.find(paths))
        rows = _with_progress(found, files.read_files(found, format_, encoding))
        try:
            for outcome in ingest.run_strictly(project, rows) if strict else ingest.run(project, rows):
                if isinstance(outcome, ingest.Taken):
                    taken.append(outcome)
                else:
                    skipped.append(outcome)
        finally:
            if as_json:
                print_json(_document(taken, skipped))
            elif taken:
                _print(taken)
    _tell_skipped(taken, skipped)


def _with_progress(found: "list[Path | BadRow]", rows: "Iterator[Row | BadRow]") -> "Iterable[Row | BadRow]":
    """Draw on a terminal, and nowhere else, how many of the bytes have been read."""
    from workbench.corpus.readers.rows import Row

    if not sys.stderr.isatty():
        yield from rows
        return
    size = sum(file.stat().st_size for file in found if isinstance(file, Path))
    with click.progressbar(length=size, label="Reading", file=sys.stderr) as bar:
        for row in rows:
            yield row
            bar.update(len(row.content) if isinstance(row, Row) else 0)


def _tell_skipped(taken: "list[Taken]", skipped: "list[BadRow]") -> None:
    """Name the bad rows on standard error. Raises WorkbenchError where nothing was taken."""
    if not taken and len(skipped) == 1:
        raise WorkbenchError(f"Nothing was taken. {skipped[0]}")
    for row in skipped:
        click.echo(f"skipped {row}", err=True)
    if not taken:
        raise WorkbenchError(f"Nothing was taken: {len(skipped)} bad rows.")


def _document(taken: "list[Taken]", skipped: "list[BadRow]") -> dict[str, object]:
    return {
        "articles": [
            {
                "uid": one.uid,
                "file": one.file,
                "row": one.row,
                "title": one.title,
                "passages": one.passages,
                "odd": one.odd,
            }
            for one in taken
        ],
        "skipped": [{"file": one.file, "row": one.row, "reason": one.reason} for one in skipped],
    }


def _print(taken: "list[Taken]") -> None:
    new = [one for one in taken if one.is_new]
    kinds = sum((Counter(one.passages) for one in new), Counter[str]())
    again = f", {len(taken) - len(new)} in already" if len(new) < len(taken) else ""
    click.echo(f"{len(new)} new articles{again}.")
    for kind, count in kinds.most_common():
        click.echo(f"{count:>8}  {kind}")
    for one in new:
        if one.odd:
            click.echo(f"odd: {one.file}{f', row {one.row}' if one.row else ''}: {'; '.join(one.odd)}")
