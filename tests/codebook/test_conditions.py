"""Questions that depend on answers: what a codebook may say of them, and what then counts as an answer."""

from dataclasses import dataclass
from itertools import product

import pytest

from workbench.codebook import codebooks
from workbench.codebook.answers import Answer, problems
from workbench.codebook.codebooks import Version
from workbench.codebook.definition import Condition, default, parse
from workbench.errors import BadInputError

CHAIN = """
[[dimension]]
id = "stance"
per_target = true
[[dimension.label]]
id = "favor"
[[dimension.label]]
id = "against"
[[dimension.label]]
id = "neutral"

[[dimension]]
id = "voice"
per_target = true
asked_when = "stance"
asked_for = ["favor", "against"]
[[dimension.label]]
id = "author"
[[dimension.label]]
id = "source"

[[dimension]]
id = "named"
per_target = true
asked_when = "voice"
asked_for = ["source"]
[[dimension.label]]
id = "yes"
[[dimension.label]]
id = "no"

[[dimension]]
id = "topic"
several = true
[[dimension.label]]
id = "law"
[[dimension.label]]
id = "sport"

[[dimension]]
id = "court"
asked_when = "topic"
asked_for = ["law"]
[[dimension.label]]
id = "high"
[[dimension.label]]
id = "low"
"""
TARGETS = ["mill", "port"]
WHEN = 'asked_when = "stance"\nasked_for = ["favor", "against"]'


@dataclass
class Target:
    slug: str


def refused(text: str) -> dict[str, str]:
    with pytest.raises(BadInputError) as caught:
        parse(text)
    return {problem.field: problem.reason for problem in caught.value.problems}


def told(*answers: tuple[str, str | None, str | None], state: str = "answered") -> list[Answer]:
    return [Answer(dimension, target, value, state) for dimension, target, value in answers]


def fields(answers: list[Answer]) -> list[str]:
    return [problem.field for problem in problems(parse(CHAIN), TARGETS, answers)]


def test_a_question_says_of_which_answers_it_is_asked():
    conditions = [dimension.condition for dimension in parse(CHAIN).dimensions]
    assert conditions == [
        None,
        Condition("stance", ("favor", "against"), same_target=True),
        Condition("voice", ("source",), same_target=True),
        None,
        Condition("topic", ("law",), same_target=False),
    ]
    assert conditions[1]
    assert conditions[1].in_words == "“stance” is favor or against"


