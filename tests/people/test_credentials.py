from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workbench import db
from workbench.db import now
from workbench.errors import NotFoundError, RuleError, UsageError
from workbench.people import invitations, passwords, sessions, tokens, users
from workbench.people.models import ApiToken, Invitation, User, UserSession
from workbench.people.passwords import PasswordHash
from workbench.settings import Settings

HASH = PasswordHash("scrypt:16:1:1$a$b")


@pytest.fixture
def settings_now(app: Flask) -> Settings:
    settings: Settings = app.config["WORKBENCH"]
    return settings


@pytest.fixture
def ann(session: Session) -> User:
    return users.create(session, "ann")


def test_no_secret_is_stored(session: Session, ann: User, settings_now: Settings) -> None:
    made = [sessions.start(session, ann), tokens.create(session, ann), invitations.create(session, ann, settings_now)]
    stored = [*session.scalars(select(UserSession.token_hash)), *session.scalars(select(ApiToken.token_hash))]
    stored += session.scalars(select(Invitation.token_hash))
    assert len(set(made)) == 3
    assert all(len(one.removeprefix("wb_")) >= 43 for one in made)
    assert not set(made) & set(stored)


def test_a_session_ends_when_nobody_came_for_long(session: Session, ann: User, settings_now: Settings) -> None:
    secret = sessions.start(session, ann)
    idle = timedelta(hours=settings_now.session_hours)
    session.execute(update(UserSession).values(seen_at=now() - idle + timedelta(minutes=1)))
    found = sessions.caller(session, secret, settings_now)
    assert found is not None
    session.execute(update(UserSession).values(seen_at=now() - idle))
    assert sessions.caller(session, secret, settings_now) is None


def test_a_visit_puts_the_end_off(session: Session, ann: User, settings_now: Settings) -> None:
    secret = sessions.start(session, ann)
    found = sessions.caller(session, secret, settings_now)
    session.execute(update(UserSession).values(seen_at=now() - timedelta(days=90)))
    assert found is not None
    assert found.session_id is not None
    sessions.touch(session, found.session_id)
    assert sessions.caller(session, secret, settings_now) == found


def test_all_sessions_but_this_one_end(session: Session, ann: User, settings_now: Settings) -> None:
    ben = users.create(session, "ben")
    mine, mine_elsewhere, bens = (sessions.start(session, user) for user in (ann, ann, ben))
    this = sessions.caller(session, mine, settings_now)
    assert this is not None
    sessions.end_all(session, ann, but=this.session_id)
    alive = [bool(sessions.caller(session, one, settings_now)) for one in (mine, mine_elsewhere, bens)]
    assert alive == [True, False, True]


def test_a_token_has_its_owners_rights_or_the_narrower_one(session: Session, ann: User) -> None:
    for may in ("all", "label", "export"):
        found = tokens.caller(session, tokens.create(session, ann, may))
        assert found is not None
        assert (found.name, found.may, found.session_id) == ("ann", may, None)
    with pytest.raises(UsageError):
        tokens.create(session, ann, "everything")


def test_a_token_is_revoked_by_its_owner_alone(session: Session, ann: User) -> None:
    token = tokens.create(session, ann)
    (row,) = tokens.listing(session, ann.id)
    with pytest.raises(NotFoundError):
        tokens.revoke(session, users.create(session, "ben").id, row.id)
    assert tokens.caller(session, token)
    tokens.revoke(session, ann.id, row.id)
    assert tokens.caller(session, token) is None
    assert tokens.listing(session, ann.id) == []


def test_a_link_sets_the_password_once(session: Session, ann: User, settings_now: Settings) -> None:
    link = invitations.create(session, ann, settings_now)
    assert invitations.accept(session, link, HASH).password_hash == HASH
    with pytest.raises(RuleError, match="used before"):
        invitations.accept(session, link, PasswordHash("another"))
    assert ann.password_hash == HASH


def test_a_newer_link_ends_the_older(session: Session, ann: User, settings_now: Settings) -> None:
    older, newer = (invitations.create(session, ann, settings_now) for _ in range(2))
    with pytest.raises(RuleError):
        invitations.peek(session, older)
    assert invitations.peek(session, newer)[1] is ann


def test_a_link_expires(session: Session, ann: User, settings_now: Settings) -> None:
    link = invitations.create(session, ann, settings_now)
    (row,) = session.scalars(select(Invitation))
    assert row.expires_at - now() < timedelta(hours=settings_now.invitation_hours)
    session.execute(update(Invitation).values(expires_at=now()))
    with pytest.raises(RuleError, match="expired"):
        invitations.accept(session, link, HASH)


def test_only_a_link_that_signs_in_does_without_a_password(session: Session, ann: User, settings_now: Settings) -> None:
    with pytest.raises(RuleError):
        invitations.accept(session, invitations.create(session, ann, settings_now))
    assert invitations.accept(session, invitations.create(session, ann, settings_now, signs_in=True)) is ann
    assert ann.password_hash is None


def test_nobody_is_invited_into_a_deactivated_account(session: Session, ann: User, settings_now: Settings) -> None:
    users.disable(session, ann)
    with pytest.raises(RuleError, match="deactivated"):
        invitations.create(session, ann, settings_now)


def test_a_link_used_by_four_at_once_is_used_by_one(app: Flask) -> None:
    with app.app_context(), db.transaction() as session:
        link = invitations.create(session, users.create(session, "ann"), app.config["WORKBENCH"])

    def use(number: int) -> bool:
        with app.app_context():
            try:
                with db.transaction() as session:
                    invitations.accept(session, link, PasswordHash(str(number)))
            except RuleError:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_a_reset_ends_the_sessions_of_the_old_password(session: Session, ann: User, settings_now: Settings) -> None:
    secret = sessions.start(session, ann)
    invitations.accept(session, invitations.create(session, ann, settings_now), HASH)
    assert sessions.caller(session, secret, settings_now) is None


def test_what_is_typed_can_never_be_stored_as_it_is(session: Session, ann: User, quick_hashes: None) -> None:
    passwords.set(session, ann, passwords.make("blue horse wooden lamp", "ann"))
    assert ann.password_hash
    assert "horse" not in ann.password_hash
