import pytest
from flask import Flask
from sqlalchemy import select

from tests.labeling.world import World, build
from tests.web.test_api_labeling import Caller
from workbench.corpus.models import Article
from workbench.labeling.models import Lease
from workbench.people import users
from workbench.projects import projects
from workbench.web.api import documents


@pytest.fixture
def world(app: Flask) -> World:
    world = build(app, articles=1, passages=2)
    with world.act() as (session, _, project):
        projects.change_targets(session, project, ["BYD", "Tesla Motors"], answered=())
        users.create(session, "lena", role="lead", project=project)
    return world


@pytest.mark.parametrize("name", ["ann", "lena"])
def test_any_member_reads_the_project(world: World, name: str) -> None:
    document = Caller(world.app, name).get("demo").json
    assert list(document) == ["slug", "name", "overlap", "targets", "codebook"]
    assert document["targets"] == [{"id": "byd", "name": "BYD"}, {"id": "tesla-motors", "name": "Tesla Motors"}]
    assert document["codebook"]["version"] == 1
    assert document["codebook"]["dimensions"][1]["labels"][0] == {
        "id": "warm",
        "name": "warm",
        "key": document["codebook"]["dimensions"][1]["labels"][0]["key"],
        "off_scale": False,
    }
    assert documents.ProjectOut().validate(document) == {}


@pytest.mark.parametrize("name", ["ann", "lena"])
def test_any_member_reads_an_article(world: World, name: str) -> None:
    document = Caller(world.app, name).get("demo/articles/article-0").json
    assert [one["kind"] for one in document["passages"]] == ["heading", "paragraph", "paragraph"]
    assert documents.ArticleOut().validate(document) == {}


def test_an_articles_id_may_be_an_address(world: World) -> None:
    uid = "https://example.org//news/1?page=2"
    with world.act() as (session, _, _):
        session.scalars(select(Article)).one().uid = uid
    found = Caller(world.app, "ann").get("demo/articles/https%3A%2F%2Fexample.org%2F%2Fnews%2F1%3Fpage%3D2")
    assert (found.status_code, found.json and found.json["id"]) == (200, uid)


def test_an_unknown_article_is_404(world: World) -> None:
    assert Caller(world.app, "ann").get("demo/articles/none").status_code == 404


def test_reading_an_article_renews_the_readers_leases(world: World) -> None:
    ann = Caller(world.app, "ann")
    ann.queue("?limit=1")
    with world.act() as (session, _, _):
        lease = session.scalars(select(Lease)).one()
        before = lease.expires_at = lease.leased_at.replace(microsecond=0) + (lease.expires_at - lease.leased_at) / 2
    ann.get("demo/articles/article-0")
    with world.act() as (session, _, _):
        assert session.scalars(select(Lease)).one().expires_at > before


def test_the_description_covers_every_route_and_every_refusal(app: Flask) -> None:
    description = app.test_client().get("/api/v1/openapi.json").json
    assert description["openapi"].startswith("3.1")
    routes = {
        rule.rule.replace("<path:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/projects")
    }
    assert set(description["paths"]) == routes
    put = description["paths"]["/api/v1/projects/{slug}/annotations/{key}"]["put"]["responses"]
    assert {"200", "201", "202", "400", "401", "403", "404", "409", "422"} <= set(put)
    assert put["409"] == {"$ref": "#/components/responses/CONFLICT"}
    body = description["components"]["responses"]["CONFLICT"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/ErrorOut"}
    error = description["components"]["schemas"]["ErrorOut"]
    assert set(error["required"]) == {"error", "errors", "status"}
    query = description["paths"]["/api/v1/projects/{slug}/queue"]["get"]["parameters"]
    assert {"limit", "offline"} <= {parameter["name"] for parameter in query}
