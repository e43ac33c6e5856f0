"""Any order of acts keeps the slots right: a machine that does whatever people do, beside a plain model of it."""

import shutil
import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.labeling.world import World, build
from workbench import db
from workbench.app import create_app
from workbench.errors import AlreadyAnsweredError, ConflictError
from workbench.settings import Settings

NAMES = ("ann", "ben", "cem")
WHO = st.sampled_from(NAMES)
WAITS = st.sampled_from([0, 1, 20, 31])
STATE = st.sampled_from(["answered", "unusable", "skipped"])


class Slots(RuleBasedStateMachine):
    template: Path

    @initialize(order=st.sampled_from(["reading", "shuffled"]), overlap=st.integers(1, 3))
    def begin(self, order: str, overlap: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="workbench-machine-"))
        shutil.copyfile(self.template, self.folder / "workbench.sqlite")
        app = create_app(Settings(instance=self.folder, synchronous="NORMAL"), web=False)
        self.world: World = build(app, articles=2, passages=2, overlap=overlap, names=NAMES, order=order)
        self.overlap = self.highest = overlap
        self.latest: dict[tuple[str, int], tuple[str, str]] = {}
        self.handed: set[tuple[str, int]] = set()
        self.passages = [2, 3, 5, 6]
        self.keys = 0

    def teardown(self) -> None:
        if hasattr(self, "world"):
            with self.world.app.app_context():
                db.db.session.remove()
                db.db.engine.dispose()
            shutil.rmtree(self.folder)

    @rule(who=WHO, limit=st.integers(1, 6), waits=WAITS)
    def lease(self, who: str, limit: int, waits: int) -> None:
        self.world.pass_time(minutes=waits)
        ids = self.world.ids(who, limit)
        assert len(ids) == len(set(ids)) <= limit
        for passage in ids:
            assert self.latest.get((who, passage), ("", "skipped"))[1] == "skipped"
        self.handed |= {(who, passage) for passage in ids}

    @precondition(lambda self: self.handed)
    @rule(number=st.integers(0, 11), state=STATE, waits=WAITS)
    def answer(self, number: int, state: str, waits: int) -> None:
        """Answer what was handed out, now or long after."""
        self.world.pass_time(minutes=waits)
        who, passage = sorted(self.handed)[number % len(self.handed)]
        self.keys += 1
        current = self.latest.get((who, passage))
        if current and current[1] != "skipped":
            with pytest.raises(AlreadyAnsweredError) as caught:
                self.world.submit(who, passage, f"k{self.keys}", state=state)
            assert caught.value.current_key == current[0]
            self._stored(who, passage, f"k{self.keys}", state, revises=current[0])
        else:
            self._stored(who, passage, f"k{self.keys}", state, revises=None)

    @rule(who=WHO, number=st.integers(0, 3))
    def answer_what_was_never_handed_out(self, who: str, number: int) -> None:
        if (who, self.passages[number]) not in self.handed:
            with pytest.raises(ConflictError):
                self.world.submit(who, self.passages[number])

    def _stored(self, who: str, passage: int, key: str, state: str, revises: str | None) -> None:
        before = self.world.passage(passage).taken
        outcome = self.world.submit(who, passage, key, state=state, revises=revises)
        assert self.world.passage(passage).taken <= max(before, self.overlap)
        assert outcome.status in {"new", "late"}
        assert self.world.submit(who, passage, key, state=state, revises=revises).status == "same"
        self.latest[who, passage] = (outcome.annotation.key, state)

    @rule(overlap=st.integers(1, 3))
    def change_overlap(self, overlap: int) -> None:
        self.world.set_overlap(overlap)
        self.overlap, self.highest = overlap, max(self.highest, overlap)

    @rule(who=WHO)
    def empty_means_that_nothing_is_free(self, who: str) -> None:
        why = self.world.why_empty(who)
        if why is None:
            self.handed |= {(who, passage) for passage in self.world.ids(who, 10)}
            return
        for passage in self.passages:
            mine = self.latest.get((who, passage), ("", "skipped"))[1]
            assert mine != "skipped" or self.world.passage(passage).taken >= self.overlap

    @invariant()
    def slots_are_right(self) -> None:
        if hasattr(self, "world"):
            self.world.check_slots(overlap=self.highest)


def test_any_order_of_acts_keeps_the_slots_right(sqlite_template: Path) -> None:
    machine = type("SlotsHere", (Slots,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
