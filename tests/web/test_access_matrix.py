"""Every route, asked by every kind of caller. A new route without a row here fails the first test."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.routing import Rule

from tests.web.conftest import Csrf, SignedIn
from workbench import db
from workbench.corpus import ingest
from workbench.corpus.readers.rows import Row
from workbench.people import sessions, tokens, users
from workbench.people.models import UserSession
from workbench.projects import projects
from workbench.projects.models import Project

# Who is let in. Whoever is not: without a credential, to the sign-in page (API: 401); without a role, 404; with
# a role that does not allow it, 403.
ANYONE = {"nobody", "stranger", "lead elsewhere", "annotator", "lead", "admin"}
SIGNED_IN = ANYONE - {"nobody"}
MEMBER = {"annotator", "lead", "admin"}
ANNOTATOR = {"annotator"}
LEAD = {"lead", "admin"}
ADMIN = {"admin"}
OVER_ANNOTATORS = LEAD  # the account acted upon is an annotator's of the lead's project alone

ROWS = {
    "GET /": SIGNED_IN,
    "GET /account": SIGNED_IN,
    "POST /account/language": SIGNED_IN,
    "POST /account/password": SIGNED_IN,
    "POST /account/sessions/end": SIGNED_IN,
    "POST /account/tokens": SIGNED_IN,
    "POST /account/tokens/<int:token_id>/revoke": SIGNED_IN,
    "GET /api/v1/openapi.json": ANYONE,
    "GET /api/v1/projects/<slug>": MEMBER,
    "GET /api/v1/projects/<slug>/agreement": LEAD,
    "GET /api/v1/projects/<slug>/annotations": ANNOTATOR,
    "PUT /api/v1/projects/<slug>/annotations/<key>": ANNOTATOR,
    "GET /api/v1/projects/<slug>/articles/<path:uid>": MEMBER,
    "GET /api/v1/projects/<slug>/export": LEAD,
    "GET /api/v1/projects/<slug>/passages/<passage>/corroboration": ANNOTATOR,
    "GET /api/v1/projects/<slug>/queue": ANNOTATOR,
    "GET /healthz": ANYONE,
    "GET /invitation/<token>": ANYONE,
    "POST /invitation/<token>": ANYONE,
    "GET /people": ADMIN,
    "POST /people": ADMIN,
    "POST /people/<name>/activate": OVER_ANNOTATORS,
    "POST /people/<name>/deactivate": OVER_ANNOTATORS,
    "POST /people/<name>/end-admin": ADMIN,
    "POST /people/<name>/link": OVER_ANNOTATORS,
    "GET /projects/new": ADMIN,
    "POST /projects/new": ADMIN,
    "GET /projects/<slug>/agreement": LEAD,
    "GET /projects/<slug>/articles": LEAD,
    "GET /projects/<slug>/articles/cut": LEAD,
    "POST /projects/<slug>/articles/cut": LEAD,
    "POST /projects/<slug>/articles/files": LEAD,
    "POST /projects/<slug>/articles/mark": LEAD,
    "POST /projects/<slug>/articles/remove": LEAD,
    "POST /projects/<slug>/articles/text": LEAD,
    "GET /projects/<slug>/articles/upload": LEAD,
    "GET /projects/<slug>/clusters": LEAD,
    "GET /projects/<slug>/clusters/<cluster>": LEAD,
    "GET /projects/<slug>/codebook": MEMBER,
    "POST /projects/<slug>/codebook": LEAD,
    "GET /projects/<slug>/codebook/changes": MEMBER,
    "GET /projects/<slug>/codebook/source.toml": MEMBER,
    "GET /projects/<slug>/desk": MEMBER,  # a lead is told there that leads do not label
    "POST /projects/<slug>/desk/codebook": ANNOTATOR,
    "GET /projects/<slug>/export": LEAD,
    "GET /projects/<slug>/labels": ANNOTATOR,
    "GET /projects/<slug>/articles/jobs": LEAD,
    "GET /projects/<slug>/articles/jobs/<int:job_id>": LEAD,
    "POST /projects/<slug>/articles/jobs/<int:job_id>/cancel": LEAD,
    "GET /projects/<slug>/articles/jobs/<int:job_id>/progress": LEAD,
    "GET /projects/<slug>/people": LEAD,
    "POST /projects/<slug>/people": LEAD,
    "POST /projects/<slug>/people/<name>/remove": LEAD,
    "POST /projects/<slug>/people/<name>/role": LEAD,
    "GET /projects/<slug>/progress": LEAD,
    "GET /projects/<slug>/settings": LEAD,
    "POST /projects/<slug>/settings": LEAD,
    "GET /projects/<slug>/stories": LEAD,
    "GET /projects/<slug>/stories/<story_id>": LEAD,
    "POST /projects/<slug>/stories/<story_id>/assign": LEAD,
    "POST /projects/<slug>/stories/grow": LEAD,
    "POST /projects/<slug>/stories/move": LEAD,
    "GET /projects/<slug>/stories/outside": LEAD,
    "GET /projects/<slug>/training": LEAD,
    "POST /projects/<slug>/training": LEAD,
    "GET /projects/<slug>/training/passage": LEAD,
    "POST /projects/<slug>/training/passage": LEAD,
    "POST /projects/<slug>/training/remove": LEAD,
    "GET /projects/<slug>/training/round": ANNOTATOR,
    "POST /projects/<slug>/training/round": ANNOTATOR,
    "GET /projects/<slug>/training/round/<int:number>": ANNOTATOR,
    "POST /projects/<slug>/training/round/<int:number>": ANNOTATOR,
    "GET /sign-in": ANYONE,
    "POST /sign-in": ANYONE,
    "POST /sign-out": ANYONE,
    "GET /static/<path:filename>": ANYONE,
}
NAMES = {"stranger": "sam", "lead elsewhere": "oda", "annotator": "ann", "lead": "lena", "admin": "root"}
# What a route answers to an empty form or a made-up id of someone who is let in.
IN = {200, 303, 400, 422}
IN_FOR = {
    "POST /sign-in": {400},
    "POST /account/tokens/<int:token_id>/revoke": {404},
    "POST /projects/<slug>/articles/remove": {404},
    "GET /projects/<slug>/articles/jobs/<int:job_id>": {404},
    "POST /projects/<slug>/articles/jobs/<int:job_id>/cancel": {404},
    "GET /projects/<slug>/articles/jobs/<int:job_id>/progress": {404},
    "GET /projects/<slug>/clusters/<cluster>": {404},
    "GET /projects/<slug>/stories/<story_id>": {404},
    "POST /projects/<slug>/stories/<story_id>/assign": {404},
    "POST /projects/<slug>/stories/move": {404},
    "POST /projects/<slug>/articles/mark": {404},
    "GET /projects/<slug>/training/passage": {404},
    "POST /projects/<slug>/training/passage": {404},
    "POST /projects/<slug>/training/remove": {404},
    "GET /projects/<slug>/training/round/<int:number>": {404},
    "POST /projects/<slug>/training/round/<int:number>": {404},
    "PUT /api/v1/projects/<slug>/annotations/<key>": {201, 409},
}
SUBMISSION = {"passage": "1", "state": "skipped", "codebook": 1, "judgments": []}


def _routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule}", rule


@pytest.fixture
def article(app: Flask, project: Project) -> str:
    """The id of an article of the project."""
    text = "A first paragraph, long enough to be read as one.\n"
    row = Row(file="a.txt", row=None, content=text.encode(), source=text, encoding="utf-8", uid="a1")
    with app.app_context():
        list(ingest.run(projects.get(db.db.session(), "demo"), [row]))
    return "a1"


@pytest.fixture
def victims(app: Flask, project: Project) -> None:
    """An annotator for each kind of caller to act upon, so that no act is undone by the one before."""
    with app.app_context(), db.transaction() as session:
        for kind in ANYONE:
            users.create(session, _victim(kind), role="annotator", project=projects.get(session, "demo"))


def _victim(kind: str) -> str:
    return "victim-" + kind.replace(" ", "-")


def _path(rule: Rule, kind: str, article: str, slug: str = "demo") -> str:
    values = {
        "slug": slug,
        "name": _victim(kind),
        "token_id": 999,
        "job_id": 999,
        "token": "x",
        "key": "k",
        "uid": article,
    }
    values |= {"filename": "style.css", "cluster": "999", "story_id": "999", "passage": "1", "number": "9"}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), str(rule))
    return f"{path}?id={article}&mine=true"


def _expected(route: str, kind: str) -> set[int]:
    is_api = "/api/" in route
    if kind in ROWS[route]:
        return IN_FOR.get(route, IN)
    if kind == "nobody":
        return {401} if is_api else {303}
    return {404} if "<slug>" in route and kind in {"stranger", "lead elsewhere"} else {403}


def test_every_route_has_a_row(app: Flask) -> None:
    missing = {route for route, _rule in _routes(app)} - set(ROWS)
    assert missing == set()


def test_every_caller_gets_what_the_row_says(
    app: Flask, signed_in: SignedIn, csrf: Csrf, article: str, victims: None
) -> None:
    wrong = {}
    for route, rule in _routes(app):
        method = route.partition(" ")[0]
        for kind in sorted(ANYONE):
            client = signed_in(NAMES[kind]) if kind in NAMES else app.test_client()
            headers = {} if method == "GET" else csrf(client)
            body = SUBMISSION if method == "PUT" else None
            with client.open(_path(rule, kind, article), method=method, headers=headers, json=body) as answer:
                is_sent_off = kind == "nobody" and kind not in ROWS[route] and "/sign-in" not in (answer.location or "")
                if answer.status_code not in _expected(route, kind) or (is_sent_off and answer.status_code == 303):
                    wrong[route, kind] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize("how", ["signed out", "expired", "deactivated", "revoked token", "made up"])
def test_a_credential_that_is_no_longer_good_opens_nothing(
    app: Flask, signed_in: SignedIn, article: str, how: str
) -> None:
    client, headers = _spoiled(app, signed_in, how)
    wrong = {}
    for route, rule in _routes(app):
        if "nobody" in ROWS[route]:
            continue
        method = route.partition(" ")[0]
        answer = client.open(_path(rule, "lead", article), method=method, headers=headers)
        # An unsafe request to a page has no CSRF token either: 403 comes before the sign-in page.
        if answer.status_code not in ({401} if "/api/" in route or headers else {303} if method == "GET" else {403}):
            wrong[route] = answer.status_code
    assert wrong == {}


def _spoiled(app: Flask, signed_in: SignedIn, how: str) -> tuple[FlaskClient, dict[str, str]]:
    client = signed_in("root")
    if how == "made up":
        with client.session_transaction() as cookie:
            cookie["sid"] = "x"
        return client, {}
    with app.app_context(), db.transaction() as session:
        user = users.get(session, "root")
        token = tokens.create(session, user)
        if how == "signed out":
            sessions.end_all(session, user)
        elif how == "expired":
            session.execute(update(UserSession).values(seen_at=db.now() - timedelta(days=30)))
        elif how == "deactivated":
            users.disable(session, user)
        else:
            tokens.revoke_all(session, user)
    return client, {"Authorization": f"Bearer {token}"} if how == "revoked token" else {}


def test_a_project_of_others_looks_like_none_at_all(app: Flask, signed_in: SignedIn, article: str) -> None:
    client, differ = signed_in("oda"), []
    for route, rule in _routes(app):
        if route.startswith("GET") and "<slug>" in route and "/api/" in route:
            answers = [client.get(_path(rule, "lead", article, slug)) for slug in ("demo", "none")]
            if answers[0].data != answers[1].data or answers[0].status_code != answers[1].status_code:
                differ.append(route)
    assert differ == []


@pytest.mark.parametrize("may", ["label", "export"])
def test_a_narrow_token_of_a_lead_opens_no_lead_page(app: Flask, project: Project, article: str, may: str) -> None:
    with app.app_context(), db.transaction() as session:
        token = tokens.create(session, users.get(session, "lena"), may)
    headers, entered = {"Authorization": f"Bearer {token}"}, []
    for route, rule in _routes(app):
        is_for_export = may == "export" and route.endswith("/export")
        if ROWS[route] in (LEAD, ADMIN) and not is_for_export:
            method = route.partition(" ")[0]
            answer = app.test_client().open(_path(rule, "lead", article), method=method, headers=headers)
            if answer.status_code != 403:
                entered.append((route, answer.status_code))
    assert entered == []
