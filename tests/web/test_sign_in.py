import re
import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.web.conftest import Csrf, SignedIn
from workbench import db
from workbench.people import invitations, passwords, tokens, users
from workbench.people.models import Invitation, UserSession
from workbench.projects.models import Project

GOOD = "blue horse wooden lamp"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "METHOD", "scrypt:1024:8:1")
    passwords._nobody.cache_clear()


@pytest.fixture
def ann(app: Flask, project: Project) -> str:
    """The name of an annotator whose password is GOOD."""
    with app.app_context(), db.transaction() as session:
        passwords.set(session, users.get(session, "ann"), passwords.make(GOOD, "ann"))
    return "ann"


def _enter(client: FlaskClient, csrf: Csrf, password: str = GOOD, name: str = "ann", **more: str) -> TestResponse:
    sent = {"name": name, "password": password, **more}
    return client.post("/sign-in", data=sent, headers=csrf(client))


def _link(app: Flask, name: str, *, signs_in: bool = False) -> str:
    with app.app_context(), db.transaction() as session:
        user = users.get(session, name)
        token = invitations.create(session, user, app.config["WORKBENCH"], signs_in=signs_in)
    return f"/invitation/{token}"


def test_an_annotator_of_one_project_goes_to_its_desk(client: FlaskClient, ann: str, csrf: Csrf) -> None:
    answer = _enter(client, csrf)
    assert (answer.status_code, answer.location) == (303, "/projects/demo/desk")
    assert client.get("/account").status_code == 200


def test_whoever_asked_for_a_page_gets_it_after_signing_in(client: FlaskClient, ann: str, csrf: Csrf) -> None:
    asked = client.get("/account?a=b")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account?a%3Db")
    back = re.search(r'name="next" value="([^"]+)"', client.get(asked.location).text)
    assert back is not None
    assert _enter(client, csrf, next=back[1]).location == "/account?a=b"


@pytest.mark.parametrize("away", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"])
def test_signing_in_never_leads_away(client: FlaskClient, ann: str, csrf: Csrf, away: str) -> None:
    assert "evil" not in client.get("/sign-in", query_string={"next": away}).text
    assert _enter(client, csrf, next=away).location == "/projects/demo/desk"
    assert client.get("/sign-in", query_string={"next": away}).location == "/"


def test_a_wrong_password_and_a_wrong_name_read_the_same(client: FlaskClient, ann: str, csrf: Csrf) -> None:
    answers = [_enter(client, csrf, password="wrong"), _enter(client, csrf, name="abe")]
    assert [one.status_code for one in answers] == [401, 401]
    texts = [re.sub(r'value="[^"]*"', "", one.text) for one in answers]
    assert texts[0] == texts[1]
    assert "Name or password is not right." in texts[0]


def test_after_ten_failures_even_the_right_password_waits_but_not_from_elsewhere(
    app: Flask, client: FlaskClient, ann: str, csrf: Csrf
) -> None:
    for _ in range(10):
        assert _enter(client, csrf, password="wrong").status_code == 401
    answer = _enter(client, csrf)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 180
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert _enter(elsewhere, csrf).status_code == 303


def test_a_forged_sign_in_is_refused(client: FlaskClient, ann: str) -> None:
    assert client.post("/sign-in", data={"name": "ann", "password": GOOD}).status_code == 403


def test_signing_in_begins_a_new_session_and_ends_the_one_before(client: FlaskClient, ann: str, csrf: Csrf) -> None:
    _enter(client, csrf)
    with client.session_transaction() as cookie:
        before = dict(cookie)
    stolen = client.application.test_client()
    with stolen.session_transaction() as cookie:
        cookie.update(before)
    assert stolen.get("/account").status_code == 200
    page = client.get("/account").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    client.post("/sign-in", data={"name": "ann", "password": GOOD}, headers={"X-CSRFToken": token[1]})
    with client.session_transaction() as cookie:
        assert cookie["sid"] != before["sid"]
    assert stolen.get("/account").status_code == 303


def test_signing_out_ends_the_session_on_the_server(as_annotator: FlaskClient, csrf: Csrf) -> None:
    with as_annotator.session_transaction() as cookie:
        before = dict(cookie)
    assert as_annotator.post("/sign-out", headers=csrf(as_annotator)).location == "/sign-in"
    with as_annotator.session_transaction() as cookie:
        cookie.update(before)
    assert as_annotator.get("/account").status_code == 303


def test_signing_out_is_no_link(as_annotator: FlaskClient) -> None:
    assert as_annotator.get("/sign-out").status_code == 405


def test_a_deactivated_person_is_out_at_the_next_request(app: Flask, as_annotator: FlaskClient) -> None:
    with app.app_context(), db.transaction() as session:
        token = tokens.create(session, users.get(session, "ann"))
    headers = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/v1/projects/demo", headers=headers).status_code == 200
    with app.app_context(), db.transaction() as session:
        users.disable(session, users.get(session, "ann"))
    assert as_annotator.get("/account").status_code == 303
    assert as_annotator.get("/api/v1/projects/demo").status_code == 401
    assert app.test_client().get("/api/v1/projects/demo", headers=headers).status_code == 401


def test_a_visit_after_some_minutes_puts_off_the_end_once(app: Flask, as_annotator: FlaskClient) -> None:
    def age(delta: timedelta) -> None:
        with app.app_context(), db.transaction() as session:
            session.execute(update(UserSession).values(seen_at=db.now() - delta))

    def seen_ago() -> float:
        with app.app_context():
            return (db.now() - db.db.session.scalars(select(UserSession.seen_at)).one()).total_seconds()

    age(timedelta(hours=300))
    as_annotator.get("/")
    assert seen_ago() > 3600
    with as_annotator.session_transaction() as cookie:
        cookie["seen"] = int(time.time()) - 400
    answer = as_annotator.get("/")
    assert seen_ago() < 60
    assert "Expires=" in answer.headers["Set-Cookie"]
    age(timedelta(hours=400))
    assert as_annotator.get("/").status_code == 303


def test_a_link_asks_for_a_password_and_visiting_changes_nothing(
    app: Flask, client: FlaskClient, project: Project, csrf: Csrf
) -> None:
    path = _link(app, "ann")
    for _ in range(2):
        assert "Choose a password" in client.get(path).text
    answer = client.post(path, data={"password": GOOD, "again": GOOD}, headers=csrf(client))
    assert (answer.status_code, answer.location) == (303, "/projects/demo/desk")
    assert client.get("/account").status_code == 200
    assert app.test_client().get(path).status_code == 422
    assert _enter(app.test_client(), csrf).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "status", "told"),
    [
        ("short", "short", 422, "fewer than 8"),
        (GOOD, GOOD + "x", 400, "not the same"),
        ("password123", "password123", 422, "guessed first"),
        ("x" * 1025, "x" * 1025, 400, "at most 1024"),
    ],
)
def test_a_password_that_cannot_be_leaves_the_link_as_it_is(
    client: FlaskClient, project: Project, csrf: Csrf, password: str, again: str, status: int, told: str
) -> None:
    path = _link(client.application, "ann")
    answer = client.post(path, data={"password": password, "again": again}, headers=csrf(client))
    assert answer.status_code == status
    assert told in answer.text
    assert password not in answer.text
    assert client.get(path).status_code == 200