@pytest.mark.parametrize(
    ("instead", "line", "reason"),
    [
        ('asked_when = "stance"', "line 15, dimension voice, asked_when", "give asked_for too"),
        ('asked_for = ["favor"]', "line 15, dimension voice, asked_for", "give asked_when too"),
        ('asked_when = "voice"\nasked_for = ["author"]', "line 15, dimension voice, asked_when", "those are: stance"),
        ('asked_when = "topic"\nasked_for = ["law"]', "line 15, dimension voice, asked_when", "before this one"),
        ('asked_when = "mood"\nasked_for = ["calm"]', "line 15, dimension voice, asked_when", "“mood” is no dimension"),
        (WHEN.replace("against", "worse"), "line 16, dimension voice, asked_for", "which has favor, against, neutral"),
        (WHEN.replace('"favor", "against"', ""), "line 16, dimension voice, asked_for", "never asked"),
        (WHEN.replace('["favor", "against"]', '"favor"'), "line 16, dimension voice, asked_for", "a list of texts"),
        (WHEN.replace('"stance"', "3"), "line 15, dimension voice, asked_when", "text in quotes"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_with_its_line(instead, line, reason):
    found = refused(CHAIN.replace(WHEN, instead))
    assert list(found) == [line]
    assert reason in found[line]


def test_what_is_asked_once_cannot_depend_on_what_is_asked_for_each_target():
    text = CHAIN.replace('asked_when = "topic"\nasked_for = ["law"]', 'asked_when = "stance"\nasked_for = ["favor"]')
    assert "set per_target = true here" in refused(text)["line 42, dimension court, asked_when"]


def test_what_is_asked_for_each_target_may_depend_on_what_is_asked_once():
    codebook = parse(CHAIN.replace('id = "court"\n', 'id = "court"\nper_target = true\n'))
    answers = told(("stance", "mill", "neutral"), ("topic", None, "law"), ("court", "mill", "low"))
    assert problems(codebook, ["mill"], answers) == []
    assert [one.field for one in problems(codebook, ["mill"], answers[:2])] == ["judgments"]


def test_of_what_is_not_asked_nothing_is_missing():
    answers = told(("stance", "mill", "neutral"), ("stance", "port", "favor"), ("topic", None, "sport"))
    assert fields(answers) == ["judgments"]
    assert fields([*answers, *told(("voice", "port", "author"))]) == []
    assert fields([*answers, *told(("voice", "port", "source"))]) == ["judgments"]


@pytest.mark.parametrize("state", ["unsure", "not_applicable"])
def test_neither_unsure_nor_absent_is_an_answer_that_anything_depends_on(state):
    value = "favor" if state == "unsure" else None
    stances = [Answer("stance", target, value, state) for target in TARGETS]
    answers = [*stances, *told(("topic", None, "sport"))]
    assert fields(answers) == []
    assert fields([*answers, *told(("voice", "mill", "author"))]) == ["judgments[3]"]


def test_an_answer_to_what_is_not_asked_is_refused_with_the_reason():
    answers = told(("stance", "mill", "neutral"), ("stance", "port", "neutral"), ("topic", None, "sport"))
    (problem,) = problems(parse(CHAIN), TARGETS, [*answers, *told(("voice", "mill", "author"))])
    assert problem.field == "judgments[3]"
    assert problem.reason == (
        "“voice” is asked only where “stance” is favor or against, which is not the answer here; leave this one out"
    )


def test_a_chain_is_not_asked_from_where_it_breaks():
    answers = told(("stance", "mill", "neutral"), ("stance", "port", "neutral"), ("topic", None, "sport"))
    broken = told(("voice", "mill", "source"), ("named", "mill", "yes"))
    assert fields([*answers, *broken]) == ["judgments[3]", "judgments[4]"]


def test_one_of_several_labels_is_enough():
    answers = told(("stance", "mill", "neutral"), ("stance", "port", "neutral"), ("topic", None, "sport"))
    assert fields([*answers, *told(("topic", None, "law"), ("court", None, "low"))]) == []


def test_where_the_earlier_answer_is_missing_that_alone_is_told():
    answers = told(("stance", "mill", "neutral"), ("voice", "port", "author"), ("topic", None, "sport"))
    assert [one.reason[:25] for one in problems(parse(CHAIN), TARGETS, answers)] == ["“stance” toward “port” ha"]


def test_a_target_that_is_absent_is_so_where_it_is_first_asked_for():
    answers = told(("stance", "mill", "neutral"), ("stance", "port", "favor"), ("topic", None, "sport"))
    (problem,) = problems(parse(CHAIN), TARGETS, [*answers, Answer("voice", "port", None, "not_applicable")])
    assert problem.field == "judgments[3].state"
    assert "“stance” is not_applicable and this is left out" in problem.reason


def test_of_all_ways_to_answer_those_are_taken_that_answer_what_is_asked_and_nothing_else():
    codebook = parse(CHAIN)
    labels = [[None, *(label.id for label in dimension.labels)] for dimension in codebook.dimensions]
    taken = set()
    for values in product(*labels):
        given = zip(codebook.dimensions, values, strict=True)
        answers = told(*((one.id, "mill" if one.per_target else None, value) for one, value in given if value))
        if not problems(codebook, ["mill"], answers):
            taken.add(values)
    sides = {("neutral", None, None)}
    sides |= {(side, "author", None) for side in ("favor", "against")}
    sides |= {(side, "source", named) for side in ("favor", "against") for named in ("yes", "no")}
    subjects = {("sport", None), ("law", "high"), ("law", "low")}
    assert taken == {(*side, *subject) for side, subject in product(sides, subjects)}


def test_a_person_is_asked_target_by_target_what_depends_on_an_answer_toward_it():
    asked = codebooks.in_asking_order(parse(CHAIN), [Target("mill"), Target("port")])  # type: ignore[list-item]
    told = [(dimension.id, target and target.slug) for dimension, target in asked]
    assert told == [
        *((name, target) for target, name in product(TARGETS, ("stance", "voice", "named"))),
        ("topic", None),
        ("court", None),
    ]


def test_documents_name_a_condition_and_are_as_ever_without_one():
    stance, voice, *_ = codebooks.document(Version(1, CHAIN, parse(CHAIN)))["dimensions"]
    assert "asked_when" not in stance
    assert voice["asked_when"] == {"dimension": "stance", "labels": ["favor", "against"]}
    plain = codebooks.document(Version(1, "", default()))["dimensions"]
    assert {tuple(one) for one in plain} == {("id", "name", "level", "several", "per_target", "labels")}
