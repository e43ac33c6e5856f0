"""Properties that hold for any answers, beside independent implementations in `test_coefficients_oracles.py`."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement import tables
from workbench.agreement.alpha import alpha, label_alphas, ordinal_alpha
from workbench.agreement.coefficients import Estimate, assess
from workbench.agreement.cohen import cohen
from workbench.agreement.distances import label_numbers, nominal, ranked, squared
from workbench.agreement.means import fleiss, gwet, percent
from workbench.agreement.tallies import tally

LABELS = ["a", "b", "c", "d"]
LEVELS = ["nominal", "ordinal", "interval"]

unhurried = settings(deadline=None)  # on a busy machine any single example may be slow

single_values = st.sampled_from(LABELS)
set_values = st.frozensets(st.sampled_from(LABELS), max_size=3)


def answers(values, articles: int = 5):
    """Draw up to twelve units of up to five annotators, each unit in one of some articles."""
    unit = st.tuples(
        st.integers(1, articles), st.dictionaries(st.sampled_from(["v", "w", "x", "y", "z"]), values, min_size=1)
    )
    return st.lists(unit, max_size=12).map(
        lambda units: [
            (f"article {article}", number, who, value)
            for number, (article, given) in enumerate(units)
            for who, value in given.items()
        ]
    )


def same(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return abs(found - expected) < 1e-9


@unhurried
@given(answers(single_values), st.sampled_from(LEVELS))
def test_percent_fleiss_and_gwet_are_those_of_their_definitions(rows, level) -> None:
    found = assess(rows, level=level, labels=LABELS, several=False)
    weights = {
        "nominal": [[float(a == b) for b in range(4)] for a in range(4)],
        "ordinal": [[(1, 5 / 6, 3 / 6, 0)[abs(a - b)] for b in range(4)] for a in range(4)],
        "interval": [[1 - (a - b) ** 2 / 9 for b in range(4)] for a in range(4)],
    }[level]
    assert same(found.percent.value, tables.observed_agreement(rows, lambda a, b: float(a == b)))
    assert same(found.fleiss_kappa.value, tables.fleiss(rows, LABELS))
    assert same(found.gwet_ac.value, tables.gwet(rows, LABELS, weights))


@unhurried
@given(answers(single_values))
def test_cohens_kappa_by_pair_is_that_of_its_definition(rows) -> None:
    found = assess(rows, level="nominal", labels=LABELS, several=False)
    for pair in found.cohen_pairs:
        units, value = tables.cohen(rows, pair.a, pair.b)
        assert pair.units == units
        assert same(pair.value, value)
    defined = [pair.value for pair in found.cohen_pairs if pair.value is not None]
    assert same(found.cohen_mean.value, sum(defined) / len(defined) if defined else None)


@unhurried
@given(answers(single_values), answers(set_values))
def test_the_alpha_of_a_label_is_that_of_choosing_it_or_not(rows, set_rows) -> None:
    found = assess(rows, level="nominal", labels=LABELS, several=False)
    for own in found.labels:
        binary = [(*row[:3], str(row[3] == own.label)) for row in rows]
        assert same(own.krippendorff_alpha.value, tables.alpha(binary, lambda a, b: a != b))
    found = assess(set_rows, level="nominal", labels=LABELS, several=True)
    for own in found.labels:
        binary = [(*row[:3], str(own.label in row[3])) for row in set_rows]
        assert same(own.krippendorff_alpha.value, tables.alpha(binary, lambda a, b: a != b))


@unhurried
@given(answers(set_values))
def test_percent_agreement_of_sets_counts_identical_sets_and_kappas_are_undefined(rows) -> None:
    found = assess(rows, level="nominal", labels=LABELS, several=True)
    assert same(found.percent.value, tables.observed_agreement(rows, lambda a, b: float(a == b)))
    for kappa in (found.fleiss_kappa, found.gwet_ac, found.cohen_mean):
        assert kappa.value is None
        assert kappa.method == "undefined: several labels may be chosen"
    assert found.cohen_pairs == ()


@unhurried
@given(answers(st.sampled_from(LABELS)), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_the_order_of_articles_units_and_annotators_changes_no_bit(rows, level, chance) -> None:
    units = {}
    for row in rows:
        units.setdefault(row[1], []).append(row)
    mixed = [chance.sample(unit, len(unit)) for unit in units.values()]
    chance.shuffle(mixed)
    found = assess(rows, level=level, labels=LABELS, several=False)
    assert assess([row for unit in mixed for row in unit], level=level, labels=LABELS, several=False) == found


def leaving_out(rows, level):
    """Give each coefficient's disagreement, whole and with articles left out."""
    codes = {label: position for position, label in enumerate(LABELS)}
    counted = tally(rows, codes, labels=4)
    distance = {"nominal": nominal, "ordinal": ranked(4), "interval": squared(range(4))}[level]
    yield percent(counted)
    yield fleiss(counted, 4)
    yield gwet(counted, 4, distance)
    yield ordinal_alpha(counted, 4) if level == "ordinal" else alpha(counted, distance)
    yield cohen(counted, 4)[1]
    yield from label_alphas(counted, 4, Counter)


def pairs(*units: str) -> list:
    return [(unit, unit, who, value) for unit, pair in enumerate(units) for who, value in zip("vw", pair, strict=True)]


def in_order(ratios) -> list[float | None]:
    return sorted(ratios, key=lambda ratio: (ratio is None, ratio or 0.0))


