"""The numbers that the papers print, from the data that they print."""

import pytest

from tests.agreement.tables import FLEISS, KRIPPENDORFF, counts, observers
from workbench.agreement.coefficients import assess
from workbench.agreement.distances import masi, ranked

FIVE = ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_own_table_has_his_alpha_at_each_level(level, alpha) -> None:
    found = assess(observers(KRIPPENDORFF), level=level, labels=FIVE, several=False)
    assert found.krippendorff_alpha.value == pytest.approx(alpha, abs=0.0005)
    assert (found.units, found.judgments, found.annotators, found.single) == (11, 40, 4, 1)


def test_gwets_r_package_has_the_same_values_on_that_table_with_missing_answers() -> None:
    found = assess(observers(KRIPPENDORFF), level="nominal", labels=FIVE, several=False)
    assert found.percent.value == pytest.approx(0.8181818, abs=5e-8)
    assert found.gwet_ac.value == pytest.approx(0.7754441, abs=5e-8)
    assert found.fleiss_kappa.value == pytest.approx(0.7611693, abs=5e-8)
    assert found.krippendorff_alpha.value == pytest.approx(0.7434211, abs=5e-8)


def test_the_psychiatric_diagnoses_of_fleiss_1971_have_kappa_0_430() -> None:
    rows = counts([[int(count) for count in patient] for patient in FLEISS.split()])
    found = assess(rows, level="nominal", labels=["0", "1", "2", "3", "4"], several=False)
    assert found.percent.value == pytest.approx(0.556, abs=0.0005)
    assert found.fleiss_kappa.value == pytest.approx(0.430, abs=0.0005)


def test_the_worked_example_of_fourteen_raters_has_fleiss_kappa_0_210() -> None:
    units = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    found = assess(counts(units), level="nominal", labels=["0", "1", "2", "3", "4"], several=False)
    assert found.percent.value == pytest.approx(0.378, abs=0.0005)
    assert found.fleiss_kappa.value == pytest.approx(0.210, abs=0.0005)


def square(table) -> list:
    """Read a table of two annotators: first by line, second by column."""
    cells = [(a, b) for a, line in enumerate(table) for b, count in enumerate(line) for _ in range(count)]
    return [row for unit, (a, b) in enumerate(cells) for row in [(unit, unit, "a", str(a)), (unit, unit, "b", str(b))]]


def test_fifty_grants_and_two_readers_have_cohens_kappa_0_4() -> None:
    found = assess(square([[20, 5], [10, 15]]), level="nominal", labels=["0", "1"], several=False)
    assert found.cohen_mean.value == pytest.approx(0.4, abs=1e-12)
    assert [(pair.a, pair.b, pair.units) for pair in found.cohen_pairs] == [("a", "b", 50)]


def test_kappas_paradox_of_gwet_2008_leaves_ac1_at_0_94_where_kappa_is_below_zero() -> None:
    found = assess(square([[118, 5], [2, 0]]), level="nominal", labels=["0", "1"], several=False)
    assert found.gwet_ac.value == pytest.approx(0.9408, abs=5e-5)
    assert found.cohen_mean.value == pytest.approx(-0.0234, abs=5e-5)


def test_gwets_two_abstractors_have_the_values_of_his_r_package() -> None:
    found = assess(square([[13, 0, 0], [0, 20, 7], [0, 4, 56]]), level="nominal", labels=["0", "1", "2"], several=False)
    assert found.cohen_mean.value == pytest.approx(0.7964094, abs=5e-8)
    assert found.fleiss_kappa.value == pytest.approx(0.7962397, abs=5e-8)  # Scott's pi, for two
    assert found.gwet_ac.value == pytest.approx(0.8493305, abs=5e-7)


def test_gwets_ordinal_weights_of_three_labels_are_1_two_thirds_and_0() -> None:
    distance = ranked(3)
    assert [1 - distance(0, other) for other in range(3)] == pytest.approx([1, 2 / 3, 0])


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        (0b011, 0b011, 0), (0b001, 0b011, 1 - 1 / 2 * 2 / 3), (0b0111, 0b1110, 1 - 2 / 4 * 1 / 3),
        (0b001, 0b010, 1), (0, 0, 0), (0, 0b001, 1),
    ],
)  # fmt: skip
def test_masi_of_passonneau_2006_is_one_less_jaccard_by_monotonicity(a, b, distance) -> None:
    assert masi(a, b) == pytest.approx(distance)
    assert masi(b, a) == masi(a, b)
