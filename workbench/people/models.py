from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.db import Base, now


class User(Base):
    """Someone who may sign in. `name_key` is the name folded, so that no two names look alike."""

    __tablename__ = "users"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None]
    """The code of the language that the person chose to read in; None follows the browser."""
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A user's role in a project: `annotator` or `lead`."""

    __tablename__ = "memberships"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True, index=True)
    role: Mapped[str]

    user: Mapped[User] = relationship(lazy="joined")


class Annotator(Base):
    """A coder of one project; a user may sign in as one. `number` makes the pseudonym that exports carry."""

    __tablename__ = "annotators"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("uq_annotators_user", "project_id", "user_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    """Odd and below 2^31: multiplies an article's `shuffle`, where the project shuffles."""
    codebook_seen: Mapped[int | None]
    """The version of the codebook that they were last shown at the desk; None before their first visit."""
    created_at: Mapped[datetime] = mapped_column(default=now)


class Invitation(Base):
    """A one-time link by which a person sets a password; only its hash is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    signs_in: Mapped[bool] = mapped_column(default=False)
    """A link of `workbench demo`, which signs in without asking for a password."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class UserSession(Base):
    """A signed-in browser; only the hash of its secret is kept."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApiToken(Base):
    """A credential for scripts, shown once; `may` is `all` (its owner's rights), `label` or `export`."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    may: Mapped[str]
    start: Mapped[str]
    """Its first characters, by which its owner tells it from the others."""
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignInAttempt(Base):
    """A failed sign-in, counted for its name and for its address."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_who_at", "who", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
