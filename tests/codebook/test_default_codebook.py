import pytest

from workbench.codebook.definition import default

LABELS = [label for dimension in default().dimensions for label in dimension.labels]


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


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label.id)
def test_every_label_is_explained(label):
    prose = (label.definition, label.use, label.do_not_use, label.example)
    assert all(15 < len(text) < 300 for text in prose)
    assert "  " not in "".join(prose)


def test_every_question_has_guidance():
    assert all(len(dimension.guidance) > 100 and dimension.hint for dimension in default().dimensions)
    assert len(default().guidance) > 100
