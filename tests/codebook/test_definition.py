import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.codebook.definition import from_values, parse
from workbench.codebook.keys import RESERVED_KEYS
from workbench.errors import BadInputError

SMALL = """\
name = "Small"

[[dimension]]
id = "topic"
several = true

[[dimension.label]]
id = "sea"
key = "1"

[[dimension.label]]
id = "land"

[[dimension]]
id = "mood"
level = "ordinal"
guidance = '''
[[dimension]]
id = "not a dimension"
'''

[[dimension.label]]
id = "calm"
definition = "Nothing # stirs."
key = "K"

[[dimension.label]]
id = "rough"
off_scale = true
key = ""
"""


def refused(text: str) -> dict[str, str]:
    with pytest.raises(BadInputError) as caught:
        parse(text, file="own.toml")
    assert caught.value.message.startswith("own.toml")
    assert "\n" not in caught.value.message
    for problem in caught.value.problems:
        assert problem.field in caught.value.message
        assert problem.reason in caught.value.message
    return {problem.field: problem.reason for problem in caught.value.problems}


def test_a_file_is_read_in_its_own_order():
    codebook = parse(SMALL)

    assert [dimension.id for dimension in codebook.dimensions] == ["topic", "mood"]
    topic, mood = codebook.dimensions
    assert (topic.several, topic.level, topic.per_target, topic.name) == (True, "nominal", False, "topic")
    assert [(label.id, label.key) for label in topic.labels] == [("sea", "1"), ("land", "l")]
    assert [label.id for label in mood.on_scale] == ["calm"]
    assert mood.label("calm").definition == "Nothing # stirs."
    assert mood.label("storm") is None
    assert codebook.dimension("weather") is None


def test_letters_of_keys_are_kept_small_and_an_empty_key_stays_empty():
    mood = parse(SMALL).dimension("mood")
    assert [label.key for label in mood.labels] == ["k", ""]


def test_every_problem_is_named_by_line_and_field():
    text = SMALL.replace('level = "ordinal"', 'level = "ordered"').replace('name = "Small"', "nmae = 4")
    text = text.replace('key = "K"', 'key = "1"').replace('id = "rough"', 'id = "calm"')

    assert refused(text) == {
        "line 1, nmae": "is not a field of a codebook; did you mean name?",
        "line 16, dimension mood, level": "must be one of nominal, ordinal, interval",
        "line 25, dimension mood, label calm, key": "“1” is the key of dimension topic, label sea already; "
        "choose another",
        "line 28, dimension mood, label calm, id": "is the id in line 23 already; give each its own",
    }


def test_two_dimensions_of_one_id_are_refused():
    assert refused(SMALL.replace('id = "mood"', 'id = "topic"')) == {
        "line 15, dimension topic, id": "is the id in line 4 already; give each its own"
    }


def test_one_label_id_may_occur_in_two_dimensions():
    parse(SMALL.replace('id = "calm"', 'id = "sea"'))


@pytest.mark.parametrize("key", [*RESERVED_KEYS, "Z", "ab", " ", "\\t", "\\u200b", "ß̂"])
def test_a_key_that_the_desk_cannot_give_away_is_refused(key):
    assert list(refused(SMALL.replace('key = "1"', f'key = "{key}"'))) == ["line 9, dimension topic, label sea, key"]


def test_keys_that_differ_only_in_case_are_equal():
    assert list(refused(SMALL.replace('key = "1"', 'key = "k"'))) == ["line 25, dimension mood, label calm, key"]


def test_labels_on_one_line_are_told_by_the_line_they_begin_on():
    text = '[[dimension]]\nid = "a"\n\nlabel = [{id = "p", key = "1"}, {id = "q", key = "1"}]\n'
    assert list(refused(text)) == ["line 4, dimension a, label q, key"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "line 1, dimension"),
        ("\n\ndimension = 3", "line 3, dimension"),
        ('[dimension]\nid = "a"', "line 1, dimension"),
        ('[[dimension]]\nid = "a"', "line 1, dimension a, label"),
        ('[[dimension]]\nid = "a"\nlabel = []', "line 3, dimension a, label"),
        ("[[dimension]]\n[[dimension.label]]\nid = 'x'", "line 1, dimension 1, id"),
        ("[[dimension]]\nid = ''\n[[dimension.label]]\nid = 'x'", "line 2, dimension 1, id"),
        ("[[dimension]]\nid = 7\n[[dimension.label]]\nid = 'x'", "line 2, dimension 1, id"),
        ('[[dimension]]\nid = "a\\nb"\n[[dimension.label]]\nid = "x"', "line 2, dimension 1, id"),
        ("[[dimension]]\nid = 'a'\nseveral = 'yes'\n[[dimension.label]]\nid = 'x'", "line 3, dimension a, several"),
    ],
)
def test_a_faulty_shape_is_told_once(text, field):
    assert list(refused(text)) == [field]


