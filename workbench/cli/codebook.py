from pathlib import Path

import click

from workbench.cli.context import NUMBER, opened, print_json, print_table, read_text


@click.group("codebook", short_help="Check, list, show and update a project's codebook.")
def command() -> None:
    """Check, list, show and update a project's codebook."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Look for faults in a codebook FILE; each is named with its line and field."""
    from workbench.codebook import definition

    codebook = definition.parse(read_text(file), file=str(file))
    labels = sum(len(dimension.labels) for dimension in codebook.dimensions)
    click.echo(f"{file} is sound: {len(codebook.dimensions)} dimensions, {labels} labels.")
    for dimension in codebook.dimensions:
        if dimension.condition:
            click.echo(f"“{dimension.id}” is asked only where {dimension.condition.in_words}.")


@command.command()
@click.argument("name", metavar="default|detailed")
def builtin(name: str) -> None:
    """Write a codebook that comes with the workbench as TOML, to use as it stands or to change.

    The detailed one asks what the default one asks and, where a stance is taken, whose it is and whether it is
    explicit; at the end, how sure the annotator is.
    """
    from workbench.codebook import definition

    click.echo(definition.built_in(name), nl=False)


@command.command("list")
@click.argument("slug")
def list_(slug: str) -> None:
    """List the versions of SLUG's codebook, newest first."""
    from workbench import db
    from workbench.codebook import codebooks
    from workbench.projects import projects

    with opened() as session:
        found = codebooks.versions(session, projects.get(session, slug))
    print_table(("version", "since"), [(str(one.version), db.iso(one.created_at) or "") for one in found])


@command.command()
@click.argument("slug")
@click.option("--version", type=NUMBER, help="An earlier version; else the latest.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document in place of TOML.")
def show(slug: str, version: int | None, as_json: bool) -> None:
    """Write the codebook of project SLUG as TOML."""
    from workbench.codebook import codebooks
    from workbench.errors import NotFoundError
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        found = codebooks.get(session, project, version) if version else codebooks.current(session, project)
    if found is None:
        raise NotFoundError(f"codebook version of {slug}", str(version))
    if as_json:
        print_json(codebooks.guide(found))
    else:
        click.echo(found.source, nl=not found.source.endswith("\n"))


@command.command()
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
def update(slug: str, file: Path) -> None:
    """Make FILE the next version of SLUG's codebook; ids that have answers must stay."""
    from workbench import db
    from workbench.codebook import codebooks
    from workbench.labeling import progress
    from workbench.projects import projects

    text = read_text(file)
    with opened(), db.transaction() as session:
        project = projects.get(session, slug)
        answered = progress.labels_in_use(session, project)
        version = codebooks.install(session, project, text, file=str(file), answered=answered)
    click.echo(f"{slug} now asks by version {version.number} of its codebook.", err=True)
