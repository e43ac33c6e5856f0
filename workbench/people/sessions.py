"""Signed-in browsers, kept on the server: what the cookie holds is a secret to look one up by."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from workbench.db import now
from workbench.people import secret
from workbench.people.access import Caller
from workbench.people.models import User, UserSession
from workbench.settings import Settings

# Every request asks this: building the statement anew costs more than running it.
_OWNER = (
    select(User.id, User.name, User.is_admin, UserSession.id, User.language)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.token_hash == bindparam("digest"),
        UserSession.seen_at > bindparam("since"),
        User.disabled_at.is_(None),
    )
)


def start(session: Session, user: User) -> str:
    """Sign the user in, and return the secret that the browser keeps."""
    made = secret.make()
    session.add(UserSession(user_id=user.id, token_hash=secret.digest(made)))
    session.flush()
    return made


def caller(session: Session, given: str, settings: Settings) -> Caller | None:
    """Say who comes with this secret; None where it has ended, expired or its user is deactivated."""
    since = now() - timedelta(hours=settings.session_hours)
    found = session.execute(_OWNER, {"digest": secret.digest(given), "since": since}).first()
    if found is None:
        return None
    user_id, name, is_admin, session_id, language = found
    return Caller(user_id=user_id, name=name, is_admin=is_admin, may="all", session_id=session_id, language=language)


def touch(session: Session, session_id: int) -> None:
    """Put off the expiry: the person is here."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(seen_at=now()))


def end(session: Session, given: str) -> None:
    """Sign out the browser that holds this secret."""
    session.execute(delete(UserSession).where(UserSession.token_hash == secret.digest(given)))


def end_all(session: Session, user: User, *, but: int | None = None) -> None:
    """Sign the user out everywhere, or everywhere but in the session of this id."""
    session.execute(delete(UserSession).where(UserSession.user_id == user.id, UserSession.id != (but or 0)))


def count(session: Session, user_id: int, settings: Settings) -> int:
    """Count the browsers in which the user is signed in."""
    since = now() - timedelta(hours=settings.session_hours)
    return session.scalar(select(func.count()).where(UserSession.user_id == user_id, UserSession.seen_at > since)) or 0
