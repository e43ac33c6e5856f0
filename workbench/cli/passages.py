import sys

import click

from workbench.cli.context import opened


@click.command("passages", short_help="Write a project's passages as JSONL.")
@click.argument("slug")
@click.option("--article", metavar="ID", help="Of this article alone.")
def command(slug: str, article: str | None) -> None:
    """Write the passages of project SLUG as JSONL, in order and of all kinds.

    Keys: article, passage, position (from 0 in its article), kind, labelled, start, end (code points of the article's
    source, half-open), text, cluster.
    """
    import orjson

    from workbench.corpus import articles
    from workbench.projects import projects

    with opened() as session:
        for passage in articles.passages(session, projects.get(session, slug), article):
            sys.stdout.buffer.write(orjson.dumps(passage, option=orjson.OPT_APPEND_NEWLINE))
