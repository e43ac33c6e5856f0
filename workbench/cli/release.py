import click

from workbench.errors import NotBuiltError


@click.group("release", short_help="Freeze, list, compare and verify datasets.")
def command() -> None:
    """Freeze, list, compare and verify datasets; not built yet."""


@command.command()
@click.argument("slug")
@click.argument("name")
def create(slug: str, name: str) -> None:
    """Freeze the labels of SLUG as NAME."""
    raise NotBuiltError("release create")


@command.command("list")
@click.argument("slug")
def list_(slug: str) -> None:
    """List the releases of SLUG."""
    raise NotBuiltError("release list")


@command.command()
@click.argument("slug")
@click.argument("a")
@click.argument("b")
def diff(slug: str, a: str, b: str) -> None:
    """Compare the releases A and B of SLUG."""
    raise NotBuiltError("release diff")


@command.command()
@click.argument("path")
def verify(path: str) -> None:
    """Check that the release at PATH is whole."""
    raise NotBuiltError("release verify")
