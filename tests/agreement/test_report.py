import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.labeling.world import DEPENDING, World, build
from workbench import db
from workbench.agreement import judgments, report
from workbench.agreement.coefficients import assess
from workbench.codebook import codebooks, definition
from workbench.corpus.models import Passage
from workbench.errors import NotFoundError
from workbench.labeling.schemas import Judged
from workbench.people import users
from workbench.projects import projects

NONE_OUT = dict.fromkeys(judgments.REASONS, 0)


@pytest.fixture
def world(app: Flask) -> World:
    return build(app, overlap=3)


def said(tone: str | None, *topics: str, state: str = "answered") -> tuple[Judged, ...]:
    return (*[Judged("topic", value=one) for one in topics or (None,)], Judged("tone", value=tone, state=state))


def document(world: World, dimension: str | None = None) -> dict:
    with world.act() as (session, _, project):
        return report.report(session, project, dimension)


def test_the_document_has_the_keys_of_the_contract_in_order(world: World) -> None:
    for name in ("ann", "ben"):
        world.answer_all(name)
    found = document(world)
    assert list(found) == ["project", "codebook", "dimensions"]
    assert (found["project"], found["codebook"]) == ("demo", 1)
    topic, tone = found["dimensions"]
    keys = "dimension target level units annotators judgments left_out percent fleiss_kappa krippendorff_alpha gwet_ac"
    assert list(topic) == list(tone) == [*keys.split(), "cohen_kappa", "labels"]
    assert list(tone["left_out"]) == ["unsure", "not_applicable", "off_scale", "unusable", "skipped", "late", "single"]
    assert list(tone["cohen_kappa"]) == ["mean", "pairs"]
    assert list(tone["cohen_kappa"]["pairs"][0]) == ["a", "b", "units", "value"]
    assert [list(one) for one in tone["labels"]] == [["label", "krippendorff_alpha"]] * 2
    for name in ("percent", "fleiss_kappa", "krippendorff_alpha", "gwet_ac"):
        assert list(tone[name]) == ["value", "low", "high", "method"]
    assert (tone["target"], tone["level"], tone["units"], tone["annotators"], tone["judgments"]) == (
        None,
        "nominal",
        12,
        2,
        24,
    )
    assert tone["percent"]["value"] == 1.0
    assert tone["krippendorff_alpha"]["value"] is None
    assert topic["fleiss_kappa"]["value"] is None


def test_every_answer_that_does_not_count_is_counted_under_its_reason(world: World) -> None:
    passages = world.ids("ann", 12)
    world.ids("ben", 12)
    world.ids("cem", 12)
    for passage in passages[:6]:
        world.submit("ann", passage, judgments=said("warm", "trade"))
    for passage in passages[:2]:
        world.submit("ben", passage, judgments=said("cold", "trade", "law"))
    world.submit("ben", passages[2], judgments=said("warm", state="unsure"))
    world.submit("ben", passages[3], state="unusable")
    world.submit("ben", passages[4], state="skipped")
    world.set_overlap(1)
    world.pass_time(hours=1)
    assert world.submit("cem", passages[0]).status == "late"
    topic, tone = document(world)["dimensions"]
    assert tone["left_out"] == NONE_OUT | {"unsure": 1, "unusable": 1, "skipped": 1, "late": 1, "single": 4}
    assert topic["left_out"] == NONE_OUT | {"unusable": 1, "skipped": 1, "late": 1, "single": 3}
    assert (tone["units"], tone["judgments"], topic["units"]) == (2, 4, 3)


def test_what_was_asked_of_one_annotator_alone_is_single_and_of_nobody_nothing(app: Flask) -> None:
    world = build(app, codebook=DEPENDING)
    passages = world.ids("ann", 4)
    world.ids("ben", 4)
    law = (Judged("topic", value="law"),)
    given = [(said("warm", "trade"), said("cold", "trade")), (said("warm", "trade"), law), (law, law), (law, law)]
    for passage, (ann, ben) in zip(passages, given, strict=True):
        world.submit("ann", passage, judgments=ann)
        world.submit("ben", passage, judgments=ben)
    topic, tone = document(world)["dimensions"]
    assert (topic["units"], topic["left_out"]) == (4, NONE_OUT)
    assert (tone["units"], tone["judgments"], tone["left_out"]) == (1, 2, NONE_OUT | {"single": 1})


def test_what_is_asked_only_of_a_target_that_is_there_has_no_agreement_on_its_presence(session: Session) -> None:
    project = projects.create(session, "demo", targets=["Port"])
    codebooks.install(session, project, definition.built_in("detailed"))
    told = {one.finding.dimension.id: one.presence is not None for one in report.details(session, project)}
    assert [name for name, has_presence in told.items() if has_presence] == ["stance"]


