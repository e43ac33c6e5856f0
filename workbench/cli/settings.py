from dataclasses import fields

import click

from workbench.cli.context import print_table, settings

_SECRET = {"secret_key", "database_url"}


@click.command("settings", short_help="Show every setting and its value.")
def command() -> None:
    """Show every setting: its variable, value and meaning. Secrets are not shown."""
    from workbench.settings import Settings, variable

    now = settings()
    rows = []
    for one in fields(Settings):
        value = str(getattr(now, one.name))
        unit = one.metadata["unit"]
        rows.append(
            (variable(one.name), "(set)" if one.name in _SECRET and value else value, unit, one.metadata["meaning"])
        )
    print_table(("variable", "value", "unit", "meaning"), rows)
