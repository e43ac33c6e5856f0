import importlib
import pkgutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import text

import workbench
from workbench import db
from workbench.app import create_app, open_database
from workbench.errors import StorageError
from workbench.migrations import HEAD, schema
from workbench.settings import Settings


def test_the_migrated_database_is_the_one_that_the_models_describe(app: Flask) -> None:
    for package in pkgutil.walk_packages(workbench.__path__, "workbench."):
        if package.name.endswith(".models"):
            importlib.import_module(package.name)
    with app.app_context(), db.db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.Base.metadata) == []


def test_head_is_the_last_step(app: Flask) -> None:
    with app.app_context(), db.db.engine.connect() as connection:
        assert schema.revision(connection) == HEAD


def test_a_database_from_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    app = create_app(Settings(instance=tmp_path), web=False)
    open_database(app)
    with app.app_context():
        with db.transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(StorageError, match="newer version"):
            open_database(app)
        with db.db.engine.connect() as connection:
            assert schema.revision(connection) == "9999"
        db.db.engine.dispose()
