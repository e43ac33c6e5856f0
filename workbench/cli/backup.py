from pathlib import Path

import click


@click.command("backup", short_help="Copy the database to a file, while it is in use.")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Copy the embedded database to FILE, whole and checked, while it is in use."""
    from workbench import backup, db
    from workbench.cli.context import opened

    with opened():
        backup.copy(db.db.engine, file)
    click.echo(f"{file} holds the database, checked.", err=True)
