"""A training round: what a lead puts into it, who has to pass it, and what becomes of passages and answers."""

from dataclasses import replace

import pytest

from tests.labeling.world import ANSWER, CODEBOOK, World
from workbench.codebook import codebooks
from workbench.corpus import articles
from workbench.corpus.models import Passage
from workbench.errors import ConflictError, NotFoundError, RuleError, WorkbenchError
from workbench.labeling import progress, rounds, training
from workbench.labeling.rounds import Result, Round
from workbench.labeling.schemas import Judged, Known
from workbench.labeling.training import Item
from workbench.projects import projects

# Where databases could differ, a test asks both.
on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

WHY = (*ANSWER[:2], replace(ANSWER[2], reason="“Gladly” is warm."))
COLD = (*ANSWER[:2], Judged("tone", value="cold"))


def passages(world: World) -> list[int]:
    with world.act() as (session, _, project):
        return [int(one["passage"]) for one in articles.passages(session, project) if one["labelled"]]


def use(world: World, passage: int, judgments: tuple[Judged, ...] = WHY, reason: str = "") -> Item:
    with world.act() as (session, _, project):
        return training.add(session, project, Known(str(passage), judgments, reason))


def take_out(world: World, passage: int) -> bool:
    with world.act() as (session, _, project):
        return training.remove(session, project, str(passage))


def listed(world: World) -> list[Item]:
    with world.act() as (session, _, project):
        return training.items(session, project)


def train(world: World, name: str, *answers: tuple[Judged, ...]) -> Round:
    """Answer the next passages of the round in hand, and return it as it stands then."""
    for judgments in answers:
        with world.act(name) as (session, annotator, project):
            number = rounds.current(session, annotator, project).next
            assert number
            rounds.answer(session, annotator, project, number, judgments)
    with world.act(name) as (session, annotator, project):
        return rounds.current(session, annotator, project)


def again(world: World, name: str) -> Round:
    with world.act(name) as (session, annotator, project):
        rounds.begin_again(session, annotator, project)
    return train(world, name)


def results(world: World) -> list[Result]:
    with world.act() as (session, _, project):
        return rounds.results(session, project)


def new_codebook(world: World, text: str) -> None:
    with world.act() as (session, _, project):
        codebooks.install(session, project, text)


@on_sqlite
def test_a_project_without_training_is_as_before(world: World) -> None:
    assert len(world.ids("ann")) == 10
    assert [one.attempts for one in results(world)] == [[], [], []]


def test_who_has_not_passed_is_handed_nothing_and_told_why(world: World) -> None:
    first, *others = passages(world)
    use(world, first)
    assert (world.ids("ann"), world.why_empty("ann")) == ([], "training")
    train(world, "ann", ANSWER)
    assert world.ids("ann", 11) == others
    assert (world.ids("ben"), world.why_empty("ben")) == ([], "training")
    with pytest.raises(ConflictError, match="never handed to you"):
        world.submit("ben", others[0])


@on_sqlite
def test_a_training_passage_is_put_to_nobody_and_counts_nowhere(world: World) -> None:
    first, *_ = passages(world)
    use(world, first)
    train(world, "ann", ANSWER)
    assert first not in world.answer_all("ann")
    assert world.progress("ann") == {"done": 11, "total": 11}
    world.check_slots(overlap=2)
    assert len(world.annotations(first)) == 0


def test_a_lease_on_it_ends_and_an_answer_that_still_comes_is_late(world: World) -> None:
    first, *_ = world.ids("ann", 2)
    use(world, first)
    world.check_slots()
    assert world.submit("ann", first).status == "late"


def test_the_pass_mark_counts_judgments_and_a_failed_round_comes_again_in_another_order(world: World) -> None:
    first, second, third, *_ = passages(world)
    for passage in (first, second, third):
        use(world, passage)
    failed = train(world, "ann", COLD, ANSWER, COLD)
    assert failed.is_over
    attempt = failed.attempt
    assert attempt
    assert (attempt.right, attempt.asked, attempt.pass_mark, attempt.passed) == (4, 6, 80, False)
    assert world.why_empty("ann") == "training"
    fresh = again(world, "ann")
    assert sorted(one.passage.id for one in fresh.items) == [first, second, third]
    assert [one.passage.id for one in fresh.items] != [first, second, third]
    train(world, "ann", ANSWER, COLD, ANSWER)
    assert world.why_empty("ann") != "training"
    (ann, ben, _) = results(world)
    assert [(one.right, one.asked, one.passed) for one in ann.attempts] == [(4, 6, False), (5, 6, True)]
    assert (ann.has_passed, ben.has_passed) == (True, False)


@on_sqlite
def test_the_project_sets_the_mark(world: World) -> None:
    use(world, passages(world)[0])
    with world.act() as (session, _, project):
        projects.change(session, project, pass_mark=50)
    train(world, "ann", COLD)
    assert world.why_empty("ann") is None


@on_sqlite
def test_the_first_answer_stands_and_what_the_codebook_refuses_is_none(world: World) -> None:
    use(world, passages(world)[0])
    with pytest.raises(RuleError, match="not answered"):
        train(world, "ann", ANSWER[:1])
    train(world, "ann", COLD)
    with world.act("ann") as (session, annotator, project):
        rounds.answer(session, annotator, project, 1, ANSWER)
    done = train(world, "ann")
    assert (done.right, done.asked) == (1, 2)
    with world.act("ann") as (session, annotator, project), pytest.raises(NotFoundError):
        rounds.answer(session, annotator, project, 2, ANSWER)


