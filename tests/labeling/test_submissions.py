import pytest
from flask import Flask
from sqlalchemy import select

from tests.labeling.world import ANSWER, CODEBOOK, DEPENDING, MINUTES, START, TEXT, World, build
from workbench.codebook import codebooks
from workbench.corpus.models import Passage
from workbench.db import LARGEST_INTEGER, now
from workbench.errors import AlreadyAnsweredError, ConflictError, NotFoundError, Problem, RuleError
from workbench.labeling import submissions
from workbench.labeling.schemas import Judged
from workbench.projects import projects


def refusal(world: World, passage: int, **said: object) -> tuple[Problem, ...]:
    with pytest.raises(RuleError) as caught:
        world.submit("ann", passage, **said)
    return caught.value.problems


def test_an_answer_is_stored_with_everything_that_is_recorded(world: World) -> None:
    passage = world.ids("ann", 2)[1]
    outcome = world.submit(
        "ann",
        passage,
        "key-1",
        active_ms=1200,
        comment="hm",
        evidence=((5, 9), (0, 3)),
        screen="3",
        context_opened=("guide:tone", "later"),
        suggestion_shown=True,
    )
    assert outcome.status == "new"
    (stored,) = world.annotations()
    assert (stored.key, stored.passage_id, stored.state, stored.codebook) == ("key-1", passage, "answered", 1)
    assert (stored.active_ms, stored.comment, stored.screen, stored.position) == (1200, "hm", "3", 2)
    assert (stored.evidence, stored.context_opened, stored.suggestion_shown) == (
        [[0, 3], [5, 9]],
        ["guide:tone", "later"],
        True,
    )
    assert (stored.latest, stored.late, stored.revises, stored.at) == (True, False, None, START)
    said = [(one.dimension, one.target, one.value, one.state, one.reason) for one in stored.judgments]
    assert said == [(one.dimension, None, one.value, "answered", "") for one in ANSWER]
    world.check_slots(overlap=2)


def test_the_same_key_again_is_the_same_annotation_whatever_has_happened_since(world: World) -> None:
    first, second = world.ids("ann", 2)
    outcome = world.submit("ann", first, "a")
    world.submit("ann", first, "b", revises="a", judgments=(Judged("topic"), Judged("tone", value="cold")))
    world.pass_time(days=2)
    with world.act() as (session, _, project):
        codebooks.install(session, project, CODEBOOK.replace('"cold"', '"cool"'))
    again = world.submit("ann", first, "a")
    assert (again.status, again.annotation) == ("same", outcome.annotation)
    assert len(world.annotations(first)) == 2
    assert world.submit("ann", second, "late").status == "new"


