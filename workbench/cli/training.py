from pathlib import Path

import click

from workbench.cli.context import opened, print_json, print_table, read_text


@click.group("training", short_help="Import, list and remove the passages of a training round.")
def command() -> None:
    """Import, list and remove the passages of a training round."""


@command.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
def import_(slug: str, file: Path) -> None:
    """Use the passages in FILE for training in project SLUG, with their known answers.

    JSONL, a passage a line: passage (its id), judgments as in an annotation, each with the reason for it, and where
    wanted a reason for the passage as a whole and the codebook version. What `training list --json` says of a passage
    can be imported again.
    """
    from workbench import db
    from workbench.errors import BadInputError
    from workbench.labeling import known, training
    from workbench.projects import projects

    taken, text = 0, read_text(file)
    with opened(), db.transaction() as session:
        project = projects.get(session, slug)
        for row in known.rows(text, str(file)):
            outcome = row if isinstance(row, BadInputError) else training.take(session, project, row, str(file))
            taken += outcome is None
            if outcome:
                click.echo(f"skipped {outcome}", err=True)
        if not taken:
            raise BadInputError("holds no passage that can be used for training", file=str(file))
    click.echo(f"{taken} passages are used for training.")


@command.command("list")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(slug: str, as_json: bool) -> None:
    """List the passages of project SLUG's training round, and how each annotator fares, by name."""
    from workbench.labeling import rounds, training
    from workbench.projects import projects

    with opened() as session:
        project = projects.get(session, slug)
        items = [one.document() for one in training.items(session, project)]
        people = [rounds.document(one) for one in rounds.results(session, project)]
        mark = project.pass_mark
    if as_json:
        print_json({"project": slug, "pass_mark": mark, "items": items, "annotators": people})
        return
    print_table(("passage", "left out", "text"), [(one["passage"], one["unfit"], _short(one["text"])) for one in items])
    click.echo()
    rows = [
        (
            "yes" if one["passed"] else "no",
            ", ".join(f"{told['per_cent']} %" for told in one["rounds"]),
            one["annotator"],
        )
        for one in people
    ]
    print_table((f"passed {mark} %", "rounds", "annotator"), rows)


@command.command()
@click.argument("slug")
@click.argument("passage_id", metavar="PASSAGE")
def remove(slug: str, passage_id: str) -> None:
    """Take PASSAGE out of the training round of project SLUG."""
    from workbench import db
    from workbench.labeling import training
    from workbench.projects import projects

    with opened(), db.transaction() as session:
        is_labelled = training.remove(session, projects.get(session, slug), passage_id)
    then = "put to annotators again" if is_labelled else "put to nobody: its known answers were seen"
    click.echo(f"{passage_id} is taken out, and {then}.", err=True)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