def test_only_the_latest_revision_counts_and_retired_passages_do_not(world: World) -> None:
    first, second = world.ids("ann", 2)
    world.ids("ben", 2)
    for passage in (first, second):
        world.submit("ann", passage, judgments=said("warm"))
        world.submit("ben", passage, key=f"b{passage}", judgments=said("cold"))
    world.submit("ben", first, judgments=said("warm"), revises=f"b{first}")
    with world.act() as (session, _, _):
        session.get_one(Passage, second).retired_at = db.now()
    (tone,) = document(world, "tone")["dimensions"]
    assert (tone["units"], tone["percent"]["value"], tone["left_out"]) == (1, 1.0, NONE_OUT)


def test_off_scale_labels_and_absent_targets_are_left_out(session: Session) -> None:
    project = projects.create(session, "demo", targets=["Port", "Union"])
    codebooks.install(session, project, definition.default_text())
    codebook = codebooks.current(session, project).codebook
    answers = judgments.Judgments()
    stance, _, reliability = codebook.dimensions
    answers.extend(
        [
            (1, 10, 1, "stance", "port", "answered", "favor"),
            (1, 10, 1, "reliability", None, "answered", "cannot_judge"),
            (1, 10, 2, "stance", "port", "not_applicable", None),
            (1, 10, 2, "reliability", None, "answered", "doubtful"),
            (1, 11, 1, "stance", "port", "answered", "favor"),
            (1, 11, 1, "stance", "union", "answered", "against"),
            (1, 11, 2, "stance", "port", "unsure", "against"),
        ]
    )
    names = {1: "ann", 2: "ben"}
    port = judgments.Answers(answers, stance, project.targets[0])
    assert list(port.rows(names)) == [(1, 10, "ann", "favor"), (1, 11, "ann", "favor")]
    assert port.left_out() == {"not_applicable": 1, "unsure": 1}
    assert [row[3] for row in port.presence(names)] == ["present", "absent", "present"]
    scale = judgments.Answers(answers, reliability, None)
    assert (list(scale.rows(names)), scale.left_out()) == ([(1, 10, "ben", "doubtful")], {"off_scale": 1})


def test_several_labels_are_one_set_and_none_of_them_is_an_answer(session: Session) -> None:
    topic = definition.default().dimensions[1]
    answers = judgments.Judgments()
    answers.extend(
        [
            (1, 10, 1, "topic", None, "answered", "law"),
            (1, 10, 1, "topic", None, "answered", "economy"),
            (1, 10, 2, "topic", None, "answered", None),
        ]
    )
    rows = list(judgments.Answers(answers, topic, None).rows({1: "ann", 2: "ben"}))
    assert rows == [(1, 10, "ann", frozenset({"law", "economy"})), (1, 10, "ben", frozenset())]


def test_a_dimension_that_is_asked_for_each_target_is_told_for_each(session: Session) -> None:
    project = projects.create(session, "demo", targets=["Port", "Union"])
    codebooks.install(session, project, definition.default_text())
    found = report.report(session, project)["dimensions"]
    asked = [("stance", "port"), ("stance", "union"), ("topic", None), ("reliability", None)]
    assert [(one["dimension"], one["target"]) for one in found] == asked
    assert {one["krippendorff_alpha"]["value"] for one in found} == {None}
    assert [one["target"] for one in report.report(session, project, "stance")["dimensions"]] == ["port", "union"]


def test_an_unknown_dimension_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="no dimension “mood”"):
        document(world, "mood")


def test_two_annotators_of_one_name_are_told_apart(world: World) -> None:
    with world.act() as (session, _, project):
        users.imported_annotator(session, project, "ann")
        assert sorted(judgments.names(session, project).values()) == ["ann (1)", "ann (4)", "ben", "cem"]


def test_the_confusion_counts_pairs_and_names_the_worst(world: World) -> None:
    passages = world.ids("ann", 4)
    world.ids("ben", 4)
    for passage, (ann, ben) in zip(
        passages, [("warm", "warm"), ("warm", "cold"), ("cold", "warm"), ("cold", "cold")], strict=True
    ):
        world.submit("ann", passage, judgments=said(ann))
        world.submit("ben", passage, judgments=said(ben))
    with world.act() as (session, _, project):
        topic, tone = report.details(session, project)
    assert topic.confusion is None
    assert tone.confusion is not None
    assert tone.confusion.counts == ((1, 2), (2, 1))
    assert [(one.a, one.b, one.pairs, one.share) for one in tone.confusion.worst] == [("warm", "cold", 2, 1.0)]


def test_presence_of_a_target_has_an_agreement_of_its_own() -> None:
    rows = [(1, 1, "a", "present"), (1, 1, "b", "absent"), (1, 2, "a", "present"), (1, 2, "b", "present")]
    assert assess(rows, level="nominal", labels=judgments.PRESENCE, several=False).percent.value == 0.5
