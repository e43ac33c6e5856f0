"""A project with its people, and browsers in which they are signed in."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from tests.conftest import close
from workbench import db
from workbench.app import create_app
from workbench.codebook import codebooks, definition
from workbench.people import sessions, users
from workbench.projects import projects
from workbench.projects.models import Project
from workbench.settings import Settings

SignedIn = Callable[[str], FlaskClient]
Csrf = Callable[[FlaskClient], dict[str, str]]
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(scope="session")
def compiled_templates() -> BytecodeCache:
    """Templates as they are compiled once for all applications of a run: each would take a tenth of a second anew."""
    return _InMemory()


class _InMemory(BytecodeCache):
    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture
def app(settings: Settings, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def project(app: Flask) -> Project:
    """The project `demo` with the annotators ann and ben and the lead lena; oda leads another project, sam is in none,
    root is an admin. Their passwords are set to what nobody can type."""
    with app.app_context(), db.transaction() as session:
        made = projects.create(session, "demo", name="A demo", targets=["BYD"])
        other = projects.create(session, "other")
        codebooks.install(session, made, definition.default_text())
        users.create(session, "ann", role="annotator", project=made)
        users.create(session, "ben", role="annotator", project=made)
        users.create(session, "lena", role="lead", project=made)
        users.create(session, "oda", role="lead", project=other)
        users.create(session, "sam")
        users.create(session, "root", role="admin")
        for user in users.listing(session):
            user.password_hash = "!"
        return made


@pytest.fixture
def signed_in(app: Flask, project: Project) -> SignedIn:
    """Sign a user in without the third of a second that a password takes."""

    def sign_in(name: str) -> FlaskClient:
        with app.app_context(), db.transaction() as session:
            secret = sessions.start(session, users.get(session, name))
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.permanent = True
            cookie["sid"], cookie["seen"] = secret, int(time.time())
        return client

    return sign_in


@pytest.fixture
def as_annotator(signed_in: SignedIn) -> FlaskClient:
    return signed_in("ann")


@pytest.fixture
def as_lead(signed_in: SignedIn) -> FlaskClient:
    return signed_in("lena")


@pytest.fixture
def as_admin(signed_in: SignedIn) -> FlaskClient:
    return signed_in("root")


@pytest.fixture
def as_stranger(signed_in: SignedIn) -> FlaskClient:
    return signed_in("sam")


@pytest.fixture
def csrf() -> Csrf:
    """Give the header that a page's script would send along."""

    def header(client: FlaskClient) -> dict[str, str]:
        for path in ("/sign-in", "/"):  # whoever is signed in is sent on from the first
            if found := _TOKEN.search(client.get(path).text):
                return {"X-CSRFToken": found[1]}
        raise AssertionError("no page gives a CSRF token")

    return header
