"""Any acts in any order leave the cut lossless and in order, and undone they leave it exactly as it was."""

from itertools import count
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from tests.corpus.test_mending_rules import SOURCE
from workbench import db
from workbench.corpus import articles, ingest, mending
from workbench.corpus.kinds import Kind
from workbench.corpus.mending import Act
from workbench.corpus.models import Passage
from workbench.corpus.readers.rows import Row
from workbench.errors import RuleError
from workbench.people import users
from workbench.projects import projects

WHICH = st.integers(0, 20)
Cut = list[tuple[Any, ...]]


class Mending(RuleBasedStateMachine):
    app: Flask
    numbers = count(1)

    @initialize()
    def begin(self) -> None:
        self.slug = f"study-{next(self.numbers)}"
        with self.app.app_context(), db.transaction() as session:
            project = projects.create(session, self.slug)
            self.project_id = project.id
            self.lead = users.create(session, "lena", role="lead", project=project).id
            ingest.take(session, project, Row("a.txt", None, SOURCE.encode(), SOURCE, "utf-8", uid="a"))
        self.done, self.undone = list[Cut](), list[Cut]()
        self.cut = self._read()
        self.ids = {row[0] for row in self.cut}

    @rule(which=WHICH, kind=st.sampled_from(Kind))
    def change_kind(self, which: int, kind: Kind) -> None:
        self._act(Act("kind", (self._id(which),), kind=kind))

    @rule(which=WHICH, place=st.integers(0, 40))
    def split(self, which: int, place: int) -> None:
        self._act(Act("split", (self._id(which),), place=place))

    @rule(which=WHICH, step=st.sampled_from([-1, 1]))
    def merge(self, which: int, step: int) -> None:
        if len(self.cut) > 1:
            self._act(Act("merge", (self._id(which), self._id(which + step))))

    @rule(which=WHICH, name=st.sampled_from(["include", "exclude"]))
    def label(self, which: int, name: str) -> None:
        self._act(Act(name, (self._id(which),)))

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(min(times, len(self.done))):
            self.undone.append(self.cut)
            self._go("undo", self.done.pop())

    @rule(times=st.integers(1, 3))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.undone))):
            self.done.append(self.cut)
            self._go("redo", self.undone.pop())

    @invariant()
    def the_cut_is_lossless_and_in_order(self) -> None:
        end = 0
        for position, (_id, at, start, stop, kind, text, labelled, reason) in enumerate(self.cut):
            assert at == position
            assert start >= end
            assert SOURCE[end:start].strip() == ""
            assert SOURCE[start:stop] == SOURCE[start:stop].strip() != ""
            assert text.strip()
            assert labelled is (reason == "")
            assert not (labelled and kind in {"boilerplate", "residue"})
            end = stop
        assert SOURCE[end:].strip() == ""

    def _act(self, act: Act) -> None:
        try:
            made = self._do(act)
        except RuleError:
            assert self._read() == self.cut
            return
        assert not self.ids & set(made), "an id stands for one text for ever"
        self.ids |= set(made)
        self.done.append(self.cut)
        self.undone.clear()
        self.cut = self._read()

    def _go(self, name: str, expected: Cut) -> None:
        with self.app.app_context():
            session = db.db.session()
            article = articles.get(session, projects.get(session, self.slug), "a")
            found = mending.to_undo(session, article) if name == "undo" else mending.to_redo(session, article)
            assert found
        self._do(Act(name, mending=found.id))
        self.cut = self._read()
        assert self.cut == expected

    def _do(self, act: Act) -> list[int]:
        with self.app.app_context(), db.transaction() as session:
            plan = mending.plan(session, projects.get(session, self.slug), "a", act)
            return mending.carry_out(session, plan, self.lead).made

    def _id(self, which: int) -> int:
        passage_id: int = self.cut[which % len(self.cut)][0]
        return passage_id

    def _read(self) -> Cut:
        columns = ("id", "position", "start", "end", "kind", "text", "labelled", "reason")
        query = select(*(getattr(Passage, name) for name in columns))
        query = query.where(Passage.project_id == self.project_id, Passage.retired_at.is_(None))
        with self.app.app_context():
            return [tuple(row) for row in db.db.session.execute(query.order_by(Passage.start))]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_any_order_of_acts_is_lossless_and_undo_restores_it_exactly(app: Flask) -> None:
    machine = type("MendingHere", (Mending,), {"app": app})
    hasty = hypothesis.settings(
        max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=hasty)
