import json
from importlib.resources import files
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.labeling.world import DEPENDING, World
from workbench import db
from workbench.codebook import codebooks
from workbench.corpus.models import Passage
from workbench.datasets import export
from workbench.datasets.formats import jsonl
from workbench.datasets.rows import KEYS, ExportRows
from workbench.labeling.schemas import Judged
from workbench.people import users
from workbench.projects.models import Project

SCHEMA = json.loads(files("workbench.datasets").joinpath("schema.json").read_text("utf-8"))


def exported(world: World, *, everything: bool = False) -> bytes:
    with world.app.app_context():
        session = db.db.session()
        project = session.get_one(Project, world.project_id)
        rows = ExportRows(session, project, everything=everything)
        return b"".join(part for part, _ in export.stream(session, rows))


def rows(world: World, *, everything: bool = False) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in exported(world, everything=everything).splitlines()]
    validate(found)
    return found


def validate(found: list[dict[str, Any]]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the judge of the schema is not installed")
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for row in found:
        validator.validate(row)


def said(tone: str, *topics: str) -> tuple[Judged, ...]:
    return (*[Judged("topic", value=one) for one in topics or (None,)], Judged("tone", value=tone))


def test_the_schema_is_one() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the judge of the schema is not installed")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["properties"]) == tuple(SCHEMA["required"]) == KEYS


def test_each_annotated_passage_is_a_line_with_every_key_in_order(world: World) -> None:
    second, first, *_ = reversed(world.ids("ann", 2))
    world.submit("ann", second)
    world.submit("ann", first)
    found = rows(world)
    assert [tuple(row) for row in found] == [KEYS] * 2
    assert [row["id"] for row in found] == [str(first), str(second)]
    assert [(row["item"], row["article"], row["position"], row["kind"]) for row in found] == [
        (None, "article-0", 1, "paragraph"),
        (None, "article-0", 2, "paragraph"),
    ]
    assert {(row["cluster"], row["split"]) for row in found} == {(None, None)}


def test_with_all_each_labelled_passage_is_a_line_and_lists_of_the_unanswered_are_empty(world: World) -> None:
    (passage,) = world.ids("ann", 1)
    world.submit("ann", passage)
    found = rows(world, everything=True)
    assert len(found) == 12
    assert len(rows(world)) == 1
    assert all(row["labels"] == row["soft"] == row["judgments"] == [] for row in found[1:])
    assert found[0]["labels"] != []


def test_labels_are_settled_and_shares_told_for_every_question(world: World) -> None:
    (passage,) = world.ids("ann", 1)
    world.ids("ben", 1)
    world.ids("cem", 1)
    world.submit("ann", passage, judgments=said("warm", "law", "trade"))
    world.submit("ben", passage, judgments=said("cold", "law"))
    world.submit("cem", passage, judgments=said("warm"))
    (row,) = rows(world)
    assert row["labels"] == [
        {"dimension": "topic", "target": None, "values": ["law"], "provenance": "majority", "agreeing": 1, "of": 3},
        {"dimension": "tone", "target": None, "values": ["warm"], "provenance": "majority", "agreeing": 2, "of": 3},
    ]
    topic, tone = row["soft"]
    assert topic["shares"] == [{"label": "trade", "share": 1 / 3}, {"label": "law", "share": 2 / 3}]
    assert tone["shares"] == [{"label": "warm", "share": 2 / 3}, {"label": "cold", "share": 1 / 3}]


def test_an_unsure_answer_with_a_value_is_a_judgment_and_no_vote(world: World) -> None:
    (passage,) = world.ids("ann", 1)
    judgments = (Judged("topic", value="law"), Judged("tone", value="warm", state="unsure"))
    world.submit("ann", passage, judgments=judgments)
    (row,) = rows(world)
    tone = row["labels"][1]
    assert (tone["values"], tone["provenance"], tone["agreeing"], tone["of"]) == ([], "unresolved", 0, 0)
    assert row["soft"][1]["shares"] == []
    assert [(one["value"], one["state"]) for one in row["judgments"]] == [("law", "answered"), ("warm", "unsure")]


def test_a_question_that_was_not_asked_has_no_judgment_and_no_votes(world: World) -> None:
    with world.act() as (session, _, project):
        codebooks.install(session, project, DEPENDING)
    (passage,) = world.ids("ann", 1)
    world.submit("ann", passage, codebook=2, judgments=(Judged("topic", value="law"),))
    (row,) = rows(world)
    assert [one["dimension"] for one in row["judgments"]] == ["topic"]
    tone = row["labels"][1]
    assert (tone["values"], tone["provenance"], tone["of"]) == ([], "unresolved", 0)


def test_judgments_stand_by_annotator_then_in_the_codebooks_order_under_pseudonyms(world: World) -> None:
    (passage,) = world.ids("cem", 1)
    world.ids("ann", 1)
    world.ids("ben", 1)
    world.submit("cem", passage, judgments=tuple(reversed(said("warm", "trade", "law"))))
    world.submit("ben", passage, state="unusable")
    world.submit("ann", passage, judgments=said("cold"))
    (row,) = rows(world)
    assert [(one["annotator"], one["dimension"], one["value"], one["state"]) for one in row["judgments"]] == [
        ("annotator_1", "topic", None, "answered"),
        ("annotator_1", "tone", "cold", "answered"),
        ("annotator_2", None, None, "unusable"),
        ("annotator_3", "topic", "trade", "answered"),
        ("annotator_3", "topic", "law", "answered"),
        ("annotator_3", "tone", "warm", "answered"),
    ]
    assert {(one["codebook"], one["at"]) for one in row["judgments"]} == {(1, "2026-11-20T09:00:00.000Z")}


def test_a_passage_that_was_only_skipped_has_a_line_without_labels(world: World) -> None:
    (passage,) = world.ids("ann", 1)
    world.submit("ann", passage, state="skipped")
    (row,) = rows(world)
    assert {label["provenance"] for label in row["labels"]} == {"unresolved"}
    assert [(one["dimension"], one["state"]) for one in row["judgments"]] == [(None, "skipped")]


def test_late_answers_older_revisions_and_retired_passages_are_not_there(world: World) -> None:
    first, second, _ = world.ids("ann", 3)
    world.ids("ben", 3)
    for passage in (first, second):
        world.submit("ann", passage, key=f"a{passage}", judgments=said("warm"))
    world.submit("ann", first, judgments=said("cold"), revises=f"a{first}")
    world.set_overlap(1)
    world.pass_time(hours=1)
    assert world.submit("ben", first).status == "late"
    with world.act() as (session, _, _):
        session.get_one(Passage, second).retired_at = db.now()
    (row,) = rows(world)
    assert (row["id"], [one["value"] for one in row["judgments"]]) == (str(first), [None, "cold"])


def test_the_same_state_gives_the_same_bytes_and_unusual_text_stays_on_its_line(world: World) -> None:
    (passage,) = world.ids("ann", 1)
    text = "One\u2028two\x85three “four” \U0001f642\nfive\t\ufffd"
    with world.act() as (session, _, _):
        session.get_one(Passage, passage).text = text
    world.submit("ann", passage)
    found = exported(world)
    assert found == exported(world)
    assert found.count(b"\n") == 1
    assert json.loads(found)["text"] == text
    assert "“four”".encode() in found


def test_an_imported_annotator_has_a_pseudonym_too(world: World) -> None:
    with world.act() as (session, _, project):
        assert users.pseudonym(users.imported_annotator(session, project, "Eva")) == "annotator_4"


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), max_size=5))
def test_each_row_is_one_line_whatever_it_holds(found: list[dict[str, str]]) -> None:
    lines = jsonl.encode(found).split(b"\n")
    assert lines.pop() == b""
    assert [orjson.loads(line) for line in lines] == found


def test_few_rows_stand_in_reading_order_whatever_they_hold(world: World) -> None:
    passages = world.ids("ann", 12)
    for number, passage in enumerate(passages):
        world.submit("ann", passage, state="answered" if number == 11 else "skipped")
    assert [row["id"] for row in rows(world)] == [str(passage) for passage in passages]


def test_a_row_that_shows_what_a_column_holds_is_put_in_front_where_the_first_ones_do_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.datasets.showing.ROWS_LOOKED_AT", 5)
    passages = [str(passage) for passage in world.ids("ann", 12)]
    world.submit("ann", passages[8], judgments=said("warm", "law"))
    world.submit("ann", passages[9], judgments=said("warm", "law"))
    with world.act() as (session, _, _):
        session.get_one(Passage, int(passages[10])).item = "i10"
    found = [row["id"] for row in rows(world, everything=True)]
    assert found == [passages[10], passages[8], *passages[:8], passages[9], passages[11]]
