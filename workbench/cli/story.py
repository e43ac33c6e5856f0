import click

from workbench.cli.context import opened, print_json, print_table


@click.group("story", short_help="Group articles that tell one event; list, show and move them.")
def command() -> None:
    """Group articles that tell one event; list, show and move them."""


@command.command()
@click.argument("slug")
def grow(slug: str) -> None:
    """Put the articles of project SLUG that were not looked at yet into stories."""
    from workbench.cli.bars import Bars
    from workbench.corpus.stories import growing
    from workbench.projects import projects

    with opened() as session, Bars() as bars:
        for grown in growing.grow(projects.get(session, slug)):
            bars.show("Grouping stories", grown.done, grown.total, unit="articles")
    click.echo(f"{grown.done} articles looked at, {grown.joined} joined a story, {grown.started} new.", err=True)


@command.command("list")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(slug: str, as_json: bool) -> None:
    """List the stories of project SLUG, those of most articles first."""
    from workbench.corpus.stories import listing
    from workbench.projects import projects

    with opened() as session:
        stories = listing.listing(session, projects.get(session, slug))
    if as_json:
        print_json({"stories": [listing.document(one) for one in stories]})
    else:
        rows = [
            (str(one.id), str(len(one.articles)), " – ".join(one.days), one.title or "", "; ".join(one.outlets))
            for one in stories
        ]
        print_table(("story", "articles", "days", "title", "outlets"), rows)


@command.command()
@click.argument("slug")
@click.argument("story_id", metavar="STORY")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with what stands in one outlet alone.")
def show(slug: str, story_id: str, as_json: bool) -> None:
    """Show the articles of STORY in project SLUG, and the figures, names and quotations that only one outlet has."""
    from workbench.corpus.stories import corroboration, listing
    from workbench.projects import projects

    with opened() as session:
        story = listing.get(session, projects.get(session, slug), story_id)
        found = {one.uid: corroboration.of_article(session, one.id) for one in story.articles}
    if as_json:
        passages = [corroboration.document(one) for some in found.values() for one in some]
        print_json(listing.document(story) | {"passages": passages})
        return
    rows = [
        (
            one.uid,
            one.outlet or "",
            "; ".join(dict.fromkeys(claim.text for told in found[one.uid] for claim in told.alone)),
        )
        for one in story.articles
    ]
    print_table(("article", "outlet", "only here"), rows)


@command.command()
@click.argument("slug")
@click.argument("article_id", metavar="ARTICLE")
@click.option("--to", "story_id", metavar="STORY", help="The story to put it to.")
@click.option("--new", is_flag=True, help="Start a story with it.")
@click.option("--out", is_flag=True, help="Take it out of any story.")
def move(slug: str, article_id: str, story_id: str | None, new: bool, out: bool) -> None:
    """Move ARTICLE of project SLUG; later growing leaves it there."""
    from workbench import db
    from workbench.corpus.stories import placing
    from workbench.errors import UsageError
    from workbench.projects import projects

    if [story_id is not None, new, out].count(True) != 1:
        raise UsageError("give one of --to STORY, --new and --out")
    with opened(), db.transaction() as session:
        project = projects.get(session, slug)
        if story_id is not None:
            where = f"is in story {placing.to_story(session, project, article_id, story_id).id}"
        elif new:
            where = f"starts story {placing.to_new(session, project, article_id).id}"
        else:
            placing.out(session, project, article_id)
            where = "is in no story"
    click.echo(f"{article_id} {where}.", err=True)
