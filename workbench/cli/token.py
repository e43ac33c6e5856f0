import click

from workbench.cli.context import NUMBER, opened, print_table


@click.group("token", short_help="Create, list and revoke API tokens.")
def command() -> None:
    """Create, list and revoke API tokens."""


@command.command()
@click.argument("name")
@click.option("--may", type=click.Choice(["label", "export"]), help="Narrow the token to this; else NAME's own rights.")
def create(name: str, may: str | None) -> None:
    """Print a token that acts as NAME. It is shown this once; only its hash is kept."""
    from workbench import db
    from workbench.people import tokens, users

    with opened(), db.transaction() as session:
        token = tokens.create(session, users.get(session, name), may or "all")
    click.echo(token)


@command.command("list")
@click.argument("name")
def list_(name: str) -> None:
    """List NAME's tokens that still work: what each may do, and since when."""
    from workbench import db
    from workbench.people import tokens, users

    with opened() as session:
        found = tokens.listing(session, users.get(session, name).id)
        rows = [(str(one.id), one.may, db.iso(one.created_at) or "") for one in found]
    print_table(("id", "may", "created"), rows)


@command.command()
@click.argument("name")
@click.argument("token_id", metavar="ID", type=NUMBER)
def revoke(name: str, token_id: int) -> None:
    """End NAME's token ID, as `token list` shows it."""
    from workbench import db
    from workbench.people import tokens, users

    with opened(), db.transaction() as session:
        tokens.revoke(session, users.get(session, name).id, token_id)
    click.echo("The token has ended.", err=True)
