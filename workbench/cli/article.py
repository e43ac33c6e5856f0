import click

from workbench.cli.context import opened, print_json, print_table


@click.group("article", short_help="List, show, mark and remove articles.")
def command() -> None:
    """List, show, mark and remove articles."""


@command.command("list")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(slug: str, as_json: bool) -> None:
    """List the articles of project SLUG, as they came in."""
    from dataclasses import asdict

    from workbench.corpus import articles
    from workbench.projects import projects

    with opened() as session:
        found = articles.listing(session, projects.get(session, slug))
    if as_json:
        print_json({"articles": [{key: value for key, value in asdict(one).items() if key != "id"} for one in found]})
    else:
        rows = [
            (str(sum(one.passages.values())), str(one.labelled), "; ".join(one.odd), _short(one.title or ""), one.uid)
            for one in found
        ]
        print_table(("passages", "labelled", "odd", "title", "article"), rows)


@command.command()
@click.argument("slug")
@click.argument("article_id", metavar="ARTICLE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, as the API gives it.")
def show(slug: str, article_id: str, as_json: bool) -> None:
    """Show how ARTICLE of project SLUG was cut into passages."""
    from workbench.corpus import articles
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        if as_json:
            print_json(articles.document(session, project, article_id))
            return
        pieces = articles.cut(session, articles.get(session, project, article_id))
    rows = [(str(one.position), f"{one.start}–{one.end}", one.kind, one.reason, _short(one.text)) for one in pieces]
    print_table(("position", "offsets", "kind", "not labelled", "text"), rows)


@command.command()
@click.argument("slug")
@click.argument("article_id", metavar="ARTICLE")
@click.option("--note", metavar="T", default="", help="Why, shown over its passages.")
@click.option("--off", is_flag=True, help="Take the mark off.")
def mark(slug: str, article_id: str, note: str, off: bool) -> None:
    """Mark ARTICLE of project SLUG as hard to read: its passages come blurred, until an annotator reveals them."""
    from workbench import db
    from workbench.corpus import articles
    from workbench.projects import projects

    with opened(), db.transaction() as session:
        articles.mark(session, projects.get(session, slug), article_id, None if off else note)
    click.echo(f"{article_id} is {'not marked' if off else 'marked as hard to read'}.", err=True)


@command.command()
@click.argument("slug")
@click.argument("article_id", metavar="ARTICLE")
def remove(slug: str, article_id: str) -> None:
    """Remove ARTICLE from project SLUG; refused once an annotator holds or answered a passage of it."""
    from workbench import db
    from workbench.corpus import articles
    from workbench.projects import projects

    with opened(), db.transaction() as session:
        articles.remove(session, projects.get(session, slug), article_id)
    click.echo(f"{article_id} is removed.", err=True)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
