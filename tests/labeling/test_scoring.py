"""Hand-made examples of what agrees with a known answer, and what passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.labeling.scoring import another_order, compare, passes, per_cent

TOPIC, TONE, PLAN = ("topic", None), ("tone", None), ("stance", "plan")


def test_an_answer_agrees_where_state_and_labels_are_the_same_in_any_order() -> None:
    known = [(TOPIC, "answered", "trade"), (TOPIC, "answered", "law"), (TONE, "answered", "warm")]
    said = [(TONE, "answered", "cold"), (TOPIC, "answered", "law"), (TOPIC, "answered", "trade")]
    assert [(one.question, one.agrees) for one in compare(known, said)] == [(TOPIC, True), (TONE, False)]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([("answered", "trade"), ("answered", "law")], [("answered", "trade")]),
        ([("answered", "trade")], [("answered", "trade"), ("answered", "law")]),
        ([("answered", None)], [("answered", "trade")]),
        ([("answered", "trade")], [("unsure", "trade")]),
        ([("not_applicable", None)], [("answered", None)]),
        ([("answered", "trade")], []),
    ],
)
def test_one_label_more_or_less_another_state_or_nothing_does_not_agree(
    known: list[tuple[str, str | None]], said: list[tuple[str, str | None]]
) -> None:
    (compared,) = compare([(PLAN, *one) for one in known], [(PLAN, *one) for one in said])
    assert not compared.agrees


def test_no_label_agrees_with_no_label_and_what_nobody_asked_is_left_out() -> None:
    said = [(TOPIC, "answered", None), (TONE, "answered", "warm")]
    assert [one.agrees for one in compare([(TOPIC, "answered", None)], said)] == [True]


def test_a_mark_is_reached_exactly_and_nothing_passes_of_nothing() -> None:
    assert [passes(right, 5, 80) for right in (3, 4, 5)] == [False, True, True]
    assert (passes(2, 3, 67), passes(2, 3, 66)) == (False, True)
    assert (passes(0, 0, 0), passes(0, 4, 0)) == (False, True)
    assert (per_cent(2, 3), per_cent(0, 0)) == (66, 0)


@given(st.lists(st.integers(), unique=True, max_size=6), st.text(max_size=4))
def test_another_round_has_the_same_items_in_another_order(items: list[int], seed: str) -> None:
    order = another_order(items, items, seed)
    assert sorted(order) == sorted(items)
    assert order == another_order(items, items, seed)
    assert (order != items) == (len(items) > 1)
