import re

import orjson
import pytest
from flask import Flask

from tests.labeling.world import World, build
from tests.web.test_api_labeling import Caller
from workbench.people import users


@pytest.fixture
def world(app: Flask) -> World:
    world = build(app, articles=1, passages=2)
    with world.act() as (session, _, project):
        users.create(session, "lena", role="lead", project=project)
    return world


def test_the_desk_comes_with_its_first_passages_and_their_article(world: World) -> None:
    ann = Caller(world.app, "ann")
    page = ann.client.get("/projects/demo/desk", headers=ann.headers)
    assert page.status_code == 200
    found = re.search(r'<script type="application/json" id="desk-data">(.*?)</script>', page.text, re.DOTALL)
    assert found
    data = orjson.loads(found[1])
    assert [one["id"] for one in data["queue"]["passages"]] == [one["id"] for one in ann.queue()["passages"]]
    assert data["article"]["id"] == "article-0"
    assert data["codebook"] == 1


def test_a_desk_with_nothing_left_says_why(world: World) -> None:
    ann = Caller(world.app, "ann")
    world.answer_all("ann")
    page = ann.client.get("/projects/demo/desk", headers=ann.headers)
    assert page.status_code == 200
    assert '"why_empty": "all_done"' in page.text


def test_a_lead_is_told_that_the_desk_is_not_theirs_and_takes_no_passage(world: World) -> None:
    lena = Caller(world.app, "lena")
    page = lena.client.get("/projects/demo/desk", headers=lena.headers)
    assert page.status_code == 200
    assert "desk-data" not in page.text
    assert "/projects/demo/progress" in page.text
    world.check_slots(overlap=0)
