import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.adjudication.consensus import Settled, Vote, settle, shares

LABELS = ("favor", "against", "neutral", "none", "cannot_judge")

unhurried = settings(deadline=None)  # on a busy machine any single example may be slow
one_label = st.lists(st.sampled_from(LABELS), min_size=1, max_size=7)
label_sets = st.lists(st.frozensets(st.sampled_from(LABELS), max_size=3), min_size=1, max_size=7)


def sets(*votes: str) -> list[Vote]:
    return [frozenset(vote.split()) for vote in votes]


@pytest.mark.parametrize(
    ("votes", "settled"),
    [
        (["favor"], Settled(("favor",), "single", 1, 1)),
        (["favor", "favor"], Settled(("favor",), "unanimous", 2, 2)),
        (["favor", "against"], Settled((), "unresolved", 0, 2)),
        (["against", "favor", "against"], Settled(("against",), "majority", 2, 3)),
        (["favor", "favor", "against", "none"], Settled((), "unresolved", 0, 4)),
        (["cannot_judge", "cannot_judge", "favor"], Settled(("cannot_judge",), "majority", 2, 3)),
    ],
)
def test_one_label_is_settled_by_more_than_half(votes: list[Vote], settled: Settled) -> None:
    assert settle(votes, labels=LABELS, several=False) == settled


@pytest.mark.parametrize(
    ("votes", "settled"),
    [
        (sets("favor none"), Settled(("favor", "none"), "single", 1, 1)),
        (sets(""), Settled((), "single", 1, 1)),
        (sets("none favor", "favor none"), Settled(("favor", "none"), "unanimous", 2, 2)),
        (sets("", ""), Settled((), "unanimous", 2, 2)),
        (sets("favor none", "favor none", "none"), Settled(("favor", "none"), "majority", 2, 3)),
        (sets("favor none", "favor neutral", "none neutral"),
         Settled(("favor", "neutral", "none"), "majority", 0, 3)),
        (sets("favor none", "favor"), Settled(("favor",), "majority", 1, 2)),
        (sets("", "", "favor"), Settled((), "majority", 2, 3)),
        (sets("", "favor"), Settled((), "unresolved", 0, 2)),
        (sets("favor", "against", "none"), Settled((), "unresolved", 0, 3)),
        (sets("favor", "against"), Settled((), "unresolved", 0, 2)),
    ],
)  # fmt: skip
def test_of_several_labels_each_is_settled_by_more_than_half(votes: list[Vote], settled: Settled) -> None:
    assert settle(votes, labels=LABELS, several=True) == settled


@unhurried
@given(one_label)
def test_a_settled_label_was_chosen_by_more_than_half_and_unanimous_by_all(votes: list[str]) -> None:
    settled = settle(votes, labels=LABELS, several=False)
    assert settled.of == len(votes)
    assert (settled.provenance == "single") == (len(votes) == 1)
    assert (settled.provenance == "unresolved") == (not settled.values)
    for value in settled.values:
        assert votes.count(value) == settled.agreeing > len(votes) / 2
    assert (settled.provenance == "unanimous") == (len(votes) > 1 and len(set(votes)) == 1)


@unhurried
@given(label_sets)
def test_settled_sets_hold_exactly_the_labels_of_more_than_half(votes: list[frozenset[str]]) -> None:
    settled = settle(votes, labels=LABELS, several=True)
    chosen = tuple(label for label in LABELS if sum(label in vote for vote in votes) > len(votes) / 2)
    assert settled.values == chosen
    assert (settled.provenance == "unanimous") == (len(votes) > 1 and len(set(votes)) == 1)
    if settled.provenance == "unresolved":
        assert settled.values == ()
        assert settled.agreeing == 0
    else:
        assert settled.agreeing == votes.count(frozenset(settled.values))


@unhurried
@given(label_sets, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(votes: list[frozenset[str]], random) -> None:
    mixed = random.sample(votes, len(votes))
    assert settle(mixed, labels=LABELS, several=True) == settle(votes, labels=LABELS, several=True)
    assert shares(mixed, labels=LABELS, several=True) == shares(votes, labels=LABELS, several=True)


@unhurried
@given(one_label)
def test_shares_of_one_label_sum_to_one_in_the_order_of_the_codebook(votes: list[str]) -> None:
    given_shares = shares(votes, labels=LABELS, several=False)
    assert [label for label, _ in given_shares] == [label for label in LABELS if label in votes]
    assert all(share == votes.count(label) / len(votes) for label, share in given_shares)
    assert sum(share for _, share in given_shares) == pytest.approx(1)


def test_shares_of_several_labels_count_everyone_who_answered() -> None:
    votes = sets("none favor", "favor", "", "favor")
    assert shares(votes, labels=LABELS, several=True) == (("favor", 0.75), ("none", 0.25))
    assert shares(sets("", ""), labels=LABELS, several=True) == ()


@pytest.mark.parametrize("rule", [settle, shares])
def test_no_answers_and_unknown_labels_are_refused(rule) -> None:
    with pytest.raises(ValueError, match="nobody"):
        rule([], labels=LABELS, several=False)
    with pytest.raises(KeyError):
        rule(["favour"], labels=LABELS, several=False)
