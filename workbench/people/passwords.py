"""Passwords: what may be one, how it is kept, and how it is checked without telling which names exist."""

import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import NewType

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from workbench.errors import NotSignedInError, Problem, RuleError
from workbench.people import attempts, names, sessions
from workbench.people.models import User
from workbench.settings import Settings

PasswordHash = NewType("PasswordHash", str)

SHORTEST, LONGEST = 8, 1024
# Whole sentences, numbers and all: these are translated.
_REFUSED = "This password cannot be used."
METHOD = "scrypt:131072:8:1"  # OWASP Password Storage Cheat Sheet: N=2^17, r=8, p=1
# A hash takes 128 MB and a third of a second of one core: one at a time leaves the rest to those who label.
_one_at_a_time = threading.Lock()


def make(password: str, name: str) -> PasswordHash:
    """Check a new password of the user of this name, and return what is stored of it.

    Slow on purpose: call it before the transaction that stores it. Raises RuleError.
    """
    reason = problem(password, name)
    if reason:
        raise RuleError(f"{_REFUSED} {reason}", problems=[Problem("password", reason)])
    return _hashed(_normal(password))


def problem(password: str, name: str) -> str:
    """Say why this cannot be a password; empty where it can. No rule asks for kinds of characters."""
    folded = _normal(password).casefold()
    if len(password) < SHORTEST:
        return "It has fewer than 8 characters."
    if len(password) > LONGEST:
        return "It has more than 1024 characters."
    if folded == names.fold(name):
        return "It is the name."
    if folded in _common() or len(frozenset(folded)) == 1:
        return "It is one of those that are guessed first."
    return ""


def set(session: Session, user: User, password: PasswordHash) -> None:
    """Store a new password of the user, and end every session that the old one began."""
    user.password_hash = password
    sessions.end_all(session, user)
    session.flush()


def check(session: Session, name: str, password: str, address: str, settings: Settings) -> User:
    """Return the user that name and password belong to.

    A wrong name takes as long as a wrong password and reads the same. Raises TooManyAttemptsError before looking,
    NotSignedInError after; the caller then stores the failure with `attempts.record`.
    """
    attempts.require(session, name, address, settings)
    user = session.scalar(select(User).where(User.name_key == names.fold(name)))
    stored = user.password_hash if user and user.password_hash else _nobody()
    is_right = len(password) <= LONGEST and _matches(stored, _normal(password))
    if user is None or not user.password_hash or user.disabled_at is not None or not is_right:
        raise NotSignedInError("Name or password is not right.")
    return user


def _hashed(password: str) -> PasswordHash:
    with _one_at_a_time:
        return PasswordHash(generate_password_hash(password, method=METHOD))


def _matches(stored: str, password: str) -> bool:
    with _one_at_a_time:
        return check_password_hash(stored, password)


def _normal(password: str) -> str:
    # Two keyboards may write one accented letter in two ways.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody() -> PasswordHash:
    # Nobody knows this password: it stands in for names that do not exist, so that these cost a hash too.
    return PasswordHash(f"{METHOD}${'0' * 16}${'0' * 128}")


@cache
def _common() -> frozenset[str]:
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text("utf-8").split())
