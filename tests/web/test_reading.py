"""What annotators see of an article: held back on the server, opened when the project allows it, noted when it is."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.labeling.world import World, build
from tests.web.test_api_labeling import Caller
from workbench.codebook import codebooks
from workbench.corpus.models import Article, Passage
from workbench.corpus.stories import placing
from workbench.people import users
from workbench.projects import projects

WORDS = ("Secret Post", "secretpost")
CLAIM = "The ferry Alba Reni ran aground off Porto Sarn with 412 people on board, the coast guard said."


pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def world(app: Flask) -> World:
    """Two articles of one passage each, of two outlets and one story; the first one's id is its address."""
    world = build(app, articles=2, passages=1)
    with world.act() as (session, _, project):
        users.create(session, "lena", role="lead", project=project)
        first, second = session.scalars(select(Article).order_by(Article.id))
        first.uid = first.url = "https://secretpost.example/1"
        first.outlet, second.outlet = WORDS[0], "Wire"
        for passage in session.scalars(select(Passage).where(Passage.labelled)):
            passage.text = CLAIM
        session.flush()
        story = placing.to_new(session, project, first.uid)
        placing.to_story(session, project, second.uid, str(story.id))
    return world


def change(world: World, **chosen: str) -> None:
    with world.act() as (session, _, project):
        projects.change(session, project, **chosen)


def opened(world: World) -> list[list[str]]:
    return [one.context_opened for one in world.annotations()]


def shows(text: str) -> bool:
    return any(word in text for word in WORDS)


def test_an_outlet_held_back_is_in_nothing_that_an_annotator_gets_before_the_answer(world: World) -> None:
    change(world, outlet="after")
    ann, lena = Caller(world.app, "ann"), Caller(world.app, "lena")
    article, passage = _first(ann)
    paths = ["queue?limit=1", f"articles/{article}", f"passages/{passage}/corroboration", "annotations?mine=true"]

    def told() -> list[bool]:
        pages = [f"/projects/demo/{page}" for page in ("desk", f"desk?passage={passage}", "labels")]
        answers = [ann.get(f"demo/{path}") for path in paths]
        answers += [ann.client.get(page, headers=ann.headers) for page in pages]
        return [shows(answer.text) for answer in answers]

    assert told() == [False] * 7
    assert shows(lena.get("demo/articles/https%3A%2F%2Fsecretpost.example%2F1").text)
    ann.answer(passage)
    assert told() == [False, True, False, False, False, True, True]


def test_what_others_say_tells_outlets_by_name_or_number(world: World) -> None:
    ann = Caller(world.app, "ann")
    _, passage = _first(ann)
    (similar,) = ann.get(f"demo/passages/{passage}/corroboration").json["similar"]
    assert (similar["outlet"], similar["number"], similar["article"], similar["text"]) == (
        "Wire",
        1,
        "article-1",
        CLAIM,
    )
    change(world, outlet="after")
    (similar,) = ann.get(f"demo/passages/{passage}/corroboration").json["similar"]
    assert (similar["outlet"], similar["number"]) == (None, 1)
    assert similar["article"] != "article-1"


@pytest.mark.parametrize(("chosen", "before", "then"), [("always", 200, 200), ("after", 403, 200), ("never", 403, 403)])
def test_what_others_say_is_given_when_the_project_allows_it(world: World, chosen: str, before: int, then: int) -> None:
    change(world, corroboration=chosen)
    ann = Caller(world.app, "ann")
    _, passage = _first(ann)
    path = f"demo/passages/{passage}/corroboration"
    assert ann.get(path).status_code == before
    ann.answer(passage, state="skipped", judgments=[])
    assert ann.get(path).status_code == before
    ann.answer(passage)
    assert [ann.get(path).status_code for _ in range(2)] == [then] * 2
    assert opened(world)[-1] == (["corroboration_after"] if then == 200 else [])


@pytest.mark.parametrize("passage", ["999", "x", "99999999999"])
def test_what_others_say_to_no_passage_is_404(world: World, passage: str) -> None:
    assert Caller(world.app, "ann").get(f"demo/passages/{passage}/corroboration").status_code == 404


def test_what_was_opened_is_one_of_a_closed_list(world: World) -> None:
    ann = Caller(world.app, "ann")
    _, passage = _first(ann)
    for name, status in {"tv": 400, "corroboration_after": 400, "guide:none": 422}.items():
        refused = ann.answer(passage, context_opened=["later", name])
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (status, _FIELDS[status])
    names = ["guide:tone", "corroboration", "earlier", "later"]
    assert ann.answer(passage, context_opened=names).status_code == 201
    assert opened(world) == [names]


_FIELDS = {400: "context_opened.1", 422: "context_opened[1]"}


def test_a_changed_codebook_stands_before_the_desk_until_one_goes_on(world: World) -> None:
    ann = Caller(world.app, "ann")
    assert "desk-data" in ann.client.get("/projects/demo/desk", headers=ann.headers).text
    with world.act() as (session, _, project):
        source = codebooks.current(session, project).source
        codebooks.install(session, project, source.replace('id = "warm"', 'id = "warm"\nname = "Friendly"'))
    page = ann.client.get("/projects/demo/desk?passage=2", headers=ann.headers).text
    assert "The questions have changed" in page
    assert 'name="passage" value="2"' in page
    assert re.search(r"<ins>.*Friendly.*</ins>", page)
    assert '"queue"' not in page
    assert ann.get("demo/queue?limit=1").headers["Workbench-Codebook"] == "2"
    gone = ann.client.post("/projects/demo/desk/codebook", data={"version": "2"}, headers=ann.headers)
    assert (gone.status_code, gone.location) == (303, "/projects/demo/desk")
    assert '"queue"' in ann.client.get(gone.location, headers=ann.headers).text
    changes = ann.client.get("/projects/demo/codebook/changes?from=2&to=1", headers=ann.headers)
    assert re.search(r"<del>.*Friendly.*</del>", changes.text)
    assert ann.client.get("/projects/demo/codebook/changes?from=9", headers=ann.headers).status_code == 404


def test_a_lead_sets_what_annotators_see(world: World) -> None:
    lena = Caller(world.app, "lena")
    form = {"name": "Demo", "overlap": "2", "order": "reading", "labelled_kinds": "paragraph"}
    path = "/projects/demo/settings"
    saved = lena.client.post(path, data=form | {"outlet": "after", "later_passages": "hidden"}, headers=lena.headers)
    assert saved.status_code == 303
    with world.act() as (_, _, project):
        assert (project.outlet, project.later_passages, project.corroboration) == ("after", "hidden", "always")
    refused = lena.client.post(path, data=form | {"corroboration": "seldom"}, headers=lena.headers)
    assert refused.status_code == 422
    assert "choose always or after or never" in refused.text


def _first(caller: Caller) -> tuple[str, str]:
    """The first passage that comes, and the id by which its article is known."""
    (passage,) = caller.queue("?limit=1")["passages"]
    return passage["article"]["id"], passage["id"]
