from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import close
from tests.web.conftest import Csrf
from workbench import db
from workbench.app import create_app
from workbench.people import tokens, users
from workbench.projects.models import Project
from workbench.settings import Settings
from workbench.web.redirects import own_path
from workbench.web.security import HEADERS

PAGES = ["/sign-in", "/", "/nowhere", "/healthz", "/api/v1/projects/demo", "/static/style.css", "/static/nothing.css"]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    for method in ("GET", "TRACE", "POST"):
        with client.open(path, method=method) as answer:
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_crash_carries_the_headers_too(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/crash", "crash", lambda: 1 / 0)
    answer = client.get("/crash")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_no_foreign_or_inline_code_run() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert {"base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "object-src 'none'"} <= set(
        policy.split("; ")
    )


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "no-store"),
        ("/sign-in", "no-store"),
        ("/nowhere", "no-store"),
        ("/static/style.css?v=1", "public, max-age=31536000, immutable"),
        ("/static/style.css", "no-cache"),
        ("/static/nothing.css?v=1", "no-store"),
    ],
)
def test_only_a_static_file_with_its_hash_is_kept(as_lead: FlaskClient, path: str, kept: str) -> None:
    with as_lead.get(path) as answer:
        assert answer.headers["Cache-Control"] == kept


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/openapi.json", "/static/style.css?v=1"])
def test_text_is_sent_compressed(client: FlaskClient, path: str) -> None:
    with client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"}) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_changed_file_has_another_address(app: Flask, tmp_path: Path) -> None:
    app.static_folder = str(tmp_path)
    asset = app.jinja_env.globals["asset"]
    found = []
    for text in ("a", "bb"):
        (tmp_path / "x.css").write_text(text)
        with app.test_request_context():
            found.append(asset("x.css"))
    assert found[0] != found[1]


# --- forged requests


def test_an_unsafe_request_without_the_token_is_refused_and_changes_nothing(app: Flask, as_lead: FlaskClient) -> None:
    answer = as_lead.post("/projects/demo/people", data={"name": "eva", "role": "lead"})
    assert answer.status_code == 403
    with app.app_context():
        assert users.find(db.db.session(), "eva") is None


def test_another_persons_token_is_refused(as_lead: FlaskClient, as_admin: FlaskClient, csrf: Csrf) -> None:
    answer = as_lead.post("/projects/demo/people", data={"name": "eva", "role": "lead"}, headers=csrf(as_admin))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "foreign",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_a_request_from_another_site_is_refused_even_with_the_token(
    as_lead: FlaskClient, csrf: Csrf, foreign: dict[str, str]
) -> None:
    good = csrf(as_lead)
    sent = {"name": "eva", "role": "annotator"}
    assert as_lead.post("/projects/demo/people", data=sent, headers=good | foreign).status_code == 403
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert as_lead.post("/projects/demo/people", data=sent, headers=good | own).status_code == 200


def test_a_form_that_pretends_to_be_json_is_refused(as_annotator: FlaskClient) -> None:
    answer = as_annotator.put("/api/v1/projects/demo/annotations/k", data='{"a": 1}', content_type="text/plain")
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["status"] == 403


def test_a_missing_credential_is_told_before_a_missing_csrf_token(client: FlaskClient, project: Project) -> None:
    assert client.put("/api/v1/projects/demo/annotations/k", json={}).status_code == 401


def test_a_bearer_token_needs_no_csrf_token_and_a_wrong_one_is_no_way_around(
    app: Flask, as_annotator: FlaskClient
) -> None:
    with app.app_context(), db.transaction() as session:
        token = tokens.create(session, users.get(session, "ann"))
    path = "/api/v1/projects/demo/annotations/k"
    good = app.test_client().put(path, json={}, headers={"Authorization": f"Bearer {token}"})
    assert good.status_code == 400
    assert as_annotator.put(path, json={}, headers={"Authorization": "Bearer wb_x"}).status_code == 401
    assert as_annotator.put(path, json={}, headers={"Authorization": "Basic YTpi"}).status_code == 403


# --- host and cookie


@pytest.fixture
def https(settings: Settings, project: Project) -> Iterator[Flask]:
    app = create_app(replace(settings, url="https://news.example.org"))
    app.testing = True
    yield app
    close(app)


@pytest.mark.parametrize("host", ["evil.example", "news.example.org.evil.example", "xnews.example.org", "a b", ""])
def test_a_foreign_host_is_refused(https: Flask, host: str) -> None:
    answer = https.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["news.example.org", "news.example.org:443", "127.0.0.1:8000", "localhost"])
def test_the_own_host_and_loopback_are_good(https: Flask, host: str) -> None:
    assert https.test_client().get("/healthz", headers={"Host": host}).status_code == 200


def test_over_https_the_cookie_is_bound_to_the_host(https: Flask) -> None:
    answer = https.test_client().get("/sign-in", base_url="https://news.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-workbench=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_over_http_the_cookie_is_still_kept_from_scripts(client: FlaskClient) -> None:
    answer = client.get("/sign-in")
    assert {"HttpOnly", "SameSite=Lax"} <= set(answer.headers["Set-Cookie"].split("; "))
    assert "Strict-Transport-Security" not in answer.headers


# --- redirects


@pytest.mark.parametrize(
    "text",
    [
        *("//e", "///e", "/\\e", "\\\\e", "/\t/e", "\t//e", "/\n/e", " //e", "//[::1]/", "http:///e", "https:e"),
        *("https://e", "HTTPS://e", "javascript:alert(1)", "data:text/html,x", "e", "e.example/x", "@e", "?next=/", ""),
        *("/\r\nSet-Cookie: a=b", "/%0d%0aX: y\n", "/\x00", "/\u2028", "/a b", "/ä", "/<script>", "/" + "a" * 2000),
        *("/x//e", "/..//e", "//e/%2f..", "/a#//e"),
    ],
)
def test_a_redirect_never_leaves_the_site(text: str) -> None:
    assert own_path(text) == ""


@pytest.mark.parametrize(
    "text", ["/", "/projects/demo/desk", "/a?b=c&d=%2F%2Fe", "/a/?x", "/p/a.b_c-d/articles/%C3%A4"]
)
def test_an_own_path_is_taken(text: str) -> None:
    assert own_path(text) == text
