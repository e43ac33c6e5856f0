"""API tokens: the credentials of scripts. A token is shown once; what is stored is its digest."""

from typing import cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workbench.db import now
from workbench.errors import NotFoundError, UsageError
from workbench.people import secret
from workbench.people.access import Caller, May
from workbench.people.models import ApiToken, User

PREFIX = "wb_"
_SHOWN = len(PREFIX) + 5

# Every request of a script asks this: building the statement anew costs more than running it.
_OWNER = (
    select(User.id, User.name, User.is_admin, ApiToken.may)
    .join(ApiToken, ApiToken.user_id == User.id)
    .where(ApiToken.token_hash == bindparam("digest"), ApiToken.revoked_at.is_(None), User.disabled_at.is_(None))
)


def create(session: Session, user: User, may: str = "all") -> str:
    """Make a token and return it, for the only time. It has its owner's rights, or of these only what it `may`.

    Raises UsageError for a `may` that there is not.
    """
    if may not in {"all", "label", "export"}:
        raise UsageError(f"A token may label or export; there is no “{may}”.")
    made = PREFIX + secret.make()
    session.add(ApiToken(user_id=user.id, token_hash=secret.digest(made), start=made[:_SHOWN], may=may))
    session.flush()
    return made


def caller(session: Session, token: str) -> Caller | None:
    """Say who comes with this token; None where it is unknown, revoked or its owner is deactivated."""
    found = session.execute(_OWNER, {"digest": secret.digest(token)}).first()
    if found is None:
        return None
    user_id, name, is_admin, may = found
    return Caller(user_id=user_id, name=name, is_admin=is_admin, may=cast(May, may), session_id=None)


def listing(session: Session, user_id: int) -> list[ApiToken]:
    """List the tokens of a user that still work, newest first."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
            .order_by(ApiToken.id.desc())
        )
    )


def revoke(session: Session, user_id: int, token_id: int) -> None:
    """End one of the user's own tokens. Raises NotFoundError for anyone else's."""
    token = session.get(ApiToken, token_id)
    if token is None or token.user_id != user_id:
        raise NotFoundError("token", str(token_id))
    token.revoked_at = token.revoked_at or now()
    session.flush()


def revoke_all(session: Session, user: User) -> None:
    """End all tokens of a user."""
    session.execute(
        update(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
    )
