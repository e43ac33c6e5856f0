import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workbench.db import now
from workbench.errors import NotSignedInError, RuleError, TooManyAttemptsError
from workbench.people import attempts, passwords, sessions, users
from workbench.people.models import SignInAttempt, User
from workbench.settings import Settings

GOOD = "blue horse wooden lamp"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def ann(session: Session, quick_hashes: None) -> User:
    user = users.create(session, "ann")
    passwords.set(session, user, passwords.make(GOOD, "ann"))
    return user


@pytest.fixture
def few(app: Flask) -> Settings:
    settings: Settings = app.config["WORKBENCH"]
    return Settings(instance=settings.instance, sign_in_attempts=3)


def test_a_hash_costs_what_owasp_asks(session: Session) -> None:
    made = passwords.make(GOOD, "ann")
    assert made.startswith("scrypt:131072:8:1$")
    assert GOOD not in made


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("seven77", "fewer than 8"),
        ("x" * 1025, "more than 1024"),
        ("Password123", "guessed first"),
        ("aaaaaaaaaaaa", "guessed first"),
        ("Annotator.1", "the name"),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password: str, told: str) -> None:
    with pytest.raises(RuleError, match=told) as caught:
        passwords.make(password, "annotator.1")
    assert caught.value.problems[0].field == "password"


@pytest.mark.parametrize(
    "password", ["x1" * 32, "nur kleine buchstaben", "пароль надежный", "😀" * 7 + "🙂", GOOD * 40]
)
def test_no_kind_of_character_is_asked_for_and_length_is_welcome(password: str) -> None:
    assert passwords.problem(password, "ann") == ""


def test_every_common_password_is_one_that_length_alone_would_take() -> None:
    common = passwords._common()
    assert len(common) > 400
    assert [one for one in common if len(one) < passwords.SHORTEST or one != one.casefold()] == []


def test_the_right_password_is_right_and_another_is_not(session: Session, ann: User, few: Settings) -> None:
    assert passwords.check(session, "ANN", GOOD, HOME, few) is ann
    with pytest.raises(NotSignedInError):
        passwords.check(session, "ann", GOOD + " ", HOME, few)


def test_an_accent_typed_in_two_ways_is_one_password(session: Session, ann: User, few: Settings) -> None:
    passwords.set(session, ann, passwords.make("caf\u00e9 crème brûlée", "ann"))
    assert passwords.check(session, "ann", "cafe\u0301 crème brûlée", HOME, few) is ann


@pytest.mark.parametrize("state", ["unknown", "invited", "disabled", "wrong"])
def test_whoever_may_not_sign_in_reads_the_same_and_costs_one_hash(
    session: Session, ann: User, few: Settings, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if state == "invited":
        ann.password_hash = None
    if state == "disabled":
        ann.disabled_at = now()
    session.flush()
    hashed: list[str] = []
    real = passwords.check_password_hash
    monkeypatch.setattr(
        passwords, "check_password_hash", lambda stored, given: hashed.append(stored) or real(stored, given)
    )
    name = "nobody" if state == "unknown" else "ann"
    with pytest.raises(NotSignedInError, match=r"^Name or password is not right.$"):
        passwords.check(session, name, "wrong" if state == "wrong" else GOOD, HOME, few)
    assert [one.split("$")[0] for one in hashed] == [passwords.METHOD]


def test_a_new_password_ends_every_session(app: Flask, session: Session, ann: User) -> None:
    secret = sessions.start(session, ann)
    passwords.set(session, ann, passwords.make(GOOD, "ann"))
    assert sessions.caller(session, secret, app.config["WORKBENCH"]) is None


def test_an_address_that_failed_too_often_waits_whatever_the_name(session: Session, ann: User, few: Settings) -> None:
    for name in ("ann", "ben", "cleo"):
        attempts.require(session, "ann", HOME, few)
        attempts.record(session, name, HOME)
    with pytest.raises(TooManyAttemptsError) as caught:
        passwords.check(session, "ann", GOOD, HOME, few)
    assert 1 <= caught.value.retry_after <= 180


def test_the_owner_gets_in_from_elsewhere_while_someone_guesses(session: Session, ann: User, few: Settings) -> None:
    for _ in range(5):
        attempts.record(session, "ann", HOME)
    assert passwords.check(session, "ann", GOOD, ELSEWHERE, few) is ann


def test_a_name_guessed_from_many_addresses_waits(session: Session, ann: User, few: Settings) -> None:
    for number in range(30):
        attempts.require(session, "Ann", f"203.0.113.{number}", few)
        attempts.record(session, "ANN", f"203.0.113.{number}")
    with pytest.raises(TooManyAttemptsError):
        attempts.require(session, "ann", ELSEWHERE, few)
    attempts.require(session, "ben", ELSEWHERE, few)


def test_the_addresses_of_one_ipv6_network_are_one(session: Session, few: Settings) -> None:
    for number in range(3):
        attempts.record(session, f"u{number}", f"2001:db8::{number:x}")
    with pytest.raises(TooManyAttemptsError):
        attempts.require(session, "ann", "2001:db8::ffff", few)
    attempts.require(session, "ann", "2001:db8:0:1::1", few)


def test_failures_are_forgotten_after_three_minutes(session: Session, few: Settings) -> None:
    for _ in range(3):
        attempts.record(session, "ann", HOME)
    session.execute(update(SignInAttempt).values(at=now() - attempts.WINDOW))
    attempts.require(session, "ann", HOME, few)
    attempts.record(session, "ben", ELSEWHERE)
    assert len(session.scalars(select(SignInAttempt)).all()) == 2
