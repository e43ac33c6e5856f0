from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from workbench.errors import StorageError
from workbench.migrations import HEAD

_WRITE = {"workbench_write": True}


def require(engine: Engine) -> None:
    """Make sure that the database has this version's schema; make or migrate an embedded one.

    Raises StorageError where a newer version made the database, where it cannot be opened, or where it is a
    server's and wants `workbench migrate`.
    """
    try:
        with engine.connect() as connection:
            found = revision(connection)
        if found == HEAD:
            return
        if engine.dialect.name != "sqlite":
            raise StorageError("The database's tables are not those of this version. Run: workbench migrate")
        migrate(engine)
    except DBAPIError as error:
        raise StorageError(f"The database {_place(engine)} cannot be opened ({error.orig}).") from error
    except SQLAlchemyError as error:
        raise StorageError(f"The database {_place(engine)} cannot be opened ({error}).") from error


def revision(connection: Connection) -> str | None:
    """Return the step that the database stands at; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(engine: Engine) -> str:
    """Bring the schema to HEAD in one transaction, and return HEAD.

    Raises StorageError where a newer version made the database.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.connect().execution_options(**_WRITE) as connection, connection.begin():
        found = revision(connection)
        if found is not None and found not in known:
            raise StorageError(
                f"The database {_place(engine)} was made by a newer version of Workbench (step {found}; "
                f"this version knows {HEAD}). Install that version; nothing was changed."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return HEAD


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _place(engine: Engine) -> str:
    return engine.url.database or "" if engine.dialect.name == "sqlite" else engine.url.render_as_string()