@on_sqlite
def test_nobody_begins_again_who_has_passed_or_is_in_the_middle(world: World) -> None:
    for passage in passages(world)[:2]:
        use(world, passage)
    train(world, "ann", ANSWER)
    in_hand = again(world, "ann")
    assert (len(in_hand.given), in_hand.next) == (1, 2)
    train(world, "ann", ANSWER)
    passed = again(world, "ann").attempt
    assert passed
    assert (passed.number, passed.passed) == (1, True)


@on_sqlite
def test_what_cannot_be_used_is_refused_and_nothing_is_changed(world: World) -> None:
    unsure = Judged("tone", None, "warm", "unsure", "?")
    refusals: list[tuple[Known, type[WorkbenchError], str]] = [
        (Known("x", WHY), NotFoundError, "no passage"),
        (Known("4000000000", WHY), NotFoundError, "no passage"),
        (Known("1", WHY), ConflictError, "not put to annotators"),
        (Known("2", ANSWER), RuleError, "with a reason"),
        (Known("2", WHY[:2]), RuleError, "cannot be the known answers"),
        (Known("2", (*WHY[:2], unsure)), RuleError, "cannot be the known answers"),
    ]
    for known, refusal, told in refusals:
        with world.act() as (session, _, project), pytest.raises(refusal, match=told):
            training.add(session, project, known)
    assert listed(world) == []
    assert len(world.ids("ann", 12)) == 12


@on_sqlite
def test_a_passage_with_answers_is_refused_with_their_number(world: World) -> None:
    first, second, *_ = world.ids("ann", 2)
    world.submit("ann", first)
    world.submit("ann", second, state="skipped")
    with pytest.raises(ConflictError, match="has 1 answer,"):
        use(world, first)
    use(world, second)


def test_what_nobody_has_seen_goes_back_to_the_queue_and_what_somebody_has_seen_does_not(world: World) -> None:
    first, second, third, *_ = passages(world)
    for passage in (first, second):
        use(world, passage)
    assert take_out(world, first)
    train(world, "ann", COLD)
    assert not take_out(world, second)
    assert [one.attempts[0].right for one in results(world)[:1]] == [1]
    assert world.ids("ann", 2) == [first, third]
    with world.act() as (session, _, project), pytest.raises(NotFoundError):
        training.remove(session, project, str(third))


def test_known_answers_can_be_changed_and_answers_given_before_keep_their_count(world: World) -> None:
    first, second, *_ = passages(world)
    use(world, first)
    use(world, second)
    train(world, "ann", COLD)
    use(world, first, COLD, "Read the second sentence.")
    assert [(one.passage.id, one.reason) for one in listed(world)] == [
        (first, "Read the second sentence."),
        (second, ""),
    ]
    assert [one.passage.id for one in train(world, "ben").items] == [first, second]
    assert train(world, "ann", ANSWER).is_over
    assert [(one.right, one.asked) for one in results(world)[0].attempts] == [(3, 4)]


@on_sqlite
def test_what_the_codebook_no_longer_takes_is_said_and_left_out(world: World) -> None:
    first, second, *_ = passages(world)
    use(world, first)
    new_codebook(world, CODEBOOK + '[[dimension]]\nid = "weight"\n[[dimension.label]]\nid = "light"\n')
    use(world, second, (*WHY, Judged("weight", value="light")))
    assert ["weight" in one.unfit for one in listed(world)] == [True, False]
    assert [one.passage.id for one in train(world, "ann").items] == [second]
    take_out(world, second)
    assert world.why_empty("ann") is None


@on_sqlite
def test_a_passage_that_is_cut_anew_leaves_the_round_even_in_the_middle_of_it(world: World) -> None:
    first, second, *_ = passages(world)
    for passage in (first, second):
        use(world, passage)
    train(world, "ann", ANSWER)
    with world.act() as (session, _, _):
        session.get_one(Passage, second).retired_at = world.at
    assert [one.unfit != "" for one in listed(world)] == [False, True]
    assert [one.passage.id for one in train(world, "ben").items] == [first]
    with world.act("ann") as (session, annotator, project):
        assert rounds.settle(session, annotator, project).is_over
    assert world.why_empty("ann") != "training"


@on_sqlite
def test_a_round_that_has_ended_tells_of_what_was_answered_in_it_alone(world: World) -> None:
    first, second, *_ = passages(world)
    for passage in (first, second):
        use(world, passage)
    train(world, "ann", ANSWER)
    with world.act("ann") as (session, annotator, project):
        session.get_one(Passage, second).retired_at = world.at
        assert rounds.settle(session, annotator, project).is_over
    with world.act() as (session, _, _):
        session.get_one(Passage, second).retired_at = None  # the lead undoes the new cut
    ended = train(world, "ann")
    assert [one.passage.id for one in ended.items] == [first]
    assert ended.given.keys() == {one.id for one in ended.items}


@on_sqlite
def test_results_stand_by_name_whoever_did_best(world: World) -> None:
    use(world, passages(world)[0])
    train(world, "cem", ANSWER)
    train(world, "ben", COLD)
    assert [one.name for one in results(world)] == ["ann", "ben", "cem"]
    with world.act() as (session, _, project):
        assert [one.annotator.name for one in progress.by_person(session, project)] == ["ann", "ben", "cem"]
