import click


@click.command("check", short_help="Look for faults in the database.")
def command() -> None:
    """Look for faults: in the file, between the tables, and in what the queue has counted."""
    from workbench import backup, db
    from workbench.cli.context import opened
    from workbench.errors import StorageError
    from workbench.labeling import audit

    with opened() as session:
        found = [*backup.faults(db.db.engine), *audit.faults(session)]
    if found:
        raise StorageError("The database has faults: " + "; ".join(found))
    click.echo("The database is sound.", err=True)
