from pathlib import Path

import click


@click.command("restore", short_help="Bring a backup back.")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Bring a backup FILE back. Not built yet: stop the server and put FILE in the database's place."""
    from workbench.errors import NotBuiltError

    raise NotBuiltError("restore")
