"""One-time links, by which a person sets the first password or a new one. Nothing is mailed: a lead hands them on."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from workbench.db import now
from workbench.errors import RuleError
from workbench.people import passwords, secret
from workbench.people.models import Invitation, User
from workbench.people.passwords import PasswordHash
from workbench.settings import Settings


def create(session: Session, user: User, settings: Settings, *, signs_in: bool = False) -> str:
    """Make a link's token; the user's older links end. One that `signs_in` asks for no password (demo).

    Raises RuleError for a deactivated user.
    """
    if user.disabled_at is not None:
        raise RuleError(f"“{user.name}” is deactivated. Activate the account before inviting.")
    void(session, user)
    token = secret.make()
    session.add(
        Invitation(
            user_id=user.id,
            token_hash=secret.digest(token),
            signs_in=signs_in,
            expires_at=now() + timedelta(hours=settings.invitation_hours),
        )
    )
    session.flush()
    return token


def link(settings: Settings, token: str) -> str:
    """Write the address that a person opens to use a one-time token."""
    return f"{settings.address}/invitation/{token}"


def void(session: Session, user: User) -> None:
    """End the links of a user that nobody has used."""
    session.execute(delete(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)))


def peek(session: Session, token: str) -> tuple[Invitation, User]:
    """Return the invitation and whom it is for. Raises RuleError for a link that cannot be used (any more)."""
    found = session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(
            Invitation.token_hash == secret.digest(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
            User.disabled_at.is_(None),
        )
    ).first()
    if found is None:
        raise RuleError(
            "This link cannot be used: it was used before, has expired, or a newer one was made. "
            "Ask the person who sent it for a new one."
        )
    invitation, user = found
    return invitation, user


def accept(session: Session, token: str, password: PasswordHash | None = None) -> User:
    """Use up the link, and set the password unless the link signs in without one.

    Raises RuleError for a link that cannot be used, also where another request used it a moment ago.
    """
    invitation, user = peek(session, token)
    if password is None and not invitation.signs_in:
        raise RuleError("This link asks for a new password.")
    taken = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now())
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        raise RuleError("This link was used a moment ago. Ask for a new one.")
    if password is not None:
        passwords.set(session, user, password)
    return user
