import pytest
from flask import Flask

from tests.labeling.world import World, build
from workbench.errors import NotFoundError
from workbench.labeling import history
from workbench.labeling.history import Search


@pytest.fixture
def world(app: Flask) -> World:
    world = build(app, articles=2, passages=3)
    world.answer_all("ann")
    return world


def test_ones_own_labels_come_newest_first_and_nobody_elses(world: World) -> None:
    with world.act("ann") as (session, ann, _):
        found, following = history.find(session, ann, Search())
        assert [one.latest.id for one in found] == sorted((one.latest.id for one in found), reverse=True)
        assert (len(found), following) == (6, None)
    with world.act("ben") as (session, ben, _):
        assert history.find(session, ben, Search()) == ([], None)


def test_labels_are_found_by_words_by_answer_and_by_state(world: World) -> None:
    with world.act("ann") as (session, ann, _):

        def count(search: Search) -> int:
            return len(history.find(session, ann, search)[0])

        assert count(Search(words="SENTENCE of")) == 6
        assert count(Search(words="100%")) == 0
        assert count(Search(dimension="tone", value="warm")) == 6
        assert count(Search(dimension="tone", value="cold")) == 0
        assert count(Search(state="skipped")) == 0


def test_every_revision_of_a_label_is_kept_and_told(world: World) -> None:
    with world.act("ann") as (session, ann, _):
        first = history.find(session, ann, Search())[0][0]
    world.submit("ann", first.passage.id, state="unusable", revises=first.latest.key)
    with world.act("ann") as (session, ann, _):
        now = history.get(session, ann, first.passage.id)
        assert [one.key for one in now.earlier] == [first.latest.key]
        assert now.latest.state == "unusable"
    with world.act("ben") as (session, ben, _), pytest.raises(NotFoundError):
        history.get(session, ben, first.passage.id)
