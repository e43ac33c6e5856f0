"""What an annotator is told of an article, where its outlet is held back until they have answered."""

import pytest

from tests.labeling.world import World
from workbench.errors import NotFoundError
from workbench.labeling import reading
from workbench.projects import projects


@pytest.fixture
def world(world: World) -> World:
    with world.act() as (session, _, project):
        projects.change(session, project, outlet="after")
    return world


def outlet(world: World, name: str, known_as: str = "article-0") -> str | None:
    with world.act(name) as (session, annotator, project):
        found: str | None = reading.document(session, annotator, project, known_as)["outlet"]
        return found


def test_the_outlet_is_told_once_every_passage_of_the_article_is_answered(world: World) -> None:
    ids = world.ids("ann", 4)
    for passage in ids[:3]:
        world.submit("ann", passage)
        assert outlet(world, "ann") is None
    world.submit("ann", ids[3])
    assert outlet(world, "ann") == "Post"
    assert outlet(world, "ann", "article-1") is None
    assert outlet(world, "ben") is None


def test_a_skip_is_no_answer(world: World) -> None:
    *others, last = world.ids("ann", 4)
    for passage in others:
        world.submit("ann", passage)
    world.submit("ann", last, state="skipped")
    assert outlet(world, "ann") is None


def test_what_others_filled_is_not_waited_for(world: World) -> None:
    for name in ("ben", "cem"):
        for passage in world.ids(name, 3):
            world.submit(name, passage)
    (left,) = world.ids("ann", 1)
    assert outlet(world, "ann") is None
    world.submit("ann", left)
    assert outlet(world, "ann") == "Post"


def test_an_article_is_known_by_a_stand_in_that_no_address_shows_through(world: World) -> None:
    (leased,) = world.lease("ann", 1)
    known_as = str(leased.article["id"])
    assert "article-0" not in known_as
    assert (leased.article["outlet"], leased.article["url"]) == (None, None)
    with world.act("ann") as (session, ann, project):
        assert reading.document(session, ann, project, known_as)["id"] == known_as
        assert reading.document(session, ann, project, "article-0")["id"] == known_as
        for wrong in (known_as[:-1] + "x", "2" + known_as[1:], "999999999-" + known_as.partition("-")[2]):
            with pytest.raises(NotFoundError):
                reading.document(session, ann, project, wrong)


def test_a_project_that_holds_nothing_back_tells_all(world: World) -> None:
    with world.act() as (session, _, project):
        projects.change(session, project, outlet="always")
    (leased,) = world.lease("ann", 1)
    assert leased.article == {
        "id": "article-0",
        "title": "Title 0",
        "outlet": "Post",
        "url": None,
        "published_at": None,
    }
    assert outlet(world, "ann") == "Post"