@unhurried
@given(answers(single_values), st.sampled_from(LEVELS))
def test_subtracting_an_article_is_the_same_as_never_having_had_it(rows, level) -> None:
    articles = {row[0] for row in rows}
    without = [leaving_out([row for row in rows if row[0] != article], level) for article in articles]
    by_hand = list(zip(*without, strict=True)) or [()] * 9
    for measured, each in zip(leaving_out(rows, level), by_hand, strict=True):
        fast = [ratio for ratio, times in measured.without for _ in range(times)]
        fast += [measured.whole.ratio] * (len(articles) - len(fast))  # Cohen's: articles where nobody met
        slow = [other.whole.ratio for other in each]
        assert all(map(same, in_order(fast), in_order(slow)))


def test_agreement_is_pooled_over_units_and_is_not_a_mean_of_documents() -> None:
    """One long article in which two people agree by chance, and four short ones in which they always do."""
    long = [(x, y) for x in "ab" for y in "ab"] * 10
    rows = [("long", unit, who, value) for unit, pair in enumerate(long) for who, value in zip("vw", pair, strict=True)]
    for article in range(4):
        for unit, value in enumerate("ab"):
            rows += [(f"short {article}", f"{article}.{unit}", who, value) for who in "vw"]
    documents = [[row for row in rows if row[0] == article] for article in dict.fromkeys(row[0] for row in rows)]

    def alpha_of(some) -> float:
        return assess(some, level="nominal", labels=["a", "b"], several=False).krippendorff_alpha.value

    mean = sum(map(alpha_of, documents)) / len(documents)
    assert alpha_of(rows) == pytest.approx(tables.alpha(rows, lambda a, b: a != b))
    assert mean - alpha_of(rows) > 0.1


def test_one_label_alone_leaves_chance_corrected_coefficients_undefined_but_not_percent_and_ac1() -> None:
    rows = [(f"article {unit}", unit, who, "a") for unit in range(9) for who in "vwx"]
    found = assess(rows, level="nominal", labels=LABELS, several=False)
    assert found.percent.value == found.gwet_ac.value == 1
    for undefined in (found.fleiss_kappa, found.krippendorff_alpha):
        assert undefined == Estimate(None, None, None, "undefined: every value is the same")
    assert found.cohen_mean.value is None
    assert [pair.value for pair in found.cohen_pairs] == [None] * 3
    assert {label.krippendorff_alpha.method for label in found.labels} == {
        "undefined: the label was chosen always or never"
    }


def test_nothing_is_defined_without_a_unit_that_two_people_valued() -> None:
    rows = [("article", unit, "v", "a") for unit in range(3)]
    for several, given_rows in ((False, rows), (True, [(*row[:3], frozenset("a")) for row in rows]), (False, [])):
        found = assess(given_rows, level="nominal", labels=LABELS, several=several)
        assert (found.units, found.judgments, found.annotators, found.single) == (0, 0, 0, len(given_rows))
        assert found.percent == Estimate(None, None, None, "undefined: no unit has two values")
        assert found.krippendorff_alpha == found.percent


def test_gwets_ac_wants_two_declared_labels_and_counts_those_that_nobody_used() -> None:
    rows = pairs("aa", "ab", "bb")
    two = assess(rows, level="nominal", labels=["a", "b"], several=False).gwet_ac.value
    four = assess(rows, level="nominal", labels=LABELS, several=False).gwet_ac.value
    assert two == pytest.approx((2 / 3 - 1 / 2) / (1 / 2))
    assert four == pytest.approx((2 / 3 - 1 / 6) / (5 / 6))
    one = assess([(*row[:3], "a") for row in rows], level="nominal", labels=["a"], several=False)
    assert one.gwet_ac == Estimate(None, None, None, "undefined: fewer than two labels are declared")


def test_a_unit_with_one_value_counts_for_chance_in_fleiss_and_gwet_only() -> None:
    rows = pairs("aa", "ab", "bb")
    before = assess(rows, level="nominal", labels=["a", "b"], several=False)
    after = assess([*rows, (9, 9, "v", "a")], level="nominal", labels=["a", "b"], several=False)
    assert after.single == 1
    assert (after.percent, after.krippendorff_alpha, after.cohen_pairs) == (
        before.percent, before.krippendorff_alpha, before.cohen_pairs,
    )  # fmt: skip
    assert after.fleiss_kappa.value != before.fleiss_kappa.value
    assert after.gwet_ac.value != before.gwet_ac.value


@pytest.mark.parametrize(
    ("labels", "numbers"),
    [
        (["10", "-2.5", "0"], [10, -2.5, 0]), (["low", "high"], [0, 1]), (["1", "1.0"], [0, 1]),
        (["1", "nan"], [0, 1]), (["1", "inf"], [0, 1]), ([], []),
    ],
)  # fmt: skip
def test_interval_labels_are_their_numbers_if_all_are_distinct_ones_else_their_positions(labels, numbers) -> None:
    assert label_numbers(labels) == numbers


@pytest.mark.parametrize("articles", [2, 20_000])
@pytest.mark.parametrize("several", [False, True])
def test_time_grows_with_judgments_and_not_faster(articles, several) -> None:
    """It takes well under a second; what is quadratic in units, articles or sets would take minutes."""
    chance = tables.seeded(5)
    values = [frozenset(chance.sample("abcdefgh", 3)) for _ in range(400)] if several else LABELS
    rows = [
        (unit % articles, unit, who, chance.choice(values))
        for unit in range(20_000)
        for who in chance.sample("vwxyz", 2)
    ]
    start = time.process_time()
    assess(rows, level="nominal", labels="abcdefgh" if several else LABELS, several=several)
    assert time.process_time() - start < 10
