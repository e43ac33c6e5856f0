import pytest

from workbench.agreement.intervals import Estimate
from workbench.agreement.verdicts import verdict


@pytest.mark.parametrize(
    ("low", "said"),
    [(0.8, "safe"), (0.799, "close"), (0.667, "close"), (0.666, "not_yet"), (-1.0, "not_yet"), (None, "unknown")],
)
def test_the_lower_end_of_the_interval_decides(low: float | None, said: str) -> None:
    assert verdict(Estimate(0.9, low, 1.0, "")) == said
