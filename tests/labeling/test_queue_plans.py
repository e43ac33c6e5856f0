"""The queue stays fast because its statements walk its indexes; a plan that scans or sorts everything is a fault."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.dialects import sqlite

from tests.labeling.world import build
from workbench import db
from workbench.app import create_app
from workbench.corpus.stories import placing
from workbench.labeling import assignments, order
from workbench.settings import Settings

AHEAD = "SEARCH passages USING INDEX ix_passages_queue (project_id=? AND (article_id,position)"


@pytest.fixture
def sqlite_app(tmp_path: Path, sqlite_template: Path) -> Flask:
    (tmp_path / "workbench.sqlite").write_bytes(sqlite_template.read_bytes())
    return create_app(Settings(instance=tmp_path), web=False)


def test_a_shuffled_hand_out_looks_at_the_next_articles_only(sqlite_app: Flask) -> None:
    query = order._shuffled(False, 64, False).compile(dialect=sqlite.dialect())  # type: ignore[no-untyped-call]
    with sqlite_app.app_context():
        rows = db.db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (1,) * len(query.positiontup))
        steps = [row[3] for row in rows]
        db.db.session.remove()
        db.db.engine.dispose()
    assert "SEARCH passages USING INDEX ix_passages_queue (project_id=? AND article_id=?)" in steps


@pytest.mark.parametrize("is_by_story", [False, True])
def test_leasing_and_submitting_walk_the_indexes(sqlite_app: Flask, is_by_story: bool) -> None:
    world = build(sqlite_app)
    if is_by_story:
        with world.act() as (session, _, project):
            story = placing.to_new(session, project, "article-0")
            assignments.assign(session, project, str(story.id), ["ann"])
    ran: list[tuple[str, object]] = []
    with sqlite_app.app_context():

        @event.listens_for(db.db.engine, "before_cursor_execute")
        def _note(_: object, __: object, statement: str, parameters: object, ___: object, many: bool) -> None:
            if not many and statement.split(maxsplit=1)[0] in {"SELECT", "UPDATE", "DELETE"}:
                ran.append((statement, parameters))

        first = world.ids("ann", 2)[0]
        world.submit("ann", first, "a")
        world.submit("ann", first, "b", revises="a", state="skipped")
        world.ids("ann", 50)
        world.progress("ann")
        event.remove(db.db.engine, "before_cursor_execute", _note)
        plans = {}
        for statement, parameters in ran:
            rows = db.db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans[statement] = [row[3] for row in rows]
        db.db.session.remove()
        db.db.engine.dispose()
    scans = {step: statement for statement, steps in plans.items() for step in steps if step.startswith("SCAN")}
    assert not scans
    used = " ".join(step for steps in plans.values() for step in steps)
    for index in ("queue", "held", "lapsed", "expiry", "done", "skipped"):
        assert f"_{index} " in used, index
    hand_out = next(steps for steps in plans.values() if f"{AHEAD}>(?,?))" in steps[0])
    assert not any("TEMP B-TREE" in step for step in hand_out)
