import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge, UnprocessableEntity

from tests.web.conftest import Csrf
from workbench import db, errors
from workbench.errors import Problem, WorkbenchError
from workbench.projects.models import Project
from workbench.web.errors import STATUS, explain

EXAMPLES: list[tuple[Exception, int]] = [
    (errors.NotSignedInError("x"), 401),
    (errors.NotAllowedError("x"), 403),
    (errors.NotFoundError("article", "x"), 404),
    (errors.BadInputError("x"), 400),
    (errors.UsageError("x"), 400),
    (errors.RuleError("x"), 422),
    (errors.ConflictError("x"), 409),
    (errors.AlreadyAnsweredError("x", current_key="k"), 409),
    (errors.TooManyAttemptsError(7), 429),
    (errors.NotBuiltError("x"), 501),
    (errors.StorageError("x"), 503),
    (ValidationError({"a": ["b"]}), 400),
    (RequestEntityTooLarge(), 413),
    (OperationalError("SELECT 1", {}, Exception("gone")), 503),
    (ZeroDivisionError("secret"), 500),
]


def _raises(app: Flask, path: str, error: Exception) -> None:
    def view() -> str:
        raise error

    app.add_url_rule(path, path, view, methods=["GET"])


@pytest.mark.parametrize(("error", "status"), EXAMPLES, ids=lambda one: type(one).__name__)
def test_an_error_has_one_status_and_one_body(app: Flask, client: FlaskClient, error: Exception, status: int) -> None:
    _raises(app, "/api/v1/broken", error)
    answer = client.get("/api/v1/broken")
    assert answer.status_code == status
    assert answer.json is not None
    assert set(answer.json) - {"current_key"} == {"error", "errors", "status"}
    assert answer.json["status"] == status
    assert answer.json["error"]


@pytest.mark.parametrize(("error", "status"), EXAMPLES[1:], ids=lambda one: type(one).__name__)
def test_a_page_says_it_calmly_in_html(app: Flask, client: FlaskClient, error: Exception, status: int) -> None:
    _raises(app, "/broken", error)
    answer = client.get("/broken")
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "<h1>" in answer.text
    assert "!" not in answer.text.replace("<!doctype", "")


def test_every_error_of_the_tree_is_in_the_table() -> None:
    kinds = [WorkbenchError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    assert {kind.__name__ for kind in kinds} - {kind.__name__ for kind in STATUS} == {"WorkbenchError"}


def test_some_errors_say_when_to_come_back_and_what_stands_already() -> None:
    assert explain(errors.TooManyAttemptsError(7)).headers == {"Retry-After": "7"}
    assert explain(errors.StorageError("x")).headers["Retry-After"]
    assert explain(errors.NotSignedInError("x")).headers == {"WWW-Authenticate": "Bearer"}
    assert explain(errors.AlreadyAnsweredError("x", current_key="k")).more == {"current_key": "k"}


def test_nested_messages_of_a_schema_name_the_place() -> None:
    messages = {"judgments": {0: {"dimension": ["Missing."]}}, "_schema": ["Odd."]}
    assert explain(ValidationError(messages)).problems == (
        Problem("judgments.0.dimension", "Missing."),
        Problem("", "Odd."),
    )


def test_what_the_api_library_refuses_is_malformed_and_names_the_field_alone() -> None:
    refused = UnprocessableEntity()
    refused.data = {"messages": {"json": {"path": ["Bad."]}}}  # type: ignore[attr-defined]  # as webargs raises it
    answer = explain(refused)
    assert (answer.status, answer.problems) == (400, (Problem("path", "Bad."),))


def test_a_crash_shows_a_number_that_stands_in_the_log_with_the_trace(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    _raises(app, "/api/v1/crash", ZeroDivisionError("secret"))
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/crash")
    number = answer.json["error"].removesuffix(".").rpartition(" ")[2] if answer.json else ""
    assert "secret" not in answer.text
    assert len(number) == 8
    assert f"error {number} " in caplog.text
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_line_break_in_an_address_makes_no_line_in_the_log(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.add_url_rule("/crash/<name>", "crash", lambda name: 1 / 0)
    with caplog.at_level(logging.ERROR):
        client.get("/crash/a%0aERROR forged")
    assert "\nERROR forged" not in caplog.text


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.open("/healthz", method="PROPFIND")
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_a_broken_body_is_malformed(client: FlaskClient, app: Flask, project: Project) -> None:
    from workbench.people import tokens, users

    with app.app_context(), db.transaction() as session:
        token = tokens.create(session, users.get(session, "ann"))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for body in (b"{", b"[]", b'"x"', b"\xff", b'{"passage": 1}', b"[" * 100_000):
        answer = client.put("/api/v1/projects/demo/annotations/k", data=body, headers=headers)
        assert answer.status_code == 400, body[:20]
        assert answer.json is not None
        assert answer.json["status"] == 400


def test_the_same_is_said_of_a_project_of_others_and_of_none(as_stranger: FlaskClient) -> None:
    answers = [as_stranger.get(f"/api/v1/projects/{slug}") for slug in ("demo", "demi")]
    assert answers[0].status_code == 404
    assert answers[0].data == answers[1].data


def test_healthz_is_ready_until_the_disk_has_failed(app: Flask, client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    with app.app_context():
        db.turns().broken = "The database failed."
    answer = client.get("/healthz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json is not None
    assert answer.json["error"] == "The database failed."


def test_one_may_still_read_when_the_disk_has_failed(app: Flask, as_lead: FlaskClient) -> None:
    with app.app_context():
        db.turns().broken = "The database failed."
    with as_lead.session_transaction() as cookie:
        cookie["seen"] = 0
    assert as_lead.get("/").status_code == 200


HUGE = "9" * 30
"""More than any database holds in a column."""


NUMBERED = {
    "desk?passage=": 200,
    "labels?before=": 200,
    "codebook/changes?from=": 404,
    "stories?page=": 200,
    "stories/outside?page=": 200,
    "stories/": 404,
    "clusters?page=": 200,
    "clusters/": 404,
    "articles?page=": 200,
    "articles/jobs/": 404,
    "training/passage?passage=": 404,
    "training/round/": 404,
}
OF_ANNOTATORS = {"desk?passage=", "labels?before=", "training/round/"}


@pytest.mark.parametrize("number", [HUGE, f"-{HUGE}", "0", str(2**31)])
def test_a_number_that_no_row_can_have_is_answered_calmly(
    as_annotator: FlaskClient, as_lead: FlaskClient, number: str
) -> None:
    answers = {
        place: (as_annotator if place in OF_ANNOTATORS else as_lead).get(f"/projects/demo/{place}{number}").status_code
        for place in NUMBERED
    }
    assert answers == NUMBERED


def test_an_address_with_a_nul_is_refused_and_no_fault(as_annotator: FlaskClient) -> None:
    for path in (
        "/projects/demo/labels?q=a%00b",
        "/projects/demo/labels?answer=topic%3D%00",
        "/projects/demo%00/desk",
        "/projects/demo/articles/cut?id=%00",
        "/invitation/%00",
        "/api/v1/projects/demo/articles/%00",
    ):
        assert as_annotator.get(path).status_code == 400, path


def test_nobody_has_a_name_with_a_nul(client: FlaskClient, csrf: Csrf) -> None:
    given = {"name": "ann\0", "password": "a password of nobody"}
    assert client.post("/sign-in", data=given, headers=csrf(client)).status_code == 401
