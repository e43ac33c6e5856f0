"""What changed between two versions of a codebook."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.codebook import definition
from workbench.codebook.definition import Codebook
from workbench.codebook.difference import Piece, Switched, difference

BEFORE = definition.parse("""
name = "Harbour dues"
[[dimension]]
id = "tone"
guidance = "Judge the words, not the writer."
[[dimension.label]]
id = "warm"
key = "w"
definition = "Friendly."
[[dimension.label]]
id = "cold"
key = "k"
[[dimension]]
id = "law"
[[dimension.label]]
id = "yes"
key = "y"
""")


def changed(**told: str) -> Codebook:
    """Change the label `warm`."""
    tone, *others = BEFORE.dimensions
    warm, *labels = tone.labels
    return replace(BEFORE, dimensions=(replace(tone, labels=(replace(warm, **told), *labels)), *others))


def only(after: Codebook) -> Piece:
    (dimension,) = difference(BEFORE, after).pieces
    assert (dimension.id, dimension.change, dimension.texts) == ("tone", "changed", [])
    (label,) = dimension.pieces
    return label


def test_a_codebook_does_not_differ_from_itself() -> None:
    assert difference(BEFORE, BEFORE).is_empty


def test_a_rewritten_text_is_told_word_by_word() -> None:
    (text,) = only(changed(definition="Friendly or kind.")).texts
    assert text.field == "definition"
    told = [(part.change, part.text.strip()) for part in text.parts]
    assert told == [("gone", "Friendly."), ("new", "Friendly or kind.")]


def test_a_new_name_is_a_change_of_the_same_label_and_so_is_a_key() -> None:
    label = only(changed(name="Kind", key="d"))
    assert (label.id, label.name, label.change) == ("warm", "Kind", "changed")
    assert [text.field for text in label.texts] == ["name"]
    assert label.settings == [Switched("key", "w", "d")]


def test_labels_and_dimensions_come_and_go_by_their_ids() -> None:
    tone, law = BEFORE.dimensions
    cold = replace(tone.labels[1], id="cool", name="Cool", definition="Distant.")
    after = replace(BEFORE, dimensions=(replace(tone, labels=(tone.labels[0], cold)), replace(law, id="court")))
    pieces = difference(BEFORE, after).pieces
    assert [(one.id, one.change) for one in pieces] == [("tone", "changed"), ("court", "new"), ("law", "gone")]
    assert [(one.id, one.change) for one in pieces[0].pieces] == [("cool", "new"), ("cold", "gone")]
    assert [one.field for one in pieces[0].pieces[0].texts] == ["definition"]
    assert [(one.id, one.change) for one in pieces[1].pieces] == [("yes", "new")]


def test_another_order_is_told_once_and_a_label_that_comes_between_is_none() -> None:
    tone, law = BEFORE.dimensions
    turned = replace(tone, labels=tone.labels[::-1])
    assert difference(BEFORE, replace(BEFORE, dimensions=(turned, law))).pieces[0].is_reordered
    assert difference(BEFORE, replace(BEFORE, dimensions=(law, tone))).is_reordered
    between = replace(tone, labels=(tone.labels[0], replace(law.labels[0], id="mild"), tone.labels[1]))
    assert not difference(BEFORE, replace(BEFORE, dimensions=(between, law))).pieces[0].is_reordered


@settings(max_examples=30)
@given(st.text("ab c.", max_size=12), st.text("ab c.", max_size=12))
def test_the_parts_of_a_rewritten_text_make_up_the_new_one(old: str, new: str) -> None:
    before, after = changed(definition=old), changed(definition=new)
    for piece in difference(before, after).pieces:
        (text,) = piece.pieces[0].texts
        assert "".join(part.text for part in text.parts if part.change != "gone") == new
