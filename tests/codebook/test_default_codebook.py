import pytest

from workbench.codebook.definition import BUILT_IN, built_in, default, parse
from workbench.errors import BadInputError

CODEBOOKS = {name: parse(built_in(name), file=name) for name in BUILT_IN}
LABELS = [
    pytest.param(label, id=f"{name}, {dimension.id}, {label.id}")
    for name, codebook in CODEBOOKS.items()
    for dimension in codebook.dimensions
    for label in dimension.labels
]


def test_the_default_holds_what_the_design_names():
    stance, topic, reliability = default().dimensions

    assert (stance.id, stance.level, stance.several, stance.per_target) == ("stance", "nominal", False, True)
    assert [(label.id, label.key) for label in stance.labels] == [
        ("favor", "f"),
        ("against", "a"),
        ("neutral", "n"),
        ("none", "o"),
    ]
    assert (topic.id, topic.several, topic.per_target) == ("topic", True, False)
    assert [label.key for label in topic.labels] == list("123456789")
    assert (reliability.id, reliability.level, reliability.several) == ("reliability", "ordinal", False)
    assert [(label.id, label.key) for label in reliability.labels] == [
        ("reliable", "j"),
        ("mostly_reliable", "k"),
        ("doubtful", "l"),
        ("unreliable", ";"),
        ("cannot_judge", "x"),
    ]
    assert [label.id for label in reliability.labels if label.off_scale] == ["cannot_judge"]


def test_the_detailed_one_asks_the_same_and_of_a_side_taken_whose_it_is_and_how_it_is_worded():
    asked = {dimension.id: dimension for dimension in CODEBOOKS["detailed"].dimensions}
    assert list(asked) == ["stance", "voice", "wording", "topic", "reliability", "confidence"]
    for dimension in default().dimensions:
        same = [(label.id, label.key) for label in dimension.labels]
        assert [(label.id, label.key) for label in asked[dimension.id].labels] == same
    conditions = {name: dimension.condition.in_words for name, dimension in asked.items() if dimension.condition}
    assert conditions == dict.fromkeys(("voice", "wording"), "“stance” is favor or against")
    assert [label.id for label in asked["voice"].labels] == ["author", "source"]
    assert [label.id for label in asked["wording"].labels] == ["explicit", "implied"]
    assert asked["confidence"].level == "ordinal"


def test_another_name_is_no_built_in_codebook():
    with pytest.raises(BadInputError, match="give one of default, detailed"):
        built_in("../definition")


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_explained(label):
    prose = (label.definition, label.use, label.do_not_use, label.example)
    assert all(15 < len(text) < 300 for text in prose)
    assert "  " not in "".join(prose)


@pytest.mark.parametrize("codebook", CODEBOOKS.values(), ids=CODEBOOKS)
def test_every_question_has_guidance(codebook):
    assert all(len(dimension.guidance) > 100 and dimension.hint for dimension in codebook.dimensions)
    assert len(codebook.guidance) > 100
