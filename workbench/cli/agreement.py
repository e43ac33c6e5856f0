from typing import Any

import click

from workbench.cli.context import opened, print_json, print_table


@click.command("agreement", short_help="Tell how far annotators agree.")
@click.argument("slug")
@click.option("--dimension", metavar="D", help="Only this dimension.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(slug: str, dimension: str | None, as_json: bool) -> None:
    """Tell how far the annotators of project SLUG agree, with 95 % intervals.

    Left out, and counted: answers that are unsure, not applicable or off the scale, passages marked unusable or
    skipped, late answers, and passages with one answer only.
    """
    from workbench.agreement import report
    from workbench.projects import projects

    with opened() as session:
        document = report.report(session, projects.get(session, slug), dimension)
    if as_json:
        print_json(document)
        return
    print_table(
        ("question", "units", "percent", "kappa", "alpha", "AC", "alpha, 95 %"),
        [_row(one) for one in document["dimensions"]],
    )
    for one in document["dimensions"]:
        if left_out := ", ".join(f"{times} {reason}" for reason, times in one["left_out"].items() if times):
            click.echo(f"left out of {_question(one)}: {left_out.replace('_', ' ')}")


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    alpha = one["krippendorff_alpha"]
    values = [one[name]["value"] for name in ("percent", "fleiss_kappa", "krippendorff_alpha", "gwet_ac")]
    interval = alpha["method"] if alpha["low"] is None else f"{alpha['low']:.3f} to {alpha['high']:.3f}"
    return _question(one), str(one["units"]), *map(_number, values), interval


def _question(one: dict[str, Any]) -> str:
    return f"{one['dimension']} toward {one['target']}" if one["target"] else str(one["dimension"])


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
