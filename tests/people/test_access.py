import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from workbench.errors import NotAllowedError, NotFoundError
from workbench.people import access, users
from workbench.people.access import Caller, May, Member
from workbench.people.models import User
from workbench.projects.models import Project


def _member(session: Session, user: User, may: May = "all") -> Member:
    session.flush()
    return access.member(session, Caller(user.id, user.name, user.is_admin, may, None), "demo")


def _may(member: Member) -> set[str]:
    found = set()
    for name, ask in (
        ("lead", member.require_lead),
        ("export", member.require_export),
        ("label", member.require_label),
    ):
        try:
            ask()
        except NotAllowedError:
            continue
        found.add(name)
    return found


@pytest.mark.parametrize(
    ("role", "may", "rights"),
    [
        ("annotator", "all", {"label"}),
        ("annotator", "label", {"label"}),
        ("annotator", "export", set()),
        ("lead", "all", {"lead", "export"}),
        ("lead", "label", set()),
        ("lead", "export", {"export"}),
        ("admin", "all", {"lead", "export"}),
        ("admin", "export", {"export"}),
    ],
)
def test_a_token_has_its_owners_rights_or_less(
    session: Session, project: Project, role: str, may: May, rights: set[str]
) -> None:
    user = users.create(session, "x", role=role, project=None if role == "admin" else project)
    assert _may(_member(session, user, may)) == rights


@pytest.mark.parametrize("role", ["lead", "admin"])
def test_who_was_an_annotator_labels_no_more_as_lead_or_admin(session: Session, project: Project, role: str) -> None:
    user = users.create(session, "x", role="annotator", project=project)
    assert _member(session, user).require_label().number == 1
    users.create(session, "x", role=role, project=project if role == "lead" else None)
    assert _may(_member(session, user)) == {"lead", "export"}


def test_a_project_of_others_and_none_at_all_are_the_same(session: Session, project: Project, other: Project) -> None:
    user = users.create(session, "x", role="lead", project=other)
    caller = Caller(user.id, "x", is_admin=False, may="all", session_id=None)
    told = []
    for slug in ("demo", "demi"):
        with pytest.raises(NotFoundError) as caught:
            access.member(session, caller, slug)
        told.append(caught.value.message.replace(slug, "…"))
    assert told[0] == told[1]


def test_memberships_are_mine_alone_and_an_admins_are_all(session: Session, project: Project, other: Project) -> None:
    ann = users.create(session, "ann", role="annotator", project=project)
    root = users.create(session, "root", role="admin")
    mine = access.memberships(session, Caller(ann.id, "ann", is_admin=False, may="all", session_id=None))
    alls = access.memberships(session, Caller(root.id, "root", is_admin=True, may="all", session_id=None))
    assert [(one.slug, role) for one, role in mine] == [("demo", "annotator")]
    assert [(one.slug, role) for one, role in alls] == [("demo", "admin"), ("other", "admin")]


def test_a_member_is_found_by_one_query(session: Session, project: Project) -> None:
    user = users.create(session, "x", role="annotator", project=project)
    session.commit()
    session.expunge_all()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    member = access.member(session, Caller(user.id, "x", is_admin=False, may="all", session_id=None), "demo")
    assert member.annotator is not None
    assert len([one for one in asked if one.startswith("SELECT")]) == 1
