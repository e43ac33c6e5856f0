"""A change of codebook since the last visit."""

import pytest

from tests.labeling.world import CODEBOOK, World
from workbench.codebook import codebooks
from workbench.labeling import catching_up
from workbench.labeling.catching_up import Missed

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def missed(world: World, name: str = "ann") -> Missed | None:
    with world.act(name) as (session, annotator, project):
        return catching_up.missed(session, annotator, project)


def change(world: World, text: str) -> None:
    with world.act() as (session, _, project):
        codebooks.install(session, project, text)


def test_a_first_visit_shows_nothing_and_the_next_what_has_changed_until_it_was_shown(world: World) -> None:
    assert missed(world) is None
    change(world, CODEBOOK.replace('id = "warm"', 'id = "warm"\nname = "Kind"'))
    change(world, CODEBOOK.replace('id = "warm"', 'id = "warm"\nname = "Friendly"'))
    for _ in range(2):
        found = missed(world)
        assert found
        assert (found.seen, found.current) == (1, 3)
        assert found.changes.pieces[0].pieces[0].name == "Friendly"
    with world.act() as (session, ann, _):
        catching_up.shown(session, ann, 3)
    assert missed(world) is None
    assert missed(world, "ben") is None


def test_a_change_that_nobody_can_see_is_not_shown(world: World) -> None:
    assert missed(world) is None
    change(world, f"# a comment\n{CODEBOOK}")
    assert missed(world) is None
    with world.act() as (_, ann, _):
        assert ann.codebook_seen == 2


def test_a_codebook_that_was_replaced_as_a_whole_is_a_new_beginning(world: World) -> None:
    with world.act() as (session, ann, project):
        ann.codebook_seen = 7
        codebooks.replace(session, project, CODEBOOK)
    assert missed(world) is None
