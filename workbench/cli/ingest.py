import sys
from collections.abc import Iterable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.context import opened
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.corpus.readers.rows import BadRow
    from workbench.corpus.report import Report

_STOPPED = 130
"""The status of a program that Ctrl-C ended, as shells have it."""


@click.command("ingest", short_help="Take articles from files, folders and zip archives.")
@click.argument("slug")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", metavar="auto|text|html|jsonl|json|csv", default="auto", help="What the files hold."
)
@click.option("--encoding", metavar="E", help="The files' encoding; detected unless given.")
@click.option("--columns", metavar="MAP", help="Which column or key holds what, as text=body,title=headline.")
@click.option("--strict", is_flag=True, help="Take nothing if any row is bad; others wait to save meanwhile.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    slug: str,
    paths: tuple[Path, ...],
    format_: str,
    encoding: str | None,
    columns: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Take articles into project SLUG from files, folders and zip archives.

    A text file or web page is one article; JSONL has one on each line, CSV and TSV (told by --format csv) on each row,
    JSON a list of them. Columns and keys are text or html, and where known id, title, outlet, author, published_at,
    language, url; other names for these are guessed and told, or given by --columns, and all others are kept. What is
    in already is not taken again. A bad row is named on standard error and the rest goes on.
    """
    from workbench.cli.bars import Bars, stopping
    from workbench.cli.outcomes import Outcomes
    from workbench.corpus import steps
    from workbench.corpus.readers import columns as column_maps
    from workbench.corpus.readers import decoding, files
    from workbench.corpus.report import Report
    from workbench.projects import projects

    files.require_format(format_)
    decoding.require_encoding(encoding)
    told = column_maps.parse(columns or "")
    report = Report()
    with opened() as session, Outcomes(as_json=as_json) as outcomes:
        project = projects.get(session, slug)
        found = list(files.find(paths))
        size = sum(file.stat().st_size for file in found if isinstance(file, Path))
        progress = steps.take_in(project, files.read_files(found, format_, encoding, told), size, strictly=strict)
        # Strictly, there is no batch in hand to wait for: Ctrl-C takes all back at once.
        with nullcontext(bool) if strict else stopping() as is_asked, Bars() as bars, closing(progress):
            for one in progress:
                for outcome in one.outcomes:
                    report.add(outcome)
                    outcomes.tell(outcome)
                articles = report.new + report.again if one.step == steps.INGEST else 0
                bars.show(one.step, one.done, one.total, unit=one.unit, items=articles, items_are="articles")
                if is_stopped := is_asked():
                    break
            else:
                is_stopped = False
        if as_json:
            _tell_columns(report, err=True)
        elif not report.is_nothing:
            _print(report)
        _tell_skipped(report, outcomes.bad())
    if is_stopped:
        click.echo(f"Stopped: {report.new + report.again:,} articles are in. The same command again goes on.", err=True)
        sys.exit(_STOPPED)


def _tell_skipped(report: "Report", skipped: "Iterable[BadRow]") -> None:
    """Name the bad rows on standard error. Raises WorkbenchError where nothing was taken."""
    if report.is_nothing and report.skipped == 1:
        raise WorkbenchError(f"Nothing was taken. {next(iter(skipped))}")
    for row in skipped:
        click.echo(f"skipped {row}", err=True)
    if report.is_nothing:
        raise WorkbenchError(f"Nothing was taken: {report.skipped} bad rows.")


def _tell_columns(report: "Report", *, err: bool) -> None:
    for columns, told in report.columns.items():
        rows = "1 row" if told["rows"] == 1 else f"{told['rows']:,} rows"
        click.echo(f"columns: {columns} in {rows}, first of {told['file']}", err=err)


def _print(report: "Report") -> None:
    """Print what came of it for a person to read."""
    again = f", {report.again:,} in already" if report.again else ""
    click.echo(f"{report.new:,} new {'article' if report.new == 1 else 'articles'}{again}.")
    if not report.new:
        return
    for kind, count in _most_first(report.kinds):
        click.echo(f"{count:>8,}  {kind}")
    click.echo(f"read as {_listed(report.formats)}; in {_listed(report.encodings)}")
    _tell_columns(report, err=False)
    if report.dropped:
        click.echo("not put to annotators:")
    for reason, told in sorted(report.dropped.items(), key=lambda item: -item[1]["count"]):
        examples = ", ".join(f"“{example}”" for example in told["examples"])
        click.echo(f"{told['count']:>8,}  {reason}{f': {examples}' if examples else ''}")
    if report.oddities:
        click.echo(f"worth a look: {_listed(report.oddities)}")
    for one in report.odd:
        row = f", row {one['row']}" if one["row"] else ""
        click.echo(f"odd: {one['file']}{row}: {'; '.join(one['odd'])}")


def _most_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: -item[1])


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in _most_first(counts))