def test_the_order_of_judgments_and_of_evidence_says_nothing(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.submit("ann", passage, "a", evidence=((0, 2), (3, 4)))
    again = world.submit("ann", passage, "a", judgments=tuple(reversed(ANSWER)), evidence=((3, 4), (0, 2)))
    assert again.status == "same"


@pytest.mark.parametrize(
    "other", [{"comment": "else"}, {"active_ms": 1}, {"state": "skipped"}, {"judgments": ANSWER[1:]}, {"screen": "2"}]
)
def test_the_same_key_with_another_content_is_refused(world: World, other: dict[str, object]) -> None:
    first, second = world.ids("ann", 2)
    world.submit("ann", first, "a")
    assert [problem.field for problem in refusal(world, first, key="a", **other)] == ["key"]
    assert [problem.field for problem in refusal(world, second, key="a")] == ["key"]
    assert len(world.annotations()) == 1


def test_keys_of_two_annotators_have_nothing_to_do_with_each_other(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.ids("ben", 1)
    world.submit("ann", passage, "a")
    assert world.submit("ben", passage, "a").status == "new"


@pytest.mark.parametrize("passage", ["0", "x", "-1", "99999", str(LARGEST_INTEGER + 1), "9" * 80, "٣", "1_0", ""])
def test_a_passage_that_is_not_in_the_project_is_not_found(world: World, passage: str) -> None:
    with pytest.raises(NotFoundError):
        world.submit("ann", passage)  # type: ignore[arg-type]


def test_a_passage_of_another_project_is_not_found(world: World) -> None:
    with world.act() as (session, _, _):
        other = projects.create(session, "other")
        passage = session.scalars(select(Passage)).first()
        assert passage
        passage.project_id = other.id
    with pytest.raises(NotFoundError):
        world.submit("ann", passage.id)


def test_a_passage_that_was_never_handed_out_is_refused(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    with pytest.raises(ConflictError) as caught:
        world.submit("ben", passage)
    assert not isinstance(caught.value, AlreadyAnsweredError)
    assert world.annotations() == []


def test_an_answered_passage_is_refused_and_the_key_to_revise_is_named(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.submit("ann", passage, "a")
    with pytest.raises(AlreadyAnsweredError) as caught:
        world.submit("ann", passage, "b")
    assert caught.value.current_key == "a"


def test_a_revision_names_ones_own_latest_key_and_needs_no_lease(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.ids("ben", 1)
    world.submit("ann", passage, "a")
    world.submit("ben", passage, "of-ben")
    world.pass_time(days=3)
    assert world.submit("ann", passage, "b", revises="a", comment="2").status == "new"
    assert world.submit("ann", passage, "c", revises="b", state="unusable").status == "new"
    for stale in ("a", "b", "of-ben", "unknown"):
        with pytest.raises(AlreadyAnsweredError) as caught:
            world.submit("ann", passage, "d", revises=stale)
        assert caught.value.current_key == "c"
    chain = [(one.key, one.revises, one.latest) for one in world.annotations(passage) if one.key != "of-ben"]
    assert chain == [("a", None, False), ("b", "a", False), ("c", "b", True)]
    world.check_slots(overlap=2)


def test_a_revision_of_nothing_is_refused(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    with pytest.raises(ConflictError, match="no annotation of yours"):
        world.submit("ann", passage, "b", revises="a")


def test_a_skip_that_came_back_is_revised_without_being_named(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.submit("ann", passage, "skip", state="skipped")
    assert passage in world.ids("ann", 12)
    assert world.submit("ann", passage, "answer").status == "new"
    assert [(one.key, one.revises, one.latest) for one in world.annotations(passage)] == [
        ("skip", None, False),
        ("answer", "skip", True),
    ]
    world.check_slots(overlap=2)


def test_an_undone_skip_takes_a_slot_again_while_one_is_free(world: World) -> None:
    world.set_overlap(1)
    first, second = world.ids("ann", 2)
    world.submit("ann", first, "s1", state="skipped")
    world.submit("ann", second, "s2", state="skipped")
    assert world.submit("ann", first, "a1", revises="s1").status == "new"
    assert world.ids("ben", 1) == [second]
    assert world.submit("ann", second, "a2", revises="s2").status == "late"
    world.check_slots(overlap=1)


def test_an_answer_revised_to_a_skip_frees_its_slot(world: World) -> None:
    world.set_overlap(1)
    passage = world.ids("ann", 1)[0]
    world.submit("ann", passage, "a")
    world.submit("ann", passage, "b", revises="a", state="skipped")
    assert world.ids("ben", 1) == [passage]
    world.check_slots(overlap=1)


def test_a_late_answer_is_taken_while_a_slot_is_free(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.pass_time(hours=1)
    assert world.ids("ben", 1) == [passage]
    assert world.submit("ann", passage).status == "new"
    world.check_slots(overlap=2)


def test_a_late_answer_without_a_free_slot_is_kept_as_late(world: World) -> None:
    world.set_overlap(1)
    passage = world.ids("ann", 1)[0]
    world.pass_time(hours=1)
    assert world.ids("ben", 1) == [passage]
    assert world.submit("ann", passage, "a").status == "late"
    assert world.submit("ann", passage, "a").status == "same"
    assert [one.late for one in world.annotations(passage)] == [True]
    world.check_slots(overlap=1)
    assert world.submit("ann", passage, "b", revises="a", comment="still").status == "late"
    world.submit("ben", passage, state="skipped")
    assert world.submit("ann", passage, "c", revises="b").status == "new"
    assert [one.late for one in world.annotations(passage) if one.key == "c"] == [False]
    world.check_slots(overlap=1)


def test_the_lease_of_another_that_has_run_out_unnoticed_holds_no_slot(world: World) -> None:
    world.set_overlap(1)
    passage = world.ids("ann", 1)[0]
    world.pass_time(hours=1)
    world.ids("ben", 1)
    world.pass_time(hours=1)
    assert world.submit("ann", passage).status == "new"
    world.check_slots(overlap=1)
    assert world.submit("ben", passage).status == "late"


def test_ones_own_lease_that_has_run_out_unnoticed_holds_no_slot_either(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.ids("ben", 1)
    world.set_overlap(1)
    world.pass_time(minutes=MINUTES - 1)
    assert world.ids("ben", 1) == [passage]
    world.pass_time(minutes=1)
    assert world.submit("ann", passage).status == "late"
    world.check_slots()


def test_an_answer_to_a_passage_retired_meanwhile_is_kept_with_it(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    world.ids("ben", 1)
    with world.act() as (session, _, _):
        session.get_one(Passage, passage).retired_at = now()
    assert world.submit("ann", passage).status == "new"
    world.pass_time(hours=1)
    assert world.submit("ben", passage).status == "late"
    world.check_slots(overlap=2)


def test_unusable_and_skipped_carry_no_judgments(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    for state in ("unusable", "skipped"):
        assert [one.field for one in refusal(world, passage, state=state, judgments=ANSWER)] == ["judgments"]
    assert world.submit("ann", passage, state="unusable").status == "new"
    world.check_slots(overlap=2)


def test_what_the_codebook_refuses_is_told_field_by_field_and_leaves_nothing(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    wrong = (Judged("topic", value="sport"), Judged("tone", value="warm", target="x"))
    fields = [one.field for one in refusal(world, passage, judgments=wrong)]
    assert fields[:2] == ["judgments[0].value", "judgments[1].target"]
    assert world.annotations() == []
    assert world.ids("ann", 1) == [passage]
    world.check_slots(overlap=2)


def test_an_answer_is_judged_by_the_version_that_it_names(world: World) -> None:
    first, second, third = world.ids("ann", 3)
    with world.act() as (session, _, project):
        codebooks.install(session, project, CODEBOOK.replace('"cold"', '"cool"'))
    old, new = (Judged("topic"), Judged("tone", value="cold")), (Judged("topic"), Judged("tone", value="cool"))
    assert world.submit("ann", first, codebook=1, judgments=old).status == "new"
    assert world.submit("ann", second, codebook=2, judgments=new).status == "new"
    assert [one.codebook for one in world.annotations()] == [1, 2]
    assert [one.field for one in refusal(world, third, codebook=1, judgments=new)] == ["judgments[1].value"]
    assert [one.field for one in refusal(world, third, codebook=2, judgments=old)] == ["judgments[1].value"]
    assert [one.field for one in refusal(world, third, codebook=3)] == ["codebook"]
    assert [one.field for one in refusal(world, third, codebook=3, state="skipped")] == ["codebook"]


def test_what_is_not_asked_for_this_answer_is_refused_and_not_missed(app: Flask) -> None:
    world = build(app, codebook=DEPENDING)
    first, second = world.ids("ann", 2)
    law, trade, tone = Judged("topic", value="law"), Judged("topic", value="trade"), Judged("tone", value="warm")
    (problem,) = refusal(world, first, judgments=(law, tone))
    assert problem.field == "judgments[1]"
    assert problem.reason.startswith("“tone” is asked only where “topic” is trade")
    assert [one.field for one in refusal(world, first, judgments=(trade,))] == ["judgments"]
    assert world.submit("ann", first, judgments=(law,)).status == "new"
    assert world.submit("ann", second, judgments=(trade, law, tone)).status == "new"


@pytest.mark.parametrize(
    ("evidence", "field"),
    [
        (((0, len(TEXT) + 1),), "evidence[0]"),
        (((3, 3),), "evidence[0]"),
        (((0, 1), (5, 4)), "evidence[1]"),
        (((4, 8), (0, 5)), "evidence"),
    ],
)
def test_evidence_is_ranges_of_the_text_that_do_not_intersect(
    world: World, evidence: tuple[tuple[int, int], ...], field: str
) -> None:
    passage = world.ids("ann", 1)[0]
    assert [one.field for one in refusal(world, passage, evidence=evidence)] == [field]
    assert world.submit("ann", passage, evidence=((0, 5), (5, len(TEXT)))).status == "new"


def test_evidence_counts_code_points(world: World) -> None:
    passage = world.ids("ann", 1)[0]
    with world.act() as (session, _, _):
        session.get_one(Passage, passage).text = "𝄞𝄞é"
    assert world.submit("ann", passage, evidence=((2, 3),)).status == "new"


def test_ones_own_annotations_are_listed_page_by_page_newest_first(world: World) -> None:
    ids = world.ids("ann", 5)
    for number, passage in enumerate(ids):
        world.submit("ann", passage, f"a{number}")
    world.submit("ann", ids[0], "a5", revises="a0", state="unusable")
    world.ids("ben", 1)
    world.submit("ben", ids[0], "of-ben")
    seen, before = [], LARGEST_INTEGER
    with world.act("ann") as (session, annotator, _):
        while before:
            page, before = submissions.mine(session, annotator, limit=4, before=before or LARGEST_INTEGER)
            seen.append([(one.key, one.revises, len(one.judgments)) for one in page])
    assert seen == [
        [("a5", "a0", 0), ("a4", None, 3), ("a3", None, 3), ("a2", None, 3)],
        [("a1", None, 3), ("a0", None, 3)],
    ]


def test_a_refused_submission_changes_nothing(app: Flask) -> None:
    world = build(app, articles=1, passages=1, overlap=1)
    passage = world.ids("ann")[0]
    refusal(world, passage, evidence=((0, 999),))
    assert world.passage(passage).taken == 1
    assert world.submit("ann", passage).status == "new"
