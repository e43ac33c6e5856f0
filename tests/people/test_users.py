from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench import db
from workbench.errors import ConflictError, NotFoundError, RuleError, UsageError
from workbench.people import invitations, sessions, tokens, users
from workbench.people.models import Annotator, Invitation
from workbench.projects import projects
from workbench.projects.models import Project


def test_an_annotator_gets_the_next_number_and_an_odd_seed(session: Session, project: Project) -> None:
    for name in ("ann", "ben"):
        users.create(session, name, role="annotator", project=project)
    made = session.scalars(select(Annotator).order_by(Annotator.number)).all()
    assert [users.pseudonym(one) for one in made] == ["annotator_1", "annotator_2"]
    assert all(one.seed % 2 == 1 and 0 < one.seed < 2**31 for one in made)


def test_numbers_count_in_each_project(session: Session, project: Project, other: Project) -> None:
    for place in (project, other):
        users.create(session, "ann", role="annotator", project=place)
    assert [one.number for one in session.scalars(select(Annotator))] == [1, 1]


def test_an_existing_name_changes_its_role_however_it_is_capitalised(session: Session, project: Project) -> None:
    ann = users.create(session, "Ann", role="annotator", project=project)
    assert users.create(session, "aNN", role="lead", project=project) is ann
    assert [(one.user.name, one.role) for one in users.members(session, project)] == [("Ann", "lead")]


def test_an_annotator_who_becomes_lead_and_comes_back_is_the_same_annotator(session: Session, project: Project) -> None:
    user = users.create(session, "ann", role="annotator", project=project)
    before = users.annotator(session, user, project)
    for role in ("lead", "annotator"):
        users.create(session, "ann", role=role, project=project)
        assert users.annotator(session, user, project) is before


def test_an_annotator_who_is_removed_and_comes_back_is_the_same_annotator(session: Session, project: Project) -> None:
    user = users.create(session, "ann", role="annotator", project=project)
    before = users.annotator(session, user, project)
    users.remove(session, user, project)
    assert users.members(session, project) == []
    users.create(session, "ann", role="annotator", project=project)
    assert users.annotator(session, user, project) is before


@pytest.mark.parametrize("role", ["annotator", "lead"])
def test_a_role_in_a_project_wants_the_project(session: Session, role: str) -> None:
    with pytest.raises(UsageError):
        users.create(session, "ann", role=role)


def test_an_admin_is_one_of_all_projects(session: Session, project: Project) -> None:
    with pytest.raises(UsageError):
        users.create(session, "ann", role="admin", project=project)
    assert users.create(session, "ann", role="admin").is_admin


def test_a_project_wants_a_role(session: Session, project: Project) -> None:
    with pytest.raises(UsageError):
        users.create(session, "ann", project=project)


def test_a_role_that_does_not_exist_is_refused(session: Session, project: Project) -> None:
    with pytest.raises(UsageError):
        users.create(session, "ann", role="owner", project=project)


@pytest.mark.parametrize(
    "name", ["", "-ann", ".ann", "a b", "ann\n", "änn", "a" * 65, "ann/..", "\u212ann", "ann\u200b"]
)
def test_a_name_that_could_look_like_another_is_refused(session: Session, name: str) -> None:
    with pytest.raises(RuleError) as caught:
        users.create(session, name)
    assert caught.value.problems[0].field == "name"


@pytest.mark.parametrize("name", ["a", "0", "A" * 64, "a.b_c-d"])
def test_a_name_of_the_contract_is_taken(session: Session, name: str) -> None:
    assert users.create(session, name).name == name


def test_a_name_that_nobody_has_is_not_found(session: Session) -> None:
    with pytest.raises(NotFoundError):
        users.get(session, "ann")


def test_two_imported_annotators_of_one_name_are_one_and_never_the_user(session: Session, project: Project) -> None:
    user = users.create(session, "ann", role="annotator", project=project)
    imported = users.imported_annotator(session, project, "ann")
    assert imported is users.imported_annotator(session, project, "ann")
    assert imported is not users.annotator(session, user, project)
    assert (imported.user_id, imported.number) == (None, 2)


def test_disabling_ends_sessions_tokens_and_links(app: Flask, session: Session) -> None:
    settings = app.config["WORKBENCH"]
    user = users.create(session, "ann")
    secret, token = sessions.start(session, user), tokens.create(session, user)
    link = invitations.create(session, user, settings)
    assert sessions.caller(session, secret, settings)
    assert tokens.caller(session, token)
    users.disable(session, user)
    users.enable(session, user)
    assert sessions.caller(session, secret, settings) is None
    assert tokens.caller(session, token) is None
    with pytest.raises(RuleError):
        invitations.peek(session, link)


def test_a_disabled_user_is_nobody_even_where_a_credential_was_left(app: Flask, session: Session) -> None:
    user = users.create(session, "ann")
    secret, token = sessions.start(session, user), tokens.create(session, user)
    user.disabled_at = db.now()
    session.flush()
    assert sessions.caller(session, secret, app.config["WORKBENCH"]) is None
    assert tokens.caller(session, token) is None


@pytest.mark.parametrize("role", ["lead", "admin"])
def test_a_link_ends_when_its_account_comes_to_open_more(
    app: Flask, session: Session, project: Project, role: str
) -> None:
    user = users.create(session, "ann", role="annotator", project=project)
    link = invitations.create(session, user, app.config["WORKBENCH"])
    users.create(session, "ann", role=role, project=project if role == "lead" else None)
    with pytest.raises(RuleError):
        invitations.peek(session, link)


def test_saying_the_same_role_again_leaves_the_link(app: Flask, session: Session, project: Project) -> None:
    user = users.create(session, "ann", role="annotator", project=project)
    invitations.create(session, user, app.config["WORKBENCH"])
    users.create(session, "ann", role="annotator", project=project)
    assert session.scalars(select(Invitation)).all()


def test_eight_who_make_annotators_at_once_give_eight_numbers(app: Flask) -> None:
    with app.app_context(), db.transaction() as session:
        projects.create(session, "demo")

    def make(number: int) -> None:
        with app.app_context(), db.transaction() as session:
            users.create(session, f"u{number}", role="annotator", project=projects.get(session, "demo"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(8)))
    with app.app_context():
        assert sorted(db.db.session.scalars(select(Annotator.number))) == list(range(1, 9))


def test_one_name_made_twice_at_once_is_one_user(app: Flask) -> None:
    def make(_number: int) -> bool:
        with app.app_context():
            try:
                with db.transaction() as session:
                    users.create(session, "ann")
            except ConflictError:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert any(pool.map(make, range(4)))
    with app.app_context():
        assert [user.name for user in users.listing(db.db.session())] == ["ann"]
