"""A project with its people, and browsers in which they are signed in."""

import re
import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from workbench import db
from workbench.codebook import codebooks, definition
from workbench.people import sessions, users
from workbench.projects import projects
from workbench.projects.models import Project

SignedIn = Callable[[str], FlaskClient]
Csrf = Callable[[FlaskClient], dict[str, str]]
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


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
