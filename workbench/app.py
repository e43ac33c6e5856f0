from typing import TYPE_CHECKING

from flask import Flask

from workbench import db, settings
from workbench.settings import ASSETS, Settings

if TYPE_CHECKING:
    from workbench.corpus.keeper import Keeper


def create_app(told: Settings | None = None, *, web: bool = True) -> Flask:
    """Make the application: settings, database and, unless `web` is False, blueprints and error pages.

    The command line passes `web=False`: it wants the database without the weight of the pages.
    Raises BadInputError for a bad setting.
    """
    chosen = told or settings.load()
    settings.make_instance(chosen)
    app = Flask(
        "workbench",
        instance_path=str(chosen.instance),
        template_folder=str(ASSETS / "templates"),
        static_folder=str(ASSETS / "static"),
    )
    app.config["WORKBENCH"] = chosen
    db.connect(app, chosen)
    if web:
        from workbench.web import register

        app.config["SECRET_KEY"] = settings.secret_key(chosen)
        app.config["MAX_CONTENT_LENGTH"] = chosen.upload_mb * 1024 * 1024
        register(app)
    return app


def keep_jobs(app: Flask, chosen: Settings) -> "Keeper":
    """Start to look after the jobs of the application, in a thread and a process of their own."""
    from workbench.corpus.keeper import Keeper

    keeper = Keeper(app.app_context, chosen)
    app.extensions["workbench_keeper"] = keeper
    return keeper.start()


def open_database(app: Flask) -> None:
    """Make, migrate or check the database of the application. Raises StorageError."""
    from workbench.migrations import schema

    with app.app_context():
        schema.require(db.db.engine)
