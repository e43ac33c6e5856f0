"""The queue and annotations of the contract, over HTTP."""

import uuid
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.labeling.world import World, build
from tests.web.conftest import Csrf
from workbench import db
from workbench.app import create_app
from workbench.labeling import schemas
from workbench.labeling.models import Lease
from workbench.people import sessions, tokens, users
from workbench.projects import projects

JUDGMENTS = [
    {"dimension": "topic", "target": None, "value": "trade"},
    {"dimension": "topic", "target": None, "value": "law", "state": "answered"},
    {"dimension": "tone", "target": None, "value": "warm"},
]


class Caller:
    """A script with a token."""

    def __init__(self, app: Flask, name: str, may: str = "all") -> None:
        with app.app_context(), db.transaction() as session:
            token = tokens.create(session, users.get(session, name), may)
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1/projects/{path}", headers=self.headers)

    def queue(self, query: str = "") -> Any:
        response = self.get(f"demo/queue{query}")
        assert response.status_code == 200, response.text
        return response.json

    def put(self, key: str, body: Any, project: str = "demo") -> TestResponse:
        path = f"/api/v1/projects/{project}/annotations/{key}"
        return self.client.put(path, json=body, headers=self.headers)

    def answer(self, passage: str, **said: Any) -> TestResponse:
        return self.put(said.pop("key", None) or uuid.uuid4().hex, annotation(passage, **said))


def annotation(passage: str, **said: Any) -> dict[str, Any]:
    return {
        "passage": passage,
        "state": "answered",
        "codebook": 1,
        "judgments": JUDGMENTS,
        "active_ms": 1200,
        "comment": "",
        "evidence": [],
        "revises": None,
    } | said


@pytest.fixture
def world(app: Flask) -> World:
    world = build(app)
    with world.act() as (session, _, project):
        users.create(session, "lena", role="lead", project=project)
        users.create(session, "root", role="admin")
        users.create(session, "sam")
        projects.create(session, "other")
    return world


@pytest.fixture
def ann(world: World) -> Caller:
    return Caller(world.app, "ann")


def test_the_queue_is_the_document_of_the_contract(ann: Caller) -> None:
    queue = ann.queue("?limit=2")
    assert list(queue) == ["passages", "progress", "why_empty"]
    first = queue["passages"][0]
    assert list(first) == [
        *("id", "article", "position", "kind", "text", "headings", "language", "lease_expires_at"),
    ]
    assert first["article"] == {
        "id": "article-0",
        "title": "Title 0",
        "outlet": "Post",
        "url": None,
        "published_at": None,
    }
    assert first["id"].isdecimal()
    assert (first["headings"], first["language"], first["kind"]) == (["Heading 0"], "en", "paragraph")
    assert first["lease_expires_at"].endswith("Z")
    assert (queue["progress"], queue["why_empty"]) == ({"done": 0, "total": 12}, None)
    assert schemas.QueueOut().validate(queue) == {}


def test_a_label_goes_the_whole_way_and_the_same_again_is_200(ann: Caller) -> None:
    first, second = ann.queue("?limit=2")["passages"]
    created = ann.answer(first["id"], key="k-1")
    assert created.status_code == 201
    again = ann.answer(first["id"], key="k-1")
    assert (again.status_code, again.json) == (200, created.json)
    assert created.json["judgments"][1] == JUDGMENTS[1] | {"state": "answered", "reason": ""}
    queue = ann.queue("?limit=2")
    assert queue["passages"][0]["id"] == second["id"]
    assert queue["progress"] == {"done": 1, "total": 12}


def test_each_refusal_has_the_status_of_the_contract_and_the_one_body(ann: Caller, world: World) -> None:
    first, second = (one["id"] for one in ann.queue("?limit=2")["passages"])
    assert ann.answer(first, key="a").status_code == 201
    cases = {
        404: ann.answer("99999"),
        409: ann.answer(first),
        422: ann.answer(second, key="a"),
        400: ann.answer(second, evidence="no"),
    }
    for status, response in cases.items():
        assert response.status_code == status
        assert response.json["status"] == status
        assert response.json["error"]
        assert isinstance(response.json["errors"], list)
    assert cases[409].json["current_key"] == "a"
    assert ann.answer(first, revises="b").status_code == 409
    assert ann.answer(first, revises="a").status_code == 201
    assert Caller(world.app, "ben").answer(second).status_code == 409
    assert ann.answer(second, judgments=JUDGMENTS[:1]).json["errors"] == [
        {"field": "judgments", "reason": "“tone” has no answer; choose warm, cold, or say unsure"}
    ]
    assert ann.answer(second, codebook=9).status_code == 422


