"""Mending what people work on: nothing they said is lost, nothing counts twice, and all can be undone."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.labeling.test_slots_in_parallel import at_once
from tests.labeling.world import World, build
from workbench import db
from workbench.agreement import judgments
from workbench.corpus import articles, ingest, mending
from workbench.corpus.kinds import Kind
from workbench.corpus.mending import Act, Done
from workbench.corpus.readers.rows import Row
from workbench.errors import ConflictError, RuleError, UnconfirmedError
from workbench.labeling import audit, progress, retiring

ON_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""For what no database can do otherwise."""
TEXT = "One is here. It goes on.\n\nTwo is here.\n\nThree is here.\n\nFour is here.\n"


@pytest.fixture
def world(app: Flask) -> World:
    """Two articles of four paragraphs."""
    world = build(app, articles=0)
    with world.act() as (session, _, project):
        for uid in ("a", "b"):
            ingest.take(session, project, Row("a.txt", None, TEXT.encode(), TEXT, "utf-8", uid=uid))
    return world


def texts(world: World, uid: str = "a") -> list[tuple[int, str]]:
    with world.app.app_context():
        session = db.db.session()
        project = world.project(session)
        found = list(articles.passages(session, project, uid))
    assert [one["position"] for one in found] == list(range(len(found)))
    return [(int(one["passage"]), one["text"]) for one in found]


def mend(world: World, name: str, *passages: int, confirmed: int = 0, uid: str = "a", **more: object) -> Done:
    act = Act(name, tuple(passages), **more)  # type: ignore[arg-type]
    with world.act() as (session, _, project):
        return retiring.mend(session, project, uid, act, user_id=None, confirmed=confirmed)


def undo(world: World, confirmed: int = 0, name: str = "undo") -> Done:
    with world.act() as (session, _, project):
        article = articles.get(session, project, "a")
        found = mending.to_undo(session, article) if name == "undo" else mending.to_redo(session, article)
        assert found
        act = Act(name, mending=found.id)
        return retiring.mend(session, project, "a", act, user_id=None, confirmed=confirmed)


def check(world: World) -> None:
    world.check_slots(overlap=2)
    with world.app.app_context():
        assert audit.faults(db.db.session()) == []


def test_new_passages_in_an_article_long_passed_are_handed_out_too(world: World) -> None:
    world.answer_all("ann")
    first = texts(world)[0][0]
    done = mend(world, "split", first, place=13, confirmed=1)
    assert [text for _, text in texts(world)][:2] == ["One is here.", "It goes on."]
    assert world.ids("ann") == done.made
    assert [one.position for one in world.lease("ann")] == [0, 1]
    world.submit("ann", done.made[0])
    assert world.progress("ann") == {"done": 8, "total": 9}
    check(world)


@ON_SQLITE
def test_what_is_answered_is_retired_only_by_one_who_was_told(world: World) -> None:
    for name in ("ann", "ben"):
        world.submit(name, world.ids(name, 1)[0])
    first, second = (one for one, _ in texts(world)[:2])
    with pytest.raises(UnconfirmedError) as caught:
        mend(world, "merge", second, first, confirmed=1)
    assert (caught.value.answers, caught.value.people, caught.value.instead) == (2, 2, "anew")
    assert len(texts(world)) == 4
    mend(world, "merge", second, first, confirmed=2)
    assert [text for _, text in texts(world)] == [
        *("One is here. It goes on.\nTwo is here.", "Three is here.", "Four is here.")
    ]
    assert len(world.annotations(first)) == 2
    assert world.progress("ann")["done"] == 0
    with world.act() as (session, _, project):
        assert [one.done for one in progress.by_person(session, project)] == [0, 0, 0]
        assert progress.by_article(session, project)[0].answers == 0
        assert not judgments.without_judgments(session, project)
    check(world)


def test_undo_lets_the_answers_count_again_and_keeps_those_given_meanwhile(world: World) -> None:
    before = texts(world)
    first = world.ids("ann", 1)[0]
    world.submit("ann", first)
    (made,) = mend(world, "kind", first, kind=Kind.QUOTE, confirmed=1).made
    assert made in world.ids("ben", 8)
    world.submit("ben", made)
    with pytest.raises(UnconfirmedError) as caught:
        undo(world)
    assert (caught.value.people, caught.value.instead) == (1, "back")
    undo(world, confirmed=1)
    assert texts(world) == before
    assert (world.passage(first).taken, world.passage(made).taken) == (1, 1)
    assert world.progress("ann")["done"] == 1
    assert world.progress("ben")["done"] == 0
    assert first in world.ids("ben", 8)
    with pytest.raises(UnconfirmedError):
        undo(world, name="redo")
    undo(world, confirmed=1, name="redo")
    assert world.progress("ben")["done"] == 1
    check(world)


def test_whoever_holds_what_is_retired_loses_no_answer_and_goes_on(world: World) -> None:
    held = world.ids("ann", 3)
    done = mend(world, "exclude", held[1])
    assert world.passage(held[1]).taken == 0
    assert world.ids("ann", 3)[:2] == [held[0], held[2]]
    assert world.submit("ann", held[1]).status == "late"
    assert not set(done.retired + done.made) & set(world.ids("ben", 8))
    check(world)


