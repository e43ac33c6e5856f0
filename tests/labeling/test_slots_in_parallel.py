"""Slots under parallel requests: eight people at once, each in a thread with connections of its own."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import select

from tests.labeling.world import World, build
from workbench.corpus import passages
from workbench.corpus.models import Passage
from workbench.labeling.order import PRIME

EIGHT = tuple(f"person{number}" for number in range(8))


def at_once(work: Callable[[int], object], times: int = 8) -> list[object]:
    """Run the work in threads that begin together, and return what each gave."""
    begin = Barrier(times)

    def begun(number: int) -> object:
        begin.wait(30)
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return [done.result(60) for done in [threads.submit(begun, number) for number in range(times)]]


@pytest.mark.parametrize("order", ["reading", "shuffled"])
def test_eight_people_at_once_never_exceed_overlap_and_leave_nothing_out(app: Flask, order: str) -> None:
    world = build(app, articles=5, passages=5, overlap=3, names=EIGHT, order=order)

    def work(number: int) -> None:
        while ids := world.ids(EIGHT[number], 3):
            for passage in ids:
                skips = (passage + number) % 11 == 0 and passage % 2 == 0
                if skips and not world.annotations(passage):
                    world.submit(EIGHT[number], passage, state="skipped")
                else:
                    world.submit(EIGHT[number], passage)

    at_once(work)
    world.check_slots(overlap=3)
    answers = [one for one in world.annotations() if one.latest and one.state == "answered"]
    assert not any(one.late for one in answers)
    assert len({(one.passage_id, one.annotator_id) for one in answers}) == len(answers)
    assert set(Counter(one.passage_id for one in answers).values()) == {3}
    assert len(answers) == 25 * 3


def test_where_everybody_is_asked_about_everything_nobody_is_told_too_early_that_nothing_is_left(app: Flask) -> None:
    world = build(app, articles=2, passages=5, overlap=8, names=EIGHT)
    done = at_once(lambda number: len(world.answer_all(EIGHT[number])))
    assert done == [10] * 8
    world.check_slots(overlap=8)


def test_one_person_asking_eight_times_at_once_is_handed_each_passage_once(app: Flask) -> None:
    world = build(app, articles=2, passages=5, overlap=4)
    at_once(lambda _: world.ids("ann", 4))
    world.check_slots(overlap=4)
    assert len(world.ids("ann", 10)) == 10
    assert [row.taken for row in map(world.passage, world.ids("ann", 10))] == [1] * 10


def test_fifty_replays_of_one_key_at_once_are_one_annotation_and_fifty_equal_answers(world: World) -> None:
    passage = world.ids("ann", 1)[0]

    def replays(_: int) -> list[object]:
        return [world.submit("ann", passage, "once").annotation for _ in range(7)]

    answers = [answer for some in at_once(replays) for answer in some]  # type: ignore[attr-defined]
    assert len(answers) == 56
    assert all(answer == answers[0] for answer in answers)
    assert len(world.annotations()) == 1
    world.check_slots(overlap=2)


def test_late_answers_at_once_take_no_more_slots_than_there_are(app: Flask) -> None:
    world = build(app, articles=1, passages=3, overlap=2, names=EIGHT)
    for pair in range(4):  # each pair holds every passage, and lets it run out
        for name in EIGHT[2 * pair : 2 * pair + 2]:
            assert len(world.ids(name)) == 3
        world.pass_time(hours=1)

    def work(number: int) -> list[str]:
        mine = [row for row in range(2, 5) if world.was_handed(EIGHT[number], row)]
        return [world.submit(EIGHT[number], passage).status for passage in mine]

    outcomes = Counter(status for some in at_once(work) for status in some)  # type: ignore[attr-defined]
    assert outcomes == {"new": 6, "late": 18}
    world.check_slots(overlap=2)


def test_leases_that_run_out_under_eight_people_are_freed_once(app: Flask) -> None:
    world = build(app, articles=2, passages=5, overlap=2, names=EIGHT)
    for name in EIGHT[:4]:
        world.ids(name, 5)
    world.pass_time(hours=1)
    at_once(lambda number: world.ids(EIGHT[number], 5))
    world.check_slots(overlap=2)
    assert sum(len(world.ids(name, 10)) for name in EIGHT) == 20


def test_late_answers_and_leases_at_once_wait_for_each_other_in_no_ring(app: Flask) -> None:
    world = build(app, articles=2, passages=6, overlap=4, names=EIGHT)
    for _ in range(4):
        held = {name: world.ids(name, 12) for name in EIGHT[:4]}
        world.pass_time(hours=1)

        def work(number: int, held: dict[str, list[int]] = held) -> None:
            for passage in held.get(EIGHT[number], [])[:2]:
                world.submit(EIGHT[number], passage)
            world.ids(EIGHT[number], 12)

        at_once(work)
        world.check_slots(overlap=4)
        world.pass_time(hours=1)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_two_who_look_in_opposite_orders_at_what_others_are_taking_wait_in_no_ring(app: Flask) -> None:
    world = build(app, articles=2, passages=1, overlap=1, names=("ann", "ben"), order="shuffled")
    for name, seed in (("ann", 1), ("ben", PRIME - 1)):
        with world.act(name) as (_, annotator, _project):
            annotator.seed = seed

    def taken(number: int, until: Event) -> None:
        with world.act() as (session, _, _project):
            first, last = session.scalars(select(Passage.id).filter_by(labelled=True).order_by(Passage.id))
            passages.take(session, [last if number else first])
            held.wait(30)
            assert until.wait(30)

    held, ends = Barrier(3), (Event(), Event())
    with ThreadPoolExecutor(4) as threads:
        takers = [threads.submit(taken, *one) for one in enumerate(ends)]
        held.wait(30)
        asked = [threads.submit(world.ids, name) for name in ("ann", "ben")]
        for end, taker in zip(ends, takers, strict=True):
            time.sleep(0.3)  # both have looked by now, and find what is left in others' hands
            assert not any(one.done() for one in asked)
            end.set()
            taker.result(30)
        assert [one.result(30) for one in asked] == [[], []]


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_nobody_waits_for_passages_that_are_being_worked_on(app: Flask) -> None:
    world = build(app, articles=1, passages=3, overlap=1, names=("ann", "ben"))
    first, *others = world.ids("ann")
    world.pass_time(hours=1)
    with ThreadPoolExecutor(1) as threads, world.act() as (session, _, _project):
        session.execute(select(Passage.id).filter_by(id=first).with_for_update())
        assert threads.submit(world.ids, "ben").result(10) == others
    world.check_slots(overlap=1)
    assert world.ids("ben") == [*others, first]