def test_a_late_answer_is_202(ann: Caller, world: World) -> None:
    world.set_overlap(1)
    passage = ann.queue("?limit=1")["passages"][0]["id"]
    with world.act() as (session, _, _):
        lease = session.scalars(select(Lease)).one()
        lease.expires_at = lease.leased_at
    assert Caller(world.app, "ben").queue("?limit=1")["passages"][0]["id"] == passage
    assert ann.answer(passage, key="late").status_code == 202
    assert ann.answer(passage, key="late").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"passage": 3}, "passage"),
        ({"state": "done"}, "state"),
        ({"codebook": "1"}, "codebook"),
        ({"codebook": True}, "codebook"),
        ({"codebook": 1.5}, "codebook"),
        ({"codebook": 10**30}, "codebook"),
        ({"judgments": None}, "judgments"),
        ({"judgments": [{"dimension": "tone", "colour": "red"}]}, "judgments.0.colour"),
        ({"judgments": [{"value": "warm"}]}, "judgments.0.dimension"),
        ({"judgments": [{"dimension": "tone", "value": 3}]}, "judgments.0.value"),
        ({"judgments": [{"dimension": "tone", "state": "maybe"}]}, "judgments.0.state"),
        ({"judgments": [{"dimension": "tone"}] * 1001}, "judgments"),
        ({"active_ms": -1}, "active_ms"),
        ({"active_ms": 86_400_001}, "active_ms"),
        ({"comment": "x" * 10_001}, "comment"),
        ({"comment": "a\x00b"}, "comment"),
        ({"comment": None}, "comment"),
        ({"evidence": [[1]]}, "evidence.0"),
        ({"evidence": [[1, 2, 3]]}, "evidence.0"),
        ({"evidence": [["1", 2]]}, "evidence.0.0"),
        ({"revises": ""}, "revises"),
        ({"revises": "a b"}, "revises"),
        ({"suggestion_shown": 1}, "suggestion_shown"),
        ({"annotator": "ben"}, "annotator"),
    ],
)
def test_a_malformed_body_is_400_and_names_the_field(ann: Caller, wrong: dict[str, Any], field: str) -> None:
    passage = ann.queue("?limit=1")["passages"][0]["id"]
    response = ann.put("k", annotation(passage) | wrong)
    assert response.status_code == 400
    assert [problem["field"] for problem in response.json["errors"]] == [field]
    assert ann.answer(passage).status_code == 201


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"comment": "\\ud800"}'])
def test_a_body_that_is_no_annotation_is_400(ann: Caller, body: bytes) -> None:
    path = "/api/v1/projects/demo/annotations/k"
    response = ann.client.put(path, data=body, headers=ann.headers, content_type="application/json")
    assert response.status_code == 400
    assert response.json["status"] == 400


