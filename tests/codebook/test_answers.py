import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.codebook.answers import Answer, problems
from workbench.codebook.definition import default, parse
from workbench.errors import Problem

TARGETS = ["council", "mill"]
COMPLETE = [
    Answer("stance", "council", "favor", "answered"),
    Answer("stance", "mill", None, "not_applicable"),
    Answer("topic", None, "economy", "answered"),
    Answer("topic", None, "law", "answered"),
    Answer("reliability", None, "doubtful", "answered"),
]


def fields(answers: list[Answer], targets: list[str] = TARGETS) -> list[str]:
    return [problem.field for problem in problems(default(), targets, answers)]


def test_a_complete_answer_has_no_problem():
    assert problems(default(), TARGETS, COMPLETE) == []


def test_an_empty_answer_misses_every_question_that_is_asked():
    found = problems(default(), TARGETS, [])

    assert [problem.field for problem in found] == ["judgments"] * 4
    assert found[1] == Problem(
        "judgments", "“stance” toward “mill” has no answer; choose favor, against, neutral, none, or say unsure"
    )


def test_without_targets_what_is_asked_for_each_target_is_not_asked():
    assert fields(COMPLETE[2:], []) == []
    assert fields(COMPLETE[1:], []) == ["judgments[0].target"]


@pytest.mark.parametrize("number", range(len(COMPLETE)))
def test_each_question_must_be_answered(number):
    missing = [*COMPLETE[:number], *COMPLETE[number + 1 :]]
    one_topic_is_left = COMPLETE[number].dimension == "topic"
    assert fields(missing) == ([] if one_topic_is_left else ["judgments"])


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer("mood", None, "calm", "answered"), "judgments[5].dimension"),
        (Answer("stance", "harbour", "favor", "answered"), "judgments[5].target"),
        (Answer("stance", None, "favor", "answered"), "judgments[5].target"),
        (Answer("topic", "mill", "society", "answered"), "judgments[5].target"),
        (Answer("topic", None, "cookery", "answered"), "judgments[5].value"),
        (Answer("topic", None, "law", "answered"), "judgments[5].value"),
        (Answer("topic", None, None, "answered"), "judgments[5].value"),
        (Answer("topic", None, "society", "unsure"), "judgments[5].state"),
        (Answer("reliability", None, "reliable", "answered"), "judgments[5]"),
    ],
)
def test_an_answer_too_many_is_named(answer, field):
    assert fields([*COMPLETE, answer]) == [field]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer("reliability", None, None, "answered"), "judgments[4].value"),
        (Answer("reliability", None, "", "answered"), "judgments[4].value"),
        (Answer("reliability", None, "certain", "unsure"), "judgments[4].value"),
        (Answer("reliability", None, "reliable", "perhaps"), "judgments[4].state"),
        (Answer("reliability", None, None, "not_applicable"), "judgments[4].state"),
    ],
)
def test_a_wrong_answer_is_named(answer, field):
    assert fields([*COMPLETE[:4], answer]) == [field]


def test_an_absent_target_takes_no_value():
    absent = Answer("stance", "mill", "none", "not_applicable")
    assert fields([COMPLETE[0], absent, *COMPLETE[2:]]) == ["judgments[1].value"]


@pytest.mark.parametrize("value", [None, "reliable"])
def test_unsure_may_carry_a_value(value):
    assert fields([*COMPLETE[:4], Answer("reliability", None, value, "unsure")]) == []


def test_none_of_several_labels_is_an_answer_that_stands_alone():
    nothing = Answer("topic", None, None, "answered")
    assert fields([*COMPLETE[:2], nothing, COMPLETE[4]]) == []
    assert fields([*COMPLETE[:2], nothing, nothing, COMPLETE[4]]) == ["judgments[3].value"]
    assert fields([*COMPLETE[:2], nothing, *COMPLETE[3:]]) == ["judgments[3].value"]


def test_a_codebook_asked_only_for_targets_asks_nothing_without_them():
    codebook = parse('[[dimension]]\nid = "a"\nper_target = true\n[[dimension.label]]\nid = "x"')
    assert problems(codebook, [], []) == []


answers = st.builds(
    Answer,
    dimension=st.sampled_from(["stance", "topic", "reliability", "mood"]),
    target=st.sampled_from([None, "council", "mill", "harbour"]),
    value=st.sampled_from([None, "favor", "law", "economy", "reliable", "x"]),
    state=st.sampled_from(["answered", "unsure", "not_applicable", "x"]),
)


@given(st.lists(answers, max_size=8))
def test_what_has_no_problem_answers_every_question_once_by_its_own_labels(given_answers):
    if problems(default(), TARGETS, given_answers):
        return
    asked = {("stance", "council"), ("stance", "mill"), ("topic", None), ("reliability", None)}
    assert {(answer.dimension, answer.target) for answer in given_answers} == asked
    assert len(set(given_answers)) == len(given_answers)


@given(st.permutations(COMPLETE))
def test_the_order_of_answers_does_not_matter(given_answers):
    assert problems(default(), TARGETS, given_answers) == []
