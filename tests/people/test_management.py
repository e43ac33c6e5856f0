import pytest
from flask import Flask
from sqlalchemy.orm import Session

from workbench.errors import NotAllowedError, NotFoundError
from workbench.people import access, invitations, management, users
from workbench.people.access import Caller, Member
from workbench.people.models import User
from workbench.projects.models import Project
from workbench.settings import Settings


@pytest.fixture
def now_set(app: Flask) -> Settings:
    settings: Settings = app.config["WORKBENCH"]
    return settings


@pytest.fixture
def lena(session: Session, project: Project) -> Member:
    """The lead of the project."""
    return access.member(session, _caller(users.create(session, "lena", role="lead", project=project)), "demo")


@pytest.fixture
def root(session: Session) -> Caller:
    return _caller(users.create(session, "root", role="admin"))


def _caller(user: User, may: access.May = "all") -> Caller:
    return Caller(user.id, user.name, user.is_admin, may, session_id=1)


def _claimed(user: User) -> User:
    user.password_hash = "!"
    return user


def test_a_new_name_is_invited_by_a_link(session: Session, lena: Member, now_set: Settings) -> None:
    invited = management.invite(session, lena, "ann", "annotator", now_set)
    assert invited.token
    assert invitations.peek(session, invited.token)[1].name == "ann"
    assert [(one.user.name, one.role) for one in users.members(session, lena.project)] == [
        ("ann", "annotator"),
        ("lena", "lead"),
    ]


def test_someone_with_a_password_joins_without_a_link(
    session: Session, lena: Member, other: Project, now_set: Settings
) -> None:
    _claimed(users.create(session, "ann", role="lead", project=other))
    assert management.invite(session, lena, "ann", "annotator", now_set).token is None


@pytest.mark.parametrize("elsewhere", ["annotator", "lead", "nothing"])
def test_a_lead_cannot_claim_an_account_that_was_made_elsewhere(
    session: Session, lena: Member, other: Project, now_set: Settings, elsewhere: str
) -> None:
    role, place = (None, None) if elsewhere == "nothing" else (elsewhere, other)
    user = users.create(session, "ann", role=role, project=place)
    link = invitations.create(session, user, now_set)
    with pytest.raises(NotAllowedError):
        management.invite(session, lena, "ann", "annotator", now_set)
    assert invitations.peek(session, link)


def test_a_lead_cannot_claim_an_own_member_who_is_also_elsewhere(
    session: Session, lena: Member, other: Project, now_set: Settings
) -> None:
    management.invite(session, lena, "ann", "annotator", now_set)
    users.create(session, "ann", role="annotator", project=other)
    for claim in (
        lambda: management.invite(session, lena, "ann", "annotator", now_set),
        lambda: management.renew_link(session, lena.caller, "ann", now_set),
    ):
        with pytest.raises(NotAllowedError):
            claim()


@pytest.mark.parametrize("who", ["admin", "co-lead", "elsewhere", "stranger", "nobody", "self"])
def test_a_lead_has_no_power_over_an_account_that_reaches_further(
    session: Session, lena: Member, other: Project, now_set: Settings, who: str
) -> None:
    target = users.create(session, "x", role="annotator", project=lena.project)
    if who == "admin":
        users.create(session, "x", role="admin")
    elif who == "co-lead":
        users.create(session, "x", role="lead", project=lena.project)
    elif who == "elsewhere":
        users.create(session, "x", role="annotator", project=other)
    elif who == "stranger":
        users.remove(session, target, lena.project)
    name = {"nobody": "y", "self": "lena"}.get(who, "x")
    for act in (management.disable, management.enable):
        with pytest.raises(NotAllowedError):
            act(session, lena.caller, name)
    with pytest.raises(NotAllowedError):
        management.renew_link(session, lena.caller, name, now_set)
    with pytest.raises(NotAllowedError):
        management.end_admin(session, lena.caller, name)
    assert target.disabled_at is None


def test_a_name_that_nobody_has_is_refused_in_the_same_words(
    session: Session, lena: Member, other: Project, now_set: Settings
) -> None:
    users.create(session, "x", role="annotator", project=other)
    told = []
    for name in ("x", "y"):
        with pytest.raises(NotAllowedError) as caught:
            management.renew_link(session, lena.caller, name, now_set)
        told.append(caught.value.message)
    assert told[0] == told[1]


def test_a_lead_looks_after_an_annotator_of_the_own_projects(session: Session, lena: Member, now_set: Settings) -> None:
    user = _claimed(users.create(session, "ann", role="annotator", project=lena.project))
    assert management.renew_link(session, lena.caller, "ann", now_set).token
    management.disable(session, lena.caller, "ann")
    assert user.disabled_at
    management.enable(session, lena.caller, "ann")
    assert user.disabled_at is None


def test_a_lead_makes_leads_but_cannot_unmake_them(session: Session, lena: Member) -> None:
    users.create(session, "ann", role="annotator", project=lena.project)
    management.change_role(session, lena, "ann", "lead")
    for act in (
        lambda: management.change_role(session, lena, "ann", "annotator"),
        lambda: management.remove(session, lena, "ann"),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_nobody_changes_the_own_role(session: Session, lena: Member, root: Caller, now_set: Settings) -> None:
    boss = access.member(session, root, "demo")
    for member in (lena, boss):
        with pytest.raises(NotAllowedError):
            management.invite(session, member, member.caller.name, "annotator", now_set)
    with pytest.raises(NotAllowedError):
        management.change_role(session, lena, "lena", "annotator")
    for act in (management.end_admin, management.disable):
        with pytest.raises(NotAllowedError):
            act(session, root, "root")


def test_a_lead_cannot_touch_an_admin_in_the_project(
    session: Session, lena: Member, root: Caller, now_set: Settings
) -> None:
    users.create(session, "root", role="annotator", project=lena.project)
    with pytest.raises(NotAllowedError):
        management.remove(session, lena, "root")
    with pytest.raises(NotAllowedError):
        management.invite(session, lena, "root", "lead", now_set)


def test_who_is_not_a_member_is_not_found(session: Session, lena: Member, other: Project) -> None:
    users.create(session, "ann", role="annotator", project=other)
    for name in ("ann", "nobody"):
        with pytest.raises(NotFoundError, match="There is no member"):
            management.remove(session, lena, name)


def test_an_admin_may_do_it_all_to_others(
    session: Session, lena: Member, root: Caller, other: Project, now_set: Settings
) -> None:
    boss = access.member(session, root, "demo")
    management.change_role(session, boss, "lena", "annotator")
    management.remove(session, boss, "lena")
    assert management.invite(session, boss, "lena", "lead", now_set).token
    assert management.renew_link(session, root, "lena", now_set).token
    assert management.add(session, root, "second", now_set, is_admin=True).user.is_admin
    management.end_admin(session, root, "second")
    management.disable(session, root, "second")
    second = users.get(session, "second")
    assert (second.is_admin, second.disabled_at is None) == (False, False)


@pytest.mark.parametrize("may", ["label", "export"])
def test_a_narrow_token_manages_nobody(session: Session, project: Project, now_set: Settings, may: access.May) -> None:
    users.create(session, "ann", role="annotator", project=project)
    root = users.create(session, "root", role="admin")
    token = Caller(root.id, "root", is_admin=True, may=may, session_id=None)
    with pytest.raises(NotAllowedError):
        management.invite(session, access.member(session, token, "demo"), "ben", "annotator", now_set)
    with pytest.raises(NotAllowedError):
        management.add(session, token, "ben", now_set)
    with pytest.raises(NotAllowedError):
        management.renew_link(session, token, "ann", now_set)
