import click

from workbench.cli.context import opened, print_json, print_table


@click.command("progress", short_help="Tell how far the labelling is, by article and by person.")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(slug: str, as_json: bool) -> None:
    """Tell how far the labelling of project SLUG is, by article and by person."""
    from workbench import db
    from workbench.labeling import progress
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        articles = [
            {"article": one.uid, "labelled": one.labelled, "answers": one.answers, "complete": one.complete}
            for one in progress.by_article(session, project)
        ]
        people = [
            {
                "annotator": one.annotator.name,
                "done": one.done,
                "skipped": one.skipped,
                "late": one.late,
                "last": db.iso(one.last_at),
            }
            for one in progress.by_person(session, project)
        ]
    if as_json:
        print_json({"project": slug, "articles": articles, "annotators": people})
        return
    for name, rows in (("article", articles), ("annotator", people)):
        heads = list(rows[0]) if rows else [name]
        print_table(heads[1:] + heads[:1], [[str(row[head]) for head in heads[1:] + heads[:1]] for row in rows])
        click.echo()
