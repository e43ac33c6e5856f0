import click


@click.command("migrate", short_help="Bring the database's tables to this version.")
def command() -> None:
    """Bring the database's tables to this version, in one transaction.

    An embedded database migrates itself on first use; PostgreSQL wants this command.
    """
    from workbench import db
    from workbench.cli.context import opened
    from workbench.migrations import schema

    with opened(require=False):
        step = schema.migrate(db.db.engine)
    click.echo(f"The database stands at step {step}.", err=True)
