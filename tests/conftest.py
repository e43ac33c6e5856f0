"""What every test stands on: an application on a real database file, or on a real PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from tests.postgres import PostgresServer, find_postgres
from workbench import db
from workbench.app import create_app, open_database
from workbench.settings import Settings

# The machines are shared and noisy: how long an example takes says nothing.
hypothesis_settings.register_profile("workbench", deadline=None)
hypothesis_settings.load_profile("workbench")

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Replace pytest-flask's fixture of this name: its context shares the session between a test and the
    view that it calls, so that a view which forgets to commit would look as if it had."""


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip(f"the five scraped articles are not at {CORPUS}")
    return CORPUS


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    binaries = find_postgres()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("CI runs these on PostgreSQL too, and its server is not installed")
        pytest.skip("no PostgreSQL server on this machine (Debian: apt install postgresql)")
    with PostgresServer(binaries) as server:
        url = server.create("workbench")
        app = create_app(Settings(instance=tmp_path_factory.mktemp("postgres"), database_url=url), web=False)
        _migrate(app)
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    app = create_app(Settings(instance=folder), web=False)
    open_database(app)
    close(app)
    return folder / "workbench.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose database is new, migrated and this test's own."""
    folder = tmp_path / "instance"
    folder.mkdir()
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "workbench.sqlite")
        return Settings(instance=folder, threads=8)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return Settings(instance=folder, threads=8, database_url=server.emptied("workbench"))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application without its pages, which take longer to make than most tests do; those of the web have them."""
    app = create_app(settings, web=False)
    app.testing = True
    yield app
    close(app)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for rules that need no web: what it writes stays in this test, uncommitted unless it commits."""
    with app.app_context():
        yield db.db.session()


def _migrate(app: Flask) -> None:
    from workbench.migrations import schema

    with app.app_context():
        schema.migrate(db.db.engine)
    close(app)


def close(app: Flask) -> None:
    """Give back every connection that the application holds."""
    with app.app_context():
        db.db.session.remove()
        db.db.engine.dispose()