def test_a_demos_link_signs_in_by_itself_once(app: Flask, client: FlaskClient, project: Project) -> None:
    path = _link(app, "ann", signs_in=True)
    assert client.head(path).status_code == 200
    assert client.get(path).location == "/projects/demo/desk"
    assert client.get("/account").status_code == 200
    assert app.test_client().get(path).status_code == 422


def test_a_made_up_link_is_refused(client: FlaskClient, project: Project) -> None:
    answer = client.get("/invitation/x")
    assert answer.status_code == 422
    assert "Ask the person who sent it" in answer.text


def test_no_page_holds_a_hash(app: Flask, as_admin: FlaskClient, as_lead: FlaskClient) -> None:
    _link(app, "ben")
    with app.app_context():
        session = db.db.session()
        hashes = [*session.scalars(select(Invitation.token_hash)), *session.scalars(select(UserSession.token_hash))]
    assert len(hashes) == 3
    for answer in (as_admin.get("/people"), as_lead.get("/projects/demo/people"), as_lead.get("/account")):
        assert answer.status_code == 200
        assert not [one for one in hashes if one in answer.text]


# --- the own account


def test_the_own_password_changes_with_the_old_one_and_ends_the_other_sessions(
    app: Flask, client: FlaskClient, ann: str, signed_in: SignedIn, csrf: Csrf
) -> None:
    _enter(client, csrf)
    elsewhere = signed_in("ann")
    sent = {"old": "wrong", "password": "four other small words", "again": "four other small words"}
    refused = client.post("/account/password", data=sent, headers=csrf(client))
    assert (refused.status_code, elsewhere.get("/account").status_code) == (422, 200)
    assert "not your present password" in refused.text
    changed = client.post("/account/password", data=sent | {"old": GOOD}, headers=csrf(client))
    assert (changed.status_code, changed.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert _enter(app.test_client(), csrf).status_code == 401


def test_other_browsers_are_signed_out_and_this_one_stays(
    as_annotator: FlaskClient, signed_in: SignedIn, csrf: Csrf
) -> None:
    elsewhere = signed_in("ann")
    assert "1 other browser" in as_annotator.get("/account").text
    as_annotator.post("/account/sessions/end", headers=csrf(as_annotator))
    assert (as_annotator.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 303)


def test_a_token_is_shown_once_works_and_is_revoked(app: Flask, as_annotator: FlaskClient, csrf: Csrf) -> None:
    made = as_annotator.post("/account/tokens", data={"may": "label"}, headers=csrf(as_annotator))
    token = re.search(r"wb_[\w-]{43}", made.text)
    assert token is not None
    headers = {"Authorization": f"Bearer {token[0]}"}
    assert app.test_client().get("/api/v1/projects/demo", headers=headers).status_code == 200
    page = as_annotator.get("/account").text
    assert token[0] not in page
    assert token[0][:8] in page
    revoke = re.search(r"/account/tokens/\d+/revoke", page)
    assert revoke is not None
    as_annotator.post(revoke[0], headers=csrf(as_annotator))
    assert app.test_client().get("/api/v1/projects/demo", headers=headers).status_code == 401


def test_nobody_revokes_anothers_token(app: Flask, as_lead: FlaskClient, csrf: Csrf) -> None:
    with app.app_context(), db.transaction() as session:
        user = users.get(session, "ann")
        token = tokens.create(session, user)
        number = tokens.listing(session, user.id)[0].id
    assert as_lead.post(f"/account/tokens/{number}/revoke", headers=csrf(as_lead)).status_code == 404
    with app.app_context():
        assert tokens.caller(db.db.session(), token)


def test_a_token_makes_no_tokens(app: Flask, project: Project) -> None:
    with app.app_context(), db.transaction() as session:
        token = tokens.create(session, users.get(session, "root"))
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/account/tokens", "/account/password", "/account/sessions/end"):
        assert app.test_client().post(path, data={"may": "all"}, headers=headers).status_code == 403
