"""Who sends the current request: a script with a bearer token, else a browser with a session."""

import logging
import time

from flask import Flask, current_app, g, request
from flask import session as cookie

from workbench.db import db, transaction
from workbench.errors import NotSignedInError, StorageError
from workbench.people import access, attempts, passwords, sessions, tokens
from workbench.people.access import Caller, Member
from workbench.people.models import User
from workbench.settings import Settings

_VISIT_SECONDS = 300
_log = logging.getLogger(__name__)


def settings() -> Settings:
    """Return the settings of the application that answers the current request."""
    found: Settings = current_app.config["WORKBENCH"]
    return found


def caller() -> Caller:
    """Return who sends the current request. Raises NotSignedInError."""
    found = current()
    if found is None:
        raise NotSignedInError("Sign in to go on.")
    return found


def current() -> Caller | None:
    """Return who sends the current request; None for nobody. Raises NotSignedInError for a token that is not good."""
    if "caller" not in g:
        g.caller = _found()
    known: Caller | None = g.caller
    return known


def member(slug: str) -> Member:
    """Return the caller's part in a project. Raises NotSignedInError, NotFoundError."""
    if "member" not in g or g.member.project.slug != slug:
        g.member = access.member(db.session(), caller(), slug)
    known: Member = g.member
    return known


def lead(slug: str) -> Member:
    """Return the caller's part in a project that they lead.

    Raises NotSignedInError, NotFoundError, NotAllowedError.
    """
    found = member(slug)
    found.require_lead()
    return found


def bearer() -> str | None:
    """Return the bearer token of the current request."""
    given = request.authorization
    return given.token or "" if given is not None and given.type == "bearer" else None


def _found() -> Caller | None:
    token = bearer()
    if token is not None:
        found = tokens.caller(db.session(), token)
        if found is None:
            raise NotSignedInError("This token is not valid: it was mistyped or revoked.")
        return found
    secret = cookie.get("sid")
    return sessions.caller(db.session(), secret, settings()) if secret else None


def verify(name: str, password: str) -> User:
    """Return the user that name and password belong to, and count a failure.

    Raises NotSignedInError, TooManyAttemptsError.
    """
    address = request.remote_addr or ""
    try:
        return passwords.check(db.session(), name, password, address, settings())
    except NotSignedInError:
        with transaction() as session:
            attempts.record(session, name, address)
        raise


def sign_in(user: User) -> Caller:
    """Begin a session of the user in this browser, in place of the one before."""
    with transaction() as session:
        sessions.end(session, cookie.get("sid", ""))
        secret = sessions.start(session, user)
        attempts.forget(session, user.name)
        g.caller = sessions.caller(session, secret, settings())
    cookie.clear()  # also a new CSRF token
    cookie.permanent = True
    cookie["sid"] = secret
    cookie["seen"] = int(time.time())
    return caller()


def sign_out() -> None:
    """End the session of this browser."""
    with transaction() as session:
        sessions.end(session, cookie.get("sid", ""))
    g.caller = None
    cookie.clear()


def register(app: Flask) -> None:
    """Find out who comes before each request, and let a visit put off the end of the session."""
    app.before_request(_visit)


def _visit() -> None:
    if request.endpoint in {"static", "healthz"}:
        return
    found = current()
    # The cookie tells when the session's row was last written: so a visit seldom costs a commit.
    if found is None or found.session_id is None or time.time() - cookie.get("seen", 0) < _VISIT_SECONDS:
        return
    try:
        with transaction() as session:
            sessions.touch(session, found.session_id)
    except StorageError as error:
        _log.warning("a visit was not recorded: %s", error.message)
    cookie["seen"] = int(time.time())