@ON_SQLITE
def test_an_answer_given_to_what_was_retired_counts_once_it_is_back_and_nobody_is_asked_twice(world: World) -> None:
    held = world.ids("ann", 2)
    mend(world, "exclude", held[0])
    mend(world, "merge", held[1], texts(world)[0][0])
    assert world.submit("ann", held[0]).status == "late"
    undo(world)
    undo(world)
    assert [one.late for one in world.annotations(held[0])] == [False]
    assert world.progress("ann")["done"] == 1
    assert world.ids("ann", 1) == [held[1]]  # what was held and not answered comes first again
    assert held[0] not in world.ids("ann", 8)
    check(world)


@ON_SQLITE
def test_late_answers_take_no_more_slots_than_are_free(world: World) -> None:
    world.set_overlap(1)
    first = world.ids("ann", 1)[0]
    world.pass_time(hours=1)
    assert world.ids("ben", 1) == [first]
    mend(world, "exclude", first)
    assert [world.submit(name, first).status for name in ("ann", "ben")] == ["late", "late"]
    undo(world)
    assert [(one.annotator_id, one.late) for one in world.annotations(first)] == [(1, False), (2, True)]
    world.check_slots(overlap=1)


@ON_SQLITE
def test_an_act_on_what_no_longer_stands_is_refused_and_changes_nothing(world: World) -> None:
    first, second, third, _ = (one for one, _ in texts(world))
    mend(world, "exclude", first)
    before = texts(world)
    foreign = texts(world, "b")[0][0]
    for name, ids, more in (
        ("include", (first,), {}),
        ("merge", (second, first), {}),
        ("exclude", (foreign,), {}),
        ("undo", (), {"mending": 77}),
        ("redo", (), {"mending": 1}),
    ):
        with pytest.raises(ConflictError, match="mended meanwhile"):
            mend(world, name, *ids, **more)
    for name, ids in (("merge", (second,)), ("split", (second, third)), ("kind", (second,)), ("paint", (second,))):
        with pytest.raises(RuleError):
            mend(world, name, *ids)
    assert texts(world) == before


@ON_SQLITE
def test_what_was_undone_can_be_done_again_until_something_else_is_done(world: World) -> None:
    first, second, third, fourth = (one for one, _ in texts(world))
    mend(world, "exclude", first)
    mend(world, "merge", second, third)
    after = texts(world)
    undo(world)
    undo(world)
    assert [one for one, _ in texts(world)] == [first, second, third, fourth]
    undo(world, name="redo")
    undo(world, name="redo")
    assert texts(world) == after
    undo(world)
    mend(world, "exclude", fourth)
    with world.act() as (session, _, project):
        article = articles.get(session, project, "a")
        assert mending.to_redo(session, article) is None
        told = [(one.act, one.undone_at is not None) for one in mending.history(session, article)]
        assert told == [("exclude", False), ("merge", True), ("exclude", False)]


@ON_SQLITE
def test_settings_leave_what_a_lead_decided_as_it_is(world: World) -> None:
    first = texts(world)[0][0]
    (made,) = mend(world, "exclude", first).made
    with world.act() as (session, _, project):
        articles.relabel(session, project)
    assert not world.passage(made).labelled
    assert world.passage(made).reason == "left out by a lead"


@ON_SQLITE
def test_an_article_with_mendings_can_be_removed(world: World) -> None:
    mend(world, "exclude", texts(world)[0][0])
    with world.act() as (session, _, project):
        articles.remove(session, project, "a")
    assert texts(world, "b")


def test_leads_who_mend_one_passage_at_once_mend_it_once(world: World) -> None:
    first = texts(world)[0][0]

    def work(number: int) -> str:
        try:
            return mend(world, "split", first, place=[3, 13][number % 2]).act
        except ConflictError:
            return "refused"

    assert sorted(at_once(work)) == ["refused"] * 7 + ["split"]  # type: ignore[type-var]
    assert len(texts(world)) == 5


def test_mending_under_annotators_at_work_gives_no_slot_twice_and_loses_no_answer(world: World) -> None:
    acts: list[Callable[[], object]] = [
        lambda: mend(world, "exclude", texts(world)[0][0], confirmed=9),
        lambda: mend(world, "merge", texts(world)[1][0], texts(world)[2][0], confirmed=9),
        lambda: undo(world, confirmed=9),
        lambda: mend(world, "split", texts(world)[0][0], place=13, confirmed=9),
    ]

    def work(number: int) -> int:
        if number == 3:
            for act in acts:
                act()
            return 0
        return len(world.answer_all(("ann", "ben", "cem")[number]))

    answered = sum(at_once(work, 4))  # type: ignore[arg-type]
    assert len(world.annotations()) == answered
    for name in ("ann", "ben", "cem"):
        world.answer_all(name)
    check(world)
    with world.app.app_context():
        standing = [one for uid in ("a", "b") for one, _ in texts(world, uid) if world.passage(one).labelled]
        assert all(world.passage(one).taken == 2 for one in standing)