def test_an_interval_may_hold_words_off_its_scale_only():
    head = '[[dimension]]\nid = "a"\nlevel = "interval"\n'
    assert list(refused(head + '[[dimension.label]]\nid = "high"')) == ["line 5, dimension a, label high, id"]
    parse(head + '[[dimension.label]]\nid = "-1.5"\n[[dimension.label]]\nid = "cannot say"\noff_scale = true')


@pytest.mark.parametrize(
    ("text", "field"),
    [("a = 1\nb = ", "line 2"), ("a = 1\nb 2\n", "line 2"), ('a = """\n\n', "line 1"), ("a = 1\na = 2\n", "line 2")],
)
def test_a_text_that_is_not_toml_is_refused_with_its_line(text, field):
    assert list(refused(text)) == [field]


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "1" * 5000])
def test_toml_that_python_cannot_hold_is_refused(text):
    assert refused(text) == {}


def test_a_question_that_takes_several_is_not_last_where_one_takes_one():
    text = "".join(
        f'[[dimension]]\nid = "{name}"\nseveral = {several}\n[[dimension.label]]\nid = "x"\n'
        for name, several in (("a", "false"), ("b", "true"))
    )
    assert list(refused(text)) == ["line 8, dimension b, several"]
    parse(text.replace("several = false", "several = true"))


def test_lines_are_counted_as_an_editor_counts_them():
    text = SMALL.replace("Small", "Small\u2028").replace('level = "ordinal"', "level = 3").replace("\n", "\r\n")
    assert list(refused("\ufeff" + text)) == ["line 16, dimension mood, level"]


def test_small_questions_get_their_keys_before_large_ones():
    many = {"many": [f"{number}" for number in range(90)], "few": ["1", "2"]}
    codebook = parse(from_values(many, levels={}, several=[], per_target=[]))

    assert [label.key for label in codebook.dimension("few").labels] == ["1", "2"]
    assert codebook.dimension("many").labels[89].key == ""


def test_foreign_labels_on_a_scale_stand_in_numeric_order():
    values = {"grade": ["10", "9", "-1"], "mood": ["2", "low", "1"], "kind": ["2", "1"]}
    text = from_values(values, levels={"grade": "interval", "mood": "ordinal"}, several=[], per_target=["mood"])
    codebook = parse(text)

    assert [label.id for label in codebook.dimension("grade").labels] == ["-1", "9", "10"]
    assert [label.id for label in codebook.dimension("mood").labels] == ["2", "low", "1"]
    assert [label.id for label in codebook.dimension("kind").labels] == ["2", "1"]
    assert codebook.dimension("mood").per_target
    assert codebook.dimension("grade").level == "interval"


ids = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200)


@given(st.dictionaries(ids, st.lists(ids, min_size=1, unique=True), min_size=1), st.sets(ids))
def test_foreign_ids_come_back_unchanged(values, several):
    several = several | set(list(values)[1::2])
    codebook = parse(from_values(values, levels={}, several=several, per_target=[]))

    read = {dimension.id: [label.id for label in dimension.labels] for dimension in codebook.dimensions}
    assert read == values
    assert {dimension.id for dimension in codebook.dimensions if dimension.several} == several & set(values)
    takes_several = [dimension.several for dimension in codebook.dimensions]
    assert takes_several == sorted(takes_several, reverse=True)
    keys = [label.key for dimension in codebook.dimensions for label in dimension.labels if label.key]
    assert len(keys) == len(set(keys))
    assert not set(keys) & set(RESERVED_KEYS)


@given(st.text(max_size=1), ids)
def test_a_foreign_id_that_cannot_be_taken_is_refused_in_words(start, rest):
    text = from_values({"a": [start + "\x7f" + rest]}, levels={}, several=[], per_target=[])
    assert list(refused(text)) == ["line 8, dimension a, label 1, id"]


@given(st.text())
def test_any_text_that_is_no_codebook_is_refused(text):
    with pytest.raises(BadInputError):
        parse(text)
