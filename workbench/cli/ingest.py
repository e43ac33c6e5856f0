from contextlib import closing
from pathlib import Path

import click

from workbench.cli.context import opened


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
    from workbench.cli.bars import Bars, stopping
    from workbench.cli.ingest_report import Telling
    from workbench.corpus import steps
    from workbench.corpus.readers import decoding, files
    from workbench.projects import projects

    files.require_format(paths, format_)
    decoding.require_encoding(encoding)
    with opened() as session, Telling(as_json=as_json) as telling:
        project = projects.get(session, slug)
        found = list(files.find(paths))
        size = sum(file.stat().st_size for file in found if isinstance(file, Path))
        rows = files.read_files(found, format_, encoding)
        with (
            stopping() as is_asked,
            Bars() as bars,
            closing(steps.take_in(project, rows, size, strictly=strict)) as all_,
        ):
            for one in all_:
                telling.tell(one.outcomes)
                articles = telling.articles if one.step == steps.INGEST else 0
                bars.show(one.step, one.done, one.total, unit=one.unit, items=articles, items_are="articles")
                if is_asked():
                    telling.stop()
                    break
        telling.end()
