import math
import random

import pytest

from tests.agreement.tables import seeded
from workbench.agreement.alpha import alpha
from workbench.agreement.coefficients import Estimate, assess
from workbench.agreement.distances import nominal
from workbench.agreement.intervals import Disagreement, Measured, estimate, student
from workbench.agreement.tallies import tally

LABELS = ["a", "b", "c", "d"]
SHARES = (0.4, 0.3, 0.2, 0.1)
SAMPLES = 400
NOISE = 0.01  # about one standard error of a share of so many samples


def sample(chance: random.Random, *, units: int, of_an_article: int, alpha: float, spread: float):
    """Draw the answers of three annotators whose alpha, at any level, is known.

    Each copies the unit's true label with probability √alpha and else draws one by its share. With `spread`,
    alpha differs between articles, so that the units of one are alike.
    """
    rows = []
    for unit in range(units):
        if unit % of_an_article == 0:
            scale = (1 - spread) / spread if spread else 0
            own = chance.betavariate(alpha * scale, (1 - alpha) * scale) if spread else alpha
        truth = chance.choices(LABELS, SHARES)[0]
        for who in "vwx":
            value = truth if chance.random() < math.sqrt(own) else chance.choices(LABELS, SHARES)[0]
            rows.append((unit // of_an_article, unit, who, value))
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("units", [50, 100, 300])
@pytest.mark.parametrize("true", [0.4, 0.7, 0.9])
@pytest.mark.parametrize(("of_an_article", "spread"), [(1, 0), (5, 0.1)])
def test_the_interval_of_alpha_holds_the_true_one_in_95_of_100_samples(units, true, of_an_article, spread) -> None:
    chance = seeded(f"{units} {true} {spread}")
    codes = {label: position for position, label in enumerate(LABELS)}
    held = 0
    for _ in range(SAMPLES):
        rows = sample(chance, units=units, of_an_article=of_an_article, alpha=true, spread=spread)
        counted = tally(rows, codes)
        found = estimate(alpha(counted, nominal), clusters=counted.clusters, reason="")
        held += found.low <= true <= found.high
    assert 0.93 - NOISE <= held / SAMPLES <= 0.97 + NOISE


def test_units_that_repeat_within_an_article_do_not_make_the_interval_narrower() -> None:
    chance = seeded(3)
    rows = sample(chance, units=60, of_an_article=1, alpha=0.6, spread=0)
    copies = [(article, f"{unit}.{copy}", who, value) for article, unit, who, value in rows for copy in range(4)]
    copies.sort(key=lambda row: row[1])
    once, often = (assess(some, level="nominal", labels=LABELS, several=False) for some in (rows, copies))
    for name in ("percent", "fleiss_kappa", "gwet_ac", "cohen_mean"):
        one, other = getattr(once, name), getattr(often, name)
        assert (other.low, other.value, other.high) == pytest.approx((one.low, one.value, one.high))
    alone = [(row[1], *row[1:]) for row in copies]
    naive = assess(alone, level="nominal", labels=LABELS, several=False).percent
    assert naive.high - naive.low < 0.6 * (often.percent.high - often.percent.low)


def test_an_interval_holds_its_value_and_stays_within_the_coefficients_range() -> None:
    chance = seeded(4)
    for true in (0.02, 0.5, 0.98):
        for _ in range(60):
            rows = sample(chance, units=6, of_an_article=2, alpha=true, spread=0)
            found = assess(rows, level="ordinal", labels=LABELS, several=False)
            for name in ("percent", "fleiss_kappa", "krippendorff_alpha", "gwet_ac", "cohen_mean"):
                own = getattr(found, name)
                if own.low is not None:
                    assert (0 if name == "percent" else min(-1, own.value)) <= own.low <= own.value <= own.high <= 1


def test_perfect_agreement_has_a_bound_that_rises_with_the_number_of_articles() -> None:
    lows = []
    for articles in (5, 50, 500):
        rows = [(unit, unit, who, LABELS[unit % 2]) for unit in range(articles) for who in "vw"]
        found = assess(rows, level="nominal", labels=LABELS, several=False)
        assert found.percent.value == found.percent.high == 1
        assert found.percent.low == pytest.approx(0.025 ** (1 / articles))  # Clopper and Pearson
        assert found.percent.method == f"exact bound over {articles} articles, none of which disagrees"
        lows.append(found.krippendorff_alpha.low)
    assert -1 <= lows[0] < lows[1] < 0.9 < lows[2] < 1


def test_what_cannot_support_an_interval_has_none_and_says_why() -> None:
    pairs = ["aa", "ab", "bb", "ba"]
    one = [
        ("article", unit, who, value) for unit, pair in enumerate(pairs) for who, value in zip("vw", pair, strict=True)
    ]
    found = assess(one, level="nominal", labels=LABELS, several=False).percent
    assert found == Estimate(0.5, None, None, "no interval: fewer than two articles")
    alike = [(copy, (copy, *row[1:2]), *row[2:]) for copy in range(3) for row in one]
    found = assess(alike, level="nominal", labels=LABELS, several=False).percent
    assert found == Estimate(0.5, None, None, "no interval: every article agrees to the same degree")
    rests_on_one = [("x", 1, "v", "a"), ("x", 1, "w", "b"), ("y", 2, "v", "a"), ("y", 2, "w", "a")]
    found = assess(rests_on_one, level="nominal", labels=LABELS, several=False).krippendorff_alpha
    assert found == Estimate(0.0, None, None, "no interval: undefined without one of the articles")


def test_rounding_never_passes_for_variation_when_the_article_that_has_it_all_is_left_out() -> None:
    chance = seeded(6)
    rows = [("long", unit, who, chance.choice(LABELS)) for unit in range(3000) for who in "vw"]
    rows += [("short", "last", who, "b") for who in "vw"]
    for level in ("nominal", "ordinal", "interval"):
        found = assess(rows, level=level, labels=LABELS, several=False).krippendorff_alpha
        assert found.method == "no interval: undefined without one of the articles"


def test_the_interval_is_the_jackknifes_on_the_logarithm_of_the_disagreement_ratio() -> None:
    measured = Measured(Disagreement(0.2, 0.8), iter([(0.24, 2), (0.26, 1), (0.25, 7)]))
    found = estimate(measured, clusters=10, reason="")
    error = math.sqrt(9 / 10 * (2 * 0.01**2 + 0.01**2))
    factor = math.exp(2.2621571628 * error / 0.25)
    assert (found.value, found.low, found.high) == pytest.approx((0.75, 1 - 0.25 * factor, 1 - 0.25 / factor))
    assert found.method == "jackknife over 10 articles, log scale"


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 12.70620474), (2, 4.30265273), (3, 3.18244631), (9, 2.26215716), (30, 2.04227246), (9999, 1.96020)],
)
def test_students_quantiles_are_those_of_the_tables(freedom, quantile) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=1e-5 if freedom == 9999 else 1e-8)
