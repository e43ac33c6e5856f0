"""The same values as independent public implementations, on random tables with gaps."""

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.tables import counts
from tests.agreement.test_coefficients import LABELS, LEVELS, answers, set_values, single_values
from workbench.agreement.coefficients import assess

RIGHT = 1e-9


@settings(max_examples=150, deadline=None)
@given(answers(single_values), st.sampled_from(LEVELS))
def test_alpha_is_that_of_the_krippendorff_package(rows, level) -> None:
    krippendorff = pytest.importorskip("krippendorff", reason="the oracle for alpha is not installed")
    numpy = pytest.importorskip("numpy", reason="the oracle for alpha needs numpy")
    found = assess(rows, level=level, labels=LABELS, several=False).krippendorff_alpha.value
    if found is None:
        return  # the package raises or gives nan; test_coefficients.py says when alpha is undefined
    units = sorted({row[1] for row in rows})
    table = numpy.full((5, len(units)), numpy.nan)
    for _, unit, who, value in rows:
        table["vwxyz".index(who), units.index(unit)] = LABELS.index(value)
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement=level, value_domain=[0, 1, 2, 3])
    assert found == pytest.approx(expected, abs=RIGHT)


@settings(max_examples=150, deadline=None)
@given(answers(set_values))
def test_alpha_of_sets_is_that_of_nltk_with_its_masi_distance(rows) -> None:
    agreement = pytest.importorskip("nltk.metrics.agreement", reason="the oracle for MASI is not installed")
    distance = pytest.importorskip("nltk.metrics.distance", reason="the oracle for MASI is not installed")
    found = assess(rows, level="nominal", labels=LABELS, several=True).krippendorff_alpha.value
    if found is None:
        return

    def masi(a, b) -> float:
        return distance.masi_distance(a, b) if a or b else 0.0  # nltk divides by zero for two empty sets

    task = agreement.AnnotationTask(data=[(who, unit, value) for _, unit, who, value in rows], distance=masi)
    assert found == pytest.approx(task.alpha(), abs=RIGHT)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=8))
def test_fleiss_kappa_of_equal_raters_is_that_of_statsmodels(values) -> None:
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater", reason="the oracle for kappa is not installed")
    units = [[unit.count(label) for label in range(4)] for unit in values]
    found = assess(counts(units), level="nominal", labels=["0", "1", "2", "3"], several=False).fleiss_kappa.value
    if found is not None:
        assert found == pytest.approx(inter_rater.fleiss_kappa(units), abs=RIGHT)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=20))
def test_cohens_kappa_is_that_of_scikit_learn(values) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="the oracle for Cohen's kappa is not installed")
    rows = [(unit, unit, who, value) for unit, pair in enumerate(values) for who, value in zip("ab", pair, strict=True)]
    found = assess(rows, level="nominal", labels=LABELS, several=False).cohen_mean.value
    if found is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of tables with one label
            expected = metrics.cohen_kappa_score(*zip(*values, strict=True), labels=LABELS)
        assert found == pytest.approx(expected, abs=RIGHT)
