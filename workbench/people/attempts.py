"""Failed sign-ins, counted in the database, so that every process sees the same number.

An address may fail as often as the setting says. A name may fail ten times as often from everywhere together: with
one limit for both, anybody could lock a person out by failing in their name.
"""

import ipaddress
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from workbench.db import now
from workbench.errors import TooManyAttemptsError
from workbench.people import names
from workbench.people.models import SignInAttempt
from workbench.settings import Settings

WINDOW = timedelta(minutes=3)
NAME_FACTOR = 10
_KEPT_CHARACTERS = 64


def require(session: Session, name: str, address: str, settings: Settings) -> None:
    """Make sure that name and address have attempts left. Raises TooManyAttemptsError."""
    _require(session, _address(address), settings.sign_in_attempts)
    _require(session, _name(name), settings.sign_in_attempts * NAME_FACTOR)


def record(session: Session, name: str, address: str) -> None:
    """Store a failed sign-in, and forget those that no longer count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - WINDOW))
    session.add_all(SignInAttempt(who=who) for who in (_name(name), _address(address)))
    session.flush()


def forget(session: Session, name: str) -> None:
    """Forget the failures in a name: its owner has signed in."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.who == _name(name)))


def _require(session: Session, who: str, limit: int) -> None:
    # The one that has to leave the window before there is room again.
    deciding = session.scalar(
        select(SignInAttempt.at)
        .where(SignInAttempt.who == who, SignInAttempt.at > now() - WINDOW)
        .order_by(SignInAttempt.at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    if deciding is not None:
        raise TooManyAttemptsError(max(1, round((deciding + WINDOW - now()).total_seconds())))


def _name(name: str) -> str:
    return "name:" + names.fold(name)[:_KEPT_CHARACTERS]


def _address(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "address:" + address[:_KEPT_CHARACTERS]
    if found.version == 6:
        # One household has a whole /64 to choose from.
        return f"address:{ipaddress.ip_network((found, 64), strict=False)}"
    return f"address:{found}"
