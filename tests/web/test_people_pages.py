import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import Csrf, SignedIn
from workbench import db
from workbench.people import users
from workbench.people.access import Caller
from workbench.people.models import Membership
from workbench.projects import projects
from workbench.projects.models import Project

_LINK = re.compile(r'value="http://localhost(/invitation/[\w-]{43})"')


def _role(app: Flask, name: str, slug: str = "demo") -> str | None:
    with app.app_context():
        session = db.db.session()
        user = users.find(session, name)
        found = session.get(Membership, (user.id, projects.get(session, slug).id)) if user else None
        return found.role if found else None


def test_a_lead_invites_someone_who_ends_at_the_desk(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    sent = {"name": " eva ", "role": "annotator"}
    page = as_lead.post("/projects/demo/people", data=sent, headers=csrf(as_lead))
    link = _LINK.search(page.text)
    assert link is not None
    assert "eva" in as_lead.get("/projects/demo/people").text
    assert link[1] not in as_lead.get("/projects/demo/people").text
    eva = app.test_client()
    words = "four small odd words"
    answer = eva.post(link[1], data={"password": words, "again": words}, headers=csrf(eva))
    assert answer.location == "/projects/demo/desk"


def test_someone_who_has_an_account_gets_no_link(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    answer = as_lead.post("/projects/demo/people", data={"name": "SAM", "role": "annotator"}, headers=csrf(as_lead))
    assert answer.status_code == 303
    assert "sam is now annotator here" in as_lead.get(answer.location).text
    assert _role(app, "sam") == "annotator"


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"name": "a b", "role": "annotator"}, 422, "cannot be the name"),
        ({"name": "", "role": "annotator"}, 422, "cannot be the name"),
        ({"role": "annotator"}, 400, "Fill this in."),
        ({"name": "eva", "role": "admin"}, 400, "Choose annotator or lead."),
        ({"name": "eva"}, 400, "role"),
        ({"name": "lena", "role": "annotator"}, 403, "This is you."),
        ({"name": "root", "role": "annotator"}, 403, "This is an admin."),
    ],
)
def test_an_invitation_that_cannot_be_is_shown_again_with_what_is_wrong(
    app: Flask, as_lead: FlaskClient, csrf: Csrf, sent: dict[str, str], status: int, told: str
) -> None:
    answer = as_lead.post("/projects/demo/people", data=sent, headers=csrf(as_lead))
    assert answer.status_code == status
    assert told in answer.text
    assert '<form method="post" action="/projects/demo/people">' in answer.text
    assert (_role(app, "eva"), _role(app, "lena")) == (None, "lead")


def test_more_fields_than_the_form_has_change_nothing_more(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    sent = {"name": "eva", "role": "annotator", "is_admin": "true", "password_hash": "x", "id": "1", "disabled_at": "x"}
    as_lead.post("/projects/demo/people", data=sent, headers=csrf(as_lead))
    with app.app_context():
        eva = users.get(db.db.session(), "eva")
        assert (eva.is_admin, eva.password_hash, eva.disabled_at) == (False, None, None)


def test_a_lead_changes_a_role_removes_and_deactivates(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    headers = csrf(as_lead)
    as_lead.post("/projects/demo/people/ben/role", data={"role": "lead"}, headers=headers)
    assert _role(app, "ben") == "lead"
    as_lead.post("/projects/demo/people/ann/remove", headers=headers)
    assert _role(app, "ann") is None
    as_lead.post("/projects/demo/people", data={"name": "ann", "role": "annotator"}, headers=headers)
    answer = as_lead.post("/people/ann/deactivate", data={"back": "/projects/demo/people"}, headers=headers)
    assert answer.location == "/projects/demo/people"
    assert "ann is deactivated" in as_lead.get(answer.location).text


def test_the_page_says_why_a_control_is_absent(app: Flask, as_lead: FlaskClient) -> None:
    with app.app_context(), db.transaction() as session:
        users.create(session, "ben", role="annotator", project=projects.get(session, "other"))
    page = as_lead.get("/projects/demo/people").text
    assert "not in your projects alone" in page
    assert "/people/ben/link" not in page
    assert "/people/ann/link" in page
    assert "This is your own role." in page


def test_a_link_back_never_leads_away(as_admin: FlaskClient, csrf: Csrf) -> None:
    sent = {"back": "//evil.example"}
    assert as_admin.post("/people/ann/deactivate", data=sent, headers=csrf(as_admin)).location == "/"


def test_an_admin_adds_admins_and_ends_them_but_not_the_own(app: Flask, as_admin: FlaskClient, csrf: Csrf) -> None:
    headers = csrf(as_admin)
    page = as_admin.post("/people", data={"name": "second", "is_admin": "yes"}, headers=headers)
    assert _LINK.search(page.text)
    for name, status in (("second", 303), ("root", 403)):
        assert as_admin.post(f"/people/{name}/end-admin", headers=headers).status_code == status
    with app.app_context():
        session = db.db.session()
        assert [users.get(session, name).is_admin for name in ("second", "root")] == [False, True]


def test_a_name_that_is_taken_in_other_letters_is_the_same_person(
    app: Flask, as_admin: FlaskClient, csrf: Csrf
) -> None:
    as_admin.post("/people", data={"name": "ROOT2"}, headers=csrf(as_admin))
    as_admin.post("/people", data={"name": "root2"}, headers=csrf(as_admin))
    with app.app_context():
        assert len([user for user in users.listing(db.db.session()) if user.name_key == "root2"]) == 1


def test_home_says_the_next_step_to_each(
    as_annotator: FlaskClient, as_lead: FlaskClient, as_stranger: FlaskClient, as_admin: FlaskClient
) -> None:
    assert "There is nothing to label yet." in as_annotator.get("/").text
    assert 'href="/projects/demo/articles' in as_lead.get("/").text
    assert "You have no role in a project." in as_stranger.get("/").text
    assert "other" in as_admin.get("/").text


def test_an_annotators_pages_name_nobody_else(as_annotator: FlaskClient) -> None:
    for path in ("/", "/account", "/projects/demo/desk", "/projects/demo/codebook", "/api/v1/projects/demo"):
        page = as_annotator.get(path).text
        assert not [name for name in ("ben", "lena", "oda") if re.search(rf"\b{name}\b", page)], path


def test_every_link_of_the_frame_leads_somewhere(
    as_lead: FlaskClient, as_annotator: FlaskClient, as_admin: FlaskClient
) -> None:
    for client, start in (
        (as_lead, "/projects/demo/people"),
        (as_annotator, "/projects/demo/desk"),
        (as_admin, "/people"),
    ):
        frame = re.search(r'<nav class="nav".*?</nav>', client.get(start).text, re.DOTALL)
        assert frame is not None
        for href in re.findall(r'href="([^"]+)"', frame[0]):
            assert client.get(href).status_code == 200, href


def test_a_hostile_project_name_is_text(app: Flask, project: Project, signed_in: SignedIn) -> None:
    with app.app_context(), db.transaction() as session:
        projects.get(session, "demo").name = "<script>alert(1)</script>\"'"
    for name, path in (("ann", "/"), ("lena", "/projects/demo/people"), ("root", "/people")):
        assert "<script>alert" not in signed_in(name).get(path).text


def test_a_callers_facts_cannot_be_changed() -> None:
    caller = Caller(1, "ann", is_admin=False, may="label", session_id=None)
    with pytest.raises(AttributeError):
        caller.is_admin = True  # type: ignore[misc]  # the very thing