def test_half_a_surrogate_pair_in_a_comment_is_400(ann: Caller) -> None:
    passage = ann.queue("?limit=1")["passages"][0]["id"]
    body = orjson.dumps(annotation(passage, comment="@")).replace(b'"@"', b'"\\ud800"')
    response = ann.client.put(
        "/api/v1/projects/demo/annotations/k", data=body, headers=ann.headers, content_type="application/json"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("key", ["a b", "x" * 101, "ключ", "a/b"])
def test_a_key_is_short_and_plain(ann: Caller, key: str) -> None:
    passage = ann.queue("?limit=1")["passages"][0]["id"]
    assert ann.answer(passage, key=key).status_code == (404 if "/" in key else 400)


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?limit=ten", "?limit=-1", "?offline=perhaps"])
def test_a_malformed_queue_query_is_400(ann: Caller, query: str) -> None:
    assert ann.get(f"demo/queue{query}").status_code == 400


def test_work_offline_is_held_for_a_day(ann: Caller) -> None:
    held = ann.queue("?limit=1")["passages"][0]["lease_expires_at"]
    offline = ann.queue("?limit=100&offline=1")["passages"]
    assert len(offline) == 12
    assert min(one["lease_expires_at"] for one in offline) > held


def test_an_empty_queue_says_why(ann: Caller, world: World) -> None:
    for one in ann.queue("?limit=100")["passages"]:
        ann.answer(one["id"])
    assert ann.queue() == {"passages": [], "progress": {"done": 12, "total": 12}, "why_empty": "all_done"}


@pytest.mark.parametrize(
    ("name", "may", "status"),
    [
        ("ann", "label", 200),
        ("ann", "export", 403),
        ("lena", "all", 403),
        ("root", "all", 403),
        ("sam", "all", 404),
    ],
)
def test_only_an_annotator_labels(world: World, name: str, may: str, status: int) -> None:
    caller = Caller(world.app, name, may)
    assert caller.get("demo/queue").status_code == status
    assert caller.get("demo/annotations?mine=true").status_code == status
    expected = 201 if status == 200 else status
    assert caller.answer("2").status_code == expected


def test_no_such_project_and_no_role_in_it_are_the_same_answer(ann: Caller) -> None:
    for path in ("", "/queue", "/annotations?mine=true", "/articles/article-0"):
        none, others = ann.get(f"none{path}"), ann.get(f"other{path}")
        assert (none.status_code, none.data) == (404, others.data)
    assert ann.put("k", annotation("2"), project="other").status_code == 404


def test_without_a_credential_everything_is_401(world: World) -> None:
    client = world.app.test_client()
    for path in ("", "/queue", "/annotations?mine=true", "/articles/article-0"):
        assert client.get(f"/api/v1/projects/demo{path}").status_code == 401
    assert client.put("/api/v1/projects/demo/annotations/k", json=annotation("2")).status_code == 401


def test_a_browser_labels_with_its_session_and_a_csrf_token(world: World, csrf: Csrf) -> None:
    with world.app.app_context(), db.transaction() as session:
        secret = sessions.start(session, users.get(session, "ann"))
    client: FlaskClient = world.app.test_client()
    with client.session_transaction() as cookie:
        cookie["sid"] = secret
    passage = client.get("/api/v1/projects/demo/queue").json["passages"][0]["id"]
    path = "/api/v1/projects/demo/annotations/k"
    assert client.put(path, json=annotation(passage)).status_code == 403
    assert client.put(path, json=annotation(passage), headers=csrf(client)).status_code == 201


def test_ones_own_annotations_lead_from_page_to_page(ann: Caller) -> None:
    ids = [one["id"] for one in ann.queue("?limit=5")["passages"]]
    for number, passage in enumerate(ids):
        ann.answer(passage, key=f"k{number}")
    ann.answer(ids[0], key="k5", revises="k0", state="unusable", judgments=[])
    page = ann.get("demo/annotations?mine=true&limit=4").json
    assert [one["key"] for one in page["annotations"]] == ["k5", "k4", "k3", "k2"]
    newest = page["annotations"][0]
    assert list(newest) == ["key", "passage", "state", "judgments", "at", "revises"]
    assert (newest["passage"], newest["state"], newest["revises"]) == (ids[0], "unusable", "k0")
    assert page["next"].startswith("/projects/demo/annotations?mine=true&")
    last = ann.get(page["next"].removeprefix("/projects/")).json
    assert [one["key"] for one in last["annotations"]] == ["k1", "k0"]
    assert last["next"] is None
    assert schemas.AnnotationsOut().validate(page) == {}


@pytest.mark.parametrize("query", ["", "?mine=false", "?mine=true&before=0", "?mine=true&limit=0"])
def test_only_ones_own_annotations_are_listed(ann: Caller, query: str) -> None:
    assert ann.get(f"demo/annotations{query}").status_code == 400


def test_what_is_answered_is_committed(world: World, ann: Caller) -> None:
    passage = ann.queue("?limit=1")["passages"][0]["id"]
    ann.answer(passage, key="kept")
    another = create_app(world.app.config["WORKBENCH"], web=False)
    with another.app_context():
        assert [one.key for one in world.annotations()] == ["kept"]
        db.db.engine.dispose()
