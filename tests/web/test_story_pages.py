import json
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench import db
from workbench.corpus.stories import listing
from workbench.projects import projects

HERE = "/projects/demo/stories"
WIRE = "The ferry Alba Reni ran aground off Porto Sarn on Monday with 412 people on board, the coast guard said."
ROWS = [
    {
        "id": "a/1",
        "title": "Ferry <aground>",
        "outlet": "Post",
        "text": f"{WIRE}\n\nIts repairs cost $500 million.",
    },
    {"id": "a2", "title": "ألبا ريني", "outlet": "Wire", "text": WIRE},
    {
        "id": "a3",
        "title": "Cheese prices",
        "text": "Cheese was dearer in spring, and milk was not, dairies told us.",
    },
]

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
Post = Callable[..., TestResponse]


@pytest.fixture
def post(as_lead: FlaskClient, csrf: Callable[[FlaskClient], dict[str, str]]) -> Post:
    def send(path: str, **data: object) -> TestResponse:
        return as_lead.post(path, data=data, headers=csrf(as_lead))

    return send


@pytest.fixture
def story(app: Flask, post: Post) -> str:
    """The id of the story of two outlets; the third article is outside."""
    lines = "".join(json.dumps(one) + "\n" for one in ROWS)
    post("/projects/demo/articles/files", files=(BytesIO(lines.encode()), "n.jsonl"))
    post(f"{HERE}/grow")
    with app.app_context():
        session = db.db.session()
        return str(listing.listing(session, projects.get(session, "demo"))[0].id)


def test_an_empty_list_says_what_to_do_next(as_lead: FlaskClient) -> None:
    page = as_lead.get(HERE).text
    assert "No stories yet" in page
    assert 'href="/projects/demo/articles/upload"' in page


def test_the_list_tells_articles_outlets_and_how_far_each_story_is(as_lead: FlaskClient, story: str) -> None:
    page = as_lead.get(HERE).text
    assert "1 story" in page
    assert f'href="{HERE}/{story}"' in page
    assert "<bdi>Post</bdi>" in page
    assert "0 of 3" in page
    assert "1 article is outside any story" in page
    assert "Cheese prices" in as_lead.get(f"{HERE}/outside").text


def test_a_story_shows_what_others_say_and_what_stands_in_one_outlet_alone(as_lead: FlaskClient, story: str) -> None:
    page = as_lead.get(f"{HERE}/{story}?article=a/1").text
    assert "Only here:" in page
    assert "<bdi>$500 million</bdi>" in page
    assert "1 other says something similar" in page
    assert "Ferry &lt;aground&gt;" in page
    assert "Only here:" not in as_lead.get(f"{HERE}/{story}?article=a2").text


def test_a_lead_gives_a_story_to_some_annotators_and_to_everyone_again(
    as_lead: FlaskClient, post: Post, story: str
) -> None:
    assert "Assign to some annotators" in as_lead.get(f"{HERE}/{story}").text
    assert post(f"{HERE}/{story}/assign", annotators=["ann"]).status_code == 303
    assert "Assigned to ann" in as_lead.get(f"{HERE}/{story}").text
    assert post(f"{HERE}/{story}/assign", annotators=["zoe"]).status_code == 404
    post(f"{HERE}/{story}/assign")
    assert "Assign to some annotators" in as_lead.get(f"{HERE}/{story}").text


def test_a_lead_moves_an_article(as_lead: FlaskClient, post: Post, story: str) -> None:
    assert post(f"{HERE}/move", article="a3", to=story).status_code == 303
    assert "placed by hand" in as_lead.get(f"{HERE}/{story}?article=a3").text
    assert post(f"{HERE}/move", article="a3", to="out").location == f"{HERE}/outside"
    moved = post(f"{HERE}/move", article="a3", to="new")
    assert "No other article is in this story" in as_lead.get(moved.location).text
    assert post(f"{HERE}/move", article="a3", to="999").status_code == 404
    assert post(f"{HERE}/move", article="none", to=story).status_code == 404
    assert as_lead.get(f"{HERE}/999").status_code == 404
