from typing import Any

import click

from workbench.cli.context import opened, print_json, print_table

_MOST_NEAR = 10


@click.group("clusters", short_help="Find, list and show near-duplicate passages.")
def command() -> None:
    """Find, list and show near-duplicate passages."""


@command.command()
@click.argument("slug")
def grow(slug: str) -> None:
    """Put the passages of project SLUG that are new into clusters of near-duplicates.

    Two passages are near-duplicates where the Jaccard index of their shingles is the project's threshold or more
    (`workbench project set SLUG --duplicate-threshold`); where that was changed, all clusters are made anew.
    """
    from workbench.cli.bars import Bars
    from workbench.corpus.duplicates import clusters, growing
    from workbench.projects import projects

    looked_at = 0
    with opened() as session, Bars() as bars:
        project = projects.get(session, slug)
        for progress in growing.grow(project):
            looked_at = progress.done
            bars.show("Looking for near-duplicates", progress.done, progress.total, unit="passages")
        found = clusters.totals(session, project)
    click.echo(
        f"New passages looked at: {looked_at}. Clusters of near-duplicates: {found.clusters}, of {found.passages} "
        f"passages (Jaccard {project.duplicate_threshold:g} or more).",
        err=True,
    )


@command.command("list")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(slug: str, as_json: bool) -> None:
    """List the clusters of project SLUG, the largest first."""
    from workbench.corpus.duplicates import clusters
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        found = clusters.listing(session, project)
        threshold = project.duplicate_threshold
    if as_json:
        told = [
            {"id": str(one.id), "passages": [str(each) for each in one.passages], "articles": one.articles}
            | {"outlets": one.outlets, "text": one.text}
            for one in found
        ]
        print_json({"project": slug, "threshold": threshold, "clusters": told})
        return
    rows = [
        (str(one.id), str(len(one.passages)), str(one.articles), str(len(one.outlets)), _short(one.text))
        for one in found
    ]
    print_table(("cluster", "passages", "articles", "outlets", "text"), rows)


@command.command()
@click.argument("slug")
@click.argument("cluster", metavar="CLUSTER")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(slug: str, cluster: str, as_json: bool) -> None:
    """Show the passages of CLUSTER of project SLUG, as they came in, and which of them each is near to."""
    from workbench.corpus.duplicates import clusters, pairs
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        found = clusters.copies(session, clusters.passages(session, project, cluster))
        near = pairs.near({one.passage_id: one.text for one in found}, project.duplicate_threshold)
    if as_json:
        told: list[dict[str, Any]] = [
            {"passage": str(one.passage_id), "article": one.article, "outlet": one.outlet, "text": one.text}
            | {"near": [{"passage": str(other), "jaccard": round(alike, 4)} for other, alike in near[one.passage_id]]}
            for one in found
        ]
        print_json({"project": slug, "cluster": cluster, "passages": told})
        return
    for one in found:
        click.echo(f"{one.article}{f' ({one.outlet})' if one.outlet else ''}, passage {one.passage_id}")
        alike = ", ".join(f"passage {other} ({alike:.2f})" for other, alike in near[one.passage_id][:_MOST_NEAR])
        click.echo(f"{f'near to {alike}' if alike else 'near to none any more'}\n{one.text}\n")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
