from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.context import opened, print_json, print_table, read_text

if TYPE_CHECKING:
    from workbench.projects.models import Project


@click.group("project", short_help="Create, list, show and change projects.")
def command() -> None:
    """Create, list, show and change projects."""


@command.command()
@click.argument("slug")
@click.option("--name", metavar="T", help="What people call it; SLUG unless given.")
@click.option(
    "--codebook", "file", metavar="FILE", type=click.Path(path_type=Path), help="TOML; else the built-in one."
)
@click.option("--overlap", metavar="K", type=int, default=2, show_default=True, help="Annotators for each passage.")
@click.option("--targets", metavar='"A,B"', default="", help="Whom or what stances are taken toward.")
def create(slug: str, name: str | None, file: Path | None, overlap: int, targets: str) -> None:
    """Create project SLUG.

    Without targets, what is asked for each target is not asked.
    """
    from workbench import db
    from workbench.codebook import codebooks, definition
    from workbench.projects import projects

    text = read_text(file) if file else definition.default_text()
    with opened(), db.transaction() as session:
        project = projects.create(session, slug, name=name, overlap=overlap, targets=_names(targets))
        codebooks.install(session, project, text, file=str(file or "the built-in codebook"))
    click.echo(f"Project {slug} is created. Next: workbench ingest {slug} PATH...", err=True)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(as_json: bool) -> None:
    """List all projects."""
    from workbench.projects import projects

    with opened() as session:
        found = [_document(project) for project in projects.listing(session)]
    if as_json:
        print_json({"projects": found})
    else:
        rows = [(one["slug"], str(one["overlap"]), one["order"], one["name"]) for one in found]
        print_table(("project", "overlap", "order", "name"), rows)


@command.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(slug: str, as_json: bool) -> None:
    """Show the settings of project SLUG, and how many articles and passages it has."""
    from workbench.corpus import articles
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        document = _document(project) | articles.totals(session, project)
    if as_json:
        print_json(document)
        return
    for key, value in document.items():
        click.echo(f"{key.replace('_', ' '):<21}{_said(value)}")


@command.command("set")
@click.argument("slug")
@click.option("--name", metavar="T", help="What people call it.")
@click.option("--overlap", metavar="K", type=int, help="Annotators for each passage, from the next lease on.")
@click.option("--targets", metavar='"A,B"', help="All targets; one with answers must stay.")
@click.option("--order", metavar="reading|shuffled", help="The order in which articles are labelled.")
@click.option("--labelled-kinds", "kinds", metavar='"A,B"', help="The kinds of passage that are put to annotators.")
@click.option(
    "--duplicate-threshold", metavar="J", type=float, help="Jaccard index, 0.5 to 1, that makes near-duplicates."
)
@click.option("--outlet", metavar="always|after", help="When annotators see an outlet: after, once they have answered.")
@click.option("--later-passages", metavar="dimmed|hidden", help="How the desk shows what comes after a passage.")
@click.option("--corroboration", metavar="always|after|never", help="When annotators may see what other outlets say.")
@click.option("--pass-mark", metavar="P", type=int, help="Per cent of a training round's answers that must agree.")
@click.option("--content-note", metavar="T", help='What annotators read before each sitting; "" for nothing.')
@click.option(
    "--blur/--no-blur", "blurred", default=None, help="Whether every passage comes blurred until it is revealed."
)
def set_(slug: str, targets: str | None, kinds: str | None, **changes: Any) -> None:
    """Change what is given of project SLUG; the rest stays."""
    from workbench import db
    from workbench.corpus import articles
    from workbench.labeling import progress
    from workbench.projects import projects

    labelled_kinds = None if kinds is None else _names(kinds)
    with opened(), db.transaction() as session:
        project = projects.get(session, slug)
        projects.change(session, project, labelled_kinds=labelled_kinds, **changes)
        if targets is not None:
            answered = progress.targets_in_use(session, project)
            projects.change_targets(session, project, _names(targets), answered=answered)
        if labelled_kinds is not None:
            articles.relabel(session, project)
    click.echo(f"Project {slug} is changed.", err=True)
    if changes["duplicate_threshold"] is not None:
        click.echo(f"Next: workbench clusters grow {slug}, which makes its clusters anew.", err=True)


def _document(project: "Project") -> dict[str, Any]:
    return {
        "slug": project.slug,
        "name": project.name,
        "overlap": project.overlap,
        "order": project.order,
        "seed": project.seed,
        "labelled_kinds": project.labelled_kinds,
        "duplicate_threshold": project.duplicate_threshold,
        "outlet": project.outlet,
        "later_passages": project.later_passages,
        "corroboration": project.corroboration,
        "pass_mark": project.pass_mark,
        "content_note": project.content_note,
        "blurred": project.blurred,
        "targets": [{"id": target.slug, "name": target.name} for target in project.targets],
    }


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(one if isinstance(one, str) else f"{one['name']} ({one['id']})" for one in value) or "none"
    return str(value)
